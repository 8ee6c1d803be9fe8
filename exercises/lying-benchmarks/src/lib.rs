//! Benchmarks that lie. The task is in `spec.rs`; this is the file to edit.

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

/// Which lie benchmark `a`, `b`, `c`, `d`, `e` or `f` tells, before you mend it. No other letter is asked for.
pub fn lie_of(benchmark: char) -> Lie {
    todo!("lying-benchmarks: read the six benchmarks, and name the lie of each")
}

/// The time of one run of the new program.
///
/// The machine is quiet, and the program has been running all morning on inputs like this one.
pub fn a<M: Machine>(machine: &mut M) -> u64 {
    let start = machine.now();
    let input = machine.input();
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
        machine.run(Program::New, &input);
    }
    (machine.now() - start) / 10
}

/// The time of one run of the new program, in the long run.
///
/// The machine is quiet. The program was started a moment ago.
pub fn c<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.input();
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
    let start = machine.now();
    let output = machine.run(Program::New, &input);
    machine.use_up(output);
    machine.now() - start
}

/// The time of one run of the new program on the input that stands in the source code.
///
/// The machine is quiet, and the program has been running all morning on this input.
pub fn f<M: Machine>(machine: &mut M) -> u64 {
    let input = machine.constant();
    let start = machine.now();
    for _ in 0..10 {
        let output = machine.run(Program::New, &input);
        machine.use_up(output);
    }
    (machine.now() - start) / 10
}
