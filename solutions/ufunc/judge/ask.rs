//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

use crate::tensor::{self, Tensor, call, common_shape, first_difference, place, places};

/// What an output holds before the call.
const UNTOUCHED: f64 = -7.5e-300;

/// A function that the subject knows by its number.
#[derive(Clone, Copy)]
pub struct Ufunc {
    pub number: u8,
    pub name: &'static str,
    pub function: fn(f64, f64) -> f64,
    pub identity: Option<f64>,
}

/// All of them.
pub const UFUNCS: [Ufunc; 6] = [
    Ufunc {
        number: 0,
        name: "a + b",
        function: |a, b| a + b,
        identity: Some(0.0),
    },
    Ufunc {
        number: 1,
        name: "a - b",
        function: |a, b| a - b,
        identity: None,
    },
    Ufunc {
        number: 2,
        name: "a * b",
        function: |a, b| a * b,
        identity: Some(1.0),
    },
    Ufunc {
        number: 3,
        name: "the larger of a and b",
        function: |a, b| if a > b || a.is_nan() { a } else { b },
        identity: None,
    },
    Ufunc {
        number: 4,
        name: "hypot(a, b)",
        function: f64::hypot,
        identity: Some(0.0),
    },
    Ufunc {
        number: 5,
        name: "a / 2 + b",
        function: |a, b| 0.5 * a + b,
        identity: None,
    },
];

impl Ufunc {
    fn request(&self, method: u8) -> Writer {
        let mut request = Writer::new();
        request.u8(self.number).bool(self.identity.is_some());
        if let Some(identity) = self.identity {
            request.f64(identity);
        }
        request.u8(method);
        request
    }
}

/// An array, and how to look at it: its axes in another order, and steps along them.
#[derive(Clone)]
pub struct View {
    pub base: Tensor,
    pub order: Vec<usize>,
    pub steps: Vec<isize>,
}

impl View {
    /// All of an array, as it lies there.
    pub fn whole(base: Tensor) -> View {
        View {
            order: (0..base.shape.len()).collect(),
            steps: vec![1; base.shape.len()],
            base,
        }
    }

    pub fn shape(&self) -> Vec<usize> {
        let lengths = self.order.iter().map(|&axis| self.base.shape[axis]);
        let steps = self.steps.iter().map(|step| step.unsigned_abs());
        lengths
            .zip(steps)
            .map(|(length, step)| length.div_ceil(step))
            .collect()
    }

    /// Where in the array a place of the view lies.
    fn place_in_base(&self, place: &[usize]) -> Vec<usize> {
        let mut own = vec![0; place.len()];
        for ((&index, &axis), &step) in place.iter().zip(&self.order).zip(&self.steps) {
            let walked = index * step.unsigned_abs();
            own[axis] = if step > 0 {
                walked
            } else {
                self.base.shape[axis] - 1 - walked
            };
        }
        own
    }

    /// What the view shows.
    pub fn seen(&self) -> Tensor {
        Tensor::new(&self.shape(), |place| {
            self.base.at(&self.place_in_base(&place))
        })
    }

    /// The array after `numbers` were written to the view.
    fn written(&self, numbers: &Tensor) -> Tensor {
        let mut base = self.base.clone();
        for at in places(&numbers.shape) {
            let own = self.place_in_base(&at);
            let found = places(&base.shape).position(|place| place == own);
            if let Some(number) = found {
                base.values[number] = numbers.at(&at);
            }
        }
        base
    }

    /// The same view of an array that nobody has written to.
    pub fn unwritten(mut self) -> View {
        self.base.values.fill(UNTOUCHED);
        self
    }

    fn send(&self, request: &mut Writer) {
        let long = |sizes: &[usize]| sizes.iter().map(|&size| size as u64).collect::<Vec<_>>();
        let steps: Vec<u64> = self
            .steps
            .iter()
            .map(|&step| (step as i64).cast_unsigned())
            .collect();
        request
            .f64s(&self.base.values)
            .u64s(&long(&self.base.shape))
            .u64s(&long(&self.order))
            .u64s(&steps);
    }
}

/// What came back.
enum Reply {
    Array(Tensor),
    Error(String),
}

fn reply(input: &mut Reader<'_>) -> Result<Reply, String> {
    let kind = input.u8()?;
    if kind == 4 {
        return Ok(Reply::Error("NothingToReduce".to_owned()));
    }
    let first = input.u64s()?;
    Ok(match kind {
        0 => Reply::Array(Tensor {
            shape: first.into_iter().map(|length| length as usize).collect(),
            values: input.f64s()?,
        }),
        1 => Reply::Error(format!("Shapes {first:?} and {:?}", input.u64s()?)),
        2 => Reply::Error(format!(
            "Output {:?} for a result of {first:?}",
            input.u64s()?
        )),
        _ => Reply::Error(format!("Axis {first:?} of {:?}", input.u64s()?)),
    })
}

