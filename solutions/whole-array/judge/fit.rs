//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};
use workbook_judge::fresh::Fresh;

/// Layouts that a subject knows: by rows, by columns, with gaps, backwards, by columns with gaps and backwards.
pub const LAYOUTS: u8 = 5;

const LAYOUT_NAMES: [&str; LAYOUTS as usize] = [
    "by rows",
    "by columns",
    "every second row and third column",
    "backwards",
    "by columns, every second row, backwards",
];

/// What the room for the misfits holds before the call.
const UNTOUCHED: f64 = -7.5e3;

/// Data, a model and uncertainties.
pub struct Fit {
    pub shape: (usize, usize),
    pub model_shape: (usize, usize),
    /// By rows, whatever the layout.
    pub data: Vec<f64>,
    pub model: Vec<f64>,
    pub sigma: Vec<f64>,
    pub room: usize,
    /// The layouts of data and model.
    pub layouts: (u8, u8),
    /// Whether uncertainties and misfits are every second number, backwards.
    pub spaced: (bool, bool),
}

/// A number in [0, 1) for each place of a race's table: the subject has the same.
pub fn number(seed: u64, place: usize) -> f64 {
    let x = (seed ^ place as u64).wrapping_mul(0x9e37_79b9_7f4a_7c15);
    let x = (x ^ (x >> 32)).wrapping_mul(0xd6e8_feb8_6659_fd93);
    (x >> 11) as f64 / (1u64 << 53) as f64
}

fn numbers(fresh: &mut Fresh, count: usize) -> Vec<f64> {
    (0..count).map(|_| 10.0 * fresh.fraction() - 5.0).collect()
}

impl Fit {
    pub fn new(fresh: &mut Fresh, shape: (usize, usize)) -> Fit {
        Fit {
            shape,
            model_shape: shape,
            data: numbers(fresh, shape.0 * shape.1),
            model: numbers(fresh, shape.0 * shape.1),
            sigma: (0..shape.1).map(|_| 0.5 + 3.0 * fresh.fraction()).collect(),
            room: shape.1,
            layouts: (0, 0),
            spaced: (false, false),
        }
    }

    /// With a model of another shape.
    pub fn modelled(mut self, shape: (usize, usize)) -> Fit {
        self.model_shape = shape;
        self.model = vec![1.0; shape.0 * shape.1];
        self
    }

    /// With another number of uncertainties.
    pub fn sigmas(mut self, count: usize) -> Fit {
        self.sigma = vec![1.5; count];
        self
    }

    /// With one of the uncertainties.
    pub fn sigma(mut self, column: usize, sigma: f64) -> Fit {
        self.sigma[column] = sigma;
        self
    }

    /// With room for another number of misfits.
    pub fn room(mut self, room: usize) -> Fit {
        self.room = room;
        self
    }

    /// The code of the error that is due, and what it says.
    fn error(&self) -> Option<(u8, Vec<u64>)> {
        let (columns, words) = (self.shape.1, |numbers: &[usize]| {
            numbers.iter().map(|&number| number as u64).collect()
        });
        let bad = |sigma: &f64| !(*sigma > 0.0 && *sigma < f64::INFINITY);
        if self.shape != self.model_shape {
            let (data, model) = (self.shape, self.model_shape);
            Some((1, words(&[data.0, data.1, model.0, model.1])))
        } else if self.sigma.len() != columns {
            Some((2, words(&[columns, self.sigma.len()])))
        } else if self.room != columns {
            Some((3, words(&[columns, self.room])))
        } else if self.shape.0 == 0 {
            Some((4, Vec::new()))
        } else {
            let column = self.sigma.iter().position(bad)?;
            Some((5, words(&[column])))
        }
    }

    fn request(&self) -> Writer {
        let mut request = Writer::new();
        request.bool(false);
        for (layout, shape, numbers) in [
            (self.layouts.0, self.shape, &self.data),
            (self.layouts.1, self.model_shape, &self.model),
        ] {
            request.u8(layout).u64(shape.0 as u64).u64(shape.1 as u64);
            request.f64s(numbers);
        }
        let mut sigma = self.sigma.clone();
        if self.spaced.0 {
            // Backwards, and a number that is no uncertainty after each.
            sigma = sigma.iter().rev().flat_map(|&s| [s, -1.0]).collect();
        }
        request.bool(self.spaced.0).f64s(&sigma);
        let places = if self.spaced.1 {
            2 * self.room
        } else {
            self.room
        };
        request.bool(self.spaced.1).f64s(&vec![UNTOUCHED; places]);
        request
    }

    /// The case, and what its reply is checked by.
    pub fn case(self, about: &str) -> Case {
        let (rows, columns) = self.shape;
        let [data, model] =
            [self.layouts.0, self.layouts.1].map(|layout| LAYOUT_NAMES[usize::from(layout)]);
        let label = format!("{about}: {rows} rows, {columns} columns; data {data}, model {model}");
        Case::new(label, self.request(), move |reply| self.check(reply))
    }

