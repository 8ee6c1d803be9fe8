//! The judge of q1: fresh chains and seeds, the counts they must give, and what mistakes would have given.

use std::process::ExitCode;
use std::time::Duration;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/draws.rs"]
mod draws;
#[path = "judge/reply.rs"]
mod reply;
#[path = "judge/walk.rs"]
mod walk;

use draws::draw;
use reply::{Reply, read_counts, write_counts};
use walk::{NAMES, Walk};

fn main() -> ExitCode {
    contest::main(&Market)
}

struct Market;

const GROUPS: [Group; 7] = [
    Group::new("errors", 2, "bad chains and zero days are the right errors"),
    Group::new("first-day", 3, "one day, from each start, also on borders"),
    Group::new("counts", 4, "many days from a given start"),
    Group::new("random-start", 2, "a start of `None`"),
    Group::new(
        "hard-chains",
        3,
        "chains that never forget, never leave, or circle",
    ),
    Group::new("fast", 3, "`simulate_fast` gives the counts of `simulate`")
        .within(Duration::from_secs(30)),
    Group::new(SPEED, 3, "`simulate_fast` is faster than a plain walk"),
];

impl Judge for Market {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "first-day" => first_day(&mut fresh, false),
            "counts" => counts(&mut fresh, false),
            "random-start" => random_start(&mut fresh, false),
            "hard-chains" => hard_chains(&mut fresh, false),
            "fast" => {
                let mut cases = first_day(&mut fresh, true);
                cases.extend(counts(&mut fresh, true));
                cases.extend(random_start(&mut fresh, true));
                cases.extend(hard_chains(&mut fresh, true));
                cases.extend(pieces(&mut fresh));
                cases
            }
            _ => Vec::new(),
        }
    }

    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        write_counts(output, Walk::read(input)?.counts());
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let walk = Walk {
            rows: RACE,
            start: Some(fresh.below(3) as usize),
            days: 20_000_000 + fresh.below(1000),
            seed: fresh.word(),
        };
        let [contender, plain] = [true, false].map(|fast| walk.request(fast));
        Some(RaceCase::new(contender, plain, move |contender, plain| {
            let expected = read_counts(plain)?;
            let found = read_counts(contender)?;
            if found == expected {
                Ok(())
            } else {
                Err(walk.complain(found, expected, true))
            }
        }))
    }
}

/// Nearly the chain of the task. No draw can fall on a border of this one, so that `<=` isn't wrong once in fifty races.
const RACE: [[f64; 3]; 3] = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.26, 0.25, 0.49]];

/// The chain of the task.
const MARKET: [[f64; 3]; 3] = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]];

// The cases.

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for fast in [false, true] {
        let mut case = |rows, days, label: &str, expected: Reply| {
            let walk = Walk {
                rows,
                start: Some(fresh.below(3) as usize),
                days,
                seed: fresh.word(),
            };
            cases.push(Case::new(
                walk.label(fast, label),
                walk.request(fast),
                move |reply| {
                    let found = Reply::read(reply)?;
                    let right = match (&found, &expected) {
                        (Reply::Counts(_), Reply::Counts(_)) => true,
                        _ => found == expected,
                    };
                    if right {
                        Ok(())
                    } else {
                        Err(format!("{found} instead of {expected}"))
                    }
                },
            ));
        };
        case(MARKET, 0, "no days", Reply::ZeroDays);
        let rounded = [0.7, 0.2, 0.1];
        case(
            [rounded; 3],
            7,
            "rows that miss one by a rounding",
            Reply::Counts([0; 3]),
        );
        let mut rows = MARKET;
        rows[1][1] = 0.75;
        let sum = rows[1].iter().sum();
        case(
            rows,
            7,
            "a row that doesn't add up",
            Reply::RowSum { from: 1, sum },
        );
        rows[2] = [0.5, -0.25, 0.75];
        let negative = Reply::NotAProbability {
            from: 2,
            to: 1,
            value: -0.25,
        };
        case(
            rows,
            7,
            "a negative entry below a row that doesn't add up",
            negative,
        );
        rows[0][2] = f64::NAN;
        let nan = Reply::NotAProbability {
            from: 0,
            to: 2,
            value: f64::NAN,
        };
        case(rows, 7, "an entry that isn't a number", nan);
    }
    cases
}

