//! Kernel `table`: in a table of a million days with eight numbers each, how many days were hot?
//!
//! The question needs one column of the eight. The variants differ in how the table lies in memory.

use std::hint::black_box;

use fearless_simd::{Level, dispatch};
use ndarray::{Array2, ArrayView1};

use crate::kernel::{Kernel, Run, Twin, Variant};
use crate::scattered::numbers;

/// Above so many degrees a day is hot.
pub const HOT: f64 = 30.0;

// ANCHOR: day
/// A row of the table: eight numbers, 64 bytes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Day {
    /// In degrees Celsius.
    pub temperature: f64,
    /// What else was measured, from pressure to sunshine.
    pub others: [f64; 7],
}
// ANCHOR_END: day

// ANCHOR: columns
/// Each column is an array of its own: a struct of arrays.
pub struct Columns {
    /// The first column.
    pub temperature: Vec<f64>,
    /// The rest, which the question doesn't touch.
    pub others: [Vec<f64>; 7],
}

/// Counts in the column.
#[inline(always)]
#[must_use]
pub fn in_columns(days: &Columns) -> usize {
    days.temperature.iter().filter(|&&t| t > HOT).count()
}
// ANCHOR_END: columns

#[must_use]
// ANCHOR: simd
/// Counts in the column with the widest registers that this processor has.
pub fn in_wide_columns(days: &Columns) -> usize {
    dispatch!(Level::new(), _ => in_columns(days))
}
// ANCHOR_END: simd

#[must_use]
// ANCHOR: rows
/// An array of structs.
pub fn in_rows(days: &[Day]) -> usize {
    days.iter().filter(|day| day.temperature > HOT).count()
}
// ANCHOR_END: rows

#[must_use]
// ANCHOR: view
/// A column of a matrix that lies row by row: every eighth number.
pub fn in_view(temperature: ArrayView1<f64>) -> usize {
    temperature.iter().filter(|&&t| t > HOT).count()
}
// ANCHOR_END: view

#[must_use]
// ANCHOR: lists
/// A list of lists.
pub fn in_lists(days: &[Vec<f64>]) -> usize {
    days.iter().filter(|day| day[0] > HOT).count()
}
// ANCHOR_END: lists

// ANCHOR: objects
/// Anything that can stand in a table.
pub trait Cell {
    /// Its value, if it is a number.
    fn number(&self) -> Option<f64>;
}

impl Cell for f64 {
    fn number(&self) -> Option<f64> {
        Some(*self)
    }
}

impl Cell for String {
    fn number(&self) -> Option<f64> {
        self.parse().ok()
    }
}

/// A column of objects, each somewhere in memory, each asked what it is.
#[must_use]
pub fn in_objects(temperature: &[Box<dyn Cell>]) -> usize {
    let numbers = temperature.iter().filter_map(|cell| cell.number());
    numbers.filter(|&t| t > HOT).count()
}
// ANCHOR_END: objects

/// Temperatures from −10 to 40 degrees.
#[must_use]
pub fn temperatures(size: &str) -> Option<Vec<f64>> {
    let degrees = |number: &f64| 50.0 * number - 10.0;
    (size == "10^6")
        .then(|| numbers(size))?
        .map(|all| all.iter().map(degrees).collect())
}

/// A way to count with its table, and what it counted.
struct Count<T> {
    table: T,
    count: fn(&T) -> usize,
    result: [f64; 1],
}

impl<T> Run for Count<T> {
    fn run(&mut self) {
        self.result = [(self.count)(black_box(&self.table)) as f64];
        black_box(&mut self.result);
    }

    fn result(&self) -> &[f64] {
        &self.result
    }
}

fn counted<T: 'static>(
    size: &str,
    table: impl Fn(Vec<f64>) -> T,
    count: fn(&T) -> usize,
) -> Option<Box<dyn Run>> {
    Some(Box::new(Count {
        table: table(temperatures(size)?),
        count,
        result: [0.0],
    }))
}