    fn check(&self, reply: &mut Reader<'_>) -> Result<(), String> {
        let found = match reply.u8()? {
            0 => None,
            code => Some((code, reply.u64s()?)),
        };
        let mut misfits = reply.f64s()?;
        match (self.error(), found) {
            (None, None) => {}
            (Some(_), Some(_)) if misfits.iter().any(|&misfit| misfit != UNTOUCHED) => {
                return Err("an error, but something was written".to_owned());
            }
            (expected, found) if expected == found => return Ok(()),
            (expected, found) => {
                return Err(format!("{}, not {}", words(expected), words(found)));
            }
        }
        let places = if self.spaced.1 {
            2 * self.room
        } else {
            self.room
        };
        if misfits.len() != places {
            return Err(format!("{} places instead of {places}", misfits.len()));
        }
        if self.spaced.1 {
            let (misfit, between): (Vec<_>, Vec<_>) = misfits
                .chunks_exact(2)
                .map(|pair| (pair[0], pair[1]))
                .unzip();
            if between.iter().any(|&kept| kept != UNTOUCHED) {
                return Err("something was written beside the view of the misfits".to_owned());
            }
            misfits = misfit.into_iter().rev().collect();
        }
        for (j, &found) in misfits.iter().enumerate() {
            let expected = self.misfit(j);
            if !same(found, expected) {
                return Err(format!(
                    "the misfit of column {j} is {expected:?}, not {found:?}{}",
                    self.mistake(j, found)
                ));
            }
        }
        Ok(())
    }

    fn square(&self, i: usize, j: usize) -> f64 {
        let place = i * self.shape.1 + j;
        ((self.data[place] - self.model[place]) / self.sigma[j]).powi(2)
    }

    fn misfit(&self, j: usize) -> f64 {
        let rows = self.shape.0;
        (0..rows).map(|i| self.square(i, j)).sum::<f64>() / rows as f64
    }

    /// Which mistake gives this, as far as one can tell.
    fn mistake(&self, j: usize, found: f64) -> &'static str {
        let (rows, columns) = self.shape;
        let expected = self.misfit(j);
        let scaled = |by: f64| same(found, expected * by);
        let skipped = || {
            let squares = (0..rows).map(|i| self.square(i, j));
            let (sum, count) = squares
                .filter(|square| !square.is_nan())
                .fold((0.0, 0), |(sum, count), square| (sum + square, count + 1));
            same(found, sum / f64::from(count)) || same(found, sum / rows as f64)
        };
        let extreme = self.sigma[j] < 1e-100 || self.sigma[j] > 1e100;
        if found == UNTOUCHED {
            ": nothing was written there"
        } else if same(found, self.misread(j)) {
            ": that is a table taken in the order in which it lies, as if it were stored by rows"
        } else if same(found, expected + UNTOUCHED / rows as f64)
            || same(found, expected + UNTOUCHED)
        {
            ": what the output held before was added"
        } else if expected.is_nan() && skipped() {
            ": a NaN was left out, and it should have spoiled the misfit of its column"
        } else if found.is_nan() && !expected.is_nan() && !extreme {
            ": there is no NaN in this column"
        } else if extreme {
            ": the square of a very small number is zero, and that of a very large one infinite. Divide before you square"
        } else if scaled(rows as f64) {
            ": that is the sum, and not the mean"
        } else if scaled(rows as f64 / columns as f64) {
            ": that is the sum divided by the number of columns"
        } else if scaled(rows as f64 / (rows as f64 - 1.0)) {
            ": that is the sum divided by one less than the number of rows"
        } else {
            ""
        }
    }

    /// The misfit of column j if the data's and the model's numbers are taken as they lie in memory.
    fn misread(&self, j: usize) -> f64 {
        let (rows, columns) = self.shape;
        let as_it_lies = |layout: u8, numbers: &[f64], place: usize| match layout {
            1 => numbers[place % rows * columns + place / rows],
            3 => numbers[rows * columns - 1 - place],
            _ => numbers[place],
        };
        let square = |i: usize| {
            let place = i * columns + j;
            let data = as_it_lies(self.layouts.0, &self.data, place);
            let model = as_it_lies(self.layouts.1, &self.model, place);
            ((data - model) / self.sigma[j]).powi(2)
        };
        (0..rows).map(square).sum::<f64>() / rows as f64
    }
}

/// Alike but for rounding.
fn same(found: f64, expected: f64) -> bool {
    found == expected
        || (found.is_nan() && expected.is_nan())
        || (expected.is_finite() && (found - expected).abs() <= 1e-12 * expected.abs())
}

/// An error in words.
fn words(error: Option<(u8, Vec<u64>)>) -> String {
    match error {
        None => "Ok".to_owned(),
        Some((code, numbers)) => {
            let name = ["Shape", "Sigmas", "Room", "NoRows", "NotASigma"]
                .get(usize::from(code) - 1)
                .unwrap_or(&"another error");
            format!("{name}{numbers:?}")
        }
    }
}
