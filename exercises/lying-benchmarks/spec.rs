//! Six benchmarks, and each of them lies. They compile, they print a number, and they would pass a review. You say which
//! lie each one tells, and mend it.
//!
//! Real lies are hard to test for: on a real machine the true time isn't known. So the benchmarks run on a `Machine`, and
//! the tests bring machines whose true times they know. Such a machine has a clock that only moves when something is done,
//! and an optimiser as cunning as a real one. `use_up` and `hide` are what `black_box` is: the first behind the work, the
//! second in front of it.
//!
//! **`lie_of`** names the lie of each benchmark as it was when you got it. Each tells one, and no two tell the same. What
//! is known about the machine and the program stands above each function: it rules out the other lies.
//!
//! **`a` to `f`** are to return the true time of one run. Change what is in them as you like, and keep what they promise:
//!
//! - They *measure*. The true time comes from the clock, and differs from machine to machine.
//! - Where the machine is quiet, the time is exact, to the nanosecond.
//! - In `d` both programs get the same input, and it isn't the data's way into the cache that is asked for.
//! - In `e`, of any nine runs in a row at most four are interrupted. Time single runs, several of them, and choose well
//!   what to make of the samples.
//!
//! **Before you start, guess.** Two of the six report a time that is too short. Which?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `names` | the six lies |
//! | `a` … `f` | the mended benchmark, on machines with that trap and on machines with none |
//!
//! `std` is enough, and one thread.

use answer::{Lie, Machine, Program, a, b, c, d, e, f, lie_of};

/// A machine whose times are known. Without traps it is honest: whatever you do, you measure the truth.
#[derive(Default)]
struct Simulated {
    /// The true times of the old and of the new program.
    truth: [u64; 2],
    /// What making an input takes.
    making: u64,
    /// What the first run of a program takes on top.
    starting: u64,
    /// What the first run on an input takes on top.
    fetching: u64,
    /// What an interrupted run takes on top.
    interruption: u64,
    /// Whether the optimiser leaves out work whose result isn't used.
    leaves_out: bool,
    /// Whether the optimiser works out results from inputs that it sees.
    works_out: bool,
    now: u64,
    started: [bool; 2],
    inputs: usize,
    fetched: Vec<usize>,
    runs: usize,
}

/// Which of ten runs are interrupted.
const INTERRUPTED: [bool; 10] = [
    true, false, true, false, false, true, false, false, true, false,
];

struct Input {
    number: usize,
    visible: bool,
}

/// Work that is still to be done, if any.
struct Output(Option<(Program, usize, bool)>);

impl Simulated {
    fn honest() -> Simulated {
        Simulated {
            truth: [437, 251],
            ..Simulated::default()
        }
    }

    fn work(&mut self, program: Program, input: usize, visible: bool) {
        let program = program as usize;
        if visible && self.works_out {
            return;
        }
        self.now += self.truth[program];
        if !self.started[program] {
            self.started[program] = true;
            self.now += self.starting;
        }
        if !self.fetched.contains(&input) {
            self.fetched.push(input);
            self.now += self.fetching;
        }
        if INTERRUPTED[self.runs % 10] {
            self.now += self.interruption;
        }
        self.runs += 1;
    }

    fn new_input(&mut self, visible: bool) -> Input {
        self.inputs += 1;
        Input {
            number: self.inputs,
            visible,
        }
    }
}

impl Machine for Simulated {
    type Input = Input;
    type Output = Output;

    fn now(&mut self) -> u64 {
        self.now
    }

    fn input(&mut self) -> Input {
        self.now += self.making;
        self.new_input(false)
    }

    fn constant(&mut self) -> Input {
        self.new_input(true)
    }

    fn run(&mut self, program: Program, input: &Input) -> Output {
        if self.leaves_out {
            return Output(Some((program, input.number, input.visible)));
        }
        self.work(program, input.number, input.visible);
        Output(None)
    }

    fn use_up(&mut self, output: Output) {
        if let Some((program, input, visible)) = output.0 {
            self.work(program, input, visible);
        }
    }

    fn hide(&mut self, input: Input) -> Input {
        Input {
            visible: false,
            ..input
        }
    }
}

