//! The judge of whole-array: fresh tables in many layouts, the misfits they must give, and what mistakes would have given.

use std::hint::black_box;
use std::process::ExitCode;

use ndarray::{Array1, Array2, ArrayView2, Axis};
use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/fit.rs"]
mod fit;

use fit::{Fit, LAYOUTS, number};

fn main() -> ExitCode {
    contest::main(&Misfit)
}

struct Misfit;

const GROUPS: [Group; 5] = [
    Group::new(
        "errors",
        2,
        "each error, their order, and that nothing is written",
    ),
    Group::new("values", 2, "tables of many shapes, stored by rows"),
    Group::new(
        "layouts",
        2,
        "views that are transposed, sliced or backwards",
    ),
    Group::new(
        "special",
        2,
        "NaN, infinities, no columns, very small and very large numbers",
    ),
    Group::new(
        SPEED,
        2,
        "faster than `ndarray`'s operators, by rows and by columns",
    ),
];

impl Judge for Misfit {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "values" => values(&mut fresh),
            "layouts" => layouts(&mut fresh),
            "special" => special(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// `ndarray`'s operators, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _race = input.bool()?;
        let (seed, side) = (input.u64()?, input.u64()? as usize);
        let data = Array2::from_shape_fn((side, side), |(i, j)| number(seed, i * side + j));
        let model = Array2::from_shape_fn((side, side), |(i, j)| number(!seed, i * side + j));
        for _ in 0..input.u64()? {
            let (by_rows, sigma) = (input.bool()?, input.f64()?);
            let (from, to) = (input.u32()? as usize, input.u32()? as usize);
            let sigma = Array1::from_shape_fn(side, |j| sigma + j as f64);
            let (data, model) = (black_box(&data), black_box(&model));
            let misfits = if by_rows {
                operators(data.view(), model.view(), &sigma)
            } else {
                operators(data.t(), model.t(), &sigma)
            };
            let misfits = misfits.as_slice().and_then(|misfits| misfits.get(from..to));
            output.f64s(black_box(misfits).unwrap_or_default());
        }
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let word = fresh.word();
        let calls: Vec<(bool, f64, usize)> = (0..CALLS)
            .map(|call| {
                let place = fresh.below((SIDE - SEEN) as u64) as usize;
                (call % 2 == 0, 0.5 + fresh.fraction(), place)
            })
            .collect();
        let mut request = Writer::new();
        request.bool(true).u64(word).u64(SIDE as u64);
        request.u64(CALLS as u64);
        for &(by_rows, sigma, place) in &calls {
            request.bool(by_rows).f64(sigma);
            request.u32(place as u32).u32((place + SEEN) as u32);
        }
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, _| {
                for &(by_rows, sigma, place) in &calls {
                    let found = contender.f64s()?;
                    raced(word, by_rows, sigma, place, &found)?;
                }
                Ok(())
            },
        ))
    }
}

/// Rows in a race, and columns.
const SIDE: usize = 1024;

/// Calls in a round, half of them on transposed tables.
const CALLS: usize = 12;

/// Misfits that are looked at after each call, at a place the answer can't know.
const SEEN: usize = 8;

fn operators(
    data: ArrayView2<'_, f64>,
    model: ArrayView2<'_, f64>,
    sigma: &Array1<f64>,
) -> Array1<f64> {
    let deviation = (&data - &model) / sigma;
    let squares = &deviation * &deviation;
    squares.mean_axis(Axis(0)).unwrap_or_default()
}

