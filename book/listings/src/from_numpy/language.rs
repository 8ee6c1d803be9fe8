//! Snippets of the language itself: slices, borrowing, closures, iterators, errors, numbers.
//!
//! What the page says doesn't compile: a variable is changed while a closure reads it, and floats are sorted as if any
//! two of them could be compared.
//!
//! ```compile_fail,E0506
//! let mut scale = 2.0;
//! let times = |n: f64| scale * n;
//! scale = 100.0;
//! let product = times(3.0);
//! ```
//!
//! ```compile_fail,E0277
//! let mut v = vec![2.0, -7.0];
//! v.sort();
//! ```

use std::num::ParseFloatError;

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};

use super::{Given, snippets};

// ANCHOR: mean_function
/// The mean of a vector, or of a part of one.
pub fn mean(values: &[f64]) -> Option<f64> {
    if values.is_empty() {
        return None;
    }
    let sum: f64 = values.iter().sum();
    Some(sum / values.len() as f64)
}
// ANCHOR_END: mean_function

// ANCHOR: column_sum
/// Adds up the numbers in a text, one a line.
pub fn column_sum(text: &str) -> Result<f64, ParseFloatError> {
    let mut sum = 0.0;
    for line in text.lines() {
        sum += line.parse::<f64>()?;
    }
    Ok(sum)
}
// ANCHOR_END: column_sum

snippets! { Given { mut x, mut y, mut a } =>

view_of_part {
// ANCHOR: view_of_part
let mut v = vec![1.0, 2.0, 3.0, 4.0, 5.0];
let part = &mut v[1..3];
part[0] = 20.0;
// ANCHOR_END: view_of_part
} => v;

call_with_part {
// ANCHOR: call_with_part
let v = vec![1.0, 2.0, 3.0, 4.0, 5.0];
let m = mean(&v[1..4]);
// ANCHOR_END: call_with_part
} => m.expect("three numbers have a mean");

halves {
// ANCHOR: halves
let mut v = [1.0, 2.0, 3.0, 4.0];
let (front, back) = v.split_at_mut(2);
for (f, b) in front.iter_mut().zip(back) {
    *f += *b;
}
// ANCHOR_END: halves
} => v;

copied_part {
// ANCHOR: copied_part
let mut v = vec![1.0, 2.0, 3.0, 4.0, 5.0];
let mut part = v[1..3].to_vec();
part[0] = 20.0;
// ANCHOR_END: copied_part
} => v;

generator {
// ANCHOR: generator
let v = [1.0, -2.0, 3.0];
let sum: f64 = v.iter()
    .filter(|&&n| n > 0.0)
    .map(|n| n * n)
    .sum();
// ANCHOR_END: generator
} => sum;

comprehension {
// ANCHOR: comprehension
let v = [1.0, -2.0, 3.0];
let squares: Vec<f64> =
    v.iter().map(|n| n * n).collect();
// ANCHOR_END: comprehension
} => squares;

enumerate_zip {
// ANCHOR: enumerate_zip
let (u, v) = ([1.0, 2.0], [30.0, 40.0]);
let mut total = 0.0;
for (i, (a, b)) in u.iter().zip(&v).enumerate() {
    total += i as f64 * a * b;
}
// ANCHOR_END: enumerate_zip
} => total;

closure {
// ANCHOR: closure
let mut scale = 2.0;
let times = move |n: f64| scale * n;
scale = 100.0;
let product = times(3.0);
// ANCHOR_END: closure
} => product;

catch {
// ANCHOR: catch
let (sum, complaint) = match column_sum("1.5\ntwo\n3") {
    Ok(sum) => (sum, None),
    Err(error) => (f64::NAN, Some(error.to_string())),
};
// ANCHOR_END: catch
} => sum;

default_value {
// ANCHOR: default_value
let n = "3.5".parse::<i64>().unwrap_or(-1);
// ANCHOR_END: default_value
} => n;

out_of_range {
// ANCHOR: out_of_range
let v = [1.0, 2.0, 3.0];
let fourth = v.get(3).copied().unwrap_or(0.0);
// ANCHOR_END: out_of_range
} => fourth;

wrap {
// ANCHOR: wrap
let n: u8 = 200;
let sum = n.wrapping_add(100);
// ANCHOR_END: wrap
} => sum;

saturate {
// ANCHOR: saturate
let n: u8 = 200;
let sum = n.saturating_add(100);
// ANCHOR_END: saturate
} => sum;

checked {
// ANCHOR: checked
let n: u8 = 200;
let sum = n.checked_add(100);
let overflowed = sum.is_none();
// ANCHOR_END: checked
} => overflowed;

nan_ignored {
// ANCHOR: nan_ignored
let v = [2.0, f64::NAN, 7.0];
let most = v.into_iter()
    .fold(f64::NEG_INFINITY, f64::max);
// ANCHOR_END: nan_ignored
} => most;

nan_passed_on {
// ANCHOR: nan_passed_on
let v = [2.0, f64::NAN, 7.0];
let most = v.into_iter().reduce(|m, n| {
    if m.is_nan() || m > n { m } else { n }
});
// ANCHOR_END: nan_passed_on
} => most.expect("three numbers have a maximum");

sorted {
// ANCHOR: sorted
let mut v = vec![2.0, f64::NAN, -7.0];
v.sort_by(f64::total_cmp);
// ANCHOR_END: sorted
} => v;

same_seed {
// ANCHOR: same_seed
let mut one = StdRng::seed_from_u64(2026);
let mut two = StdRng::seed_from_u64(2026);
let same = one.random::<f64>() == two.random::<f64>();
// ANCHOR_END: same_seed
} => same;

uniform {
// ANCHOR: uniform
let mut rng = StdRng::seed_from_u64(2026);
let v: Vec<f64> = (0..1000)
    .map(|_| rng.random_range(-1.0..1.0))
    .collect();
// ANCHOR_END: uniform
} => [v.len() == 1000, v.iter().all(|n| (-1.0..1.0).contains(n)), v.iter().any(|&n| n < 0.0)];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_has_no_mean_and_a_part_has_its_own() {
        assert_eq!(mean(&[]), None);
        assert_eq!(mean(&[4.0]), Some(4.0));
        assert_eq!(mean(&[1.0, 2.0, 6.0][1..]), Some(4.0));
    }

    #[test]
    fn a_line_that_is_no_number_is_an_error_and_an_empty_text_is_none() {
        assert_eq!(column_sum("1.5\n-2\n1e1"), Ok(9.5));
        assert_eq!(column_sum(""), Ok(0.0));
        assert!(column_sum("1\n\n2").is_err());
        assert!(column_sum("NaN\n1").is_ok_and(f64::is_nan));
    }

    #[test]
    #[cfg(debug_assertions)]
    #[should_panic(expected = "attempt to add with overflow")]
    fn a_plain_addition_that_overflows_panics_in_a_development_build() {
        let n = std::hint::black_box(200_u8);
        let _ = std::hint::black_box(n + 100);
    }
}
