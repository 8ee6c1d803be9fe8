//! One generic function, and the three functions that become of it.

use std::ops::{Add, Mul};

// ANCHOR: axpy
/// y ← a·x + y, for numbers of any type that can be multiplied and added.
pub fn axpy<T: Copy + Mul<Output = T> + Add<Output = T>>(a: T, x: &[T], y: &mut [T]) {
    for (y, x) in y.iter_mut().zip(x) {
        *y = a * *x + *y;
    }
}
// ANCHOR_END: axpy

// ANCHOR: instances
/// Whoever names a type has the function compiled for it.
pub type Instances = (
    fn(f64, &[f64], &mut [f64]),
    fn(f32, &[f32], &mut [f32]),
    fn(i32, &[i32], &mut [i32]),
);

/// Three types, three functions.
pub static INSTANCES: Instances = (axpy::<f64>, axpy::<f32>, axpy::<i32>);
// ANCHOR_END: instances
