//! Benchmarks that lie, named and mended.
//!
//! # Why this way
//!
//! Every mending moves one thing across one of two lines: the readings of the clock, or the sight of the optimiser.
//! Set-up, the first call and the first touch of the data move out of the stretch between the readings. The use of the
//! result moves into it. Input and output are hidden from the optimiser, one in front of the work and one behind it.
//!
//! Only `e` is of another kind. Nothing in it is out of place, and it can't be put right by moving: whether a sample was
//! interrupted isn't to be seen in the sample. It takes several, and a summary that doesn't mind a few bad ones.
//!
//! # A second good answer
//!
//! The minimum in `e`: an interruption only ever adds time, so the shortest sample is a clean one as soon as one is.
//! With the median you also notice work that is slow *by itself* in most runs. In `d`, a round of both programs that
//! is thrown away does as well as one run: it treats them alike, and a reader sees that it does.

/// The ways to lie.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lie {
    /// Nobody uses the result, so nobody computes it.
    DeadCode,
    /// The input stands in the program, so the compiler has worked out the result.
    ClosedForm,
    /// The clock runs while the input is made.
    SetUpCounted,
    /// Whoever goes first brings the data into the cache, for the other one too.
    ColdCaches,
    /// Something happens once, and the benchmark counts it.
    FirstCall,
    /// One reading, which may have been interrupted.
    OneSample,
}

/// What is timed: the old version of a program, or the new one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Program {
    /// The old version.
    Old,
    /// The new version.
    New,
}

/// A computer with an optimiser, as far as a benchmark can see it. Times are in nanoseconds.
pub trait Machine {
    /// What programs work on.
    type Input;
    /// What they compute.
    type Output;

    /// Reads the clock, which only goes forward.
    fn now(&mut self) -> u64;

    /// Makes an input, which takes as long as it takes.
    fn input(&mut self) -> Self::Input;

    /// The input that stands in the source code of the benchmark, for the optimiser to see.
    fn constant(&mut self) -> Self::Input;

    /// Runs a program. If the result is never used, the optimiser leaves the work out.
    fn run(&mut self, program: Program, input: &Self::Input) -> Self::Output;

    /// Uses a result, as `black_box(result)` does.
    fn use_up(&mut self, output: Self::Output);

    /// Hides from the optimiser what an input is, as `black_box(input)` does.
    fn hide(&mut self, input: Self::Input) -> Self::Input;
}

/// Which lie benchmark `a`, `b`, `c`, `d`, `e` or `f` tells, before you mend it.
pub fn lie_of(benchmark: char) -> Lie {
    match benchmark {
        'a' => Lie::SetUpCounted,
        'b' => Lie::DeadCode,
        'c' => Lie::FirstCall,
        'd' => Lie::ColdCaches,
        'e' => Lie::OneSample,
        'f' => Lie::ClosedForm,
        other => panic!("there is no benchmark {other}"),
    }
}

/// The time of one run of the new program.
///
/// The machine is quiet, and the program has been running all morning on inputs like this one.
pub fn a<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.input();
    let start = machine.now();
    for _ in 0..10 {
        let output = machine.run(Program::New, &input);
        machine.use_up(output);
    }
    (machine.now() - start) / 10
}

/// The time of one run of the new program.
///
/// The machine is quiet, and the program has been running all morning on this input.
pub fn b<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.input();
    let start = machine.now();
    for _ in 0..10 {
        let output = machine.run(Program::New, &input);
        machine.use_up(output);
    }
    (machine.now() - start) / 10
}

/// The time of one run of the new program, in the long run.
///
/// The machine is quiet. The program was started a moment ago.
pub fn c<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.input();
    let first = machine.run(Program::New, &input);
    machine.use_up(first);
    let start = machine.now();
    for _ in 0..10 {
        let output = machine.run(Program::New, &input);
        machine.use_up(output);
    }
    (machine.now() - start) / 10
}

/// The times of one run of the old program and of the new one, on data that both have at hand.
///
/// The machine is quiet, and both programs have been running all morning, on other inputs.
pub fn d<M: Machine>(machine: &mut M) -> [u64; 2] {
    let input = machine.input();
    let first = machine.run(Program::Old, &input);
    machine.use_up(first);
    [Program::Old, Program::New].map(|program| {
        let start = machine.now();
        let output = machine.run(program, &input);
        machine.use_up(output);
        machine.now() - start
    })
}

/// The time of one run of the new program, in its usual state.
///
/// The program has been running all morning on this input. Up to four in ten runs of anything are interrupted.
pub fn e<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.input();
    let mut samples = [(); 9].map(|()| {
        let start = machine.now();
        let output = machine.run(Program::New, &input);
        machine.use_up(output);
        machine.now() - start
    });
    samples.sort_unstable();
    samples[samples.len() / 2]
}

/// The time of one run of the new program on the input that stands in the source code.
///
/// The machine is quiet, and the program has been running all morning on this input.
pub fn f<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.constant();
    let input = machine.hide(input);
    let start = machine.now();
    for _ in 0..10 {
        let output = machine.run(Program::New, &input);
        machine.use_up(output);
    }
    (machine.now() - start) / 10
}
