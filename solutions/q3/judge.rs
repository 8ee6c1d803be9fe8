//! The judge of q3: counts, fits of its own, figures read back, and a race of speed-ups.

use std::process::ExitCode;
use std::time::Duration;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/count.rs"]
mod count;
#[path = "judge/law.rs"]
mod law;
#[path = "judge/look.rs"]
mod look;

use law::Law;

fn main() -> ExitCode {
    contest::main(&Scaling)
}

struct Scaling;

const GROUPS: [Group; 6] = [
    Group::new(
        "work",
        4,
        "the counts, for all lengths and numbers of threads",
    ),
    Group::new("errors", 2, "the errors of `work` and `scaling`"),
    Group::new("fit", 4, "speed-ups, and the share p"),
    Group::new("figure", 3, "marks, lines and words, read back from a PDF"),
    Group::to_be_read("interpretation", 3, "your text, read by a person"),
    Group::new(SPEED, 4, "a speed-up close to what the machine allows")
        .within(Duration::from_secs(30)),
];

/// The fewest characters of an interpretation.
const SHORTEST: usize = 400;

/// Numbers of a race.
const NUMBERS: u64 = 10_000_000;

impl Judge for Scaling {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "work" => work(&mut fresh),
            "errors" => errors(&mut fresh),
            "fit" => fit(&mut fresh),
            "figure" => figure(&mut fresh),
            "interpretation" => vec![interpretation()],
            _ => Vec::new(),
        }
    }

    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        input.u8()?;
        let (count, seed, threads) = (input.u64()?, input.u64()?, input.u64()?);
        // Kept from one request to the next, as the subject keeps its own.
        static KEPT: std::sync::Mutex<Vec<f64>> = std::sync::Mutex::new(Vec::new());
        let mut numbers = KEPT
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner);
        numbers.clear();
        numbers.extend(count::numbers(count, seed));
        output
            .bool(true)
            .u64(count::work(&numbers, threads as usize));
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let cores = std::thread::available_parallelism().map_or(1, |cores| cores.get() as u64);
        // So many that equal pieces leave as many over as they can.
        let (count, seed) = (
            NUMBERS - NUMBERS % cores + cores * (1 + fresh.below(100)) - 1,
            fresh.word(),
        );
        let on = |threads: u64| {
            let mut input = Writer::new();
            input.u8(1).u64(count).u64(seed).u64(threads);
            input
        };
        let all = || on(cores.max(2));
        let race = RaceCase::new(all(), all(), |contender, plain| {
            plain.bool()?;
            let expected = plain.u64()?;
            counted(contender, Some(expected))
        });
        Some(race.over(on(1), on(1)))
    }
}

/// Whether a reply is this count, or `NoThreads` for `None`.
fn counted(reply: &mut Reader<'_>, expected: Option<u64>) -> Result<(), String> {
    let found = if reply.bool()? {
        Some(reply.u64()?)
    } else {
        None
    };
    let words = |count: Option<u64>| {
        count.map_or("Err(NoThreads)".to_owned(), |count| format!("Ok({count})"))
    };
    match (found, expected) {
        (found, expected) if found == expected => Ok(()),
        (Some(found), Some(expected)) if found < expected => {
            let lost = expected - found;
            Err(format!(
                "Ok({found}) instead of Ok({expected}): {lost} of the numbers that stay aren't counted"
            ))
        }
        (found, expected) => Err(format!("{} instead of {}", words(found), words(expected))),
    }
}

// The cases.

fn counting(numbers: Vec<f64>, threads: u64, label: &str) -> Case {
    let mut input = Writer::new();
    input.u8(0).f64s(&numbers).u64(threads);
    let label = format!("{label}: {} numbers on {threads} threads", numbers.len());
    let expected = (threads > 0).then(|| count::work(&numbers, 1));
    Case::new(label, input, move |reply| counted(reply, expected))
}

