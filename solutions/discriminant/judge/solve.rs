//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

use crate::equation::{Equation, Roots};

/// Equations to solve.
pub struct Solve(pub Vec<Equation>);

/// What the room for the roots holds before the call.
const UNTOUCHED: f64 = -7.5e-300;

const NAMES: [&str; 4] = ["b", "c", "low", "high"];

impl Solve {
    pub fn of(equations: &[[f64; 3]]) -> Solve {
        let equations = equations.iter().map(|&[a, b, c]| Equation { a, b, c });
        Solve(equations.collect())
    }

    /// The request, with these lengths of b, c, low and high.
    fn request(&self, lengths: [usize; 4]) -> Writer {
        let [b, c, low, high] = lengths;
        let mut request = Writer::new();
        request.bool(false);
        for (which, length) in [self.0.len(), b, c].into_iter().enumerate() {
            let given = self.0.iter().map(|equation| equation.coefficients()[which]);
            let numbers: Vec<f64> = given.chain(std::iter::repeat(1.0)).take(length).collect();
            request.f64s(&numbers);
        }
        request.f64s(&vec![UNTOUCHED; low]);
        request.f64s(&vec![UNTOUCHED; high]);
        request
    }

    /// A case in which all slices have one length.
    pub fn case(self, about: &str) -> Case {
        let count = self.0.len();
        let label = format!("{about}, {count} equations");
        Case::new(label, self.request([count; 4]), move |reply| {
            let found = match Answer::read(reply)? {
                Answer::Count(found) => found,
                Answer::Mismatch { .. } => {
                    return Err("a LengthMismatch, but all slices have one length".to_owned());
                }
            };
            let (low, high) = (reply.f64s()?, reply.f64s()?);
            complaint(&self.0, 0, &low, &high, count)?;
            miscounted(&self.0, found)
        })
    }

    /// A case in which the slices have these lengths, and not all of them that of a.
    pub fn refused(self, lengths: [usize; 4]) -> Case {
        let count = self.0.len();
        let [b, c, low, high] = lengths;
        let label = format!("{count} in a, {b} in b, {c} in c, {low} in low, {high} in high");
        Case::new(label, self.request(lengths), move |reply| {
            let answer = Answer::read(reply)?;
            let (low, high) = (reply.f64s()?, reply.f64s()?);
            let Some(first) = lengths.iter().position(|&length| length != count) else {
                return Err("the judge's case is no mismatch".to_owned());
            };
            match answer {
                Answer::Count(_) => Err("Ok instead of a LengthMismatch".to_owned()),
                Answer::Mismatch {
                    slice,
                    expected,
                    found,
                } => {
                    let right = (first as u8, count as u64, lengths[first] as u64);
                    if (slice, expected, found) != right {
                        let name = NAMES.get(usize::from(slice)).unwrap_or(&"?");
                        return Err(format!(
                            "a LengthMismatch of `{name}`, {found} places instead of {expected}; the first slice that \
                             doesn't fit is `{}`, {} places instead of {count}",
                            NAMES[first], lengths[first]
                        ));
                    }
                    if low.iter().chain(&high).any(|&root| root != UNTOUCHED) {
                        return Err("a LengthMismatch, but something was written".to_owned());
                    }
                    Ok(())
                }
            }
        })
    }
}

/// What the answer returned.
enum Answer {
    Count(u64),
    Mismatch {
        slice: u8,
        expected: u64,
        found: u64,
    },
}

impl Answer {
    fn read(reply: &mut Reader<'_>) -> Result<Answer, String> {
        Ok(match reply.u8()? {
            0 => Answer::Count(reply.u64()?),
            _ => Answer::Mismatch {
                slice: reply.u8()?,
                expected: reply.u64()?,
                found: reply.u64()?,
            },
        })
    }
}

/// What is wrong with the roots of `count` equations, beginning at `equations[place]`, and the likely mistake.
pub fn complaint(
    equations: &[Equation],
    place: usize,
    low: &[f64],
    high: &[f64],
    count: usize,
) -> Result<(), String> {
    if low.len() != count || high.len() != count {
        return Err(format!(
            "{} and {} roots instead of {count} each",
            low.len(),
            high.len()
        ));
    }
    for (i, &equation) in equations[place..place + count].iter().enumerate() {
        let (found, expected) = ([low[i], high[i]], equation.expected());
        if !alike(found, expected) {
            let Equation { a, b, c } = equation;
            return Err(format!(
                "equation {} of {}, {a:?}x² + {b:?}x + {c:?}: low and high are {expected:?}, not {found:?}{}",
                place + i,
                equations.len(),
                mistake(equation, found)
            ));
        }
    }
    Ok(())
}

/// What is wrong with the number of equations that have a root.
pub fn miscounted(equations: &[Equation], found: u64) -> Result<(), String> {
    let [mut real, mut roots, mut pairs] = [0; 3];
    for equation in equations {
        match equation.roots() {
            Roots::None => {}
            Roots::One(_) => [real, roots] = [real + 1, roots + 1],
            Roots::Two(..) => [real, roots, pairs] = [real + 1, roots + 2, pairs + 1],
        }
    }
    if found == real {
        return Ok(());
    }
    let why = if found == roots {
        ": it counts roots, where equations are asked for"
    } else if found == pairs {
        ": an equation with one root has a real root as well"
    } else if found == equations.len() as u64 {
        ": that is how many equations there are"
    } else {
        ""
    };
    Err(format!(
        "it returned {found}, and {real} of the {} equations have a real root{why}",
        equations.len()
    ))
}

fn alike(found: [f64; 2], expected: [f64; 2]) -> bool {
    found
        .into_iter()
        .zip(expected)
        .all(|(found, expected)| close(found, expected))
}

/// Alike but for one part in 10¹³.
fn close(found: f64, expected: f64) -> bool {
    (found.is_nan() && expected.is_nan())
        || found == expected
        || (expected.is_finite() && (found - expected).abs() <= 1e-13 * expected.abs())
}

/// Which mistake gives this, as far as one can tell.
fn mistake(equation: Equation, found: [f64; 2]) -> &'static str {
    let Equation { a, b, .. } = equation;
    let [low, high] = equation.expected();
    let school = equation.school_roots();
    let by_school = found
        .into_iter()
        .all(|root| school.into_iter().any(|school| root == school));
    if found.contains(&UNTOUCHED) {
        ": nothing was written there. What becomes of the equations after the last whole block?"
    } else if low < high && alike(found, [high, low]) {
        ": the smaller root belongs in `low`. Dividing by a negative a turns the order round"
    } else if low.is_nan() && !found.iter().all(|root| root.is_nan()) {
        if equation.discriminant().is_finite() {
            ": it has no real root, and so NaN twice"
        } else {
            ": b² − 4ac isn't a finite number, and so NaN twice. Which way round did you ask?"
        }
    } else if a == 0.0 {
        ": that is a line, whose one root is −c/b"
    } else if found.iter().any(|root| root.is_nan()) && b == 0.0 {
        ": zero divided by zero is NaN. Which of the quotients can that be?"
    } else if by_school
        || found
            .iter()
            .any(|&root| close(root, low) || close(root, high))
    {
        ": one of them is the difference of two numbers that are nearly equal, and what is left are rounding errors"
    } else {
        ""
    }
}
