//! The program that is built in different ways: four small tasks. For each it prints the task's name, the time of one
//! call in seconds, and what came out.

use std::hint::black_box;
use std::time::{Duration, Instant};

const LENGTH: usize = 4096;

fn main() {
    let x: Vec<f64> = (0..LENGTH).map(|i| i as f64 / LENGTH as f64).collect();
    let mut y = vec![1.0; LENGTH];
    report("points", || points());
    report("calls", || {
        black_box(&x).iter().map(|x| library::smooth(*x)).sum()
    });
    report("arrays", || {
        axpy(black_box(0.0), black_box(&x), &mut y);
        y[LENGTH / 2]
    });
    report("fresh", || black_box(vec![1.0; 5_000_000])[4_999_999]);
}

/// A picture of 60 by 60 points, per point.
fn points() -> f64 {
    let axis = |i: i32| f64::from(i) / 30.0;
    let mut total = 0;
    for row in 0..60 {
        for column in 0..60 {
            total += library::mandel(black_box(axis(column) - 1.5), axis(row) - 1.0);
        }
    }
    f64::from(total)
}

/// y ← a·x + y.
fn axpy(a: f64, x: &[f64], y: &mut [f64]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y = a * *x + *y;
    }
}

/// Calls a task until it has run for ten milliseconds.
fn report(name: &str, mut task: impl FnMut() -> f64) {
    let mut result = black_box(task());
    let (start, mut calls) = (Instant::now(), 0);
    while start.elapsed() < Duration::from_millis(10) {
        result = black_box(task());
        calls += 1;
    }
    let seconds = start.elapsed().as_secs_f64() / f64::from(calls);
    println!("{name} {seconds:e} {result}");
}