/// Compares with what is due; `mistakes` are what known mistakes give, and their names.
fn complaint(
    found: Reply,
    expected: &Result<Tensor, String>,
    mistakes: &[(Option<Tensor>, &str)],
) -> Result<(), String> {
    match (found, expected) {
        (Reply::Error(found), Err(expected)) if found == *expected => Ok(()),
        (Reply::Error(found), Err(expected)) => {
            Err(format!("the error {found} instead of {expected}"))
        }
        (Reply::Array(found), Err(expected)) => Err(format!(
            "an array of shape {:?} instead of the error {expected}",
            found.shape
        )),
        (Reply::Error(found), Ok(expected)) => {
            let why = if expected.shape.contains(&0) {
                ": a length of 1 becomes the other one, 0 included"
            } else {
                ""
            };
            Err(format!(
                "the error {found}, but there is a result, of shape {:?}{why}",
                expected.shape
            ))
        }
        (Reply::Array(found), Ok(expected)) if found == *expected => Ok(()),
        (Reply::Array(found), Ok(expected)) => {
            let known = mistakes
                .iter()
                .find(|(made, _)| made.as_ref() == Some(&found));
            let why = known
                .map(|(_, name)| format!(": {name}"))
                .unwrap_or_default();
            if found.shape != expected.shape {
                return Err(format!(
                    "a result of shape {:?} instead of {:?}{why}",
                    found.shape, expected.shape
                ));
            }
            let number = first_difference(&found.values, &expected.values).unwrap_or(0);
            let value = |of: &Tensor| of.values.get(number).copied().unwrap_or(f64::NAN);
            Err(format!(
                "{:?} instead of {:?} at {:?}{why}",
                value(&found),
                value(expected),
                place(&expected.shape, number)
            ))
        }
    }
}

fn shapes_error(x: &View, y: &View) -> String {
    format!("Shapes {:?} and {:?}", x.shape(), y.shape())
}

/// The mistakes that can be made with two arguments.
fn mistakes_of_two(ufunc: Ufunc, x: &View, y: &View) -> Vec<(Option<Tensor>, &'static str)> {
    // As the array lies in memory, in the shape of the view.
    let raw = |view: &View| {
        let shape = view.shape();
        (view.base.values.len() == shape.iter().product::<usize>()).then(|| Tensor {
            shape,
            values: view.base.values.clone(),
        })
    };
    let lies = raw(x)
        .zip(raw(y))
        .and_then(|(x, y)| call(ufunc.function, &x, &y));
    vec![
        (
            call(ufunc.function, &y.seen(), &x.seen()),
            "the second argument came first",
        ),
        (
            lies,
            "the numbers were taken as they lie in memory, and one of the views shows them in another order",
        ),
    ]
}

/// `call`.
pub fn called(about: &str, ufunc: Ufunc, x: View, y: View) -> Case {
    let mut request = ufunc.request(0);
    x.send(&mut request);
    y.send(&mut request);
    let label = format!(
        "{about}: {} of shapes {:?} and {:?}",
        ufunc.name,
        x.shape(),
        y.shape()
    );
    let expected = call(ufunc.function, &x.seen(), &y.seen()).ok_or_else(|| shapes_error(&x, &y));
    let mistakes = mistakes_of_two(ufunc, &x, &y);
    Case::new(label, request, move |input| {
        complaint(reply(input)?, &expected, &mistakes)
    })
}

/// `call_into`.
pub fn called_into(about: &str, ufunc: Ufunc, x: View, y: View, out: View) -> Case {
    let mut request = ufunc.request(1);
    for view in [&x, &y, &out] {
        view.send(&mut request);
    }
    let label = format!(
        "{about}: {} of shapes {:?} and {:?} into {:?}",
        ufunc.name,
        x.shape(),
        y.shape(),
        out.shape()
    );
    let expected = match common_shape(&x.shape(), &y.shape()) {
        None => Err(shapes_error(&x, &y)),
        Some(shape) if shape != out.shape() => Err(format!(
            "Output {:?} for a result of {shape:?}",
            out.shape()
        )),
        Some(_) => call(ufunc.function, &x.seen(), &y.seen())
            .map(|result| out.written(&result))
            .ok_or_else(|| shapes_error(&x, &y)),
    };
    let mistakes: Vec<_> = mistakes_of_two(ufunc, &x, &y)
        .into_iter()
        .map(|(made, name)| {
            (
                made.filter(|made| made.shape == out.shape())
                    .map(|made| out.written(&made)),
                name,
            )
        })
        .collect();
    Case::new(label, request, move |input| {
        complaint(reply(input)?, &expected, &mistakes)?;
        let left = input.f64s()?;
        let touched = left
            .iter()
            .any(|number| number.to_bits() != UNTOUCHED.to_bits());
        if expected.is_err() && touched {
            return Err("an error, as there should be, but something was written".to_owned());
        }
        Ok(())
    })
}

