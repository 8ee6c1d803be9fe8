//! The judge of quadratic-map: fresh starts of three types, where they lead, and where mistakes would have led.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/kind.rs"]
mod kind;
#[path = "judge/walk.rs"]
mod walk;

use kind::Kind;
use walk::{Walk, complaint};

fn main() -> ExitCode {
    contest::main(&Quadratic)
}

struct Quadratic;

const GROUPS: [Group; 5] = [
    Group::new("trajectory", 2, "trajectories in `f64`"),
    Group::new("types", 2, "trajectories in `f32`, and modulo a prime"),
    Group::new("together", 2, "one to sixty-four trajectories side by side"),
    Group::new(
        "ends",
        2,
        "any number of starts; too little and too much room",
    ),
    Group::new(
        SPEED,
        2,
        "`ends` faster than one trajectory after the other, in `f64` and `f32`",
    ),
];

/// Starts of each type in a race, not a whole number of blocks of any size.
const RACED: usize = 515;

impl Judge for Quadratic {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "trajectory" => trajectories(&mut fresh, &[Kind::Double]),
            "types" => trajectories(&mut fresh, &[Kind::Single, Kind::Residue]),
            "together" => together(&mut fresh),
            "ends" => ends(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// One trajectory after the other, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _race = input.u8()?;
        let r = f64::from_bits(input.u64()?);
        let starts = input.u64s()?;
        let steps = input.u64()?;
        let end = |&start: &u64| {
            let mut x = f64::from_bits(start);
            for _ in 0..steps {
                x = r * x * (1.0 - x);
            }
            x.to_bits()
        };
        output.u64s(&starts.iter().map(end).collect::<Vec<u64>>());
        let r = f32::from_bits(input.u64()? as u32);
        let starts = input.u64s()?;
        let steps = input.u64()?;
        let end = |&start: &u64| {
            let mut x = f32::from_bits(start as u32);
            for _ in 0..steps {
                x = r * x * (1.0 - x);
            }
            u64::from(x.to_bits())
        };
        output.u64s(&starts.iter().map(end).collect::<Vec<u64>>());
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let steps = 20_000 + fresh.below(100);
        let walks = [Kind::Double, Kind::Single].map(|kind| Walk {
            steps,
            ..Walk::new(&mut fresh, kind, RACED)
        });
        let mut request = Writer::new();
        request.u8(3);
        for walk in &walks {
            request.u64(walk.r).u64s(&walk.starts).u64(walk.steps);
        }
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, plain| {
                for walk in &walks {
                    complaint(walk, &contender.u64s()?, &plain.u64s()?)?;
                }
                Ok(())
            },
        ))
    }
}

fn trajectories(fresh: &mut Fresh, kinds: &[Kind]) -> Vec<Case> {
    let mut cases = Vec::new();
    for &kind in kinds {
        for steps in [0, 1, 2, 3, 10, 100, 1000, 5000] {
            for _ in 0..3 {
                let walk = Walk::new(fresh, kind, 1);
                cases.push(Walk { steps, ..walk }.trajectory());
            }
        }
        for start in kind.strange() {
            let walk = Walk::new(fresh, kind, 1);
            let starts = vec![start];
            cases.push(
                Walk {
                    starts,
                    steps: 20,
                    ..walk
                }
                .trajectory(),
            );
        }
    }
    cases
}

fn together(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in [1, 2, 3, 4, 7, 8, 16, 33, 64] {
        for kind in [Kind::Double, Kind::Single, Kind::Residue] {
            for steps in [0, 1, 2, 50 + fresh.below(500)] {
                let walk = Walk::new(fresh, kind, count);
                cases.push(Walk { steps, ..walk }.together());
            }
        }
    }
    cases
}

fn ends(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in (0..20).chain([31, 32, 33, 63, 64, 65, 100, 257]) {
        for kind in [Kind::Double, Kind::Single, Kind::Residue] {
            let steps = fresh.below(300);
            let walk = Walk::new(fresh, kind, count);
            cases.push(Walk { steps, ..walk }.ends());
        }
    }
    for kind in [Kind::Double, Kind::Single] {
        let mut walk = Walk::new(fresh, kind, 0);
        walk.steps = 30;
        for start in kind.strange() {
            walk.starts.push(start);
            walk.starts.push(kind.start(fresh));
        }
        cases.push(walk.ends());
    }
    for (count, room) in [(3, 2), (2, 3), (0, 1), (40, 0), (17, 16), (16, 32)] {
        cases.push(Walk::new(fresh, Kind::Double, count).refused(room));
    }
    cases
}
