//! The judge of discriminant: fresh equations, the roots they must give, and what mistakes would have given.

use std::hint::black_box;
use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/equation.rs"]
mod equation;
#[path = "judge/plain.rs"]
mod plain;
#[path = "judge/solve.rs"]
mod solve;

use equation::Equation;
use solve::{Solve, complaint, miscounted};

fn main() -> ExitCode {
    contest::main(&Discriminant)
}

struct Discriminant;

const GROUPS: [Group; 7] = [
    Group::new("errors", 1, "slices of different length"),
    Group::new("two-roots", 2, "both roots, in order and in their places"),
    Group::new("one-root", 1, "double roots and lines"),
    Group::new("no-root", 1, "equations without a real root"),
    Group::new("stable", 2, "a small root beside a large one"),
    Group::new(
        "special",
        1,
        "zeros, NaN, infinities, products and roots that are too large",
    ),
    Group::new(SPEED, 2, "faster than a fresh slice for each operation"),
];

impl Judge for Discriminant {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "two-roots" => two_roots(&mut fresh),
            "one-root" => one_root(&mut fresh),
            "no-root" => no_root(&mut fresh),
            "stable" => stable(&mut fresh),
            "special" => special(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// A fresh slice for each operation, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _race = input.bool()?;
        let numbers = [input.f64s()?, input.f64s()?, input.f64s()?];
        let length = input.u64()? as usize;
        for _ in 0..input.u64()? {
            let mut windows = [&[][..]; 3];
            for (window, numbers) in windows.iter_mut().zip(&numbers) {
                let from = input.u32()? as usize;
                *window = numbers.get(from..from + length).unwrap_or_default();
            }
            let (from, to) = (input.u32()? as usize, input.u32()? as usize);
            let (count, low, high) = plain::real_roots(black_box(windows));
            output.u64(count);
            for roots in [&low, &high] {
                output.f64s(black_box(roots).get(from..to).unwrap_or_default());
            }
        }
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let numbers: Vec<Equation> = (0..RACED + SHIFT).map(|_| raced(&mut fresh)).collect();
        let calls: Vec<[usize; 4]> = (0..CALLS)
            .map(|call| {
                let [a, b, c] = [(); 3].map(|()| fresh.below(SHIFT as u64) as usize);
                let last = RACED - SEEN;
                let place = if call == 0 {
                    last
                } else {
                    fresh.below(last as u64) as usize
                };
                [a, b, c, place]
            })
            .collect();
        let mut request = Writer::new();
        request.bool(true);
        for which in 0..3 {
            let coefficients: Vec<f64> = numbers.iter().map(|e| e.coefficients()[which]).collect();
            request.f64s(&coefficients);
        }
        request.u64(RACED as u64).u64(CALLS as u64);
        for &[a, b, c, place] in &calls {
            for number in [a, b, c, place, place + SEEN] {
                request.u32(number as u32);
            }
        }
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, _| {
                for &[a, b, c, place] in &calls {
                    let at = |i: usize| Equation {
                        a: numbers[a + i].a,
                        b: numbers[b + i].b,
                        c: numbers[c + i].c,
                    };
                    let equations: Vec<Equation> = (0..RACED).map(at).collect();
                    let count = contender.u64()?;
                    let (low, high) = (contender.f64s()?, contender.f64s()?);
                    complaint(&equations, place, &low, &high, SEEN)?;
                    miscounted(&equations, count)?;
                }
                Ok(())
            },
        ))
    }
}

/// Equations in each call of a race, not a whole number of blocks of any size.
const RACED: usize = 100_003;

/// How far the windows of a call may be shifted, so that no two calls have the same equations.
const SHIFT: usize = 1000;

/// Calls in a race.
const CALLS: usize = 20;

/// Equations that are looked at for each call, at a place the answer can't know.
const SEEN: usize = 8;

/// Coefficients of which any three make an equation whose products don't nearly cancel.
fn raced(fresh: &mut Fresh) -> Equation {
    let a = if fresh.below(50) == 0 {
        0.0
    } else {
        signed(fresh)
    };
    let b = if fresh.below(4) == 0 {
        0.25 * signed(fresh)
    } else {
        4.0 * signed(fresh)
    };
    Equation {
        a,
        b,
        c: signed(fresh),
    }
}

/// A number of either sign with a size from 1 to 1.5.
fn signed(fresh: &mut Fresh) -> f64 {
    let size = 1.0 + 0.5 * fresh.fraction();
    if fresh.below(2) == 0 { size } else { -size }
}

// The cases.