/// `outer`.
pub fn each_with_each(about: &str, ufunc: Ufunc, x: View, y: View) -> Case {
    let mut request = ufunc.request(2);
    x.send(&mut request);
    y.send(&mut request);
    let label = format!(
        "{about}: outer {} of shapes {:?} and {:?}",
        ufunc.name,
        x.shape(),
        y.shape()
    );
    let (left, right) = (x.seen(), y.seen());
    let expected = Ok(tensor::outer(ufunc.function, &left, &right));
    // The axes of the second first, the arguments in their order.
    let turned = Tensor::new(&[&right.shape[..], &left.shape].concat(), |place| {
        let (second, first) = place.split_at(right.shape.len());
        (ufunc.function)(left.at(first), right.at(second))
    });
    let mistakes = [
        (Some(turned), "the axes of the second argument came first"),
        (
            Some(tensor::outer(ufunc.function, &right, &left)),
            "the second argument came first",
        ),
        (
            call(ufunc.function, &left, &right),
            "that is broadcasting, and not each with each",
        ),
    ];
    Case::new(label, request, move |input| {
        complaint(reply(input)?, &expected, &mistakes)
    })
}

/// `reduce`.
pub fn reduced(about: &str, ufunc: Ufunc, x: View, axis: usize) -> Case {
    let mut request = ufunc.request(3);
    x.send(&mut request);
    request.u64(axis as u64);
    let shape = x.shape();
    let label = format!(
        "{about}: reduce {} over axis {axis} of shape {shape:?}",
        ufunc.name
    );
    let seen = x.seen();
    let f = ufunc.function;
    let (mut mistakes, expected) = match shape.get(axis) {
        None => (
            Vec::new(),
            Err(format!("Axis [{axis}] of [{}]", shape.len())),
        ),
        Some(0) => (
            Vec::new(),
            match ufunc.identity {
                Some(identity) => Ok(tensor::reduce(&seen, axis, |_| identity)),
                None => Err("NothingToReduce".to_owned()),
            },
        ),
        Some(_) => {
            let fold = |numbers: Vec<f64>| numbers.into_iter().reduce(f).unwrap_or(f64::NAN);
            let backwards =
                |numbers: Vec<f64>| numbers.into_iter().rev().reduce(f).unwrap_or(f64::NAN);
            let turned = |numbers: Vec<f64>| {
                numbers
                    .into_iter()
                    .reduce(|a, b| f(b, a))
                    .unwrap_or(f64::NAN)
            };
            let from_right = |numbers: Vec<f64>| {
                numbers
                    .into_iter()
                    .rev()
                    .reduce(|a, b| f(b, a))
                    .unwrap_or(f64::NAN)
            };
            let begin = ufunc.identity.unwrap_or(0.0);
            let from_identity = |numbers: Vec<f64>| numbers.into_iter().fold(begin, f);
            let no_nan = |numbers: Vec<f64>| {
                numbers
                    .into_iter()
                    .filter(|x| !x.is_nan())
                    .reduce(f)
                    .unwrap_or(f64::NAN)
            };
            (
                vec![
                    (
                        Some(tensor::reduce(&seen, axis, from_identity)),
                        "it begins with a number that isn't there; the first one is the beginning",
                    ),
                    (
                        Some(tensor::reduce(&seen, axis, turned)),
                        "the running result is the first argument of the function, not the second",
                    ),
                    (
                        Some(tensor::reduce(&seen, axis, backwards)),
                        "it goes from the last number to the first",
                    ),
                    (
                        Some(tensor::reduce(&seen, axis, from_right)),
                        "it begins at the last two numbers; the first two come first",
                    ),
                    (
                        Some(tensor::reduce(&seen, axis, no_nan)),
                        "NaN is a number like any other to a ufunc: it goes to the function",
                    ),
                ],
                Ok(tensor::reduce(&seen, axis, fold)),
            )
        }
    };
    if expected.is_ok() && shape.len() > 1 {
        let other = shape.len() - 1 - axis;
        let along_other = tensor::reduce(&seen, other, |numbers| {
            numbers.into_iter().reduce(f).unwrap_or(f64::NAN)
        });
        mistakes.push((
            Some(along_other),
            "that is another axis; the one that is named goes",
        ));
    }
    Case::new(label, request, move |input| {
        complaint(reply(input)?, &expected, &mistakes)
    })
}
