//! Kernels that compute much for each number, or whose steps wait for each other.

use std::sync::LazyLock;

use ceilings::Need;

use super::{Group, numbers, ten_to_the};
use crate::mandelbrot::{MOST, picture, simd};

/// Steps that all points of a picture make, counting for each that leaves the look at which it is found out.
fn steps(size: &str) -> Option<f64> {
    let plane = picture(size)?;
    let mut counts = vec![0.0; plane.width() * plane.ys.len()];
    simd(&plane, &mut counts);
    let looks = counts
        .iter()
        .map(|count| (count + 1.0).min(f64::from(MOST)));
    Some(looks.sum())
}

pub(super) const MANDELBROT: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        static SMALL: LazyLock<Option<f64>> = LazyLock::new(|| steps("300²"));
        static LARGE: LazyLock<Option<f64>> = LazyLock::new(|| steps("2000²"));
        let steps = match size {
            "300²" => *SMALL,
            _ => *LARGE,
        }?;
        let side: f64 = size.strip_suffix('²')?.parse().ok()?;
        Some(Need {
            written_bytes: numbers(side * side),
            flops: 8.0 * steps,
            ..Need::default()
        })
    },
    because: "Each step of each point takes x², y² and xy, three sums, a comparison, and a doubling that can go with a \
              sum: eight operations. The steps were counted, and a point that has left makes none.",
}];

pub(super) const QUADRATIC_MAP: &[Group] = &[
    Group {
        variants: &["conjugate", "fused", "python:numba-conjugate"],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                written_bytes: numbers(n),
                multiply_adds: n,
                flops: 4.0 * n,
                ..Need::default()
            })
        },
        because: "Each step w² − 2 waits for the one before, and is one fused multiplication and addition at best.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                written_bytes: numbers(n),
                adds: n,
                multiplies: n,
                flops: 3.0 * n,
                ..Need::default()
            })
        },
        because: "Each step waits for the one before: first 1 − x, then its product with 4x, which was ready.",
    },
];

/// The places of the kernel's points, and of pairs among them.
fn pairs(size: &str) -> Option<(f64, f64)> {
    let n: f64 = size.parse().ok()?;
    Some((n, n * (n - 1.0) / 2.0))
}

pub(super) const CLOSEST_PAIR: &[Group] = &[
    Group {
        variants: &["grid"],
        needs: |_| None,
        because: "The grid leaves nearly all pairs out. What is left depends on where the points lie, and is mostly sorting, \
                  for which there is no ceiling here.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let (n, pairs) = pairs(size)?;
            Some(Need {
                read_bytes: numbers(2.0 * n),
                flops: 6.0 * pairs,
                ..Need::default()
            })
        },
        because: "Each of n (n − 1) / 2 pairs takes two differences, a square, a square with a sum, and a minimum: six \
                  operations. The points stay in a cache.",
    },
];

/// Operations of the book's functions of one number, as `vector_maths` computes them: the way to a small remainder, and a
/// polynomial of as many fused steps as it has coefficients after the first.
const SIN: f64 = 2.0 + 1.0 + 6.0 + 1.0 + 2.0 * 7.0 + 2.0 + 2.0;
/// Two more sums than the sine.
const COS: f64 = SIN + 2.0;
const EXP: f64 = 2.0 + 1.0 + 4.0 + 1.0 + 2.0 * 9.0 + 2.0 + 2.0;
/// An exponential without its last step, twice the argument, three sums, a fused step, a division and a comparison.
const TANH: f64 = EXP - 2.0 + 1.0 + 2.0 + 2.0 + 1.0 + 1.0;

pub(super) const FUNCTIONS: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        const ELEMENTS: f64 = 1e4;
        let operations = match size {
            "sin" => SIN,
            "cos" => COS,
            "exp" => EXP,
            "tanh" => TANH,
            _ => return None,
        };
        Some(Need {
            read_bytes: numbers(ELEMENTS),
            written_bytes: numbers(ELEMENTS),
            flops: operations * ELEMENTS,
            ..Need::default()
        })
    },
    because: "Each number takes the operations of this book's polynomials: 28 for a sine, 30 for a cosine or an \
              exponential, 35 for a tanh, whose division counts as one though it takes longer. Another method may need \
              other ones.",
}];

pub(super) const TRIG: &[Group] = &[
    Group {
        variants: &["limit"],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: numbers(2.0 * n),
                written_bytes: numbers(n),
                ..Need::default()
            })
        },
        because: "The row that only moves what has to be moved: two numbers read and one written.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: numbers(2.0 * n),
                written_bytes: numbers(n),
                flops: (SIN + EXP + 2.0) * n,
                ..Need::default()
            })
        },
        because: "Each pair takes a sine and an exponential by this book's polynomials, 28 and 30 operations, a square and \
                  a product. Another method may need other ones.",
    },
];

pub(super) const GRID_MAX: &[Group] = &[
    Group {
        variants: &["limit"],
        needs: |size| {
            let (points, from_memory) = points(size)?;
            from_memory.then(|| Need {
                read_bytes: numbers(2.0 * points),
                ..Need::default()
            })
        },
        because: "The row that only reads what has to be read: two numbers for each point.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let (points, from_memory) = points(size)?;
            // Squares: of each point, or of each number of an axis.
            let squares = if from_memory { 2.0 } else { 0.0 };
            Some(Need {
                read_bytes: if from_memory {
                    numbers(2.0 * points)
                } else {
                    0.0
                },
                flops: (squares + 1.0 + COS + 1.0 + 1.0 + 1.0) * points,
                ..Need::default()
            })
        },
        because: "Each point takes a sum, a cosine by this book's polynomial, 30 operations, a sum, a division that counts \
                  as one, and a maximum. From arrays it is two numbers read and squared besides; the squares of the axes \
                  are next to nothing.",
    },
];

/// The points of a grid, and whether their coordinates come from memory.
fn points(size: &str) -> Option<(f64, bool)> {
    let (side, from) = size.split_once("² ")?;
    let side: f64 = side.parse().ok()?;
    Some((side * side, from == "arrays"))
}

pub(super) const SCALING: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        let n = ten_to_the(size)?;
        Some(Need {
            read_bytes: numbers(n),
            flops: (EXP + SIN + 3.0) * n,
            ..Need::default()
        })
    },
    because: "Each place takes an exponential and a sine by this book's polynomials, 30 and 28 operations, and two products \
              and a sum. Another method may need other ones.",
}];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_those_that_the_plain_loop_makes() {
        let plane = picture("300²").unwrap();
        let mut looks = 0.0;
        for im in &plane.ys {
            for re in &plane.xs {
                let (mut x, mut y) = (0.0_f64, 0.0_f64);
                for _ in 0..MOST {
                    looks += 1.0;
                    if x * x + y * y > 4.0 {
                        break;
                    }
                    (x, y) = (x * x - y * y + re, 2.0 * x * y + im);
                }
            }
        }
        assert_eq!(steps("300²"), Some(looks));
    }

    #[test]
    fn the_sentences_say_the_operations_that_are_counted() {
        assert_eq!([SIN, COS, EXP, TANH], [28.0, 30.0, 30.0, 35.0]);
        assert_eq!(pairs("2000"), Some((2000.0, 1_999_000.0)));
        assert_eq!(points("5000² axes"), Some((25e6, false)));
    }
}