/// Looks at the misfits of some columns of a race's tables.
fn raced(seed: u64, by_rows: bool, sigma: f64, first: usize, found: &[f64]) -> Result<(), String> {
    if found.len() != SEEN {
        return Err(format!("{} misfits instead of {SEEN}", found.len()));
    }
    for (j, &found) in (first..).zip(found) {
        let square = |i| {
            let place = if by_rows { i * SIDE + j } else { j * SIDE + i };
            let deviation = number(seed, place) - number(!seed, place);
            (deviation / (sigma + j as f64)).powi(2)
        };
        let expected = (0..SIDE).map(square).sum::<f64>() / SIDE as f64;
        let close = (found - expected).abs() <= 1e-11 * expected;
        if !close {
            let lie = if by_rows { "rows" } else { "columns" };
            return Err(format!(
                "column {j} of tables that lie by {lie}: {expected:?}, not {found:?}"
            ));
        }
    }
    Ok(())
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    // The shape of the model: transposed, one row too few, one column too many, one row, one column, nothing.
    for model in [(3, 5), (4, 3), (5, 4), (1, 3), (5, 1), (0, 0)] {
        cases.push(
            Fit::new(fresh, (5, 3))
                .modelled(model)
                .case("another shape"),
        );
    }
    for count in [0, 1, 2, 4] {
        cases.push(Fit::new(fresh, (5, 3)).sigmas(count).case("uncertainties"));
        cases.push(Fit::new(fresh, (5, 3)).room(count).case("room"));
    }
    for columns in [0, 1, 4] {
        cases.push(Fit::new(fresh, (0, columns)).case("no rows"));
    }
    for sigma in [
        0.0,
        -0.0,
        -1.0 - fresh.fraction(),
        f64::NAN,
        f64::INFINITY,
        f64::NEG_INFINITY,
    ] {
        let column = fresh.below(3) as usize;
        let fit = Fit::new(fresh, (5, 3)).sigma(column, sigma).sigma(2, sigma);
        cases.push(fit.case("an uncertainty that is none"));
    }
    // Several at a time.
    let fit = Fit::new(fresh, (5, 3)).modelled((0, 3)).sigmas(2).room(7);
    cases.push(fit.case("several errors"));
    let fit = Fit::new(fresh, (0, 3)).sigmas(4).room(7);
    cases.push(fit.case("several errors"));
    let fit = Fit::new(fresh, (0, 3)).sigma(1, 0.0).room(2);
    cases.push(fit.case("several errors"));
    let fit = Fit::new(fresh, (0, 3)).sigma(1, 0.0);
    cases.push(fit.case("several errors"));
    cases
}

fn values(fresh: &mut Fresh) -> Vec<Case> {
    let shapes = [
        (1, 1),
        (1, 9),
        (9, 1),
        (2, 3),
        (5, 5),
        (7, 13),
        (8, 8),
        (16, 17),
        (33, 31),
        (100, 9),
        (64, 65),
    ];
    shapes
        .into_iter()
        .map(|shape| Fit::new(fresh, shape).case("by rows"))
        .collect()
}

fn layouts(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for data in 0..LAYOUTS {
        for model in 0..LAYOUTS {
            for shape in [(1, 9), (9, 1), (6, 6), (9, 20), (37, 12)] {
                let mut fit = Fit::new(fresh, shape);
                fit.layouts = (data, model);
                fit.spaced = (fresh.below(2) == 1, fresh.below(2) == 1);
                cases.push(fit.case("a layout"));
            }
        }
    }
    cases
}

fn special(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = vec![Fit::new(fresh, (4, 0)).case("no columns")];
    for layout in [0, 1, 2, 4] {
        for number in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            let shape = (11, 5);
            let mut fit = Fit::new(fresh, shape);
            fit.layouts = (layout, layout);
            fit.data[fresh.below(55) as usize] = number;
            cases.push(fit.case("a number that isn't finite"));
            let mut fit = Fit::new(fresh, shape);
            fit.layouts = (layout, layout);
            let place = fresh.below(55) as usize;
            fit.data[place] = number;
            fit.model[place] = number;
            cases.push(fit.case("data and model that aren't finite"));
        }
        for unit in [1e-200, 1e200, 1e-160, 1e155] {
            let mut fit = Fit::new(fresh, (19, 4));
            fit.layouts = (layout, layout);
            for numbers in [&mut fit.data, &mut fit.model, &mut fit.sigma] {
                numbers.iter_mut().for_each(|number| *number *= unit);
            }
            cases.push(fit.case("strange units"));
        }
    }
    cases
}
