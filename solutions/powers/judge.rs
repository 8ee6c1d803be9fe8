//! The judge of powers: fresh numbers and exponents, the powers they must give, and what mistakes would have given.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/raise.rs"]
mod raise;

use raise::{Raise, complaint};

fn main() -> ExitCode {
    contest::main(&Powers)
}

struct Powers;

const GROUPS: [Group; 6] = [
    Group::new("errors", 1, "slices of different length"),
    Group::new("whole", 2, "positive exponents, slices of all lengths"),
    Group::new("negative", 2, "negative exponents"),
    Group::new("special", 2, "the exponent 0; zeros, infinities and NaN"),
    Group::new("extremes", 1, "the largest and the smallest exponent"),
    Group::new(SPEED, 2, "faster than `powi` for each number"),
];

impl Judge for Powers {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "whole" => whole(&mut fresh),
            "negative" => negative(&mut fresh),
            "special" => special(),
            "extremes" => extremes(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// `powi` for each number, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _race = input.bool()?;
        let x = input.f64s()?;
        let mut powers = vec![0.0; x.len()];
        for _ in 0..input.u64()? {
            let n = std::hint::black_box(input.u32()?.cast_signed());
            let (from, to) = (input.u32()? as usize, input.u32()? as usize);
            for (power, x) in powers.iter_mut().zip(std::hint::black_box(&x)) {
                *power = x.powi(n);
            }
            output.f64s(
                std::hint::black_box(&powers)
                    .get(from..to)
                    .unwrap_or_default(),
            );
        }
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let x = numbers(&mut fresh, RACED, false);
        let calls: Vec<(i32, usize)> = (0..CALLS)
            .map(|call| {
                let n = 2 + fresh.below(254) as i32;
                let last = RACED - SEEN;
                let place = if call == 0 {
                    last
                } else {
                    fresh.below(last as u64) as usize
                };
                (n, place)
            })
            .collect();
        let mut request = Writer::new();
        request.bool(true).f64s(&x).u64(CALLS as u64);
        for &(n, place) in &calls {
            request.u32(n.cast_unsigned());
            request.u32(place as u32).u32((place + SEEN) as u32);
        }
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, _| {
                for &(n, place) in &calls {
                    let found = contender.f64s()?;
                    complaint(&x, n, place, &found, SEEN)?;
                }
                Ok(())
            },
        ))
    }
}

/// Numbers in a race, not a whole number of blocks of any size.
const RACED: usize = 2051;

/// Exponents in a race, each for all numbers.
const CALLS: usize = 4000;

/// Powers that are looked at for each exponent, at a place the answer can't know.
const SEEN: usize = 8;

/// Numbers from a half to one and a half, with either sign if asked for.
fn numbers(fresh: &mut Fresh, count: usize, signed: bool) -> Vec<f64> {
    (0..count)
        .map(|_| {
            let number = 0.5 + fresh.fraction();
            if signed && fresh.below(2) == 1 {
                -number
            } else {
                number
            }
        })
        .collect()
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let lengths = [(3, 2), (2, 3), (0, 1), (9, 0), (17, 16), (16, 24)];
    let mut cases: Vec<Case> = lengths
        .into_iter()
        .map(|(count, room)| Raise::new(numbers(fresh, count, true), 3).refused(room))
        .collect();
    cases.push(Raise::new(Vec::new(), 5).case("no numbers"));
    cases
}

fn whole(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in [
        1, 2, 3, 4, 5, 7, 8, 9, 15, 16, 17, 31, 33, 64, 65, 127, 129, 1000,
    ] {
        for n in [
            1,
            2,
            3,
            2 + fresh.below(30) as i32,
            32 + fresh.below(300) as i32,
        ] {
            cases.push(Raise::new(numbers(fresh, count, true), n).case("positive exponents"));
        }
    }
    // 1e200 squared is too large, and its first power doesn't contain the square.
    cases.push(Raise::new(vec![1e200, -1e200, 1e-200], 1).case("a square that isn't needed"));
    cases
}

fn negative(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in [1, 3, 8, 13, 64, 100] {
        for n in [
            1,
            2,
            2 + fresh.below(30) as i32,
            32 + fresh.below(200) as i32,
        ] {
            cases.push(Raise::new(numbers(fresh, count, true), -n).case("negative exponents"));
        }
    }
    cases
}

fn special() -> Vec<Case> {
    let x = vec![
        0.0,
        -0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        f64::NAN,
        1.0,
        -1.0,
        2.0,
        -2.0,
    ];
    [0, 1, 2, 3, 4, 5, 16, -1, -2, -3, -16]
        .into_iter()
        .map(|n| Raise::new(x.clone(), n).case("zeros, infinities and NaN"))
        .collect()
}

fn extremes(fresh: &mut Fresh) -> Vec<Case> {
    [i32::MAX, i32::MAX - 1, i32::MIN, i32::MIN + 1]
        .into_iter()
        .map(|n| {
            let near = 1.0 + 1e-10 * fresh.fraction();
            Raise::new(vec![1.0, -1.0, 2.0, -2.0, 0.5, -0.5, near], n).case("extreme exponents")
        })
        .collect()
}
