//! The judge of lying-benchmarks: machines whose times it knows, with one trap each, and honest ones.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::frames::Writer;
use workbook_judge::fresh::Fresh;

fn main() -> ExitCode {
    contest::main(&Lies)
}

struct Lies;

const GROUPS: [Group; 7] = [
    Group::new("names", 4, "the lie that each benchmark tells"),
    Group::new("a", 1, "benchmark a, mended"),
    Group::new("b", 1, "benchmark b, mended"),
    Group::new("c", 1, "benchmark c, mended"),
    Group::new("d", 1, "benchmark d, mended"),
    Group::new("e", 1, "benchmark e, mended"),
    Group::new("f", 1, "benchmark f, mended"),
];

impl Judge for Lies {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match TRAPS.into_iter().find(|trap| trap.benchmark == group) {
            Some(trap) => (0..8)
                .map(|turn| Simulated::new(&mut fresh, trap, turn % 4 != 0).case(trap))
                .collect(),
            None => TRAPS.into_iter().map(name).collect(),
        }
    }
}

/// A benchmark, its lie, and what it did wrong if it still tells it.
#[derive(Clone, Copy)]
struct Trap {
    benchmark: &'static str,
    lie: Lie,
    complaint: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lie {
    DeadCode,
    ClosedForm,
    SetUpCounted,
    ColdCaches,
    FirstCall,
    OneSample,
}

/// The lies in the order of their numbers.
const LIES: [Lie; 6] = [
    Lie::DeadCode,
    Lie::ClosedForm,
    Lie::SetUpCounted,
    Lie::ColdCaches,
    Lie::FirstCall,
    Lie::OneSample,
];

const TRAPS: [Trap; 6] = [
    Trap {
        benchmark: "a",
        lie: Lie::SetUpCounted,
        complaint: "the making of the input is in it",
    },
    Trap {
        benchmark: "b",
        lie: Lie::DeadCode,
        complaint: "work is done where its result is used. Is it used between the two readings of the clock?",
    },
    Trap {
        benchmark: "c",
        lie: Lie::FirstCall,
        complaint: "the first run is in it, whatever it is divided by",
    },
    Trap {
        benchmark: "d",
        lie: Lie::ColdCaches,
        complaint: "one of the programs brought the data into the cache while it was timed",
    },
    Trap {
        benchmark: "e",
        lie: Lie::OneSample,
        complaint: "some runs were interrupted, as four in ten are",
    },
    Trap {
        benchmark: "f",
        lie: Lie::ClosedForm,
        complaint: "the optimiser saw the input and had the result beforehand",
    },
];

/// Asks for the name of a lie.
fn name(trap: Trap) -> Case {
    let mut request = Writer::new();
    request.u8(trap.benchmark.as_bytes()[0]).bool(true);
    let label = format!("the lie of benchmark {}", trap.benchmark);
    Case::new(label, request, move |reply| {
        match LIES.get(usize::from(reply.u8()?)) {
            Some(&lie) if lie == trap.lie => Ok(()),
            Some(lie) => Err(format!(
                "{}: {lie:?} instead of {:?}",
                trap.benchmark, trap.lie
            )),
            None => Err("a lie that isn't in the list".to_owned()),
        }
    })
}

/// A machine; zero and false where it is honest.
struct Simulated {
    truth: [u64; 2],
    making: u64,
    starting: u64,
    fetching: u64,
    interruption: u64,
    leaves_out: bool,
    works_out: bool,
    now: u64,
}

impl Simulated {
    /// A machine with the trap, or without one.
    fn new(fresh: &mut Fresh, trap: Trap, trapped: bool) -> Simulated {
        let truth = [(); 2].map(|()| 100 + fresh.below(100_000));
        let cost = 10_000 + fresh.below(1_000_000);
        let only = |lie| if trapped && trap.lie == lie { cost } else { 0 };
        Simulated {
            truth,
            making: only(Lie::SetUpCounted),
            starting: only(Lie::FirstCall),
            fetching: only(Lie::ColdCaches),
            interruption: only(Lie::OneSample),
            leaves_out: only(Lie::DeadCode) > 0,
            works_out: only(Lie::ClosedForm) > 0,
            now: fresh.below(1 << 40),
        }
    }

    fn request(&self, benchmark: &str) -> Writer {
        let mut request = Writer::new();
        request.u8(benchmark.as_bytes()[0]).bool(false);
        request.u64(self.truth[0]).u64(self.truth[1]);
        request.u64(self.making).u64(self.starting);
        request.u64(self.fetching).u64(self.interruption);
        request.bool(self.leaves_out).bool(self.works_out);
        request.u64(self.now);
        request
    }

    fn traps(&self) -> u64 {
        let tricks = self.leaves_out || self.works_out;
        self.making + self.starting + self.fetching + self.interruption + u64::from(tricks)
    }

    fn case(self, trap: Trap) -> Case {
        let trapped = self.traps() > 0;
        let kind = if trapped {
            "with the trap"
        } else {
            "without a trap"
        };
        let label = format!("benchmark {} on a machine {kind}", trap.benchmark);
        Case::new(label, self.request(trap.benchmark), move |reply| {
            let (found, truth) = if trap.benchmark == "d" {
                (vec![reply.u64()?, reply.u64()?], self.truth.to_vec())
            } else {
                (vec![reply.u64()?], vec![self.truth[1]])
            };
            if found == truth {
                return Ok(());
            }
            let why = match () {
                () if !trapped => "the machine sets no trap here",
                () if self.interruption > 0 && self.is_mean(found[0]) => {
                    "a mean pays for every interruption in full"
                }
                () => trap.complaint,
            };
            Err(format!("{found:?} ns instead of {truth:?}: {why}"))
        })
    }

    /// Whether a time lies between the true one and that of an interrupted run.
    fn is_mean(&self, found: u64) -> bool {
        self.truth[1] < found && found < self.truth[1] + self.interruption
    }
}