fn first_day(fresh: &mut Fresh, fast: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for start in [0, 1, 2, 0, 1, 2] {
        let seed = fresh.word();
        let u = draw(seed, 0);
        let half = 0.5 * u;
        let borders = [
            row(fresh),
            [u, 1.0 - u, 0.0],
            [u.next_up(), 1.0 - u, 0.0],
            [half, half, 1.0 - u],
            [half, u.next_up() - half, 1.0 - u],
        ];
        for row in borders {
            let mut rows = rows(fresh);
            rows[start] = row;
            let walk = Walk {
                rows,
                start: Some(start),
                days: 1,
                seed,
            };
            cases.push(Case::new(walk.label(fast, "one day"), walk.request(fast), move |reply| {
                let (found, expected) = (read_counts(reply)?, walk.counts());
                if found == expected {
                    return Ok(());
                }
                let day = expected.iter().position(|&days| days == 1).unwrap_or(0);
                Err(format!(
                    "{found:?} instead of {expected:?}: u = draw(seed, 0) is {u}, the row of {} is {row:?}, and so day \
                     0 is {}{}",
                    NAMES[start],
                    NAMES[day],
                    if u == row[0] {
                        " (u == p0, and `u < p0` is false)"
                    } else if u == row[0] + row[1] {
                        " (u == p0 + p1, and `u < p0 + p1` is false)"
                    } else {
                        ""
                    }
                ))
            }));
        }
    }
    cases
}

fn counts(fresh: &mut Fresh, fast: bool) -> Vec<Case> {
    let days = [365, 1000, 1000, 10_000, 100_000, 1_000_000];
    let walks = days.into_iter().enumerate().map(|(index, days)| {
        let rows = if index % 2 == 0 { rows(fresh) } else { MARKET };
        Walk {
            rows,
            start: Some(index % 3),
            days,
            seed: fresh.word(),
        }
    });
    walks.map(|walk| walk.case(fast, "many days")).collect()
}

fn random_start(fresh: &mut Fresh, fast: bool) -> Vec<Case> {
    let mut cases = Vec::new();
    for start in [0, 1, 2, 2] {
        let seed = seed_that_starts_in(fresh, start);
        for rows in [IDENTITY, rows(fresh)] {
            let walk = Walk {
                rows,
                start: None,
                days: 300 + fresh.below(100),
                seed,
            };
            cases.push(walk.case(fast, "a random start"));
        }
    }
    cases
}

const IDENTITY: [[f64; 3]; 3] = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];

fn hard_chains(fresh: &mut Fresh, fast: bool) -> Vec<Case> {
    let [a, b, c] = IDENTITY;
    let seldom = 1e-5 * (1.0 + fresh.fraction());
    let often = 1.0 - seldom;
    let chains = [
        ("a chain that stays put", [a, b, c]),
        ("a circle", [b, c, a]),
        ("a circle the other way", [c, a, b]),
        ("two states that swap", [b, a, c]),
        (
            "a state that is never left",
            [[0.998, 0.001, 0.001], b, [0.5, 0.0, 0.5]],
        ),
        (
            "moves that are rare",
            [
                [often, seldom, 0.0],
                [0.0, often, seldom],
                [seldom, 0.0, often],
            ],
        ),
    ];
    let mut cases = Vec::new();
    for (name, rows) in chains {
        for days in [100 + fresh.below(100), 300_000 + fresh.below(1000)] {
            let start = Some(fresh.below(3) as usize);
            cases.push(
                Walk {
                    rows,
                    start,
                    days,
                    seed: fresh.word(),
                }
                .case(fast, name),
            );
        }
    }
    for _ in 0..20 {
        // Borders that are draws of days to come, with roundings in `p0 + p1`.
        let seed = fresh.word();
        let rows = std::array::from_fn(|row| {
            let [one, other] = [0, 1].map(|i| draw(seed, 2 * row as u64 + i));
            let (low, high) = (one.min(other), one.max(other));
            [low, high - low, 1.0 - high]
        });
        let start = Some(fresh.below(3) as usize);
        cases.push(
            Walk {
                rows,
                start,
                days: 40,
                seed,
            }
            .case(fast, "draws on borders"),
        );
    }
    cases
}

/// Numbers of days around which an answer may cut them into pieces.
fn pieces(fresh: &mut Fresh) -> Vec<Case> {
    let mut days = vec![
        1,
        2,
        3,
        5,
        7,
        63,
        65,
        1_234_567,
        3_000_000 + fresh.below(1000),
    ];
    days.extend((4..=21).map(|power| (1 << power) - 1 + fresh.below(3)));
    let walks = days.into_iter().map(|days| {
        let start = Some(fresh.below(3) as usize);
        Walk {
            rows: MARKET,
            start,
            days,
            seed: fresh.word(),
        }
    });
    walks
        .map(|walk| walk.case(true, "days around a power of two, or not"))
        .collect()
}

/// Probabilities that are short to print.
fn row(fresh: &mut Fresh) -> [f64; 3] {
    let bull = 5 + fresh.below(60);
    let bear = 5 + fresh.below(90 - bull);
    [bull, bear, 100 - bull - bear].map(|hundredths| hundredths as f64 / 100.0)
}

fn rows(fresh: &mut Fresh) -> [[f64; 3]; 3] {
    [(); 3].map(|()| row(fresh))
}

fn seed_that_starts_in(fresh: &mut Fresh, start: usize) -> u64 {
    loop {
        let seed = fresh.word();
        if (3.0 * draw(seed, u64::MAX)) as usize == start {
            return seed;
        }
    }
}
