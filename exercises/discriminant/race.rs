//! `real_roots` against the whole-array way: one step for each operation, and a fresh slice for each step.

use answer::real_roots;
use std::hint::black_box;
use std::process::ExitCode;
use stopwatch::race::Race;

#[path = "../../book/listings/src/counting.rs"]
mod counting;

#[global_allocator]
static ALLOCATOR: counting::Counting = counting::Counting::new();

/// How many equations are solved: their coefficients are 2.4 MB.
const EQUATIONS: usize = 100_000;

/// How many equations have a root, and a few roots; equal if they are so but for rounding.
#[derive(Debug)]
struct Few {
    count: usize,
    roots: [f64; 6],
}

impl Few {
    fn of(count: usize, low: &[f64], high: &[f64]) -> Few {
        let places = [0, EQUATIONS / 3, EQUATIONS - 1];
        let [[a, b], [c, d], [e, f]] = places.map(|i| [low[i], high[i]]);
        Few {
            count,
            roots: [a, b, c, d, e, f],
        }
    }
}

impl PartialEq for Few {
    fn eq(&self, other: &Few) -> bool {
        let alike = |a: f64, b: f64| {
            a == b || (a.is_nan() && b.is_nan()) || (a - b).abs() <= 1e-12 * b.abs()
        };
        let mut pairs = self.roots.into_iter().zip(other.roots);
        self.count == other.count && pairs.all(|(a, b)| alike(a, b))
    }
}

/// Runs the race.
pub fn main() -> ExitCode {
    let wave = |step: f64| {
        let numbers = (0..EQUATIONS).map(move |i| (step * i as f64).sin());
        numbers.collect::<Vec<f64>>()
    };
    let (a, b, c) = (wave(0.7), wave(1.1), wave(1.9));
    let (mut low, mut high) = (vec![0.0; EQUATIONS], vec![0.0; EQUATIONS]);

    // Evidence that no clock is needed for.
    let plain = ALLOCATOR.count(|| whole_arrays(&a, &b, &c));
    let yours = ALLOCATOR.count(|| real_roots(&a, &b, &c, &mut low, &mut high));
    eprintln!(
        "bytes asked for to solve {EQUATIONS} equations: {} in the plain version, {} at most at a time; {} in yours, {} at most",
        plain.all, plain.most, yours.all, yours.most
    );

    Race::from_manifest(include_str!("Cargo.toml")).run(
        || {
            let (count, low, high) = whole_arrays(black_box(&a), black_box(&b), black_box(&c));
            Few::of(count, black_box(&low), black_box(&high))
        },
        || {
            let (a, b, c) = (black_box(&a), black_box(&b), black_box(&c));
            let count = real_roots(a, b, c, &mut low, &mut high).expect("all have one length");
            Few::of(count, black_box(&low), black_box(&high))
        },
    )
}

/// As one would write it with NumPy, `where` included.
fn whole_arrays(a: &[f64], b: &[f64], c: &[f64]) -> (usize, Vec<f64>, Vec<f64>) {
    let squares = each(b, b, |x, y| x * y);
    let products = each(a, c, |x, y| x * y);
    let quadruples = scaled(4.0, &products);
    let discriminants = each(&squares, &quadruples, |x, y| x - y);
    let distances: Vec<f64> = discriminants.iter().map(|x| x.sqrt()).collect();
    let signed = each(&distances, b, f64::copysign);
    let sums = each(b, &signed, |x, y| x + y);
    let q = scaled(-0.5, &sums);
    let quotients = each(c, &q, |x, y| x / y);
    let near = each(&quotients, &q, |x, q| if q == 0.0 { 0.0 } else { x });
    let quotients = each(&q, a, |x, y| x / y);
    let lines = each(a, &near, |a, near| if a == 0.0 { near } else { f64::NAN });
    let far = each(&quotients, &lines, |x, y| if y.is_nan() { x } else { y });
    let slopes = each(
        a,
        b,
        |a, b| {
            if a == 0.0 && b == 0.0 { f64::NAN } else { 1.0 }
        },
    );
    let real = each(&discriminants, &slopes, |d, slope| {
        if (0.0..f64::INFINITY).contains(&d) {
            slope
        } else {
            f64::NAN
        }
    });
    let smaller = each(&far, &near, f64::min);
    let larger = each(&far, &near, f64::max);
    let low = each(&smaller, &real, |x, y| x * y);
    let high = each(&larger, &real, |x, y| x * y);
    let count = real.iter().filter(|x| !x.is_nan()).count();
    (count, low, high)
}

/// One operation on two slices, and a fresh slice for it.
fn each(x: &[f64], y: &[f64], operation: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let pairs = x.iter().zip(y);
    pairs.map(|(&x, &y)| operation(x, y)).collect()
}

/// All numbers times one.
fn scaled(factor: f64, x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| factor * x).collect()
}