fn work(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in [0, 1, 2, 3, 7, 64, 100, 1000] {
        for threads in [1, 2, 3, 5, 8, 16] {
            let numbers = count::numbers(count, fresh.word()).collect();
            cases.push(counting(numbers, threads, "any length"));
        }
    }
    for count in 1..40 {
        // All of them stay, so that each that is forgotten is missed.
        let threads = 2 + fresh.below(6);
        cases.push(counting(
            vec![-fresh.fraction(); count],
            threads,
            "numbers that all stay",
        ));
    }
    for threads in [1, 2, 3, 4, 7, 16] {
        let numbers: Vec<f64> = count::numbers(100_000 + fresh.below(1000), fresh.word()).collect();
        cases.push(counting(numbers.clone(), threads, "many numbers"));
        let mut sorted = numbers;
        sorted.sort_by(f64::total_cmp);
        cases.push(counting(sorted, threads, "many numbers, in order"));
    }
    let odd = vec![
        f64::NAN,
        0.0,
        f64::INFINITY,
        f64::NEG_INFINITY,
        -0.0,
        -2.0,
        0.25,
        2.0,
        5e-324,
    ];
    cases.push(counting(odd, 2, "numbers that aren't finite"));
    cases
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases: Vec<Case> = [0, 5]
        .into_iter()
        .map(|count| {
            counting(
                count::numbers(count, fresh.word()).collect(),
                0,
                "no threads",
            )
        })
        .collect();
    let time = 1.0 + fresh.fraction();
    let mut refuse = |threads: &[u64], seconds: &[f64], cores: u64, tag: u8, what: &[f64]| {
        let (name, count) = REFUSALS[usize::from(tag) - 1];
        let (what, input) = (what.to_vec(), times(threads, seconds, cores));
        let label = format!("threads {threads:?}, times {seconds:?}, {cores} cores");
        cases.push(Case::new(label, input, move |reply| {
            let (found, details) = refusal(reply)?;
            let same = |(a, b): (&f64, &f64)| a == b || (a.is_nan() && b.is_nan());
            if found == name && details.len() == count && details.iter().zip(&what).all(same) {
                Ok(())
            } else {
                Err(format!("{found} {details:?} instead of {name} {what:?}"))
            }
        }));
    };
    refuse(&[1, 2, 4], &[time, time], 4, 1, &[3.0, 2.0]);
    refuse(&[0], &[], 4, 1, &[1.0, 0.0]);
    refuse(&[1, 2, 0], &[time, f64::NAN, time], 4, 2, &[2.0]);
    for odd in [0.0, -time, f64::NAN, f64::INFINITY] {
        refuse(&[2, 1, 4], &[time, time, odd], 4, 3, &[2.0, odd]);
    }
    refuse(&[2, 4, 8], &[time, time, time], 8, 4, &[]);
    refuse(&[], &[], 8, 4, &[]);
    refuse(&[1], &[time], 8, 5, &[]);
    refuse(&[1, 1, 1], &[time, 1.1, 1.2], 8, 5, &[]);
    refuse(&[1, 4, 8], &[time, 1.1, 1.2], 2, 5, &[]);
    cases
}

/// The errors by their tags, and how many numbers each holds.
const REFUSALS: [(&str, usize); 5] = [
    ("LengthMismatch", 2),
    ("ZeroThreads", 1),
    ("NotATime", 2),
    ("NoSingleThread", 0),
    ("TooFew", 0),
];

fn refusal(reply: &mut Reader<'_>) -> Result<(&'static str, Vec<f64>), String> {
    Ok(match reply.u8()? {
        0 => {
            Law::read(reply)?;
            ("Ok", Vec::new())
        }
        1 => (
            "LengthMismatch",
            vec![reply.u64()? as f64, reply.u64()? as f64],
        ),
        2 => ("ZeroThreads", vec![reply.u64()? as f64]),
        3 => ("NotATime", vec![reply.u64()? as f64, reply.f64()?]),
        4 => ("NoSingleThread", Vec::new()),
        5 => ("TooFew", Vec::new()),
        unknown => return Err(format!("a reply of unknown kind {unknown}")),
    })
}

fn times(threads: &[u64], seconds: &[f64], cores: u64) -> Writer {
    let mut input = Writer::new();
    input.u8(2).u64s(threads).f64s(seconds).u64(cores);
    input
}

