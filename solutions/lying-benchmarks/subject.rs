//! Runs a benchmark of the answer on a simulated machine, and hands its times back.

use answer::{Lie, Machine, Program, a, b, c, d, e, f, lie_of};
use frames::{Malformed, Reader};

fn main() {
    frames::serve(|input, output| {
        let benchmark = char::from(input.u8()?);
        if input.bool()? {
            output.u8(number(lie_of(benchmark)));
            return Ok(());
        }
        let mut machine = Simulated::read(input)?;
        match benchmark {
            'a' => output.u64(a(&mut machine)),
            'b' => output.u64(b(&mut machine)),
            'c' => output.u64(c(&mut machine)),
            'd' => {
                let [old, new] = d(&mut machine);
                output.u64(old).u64(new)
            }
            'e' => output.u64(e(&mut machine)),
            _ => output.u64(f(&mut machine)),
        };
        Ok(())
    });
}

fn number(lie: Lie) -> u8 {
    match lie {
        Lie::DeadCode => 0,
        Lie::ClosedForm => 1,
        Lie::SetUpCounted => 2,
        Lie::ColdCaches => 3,
        Lie::FirstCall => 4,
        Lie::OneSample => 5,
    }
}

/// A machine as the judge wants it.
struct Simulated {
    truth: [u64; 2],
    making: u64,
    starting: u64,
    fetching: u64,
    interruption: u64,
    leaves_out: bool,
    works_out: bool,
    now: u64,
    started: [bool; 2],
    inputs: usize,
    fetched: Vec<usize>,
    runs: usize,
}

/// Which of ten runs are interrupted: never more than four of nine that follow each other.
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
    fn read(input: &mut Reader<'_>) -> Result<Simulated, Malformed> {
        Ok(Simulated {
            truth: [input.u64()?, input.u64()?],
            making: input.u64()?,
            starting: input.u64()?,
            fetching: input.u64()?,
            interruption: input.u64()?,
            leaves_out: input.bool()?,
            works_out: input.bool()?,
            now: input.u64()?,
            started: [false; 2],
            inputs: 0,
            fetched: Vec::new(),
            runs: 0,
        })
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