/// A table by columns.
#[must_use]
pub fn by_columns(temperature: Vec<f64>) -> Columns {
    let others = std::array::from_fn(|_| vec![0.0; temperature.len()]);
    Columns {
        temperature,
        others,
    }
}

/// A table by rows.
#[must_use]
pub fn by_rows(temperature: Vec<f64>) -> Vec<Day> {
    let day = |temperature| Day {
        temperature,
        ..Day::default()
    };
    temperature.into_iter().map(day).collect()
}

/// A matrix with the temperatures in its first column.
#[must_use]
pub fn by_matrix(temperature: Vec<f64>) -> Array2<f64> {
    let mut days = Array2::zeros((temperature.len(), 8));
    days.column_mut(0).assign(&ArrayView1::from(&temperature));
    days
}

/// A list of lists.
#[must_use]
pub fn by_lists(temperature: Vec<f64>) -> Vec<Vec<f64>> {
    let day = |t| vec![t, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0];
    temperature.into_iter().map(day).collect()
}

/// A column of objects.
#[must_use]
pub fn by_objects(temperature: Vec<f64>) -> Vec<Box<dyn Cell>> {
    let cell = |t| -> Box<dyn Cell> { Box::new(t) };
    temperature.into_iter().map(cell).collect()
}

const SIZES: &[&str] = &["10^6"];

/// The kernel and its variants.
pub const KERNEL: Kernel = Kernel {
    name: "table",
    lesson: "whole-arrays",
    sizes: SIZES,
    sources: &[
        "book/listings/src/table.rs",
        "book/listings/src/scattered.rs",
        "book/listings/python/table.py",
        "book/listings/python/scattered.py",
    ],
    variants: &[
        variant("columns", |size| counted(size, by_columns, in_columns)),
        variant("simd", |size| counted(size, by_columns, in_wide_columns)),
        variant("rows", |size| counted(size, by_rows, |days| in_rows(days))),
        variant("view", |size| {
            counted(size, by_matrix, |days| in_view(days.column(0)))
        }),
        variant("vec-of-vec", |size| {
            counted(size, by_lists, |days| in_lists(days))
        }),
        variant("objects", |size| {
            counted(size, by_objects, |temperature| in_objects(temperature))
        }),
    ],
    twins: &[
        twin("pure"),
        twin("numpy"),
        twin("numpy-view"),
        twin("numpy-objects"),
    ],
};

const fn variant(name: &'static str, prepare: fn(&str) -> Option<Box<dyn Run>>) -> Variant {
    Variant {
        name,
        threads: 1,
        prepare,
    }
}

const fn twin(name: &'static str) -> Twin {
    Twin {
        name,
        threads: 1,
        sizes: SIZES,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_as_long_as_a_cache_line() {
        assert_eq!(size_of::<Day>(), 64);
    }

    #[test]
    fn every_layout_counts_the_same_hot_days() {
        for temperature in [
            vec![],
            vec![30.0, 30.1, f64::NAN, f64::INFINITY, -40.0],
            (0..99).map(f64::from).collect(),
        ] {
            let known = temperature.iter().filter(|t| **t > HOT).count();
            assert_eq!(in_columns(&by_columns(temperature.clone())), known);
            assert_eq!(in_wide_columns(&by_columns(temperature.clone())), known);
            assert_eq!(in_rows(&by_rows(temperature.clone())), known);
            assert_eq!(in_view(by_matrix(temperature.clone()).column(0)), known);
            assert_eq!(in_lists(&by_lists(temperature.clone())), known);
            assert_eq!(in_objects(&by_objects(temperature)), known);
        }
    }

    #[test]
    fn a_cell_of_text_is_a_number_if_it_reads_like_one() {
        let column: Vec<Box<dyn Cell>> = vec![
            Box::new("31.5".to_owned()),
            Box::new("n/a".to_owned()),
            Box::new(35.0),
        ];
        assert_eq!(in_objects(&column), 2);
    }
}
