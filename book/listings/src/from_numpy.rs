//! What a reader of NumPy already knows, in Rust: the snippets of the primer.
//!
//! Each has a twin of the same name in `python/from_numpy.py`, and `tests/from_numpy.rs` sees to it that both give the
//! same value.

pub mod arrays;
pub mod language;

use std::error::Error;

use ndarray::{Array1, Array2, ArrayBase, Data, Dimension, array};

/// The arrays that every snippet finds; those of the Python side are the same.
#[derive(Debug, Clone)]
pub struct Given {
    /// Six numbers.
    pub x: Array1<f64>,
    /// Six more.
    pub y: Array1<f64>,
    /// Two rows of three.
    pub a: Array2<f64>,
}

// ANCHOR: given
/// The arrays of the table.
#[must_use]
pub fn given() -> Given {
    Given {
        x: array![3.0, -1.0, 4.0, -1.0, 5.0, 9.0],
        y: array![1.0, 2.0, 3.0, 4.0, 5.0, 6.0],
        a: array![[0.0, 1.0, 2.0], [3.0, 4.0, 5.0]],
    }
}
// ANCHOR_END: given

/// What a snippet gives: numbers in the order of their indices, and how many there are along each axis.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The length of each axis; empty for a single number.
    pub shape: Vec<usize>,
    /// The numbers, the last index running fastest.
    pub numbers: Vec<f64>,
}

/// A value, or what went wrong.
pub type Gives = Result<Value, Box<dyn Error>>;

/// A snippet with a name.
#[derive(Debug, Clone, Copy)]
pub struct Idiom {
    /// Its name, which is also that of its anchors and of its twin.
    pub name: &'static str,
    /// Runs it.
    pub run: fn(Given) -> Gives,
}

/// Every snippet, in the order of the Python file.
pub fn idioms() -> impl Iterator<Item = Idiom> {
    language::IDIOMS.iter().chain(arrays::IDIOMS).copied()
}

/// Makes a function of each snippet, and a table of them all.
///
/// A page shows lines as they stand in the file. So the snippets stand at the margin, where rustfmt, which doesn't touch
/// the insides of such a macro, leaves them.
macro_rules! snippets {
    ($given:pat => $($name:ident { $($body:tt)* } => $value:expr;)*) => {
        /// The snippets of this file.
        pub const IDIOMS: &[$crate::from_numpy::Idiom] = &[$(
            $crate::from_numpy::Idiom { name: stringify!($name), run: $name }
        ),*];
        $(
            #[allow(unused_mut, unused_variables, unused_assignments, clippy::useless_vec)]
            fn $name($given: $crate::from_numpy::Given) -> $crate::from_numpy::Gives {
                $($body)*
                Ok($crate::from_numpy::Value::from($value))
            }
        )*
    };
}
use snippets;

/// What becomes a number of a [`Value`].
pub trait Number: Copy {
    /// The number.
    fn number(self) -> f64;
}

macro_rules! numbers {
    ($($number:ty: $as:expr),*) => { $(
        impl Number for $number {
            fn number(self) -> f64 {
                let as_number: fn($number) -> f64 = $as;
                as_number(self)
            }
        }
    )* };
}

numbers! {
    f64: |x| x,
    f32: f64::from,
    u8: f64::from,
    i32: f64::from,
    i64: |n| n as f64,
    usize: |n| n as f64,
    isize: |n| n as f64,
    bool: |b| f64::from(u8::from(b))
}

impl<T: Number> From<T> for Value {
    fn from(number: T) -> Value {
        Value {
            shape: vec![],
            numbers: vec![number.number()],
        }
    }
}

impl<T: Number> From<&[T]> for Value {
    fn from(numbers: &[T]) -> Value {
        Value {
            shape: vec![numbers.len()],
            numbers: numbers.iter().map(|n| n.number()).collect(),
        }
    }
}

impl<T: Number> From<Vec<T>> for Value {
    fn from(numbers: Vec<T>) -> Value {
        Value::from(&numbers[..])
    }
}

impl<T: Number, const N: usize> From<[T; N]> for Value {
    fn from(numbers: [T; N]) -> Value {
        Value::from(&numbers[..])
    }
}

impl<T: Number, S: Data<Elem = T>, D: Dimension> From<ArrayBase<S, D>> for Value {
    fn from(array: ArrayBase<S, D>) -> Value {
        Value {
            shape: array.shape().to_vec(),
            numbers: array.iter().map(|n| n.number()).collect(),
        }
    }
}
