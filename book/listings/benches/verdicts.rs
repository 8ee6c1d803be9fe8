//! How often is a verdict wrong? Many races whose outcome is known beforehand.
//!
//! `identical`: one function against itself, in rounds, as all races are run. `identical-in-turn`: the same, but all samples
//! of one side before the first of the other. `tenth`: in rounds, on the same data, against a side that has a tenth more to
//! do.
//!
//! `cargo workbook bench verdicts` keeps the result in a record: how many races ended in which verdict, and of each race the
//! contender's median. `cargo bench -p listings --bench verdicts` prints its rows.

use std::convert::Infallible;
use std::process::ExitCode;
use std::time::Duration;

use listings::measure::row::{Row, Verdicts};
use listings::timing::outcomes::{WORKS, Work};
use stopwatch::{Comparison, Lap, Monotonic, Plan, Samples, Verdict, lap, rounds};

/// A race's rounds, but with shorter samples, as there are many races to run. Noise tells more in them.
const PLAN: Plan = Plan {
    min_round: Duration::from_micros(500),
    ..Plan::race()
};

/// A series of races.
struct Series {
    name: &'static str,
    /// What the baseline has to do; the contender does [`Work::amount`].
    baseline: fn(&Work) -> usize,
    run: fn(Lap<'_, Infallible>, Lap<'_, Infallible>) -> [Samples; 2],
}

const SERIES: [Series; 3] = [
    Series {
        name: "identical",
        baseline: |work| work.amount,
        run: in_rounds,
    },
    Series {
        name: "identical-in-turn",
        baseline: |work| work.amount,
        run: in_turn,
    },
    Series {
        name: "tenth",
        baseline: Work::more,
        run: in_rounds,
    },
];

/// Races of a series.
const RACES: usize = 300;

fn main() -> ExitCode {
    let told = |flag| std::env::args().any(|word| word == flag);
    // `cargo test --benches` runs this too, and wants no measuring.
    if told("--test") {
        return ExitCode::SUCCESS;
    }
    let races = if told("--quick") { RACES / 10 } else { RACES };
    for work in &WORKS {
        for series in &SERIES {
            println!("{}", raced(series, work, races).json());
        }
    }
    ExitCode::SUCCESS
}

fn raced(series: &Series, work: &Work, races: usize) -> Row {
    let mut verdicts = Verdicts::default();
    let mut medians = Vec::new();
    // One for both sides. Two copies of data lie in different places, and so may differ in earnest.
    let prepared = (work.prepare)(work);
    for _ in 0..races {
        let sides = (series.run)(
            side(&prepared, (series.baseline)(work)),
            side(&prepared, work.amount),
        );
        match Comparison::of(&sides[0], &sides[1]).verdict(1.0) {
            Verdict::Faster => verdicts.faster += 1,
            Verdict::NotFaster => verdicts.not_faster += 1,
            Verdict::CannotTell(_) => verdicts.cannot_tell += 1,
        }
        medians.push(sides[1].median());
    }
    let medians = Samples::new(medians).expect("a median of times is a time");
    Row {
        verdicts: Some(verdicts),
        ..Row::of_samples("verdicts", series.name, work.name, &medians)
    }
}

fn side(work: &dyn Fn(usize), amount: usize) -> Lap<'_, Infallible> {
    let mut clock = Monotonic::new();
    Box::new(move |calls| Ok(lap(&mut clock, calls, || work(amount))))
}

fn in_rounds(baseline: Lap<'_, Infallible>, contender: Lap<'_, Infallible>) -> [Samples; 2] {
    let timed = run(&mut [baseline, contender]);
    <[Samples; 2]>::try_from(timed).expect("two sides have two results")
}

fn in_turn(baseline: Lap<'_, Infallible>, contender: Lap<'_, Infallible>) -> [Samples; 2] {
    [baseline, contender].map(|side| run(&mut [side]).remove(0))
}

fn run(sides: &mut [Lap<'_, Infallible>]) -> Vec<Samples> {
    let timed = rounds(&PLAN, &mut Monotonic::new(), sides, &mut |_| ());
    let samples = timed.into_iter().map(|side| match side.outcome {
        Ok(samples) => samples,
        Err(never) => match never {},
    });
    samples.collect()
}
