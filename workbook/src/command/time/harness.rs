    //! Times what it is given, and writes what came of it to the file that its first argument names:
    //! a line of loops and samples for each expression, or one line about the panic that ended it.

    use std::io::Read;
    use std::panic::{AssertUnwindSafe, catch_unwind};
    use std::process::ExitCode;
    use std::sync::Mutex;

    use stopwatch::{Lap, Monotonic, Plan, Timeit, lap, rounds};

    /// Says what kind of closure is wanted where it is written, so that errors speak of what is in it.
    pub fn repeated<F: FnMut()>(work: F) -> F {
        work
    }

    /// The last panic, wherever it was.
    static PANIC: Mutex<Option<String>> = Mutex::new(None);

    pub fn main(snippets: impl FnOnce(&mut dyn FnMut(&mut [&mut dyn FnMut()]))) -> ExitCode {
        let mut words = std::env::args_os().skip(1);
        let place = words.next().expect("the command names a file");
        let runs = words.next().and_then(|word| word.to_str()?.parse().ok()).expect("the command says how often");
        // The command holds the other end. When it goes, however that comes about, so does this.
        std::thread::spawn(|| {
            let _ = std::io::stdin().read_to_end(&mut Vec::new());
            std::process::exit(130);
        });
        std::panic::set_hook(Box::new(|panic| {
            let message = panic.payload_as_str().unwrap_or("with a value that is no text");
            let (file, line, column) = panic.location().map_or(("", 0, 0), |at| (at.file(), at.line(), at.column()));
            let own = file == file!();
            let told = format!("panic\n{own}\n{line}\n{column}\n{message}");
            *PANIC.lock().unwrap_or_else(|broken| broken.into_inner()) = Some(told);
        }));
        let mut times = String::new();
        let mut time = |work: &mut [&mut dyn FnMut()]| times = timed(work, runs);
        let ended = catch_unwind(AssertUnwindSafe(|| snippets(&mut time)));
        let (text, code) = match ended {
            Ok(()) => (times, ExitCode::SUCCESS),
            Err(_) => {
                let last = PANIC.lock().unwrap_or_else(|broken| broken.into_inner()).take();
                (last.unwrap_or_default(), ExitCode::from(101))
            }
        };
        match std::fs::write(&place, text) {
            Ok(()) => code,
            Err(error) => {
                eprintln!("error: cannot write the times: {error}");
                ExitCode::from(3)
            }
        }
    }

    fn timed(work: &mut [&mut dyn FnMut()], runs: usize) -> String {
        let line = |loops: u64, samples: &[f64]| {
            let samples: String = samples.iter().map(|sample| format!(" {sample:e}")).collect();
            format!("{loops}{samples}\n")
        };
        if let [only] = work {
            let timing = Timeit { runs, ..Timeit::default() }.run(&mut **only);
            return line(timing.loops, timing.samples.as_slice());
        }
        let plan = Plan { rounds: runs, ..Plan::race() };
        let mut laps: Vec<Lap<std::convert::Infallible>> = Vec::new();
        for work in work {
            let mut clock = Monotonic::new();
            laps.push(Box::new(move |calls| Ok(lap(&mut clock, calls, &mut **work))));
        }
        let timings = rounds(&plan, &mut Monotonic::new(), &mut laps, &mut |_| ());
        let told = timings.into_iter().map(|timing| match timing.outcome {
            Ok(samples) => line(timing.calls, samples.as_slice()),
            Err(never) => match never {},
        });
        told.collect()
    }