/// Times of a machine with so many cores, which obey the law but for some noise.
fn noisy(fresh: &mut Fresh, threads: &[u64], cores: u64, noise: f64) -> Vec<f64> {
    let (p, whole) = (fresh.fraction(), 0.5 + 10.0 * fresh.fraction());
    let mut time = |&n: &u64| {
        let at_once = n.min(cores) as f64;
        whole * (1.0 - p + p / at_once) * (1.0 + noise * (fresh.fraction() - 0.5))
    };
    threads.iter().map(&mut time).collect()
}

fn fit(fresh: &mut Fresh) -> Vec<Case> {
    let mut all: Vec<(Vec<u64>, Vec<f64>, u64)> = Vec::new();
    for cores in [2, 4, 6, 16, 64] {
        for noise in [0.0, 0.1, 0.5] {
            let threads: Vec<u64> = (1..=cores)
                .step_by(1 + fresh.below(2) as usize)
                .chain([cores, cores + 3, 2 * cores])
                .collect();
            let mut seconds = noisy(fresh, &threads, cores, noise);
            // Beyond the cores it is slower than the law has it.
            for (seconds, n) in seconds.iter_mut().zip(&threads) {
                if *n > cores {
                    *seconds *= 1.2 + fresh.fraction();
                }
            }
            all.push((threads, seconds, cores));
        }
    }
    let shuffled = [4, 1, 8, 2, 1, 3];
    all.push((shuffled.to_vec(), noisy(fresh, &shuffled, 8, 0.2), 8));
    // Slower with each thread, and faster than there are threads.
    all.push((vec![1, 2, 4], vec![1.0, 1.5, 2.5], 4));
    all.push((vec![1, 2, 4], vec![4.0, 1.2, 0.4], 4));
    all.into_iter()
        .map(|(threads, seconds, cores)| {
            let label = format!("threads {threads:?}, times {seconds:?}, {cores} cores");
            Case::new(label, times(&threads, &seconds, cores), move |reply| {
                if reply.u8()? != 0 {
                    return Err("an error, though nothing is wrong with these times".to_owned());
                }
                let found = Law::read(reply)?;
                Law::of(&threads, &seconds, cores).check(&found, &seconds, cores)
            })
        })
        .collect()
}

fn figure(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases: Vec<Case> = [1, 2, 4, 16]
        .into_iter()
        .map(|cores| {
            let threads: Vec<u64> = (1..=2 * cores + 2).collect();
            let seconds = noisy(fresh, &threads, cores.max(2), 0.3);
            let law = Law::of(&threads, &seconds, cores.max(2));
            let label = format!("the figure of {} entries, {cores} cores", threads.len());
            Case::new(label, drawing(&law), move |reply| match reply.u8()? {
                0 => look::figure(reply.bytes()?, &law),
                1 => Err("DrawError::NoData, though there is data".to_owned()),
                _ => Err(format!("it can't be drawn: {}", reply.str()?)),
            })
        })
        .collect();
    let nothing = Law {
        threads: Vec::new(),
        measured: Vec::new(),
        ideal: Vec::new(),
        amdahl: Vec::new(),
        share: 0.0,
    };
    cases.push(Case::new(
        "a figure without entries",
        drawing(&nothing),
        |reply| match reply.u8()? {
            0 => {
                reply.bytes()?;
                Err("a figure, though there is no data".to_owned())
            }
            1 => Ok(()),
            _ => Err(format!("another error than NoData: {}", reply.str()?)),
        },
    ));
    cases
}

fn drawing(law: &Law) -> Writer {
    let mut input = Writer::new();
    input.u8(3).u64s(&law.threads).f64s(&law.measured);
    input.f64s(&law.ideal).f64s(&law.amdahl).f64(law.share);
    input
}

fn interpretation() -> Case {
    let mut input = Writer::new();
    input.u8(4);
    Case::new("the interpretation", input, |reply| {
        let written = reply.str()?.trim().chars().count();
        if written >= SHORTEST {
            Ok(())
        } else {
            Err(format!("{written} characters; {SHORTEST} are asked for"))
        }
    })
}
