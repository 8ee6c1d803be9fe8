//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

/// How a stored matrix is seen.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum View {
    Whole,
    Transposed,
    /// Every second row and every third column.
    Steps,
    RowsBackwards,
    ColumnsBackwards,
    /// Without the first two rows and the first column.
    Window,
    /// One stored row, as often as it has numbers.
    OneRow,
}

impl View {
    /// The stored shape of which this is a view of n × n.
    pub fn stored(self, n: usize) -> [usize; 2] {
        match self {
            View::Steps => [2 * n, 3 * n],
            View::Window => [n + 2, n + 1],
            View::OneRow => [1, n],
            _ => [n, n],
        }
    }

    fn name(self) -> &'static str {
        match self {
            View::Whole => "",
            View::Transposed => ", transposed",
            View::Steps => ", every second row and third column of a larger one",
            View::RowsBackwards => ", the last row first",
            View::ColumnsBackwards => ", the last column first",
            View::Window => ", a window of a larger one",
            View::OneRow => ", one row many times",
        }
    }
}

/// A matrix: how it is stored, and how it is seen.
pub struct Matrix {
    pub view: View,
    pub shape: [usize; 2],
    /// Row by row.
    pub numbers: Vec<f64>,
}

impl Matrix {
    /// Rows and columns that the answer sees.
    fn seen(&self) -> [usize; 2] {
        let [rows, columns] = self.shape;
        match self.view {
            View::Transposed => [columns, rows],
            View::Steps => [rows.div_ceil(2), columns.div_ceil(3)],
            View::Window => [rows - 2, columns - 1],
            View::OneRow => [columns, columns],
            _ => [rows, columns],
        }
    }

    /// The number that the answer sees in row i and column j.
    fn at(&self, i: usize, j: usize) -> f64 {
        let [rows, columns] = self.shape;
        let (i, j) = match self.view {
            View::Whole => (i, j),
            View::Transposed => (j, i),
            View::Steps => (2 * i, 3 * j),
            View::RowsBackwards => (rows - 1 - i, j),
            View::ColumnsBackwards => (i, columns - 1 - j),
            View::Window => (i + 2, j + 1),
            View::OneRow => (0, j),
        };
        self.numbers[i * columns + j]
    }

    fn request(&self) -> Writer {
        let mut request = Writer::new();
        request.bool(false).u8(self.view as u8);
        request.u32(self.shape[0] as u32).u32(self.shape[1] as u32);
        request.f64s(&self.numbers);
        request
    }

    pub fn case(self, about: &str) -> Case {
        let [rows, columns] = self.seen();
        let label = format!("{about}: {rows} × {columns}{}", self.view.name());
        Case::new(label, self.request(), move |reply| self.complaint(reply))
    }

    fn complaint(&self, reply: &mut Reader<'_>) -> Result<(), String> {
        let [rows, columns] = self.seen();
        let error = reply.u8()? != 0;
        let found = [reply.u32()? as usize, reply.u32()? as usize];
        match (error, rows == columns) {
            (true, true) => {
                return Err("NotSquare, but it has as many rows as columns".to_owned());
            }
            (false, false) => {
                let [r, c] = found;
                return Err(format!(
                    "Ok instead of NotSquare, with a result of {r} × {c}"
                ));
            }
            _ if found != [rows, columns] => {
                return Err(format!(
                    "the shape {found:?} instead of {:?}",
                    [rows, columns]
                ));
            }
            (true, false) => return Ok(()),
            (false, true) => {}
        }
        let found = reply.f64s()?;
        if found.len() != rows * columns {
            return Err(format!(
                "{} numbers instead of {}",
                found.len(),
                rows * columns
            ));
        }
        self.numbers_right(&found)
    }

    fn numbers_right(&self, found: &[f64]) -> Result<(), String> {
        let [n, _] = self.seen();
        let trace: f64 = (0..n).map(|i| self.at(i, i).tanh()).sum();
        let expected = |i: usize, j: usize| self.at(i, j).tanh() + trace;
        for i in 0..n {
            for j in 0..n {
                let b = found[i * n + j];
                if alike(b, expected(i, j), n) {
                    continue;
                }
                let swapped =
                    (0..n).all(|i| (0..n).all(|j| alike(found[i * n + j], expected(j, i), n)));
                let why = if swapped {
                    ": rows and columns are swapped".to_owned()
                } else {
                    mistake(self.at(i, j), trace, b, n)
                };
                return Err(format!(
                    "the number in row {i} and column {j} is {:?}, not {b:?}{why}",
                    expected(i, j)
                ));
            }
        }
        Ok(())
    }
}

/// Alike but for 10⁻¹² for each row.
pub fn alike(found: f64, expected: f64, n: usize) -> bool {
    (found.is_nan() && expected.is_nan()) || (found - expected).abs() <= 1e-12 * n as f64
}

/// Which mistake gives this, as far as one can tell.
pub fn mistake(a: f64, trace: f64, found: f64, n: usize) -> String {
    let sum = found - a.tanh();
    if trace.is_nan() && !found.is_nan() {
        ": there is a NaN on the diagonal, and it was left out of the sum".to_owned()
    } else if found == 0.0 {
        ": nothing was computed there. Who does the rows that are left over?".to_owned()
    } else if alike(found, a + trace, n) {
        ": the tangent is to be taken of each number, not only of those on the diagonal".to_owned()
    } else if alike(found, a.tanh(), n) {
        ": the sum over the diagonal is missing".to_owned()
    } else if sum.is_finite() && trace.is_finite() {
        format!(
            ": the sum over the whole diagonal is {trace:?}, and it seems that {sum:?} was added, or that another number's \
             tangent was taken"
        )
    } else {
        String::new()
    }
}