/// An equation with two roots of fair size.
fn with_two_roots(fresh: &mut Fresh) -> Equation {
    let (a, c) = (3.0 * signed(fresh), 3.0 * signed(fresh));
    // Either the discriminant is a sum, or b² is twice 4ac at least.
    let b = if a * c < 0.0 {
        4.0 * signed(fresh)
    } else {
        13.0 * signed(fresh)
    };
    Equation { a, b, c }
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let lengths = [
        [2, 3, 3, 3],
        [4, 3, 3, 3],
        [3, 2, 3, 3],
        [3, 9, 3, 3],
        [3, 3, 0, 3],
        [3, 3, 4, 3],
        [3, 3, 3, 2],
        [3, 3, 3, 17],
        [3, 1, 3, 1],
        [5, 3, 5, 5],
        [3, 3, 5, 5],
    ];
    let mut three = || (0..3).map(|_| with_two_roots(fresh)).collect();
    let mut cases: Vec<Case> = lengths
        .into_iter()
        .map(|lengths| Solve(three()).refused(lengths))
        .collect();
    cases.push(Solve(Vec::new()).case("no equations"));
    cases
}

fn two_roots(fresh: &mut Fresh) -> Vec<Case> {
    let lengths = [
        1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 63, 64, 65, 127, 129, 1000,
    ];
    let mut cases = Vec::new();
    for length in lengths {
        let equations = (0..length).map(|_| with_two_roots(fresh)).collect();
        cases.push(Solve(equations).case("two roots"));
    }
    cases
}

fn one_root(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for length in [1, 5, 64, 101] {
        // a(x − r)² in whole numbers: both products are exact.
        let double = |fresh: &mut Fresh| {
            let a = 1.0 + fresh.below(9) as f64;
            let a = if fresh.below(2) == 0 { a } else { -a };
            let root = fresh.below(41) as f64 - 20.0;
            Equation {
                a,
                b: -2.0 * a * root,
                c: a * root * root,
            }
        };
        let equations = (0..length).map(|_| double(fresh)).collect();
        cases.push(Solve(equations).case("double roots"));
        let line = |fresh: &mut Fresh| Equation {
            a: if fresh.below(2) == 0 { 0.0 } else { -0.0 },
            b: signed(fresh),
            c: 5.0 * signed(fresh),
        };
        let equations = (0..length).map(|_| line(fresh)).collect();
        cases.push(Solve(equations).case("lines"));
    }
    cases
}

fn no_root(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for length in [1, 4, 33, 100] {
        let above = |fresh: &mut Fresh| {
            let (a, c) = (2.0 * signed(fresh), signed(fresh).abs());
            Equation {
                a,
                b: signed(fresh),
                c: c.copysign(a),
            }
        };
        let equations = (0..length).map(|_| above(fresh)).collect();
        cases.push(Solve(equations).case("discriminants below zero"));
        let nothing = |fresh: &mut Fresh| Equation {
            a: 0.0,
            b: if fresh.below(2) == 0 { 0.0 } else { -0.0 },
            c: fresh.below(3) as f64 - 1.0,
        };
        let equations = (0..length).map(|_| nothing(fresh)).collect();
        cases.push(Solve(equations).case("neither a nor b"));
        let mixed = |fresh: &mut Fresh| match fresh.below(3) {
            0 => above(fresh),
            1 => nothing(fresh),
            _ => with_two_roots(fresh),
        };
        let equations = (0..length).map(|_| mixed(fresh)).collect();
        cases.push(Solve(equations).case("some with roots, some without"));
    }
    cases
}

fn stable(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for power in [4, 6, 8, 12, 50, 100, 150] {
        let equations = (0..17).map(|_| Equation {
            a: signed(fresh),
            b: 10_f64.powi(power) * signed(fresh),
            c: signed(fresh),
        });
        cases.push(Solve(equations.collect()).case("a large b"));
    }
    for power in [4, 8, 100, 200] {
        let equations = (0..17).map(|_| Equation {
            a: 10_f64.powi(-power) * signed(fresh),
            b: signed(fresh),
            c: signed(fresh),
        });
        cases.push(Solve(equations.collect()).case("a small a"));
    }
    cases
}

fn special(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let [a, b, c] = [(); 3].map(|()| 2.0 * signed(fresh));
    let zeros = [[a, 0.0, 0.0], [a, b, 0.0], [a, 0.0, -a], [0.0, b, 0.0]];
    cases.push(Solve::of(&zeros).case("coefficients that are zero"));
    let large = [
        [a, 1e200, c],
        [1e200, b, 1e200],
        [1e200, b, -1e200],
        [0.0, -1e200, c],
    ];
    cases.push(Solve::of(&large).case("products that are too large"));
    let steep = [[1e-310, b, c], [-1e-310, b, c]];
    cases.push(Solve::of(&steep).case("a root that is too large"));
    for bad in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let good = with_two_roots(fresh).coefficients();
        let mut equations = Vec::new();
        for numbers in [[a, b, c], [0.0, b, c], [a, 0.0, c], [a, b, 0.0]] {
            for which in 0..3 {
                let mut numbers = numbers;
                numbers[which] = bad;
                equations.extend([numbers, good]);
            }
        }
        cases.push(Solve::of(&equations).case("numbers that aren't finite"));
    }
    cases
}
