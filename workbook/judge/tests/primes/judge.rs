//! The judge of a small exercise that only the tests of the grader know: `pub fn primes_below(limit: u64) -> u64`.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase};
use workbook_judge::frames::{Malformed, Reader, Writer};

struct Primes;

/// By trial division: slow on purpose, as it is what the race is against.
fn primes_below(limit: u64) -> u64 {
    let is_prime = |n: u64| {
        (2..)
            .take_while(|d| d * d <= n)
            .all(|d| !n.is_multiple_of(d))
    };
    (2..limit).filter(|n| is_prime(*n)).count() as u64
}

fn case(limit: u64) -> Case {
    let mut input = Writer::new();
    input.u64(limit);
    Case::new(format!("primes below {limit}"), input, move |reply| {
        let (got, expected) = (reply.u64()?, primes_below(limit));
        if got == expected {
            Ok(())
        } else {
            Err(format!("{got} instead of {expected}"))
        }
    })
}

impl Judge for Primes {
    fn groups(&self) -> &[Group] {
        const {
            &[
                Group::new("edges", 2, "limits that leave no prime, or one"),
                Group::new("counts", 4, "limits of a few thousand"),
                Group::new("speed", 4, "faster than trial division"),
            ]
        }
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        match group {
            "edges" => (0..5).map(case).collect(),
            "counts" => (0..4)
                .map(|i| case(1000 + (seed >> (8 * i)) % 4000))
                .collect(),
            _ => Vec::new(),
        }
    }

    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        output.u64(primes_below(input.u64()?));
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut input = Writer::new();
        input.u64(150_000 + seed % 1000 + 10 * u64::from(round));
        Some(RaceCase::new(input.clone(), input, |contender, plain| {
            let (got, expected) = (contender.u64()?, plain.u64()?);
            if got == expected {
                Ok(())
            } else {
                Err(format!("{got} instead of {expected}"))
            }
        }))
    }
}

fn main() -> ExitCode {
    contest::main(&Primes)
}