/// A letter and a lie as one number, so that the answer doesn't stand here.
fn scrambled(benchmark: char, lie: Lie) -> u32 {
    format!("{benchmark}{lie:?}")
        .bytes()
        .fold(0x811c_9dc5, |sum: u32, byte| {
            (sum ^ u32::from(byte)).wrapping_mul(0x0100_0193)
        })
}

#[test]
fn each_lie_is_called_by_its_name() {
    let right = [
        ('a', 0xd51b_f151),
        ('b', 0x75ba_1ba6),
        ('c', 0xcb78_d4b8),
        ('d', 0xc4dd_6ab2),
        ('e', 0x3e03_e9ce),
        ('f', 0x11e0_f3b3),
    ];
    let wrong: Vec<char> = right
        .into_iter()
        .filter(|&(benchmark, right)| scrambled(benchmark, lie_of(benchmark)) != right)
        .map(|(benchmark, _)| benchmark)
        .collect();
    assert_eq!(
        wrong,
        [],
        "these tell another lie than you say: read what is known above them"
    );
}

#[test]
fn no_two_benchmarks_tell_the_same_lie() {
    let lies = ['a', 'b', 'c', 'd', 'e', 'f'].map(lie_of);
    for (i, lie) in lies.iter().enumerate() {
        assert!(!lies[..i].contains(lie), "{lie:?} is told once only");
    }
}

#[test]
fn on_an_honest_machine_all_of_them_tell_the_truth() {
    assert_eq!(a(&mut Simulated::honest()), 251, "a");
    assert_eq!(b(&mut Simulated::honest()), 251, "b");
    assert_eq!(c(&mut Simulated::honest()), 251, "c");
    assert_eq!(d(&mut Simulated::honest()), [437, 251], "d");
    assert_eq!(e(&mut Simulated::honest()), 251, "e");
    assert_eq!(f(&mut Simulated::honest()), 251, "f");
}

#[test]
fn they_measure_and_do_not_recite() {
    let slow = || Simulated {
        truth: [90_001, 70_003],
        ..Simulated::default()
    };
    assert_eq!(a(&mut slow()), 70_003, "a");
    assert_eq!(b(&mut slow()), 70_003, "b");
    assert_eq!(c(&mut slow()), 70_003, "c");
    assert_eq!(d(&mut slow()), [90_001, 70_003], "d");
    assert_eq!(e(&mut slow()), 70_003, "e");
    assert_eq!(f(&mut slow()), 70_003, "f");
}

#[test]
fn a_leaves_the_making_of_the_input_out() {
    let mut machine = Simulated {
        making: 60_000,
        ..Simulated::honest()
    };
    assert_eq!(a(&mut machine), 251, "the input is made off the clock");
}

#[test]
fn b_has_its_work_done() {
    let mut machine = Simulated {
        leaves_out: true,
        ..Simulated::honest()
    };
    assert_eq!(
        b(&mut machine),
        251,
        "work is done where its result is used, and that must be between the two readings"
    );
}

#[test]
fn c_lets_the_program_start_first() {
    let mut machine = Simulated {
        starting: 8_000_000,
        ..Simulated::honest()
    };
    assert_eq!(
        c(&mut machine),
        251,
        "what happens once isn't what a run takes"
    );
}

#[test]
fn d_treats_both_programs_alike() {
    let mut machine = Simulated {
        fetching: 999,
        ..Simulated::honest()
    };
    assert_eq!(
        d(&mut machine),
        [437, 251],
        "the first run on an input brings it into the cache, whoever runs"
    );
}

#[test]
fn d_does_so_if_the_programs_are_equally_fast() {
    let mut machine = Simulated {
        truth: [300, 300],
        fetching: 2,
        ..Simulated::default()
    };
    assert_eq!(
        d(&mut machine),
        [300, 300],
        "two programs that are equally fast must not differ by their order"
    );
}

#[test]
fn e_is_not_taken_in_by_interruptions() {
    for interruption in [1, 77, 1_000_000] {
        let mut machine = Simulated {
            interruption,
            ..Simulated::honest()
        };
        assert_eq!(
            e(&mut machine),
            251,
            "four runs in ten take longer than usual"
        );
    }
}

#[test]
fn f_does_not_let_the_optimiser_see_the_input() {
    let mut machine = Simulated {
        works_out: true,
        ..Simulated::honest()
    };
    assert_eq!(
        f(&mut machine),
        251,
        "a result that is known beforehand takes no time"
    );
}
