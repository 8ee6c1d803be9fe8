//! A walk over the chain: the right one, and those of common mistakes.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Malformed, Reader, Writer};

use crate::draws::{Draws, draw};
use crate::reply::read_counts;

/// The states, in the order of rows and counts.
pub const NAMES: [&str; 3] = ["bull", "bear", "stagnant"];

/// What is asked of an answer.
#[derive(Clone, Copy)]
pub struct Walk {
    pub rows: [[f64; 3]; 3],
    pub start: Option<usize>,
    pub days: u64,
    pub seed: u64,
}

/// What a walk may do otherwise than the task says.
#[derive(Clone, Copy)]
struct Way {
    /// The number of the first day.
    first: u64,
    /// Which state before day 0, where not the right one.
    start: Option<usize>,
    /// Count the state before the step.
    before: bool,
    /// Read the matrix by columns.
    columns: bool,
    /// Compare with `<=`.
    or_equal: bool,
    /// Compare with `p1`, not with `p0 + p1`.
    not_added: bool,
    /// Compare in single precision.
    single: bool,
    /// The part of the seed that is used.
    seed: u64,
}

const RIGHT: Way = Way {
    first: 0,
    start: None,
    before: false,
    columns: false,
    or_equal: false,
    not_added: false,
    single: false,
    seed: u64::MAX,
};

impl Walk {
    fn first_state(&self) -> usize {
        self.start
            .unwrap_or_else(|| (3.0 * draw(self.seed, u64::MAX)) as usize)
    }

    /// The plain version. It is raced against, so it is as good as a plain loop gets.
    pub fn counts(&self) -> [u64; 3] {
        let draws = Draws::new(self.seed);
        let mut counts = [0; 3];
        let mut state = self.first_state();
        for day in 0..self.days {
            let u = draws.at(day);
            let [bull, bear, _] = self.rows[state];
            state = if u < bull {
                0
            } else if u < bull + bear {
                1
            } else {
                2
            };
            counts[state] += 1;
        }
        counts
    }

    fn counts_in(&self, way: Way) -> [u64; 3] {
        let draws = Draws::new(self.seed & way.seed);
        let below = |u: f64, p: f64| {
            let single = way.single && (u as f32) < (p as f32);
            single || (!way.single && u < p) || (way.or_equal && u == p)
        };
        let mut counts = [0; 3];
        let mut state = way.start.unwrap_or_else(|| self.first_state());
        for day in way.first..way.first + self.days {
            counts[state] += u64::from(way.before);
            let u = draws.at(day);
            let [p0, p1] = [0, 1].map(|to| {
                if way.columns {
                    self.rows[to][state]
                } else {
                    self.rows[state][to]
                }
            });
            let border = if way.not_added { p1 } else { p0 + p1 };
            state = if below(u, p0) {
                0
            } else {
                2 - usize::from(below(u, border))
            };
            counts[state] += u64::from(!way.before);
        }
        counts
    }

    /// What is wrong with counts that aren't the expected ones, and the likely mistake.
    pub fn complain(&self, found: [u64; 3], expected: [u64; 3], fast: bool) -> String {
        let mut complaint = format!("{found:?} instead of {expected:?}");
        let sum = found
            .iter()
            .fold(0u64, |sum, &days| sum.saturating_add(days));
        let differ: u64 = found
            .iter()
            .zip(expected)
            .map(|(a, b)| a.abs_diff(b) / 2)
            .fold(0, u64::saturating_add);
        let mistakes = self.mistakes(found);
        if !mistakes.is_empty() {
            complaint += &format!(": these are the counts of {}", mistakes.join(", or of "));
        } else if sum != self.days {
            complaint += &format!(
                ": they add up to {sum}, and {} days were asked for",
                self.days
            );
        }
        if fast && sum == self.days && differ <= 20 + self.days / 50 {
            complaint +=
                "; nearly right, as if a border between two pieces of the days had not been mended";
        }
        complaint
    }

    /// The mistakes that give these counts. Over a few days there can be more than one.
    fn mistakes(&self, found: [u64; 3]) -> Vec<String> {
        const LOW: u64 = u32::MAX as u64;
        let start = NAMES[self.first_state()];
        let drawn = |day| Some((3.0 * draw(self.seed, day)) as usize);
        let mut ways = vec![
            (
                Way { first: 1, ..RIGHT },
                "a walk that begins with the draw of day 1; the first day is day 0".to_owned(),
            ),
            (
                Way {
                    before: true,
                    ..RIGHT
                },
                "the states before each step: the start counted, the last day not".to_owned(),
            ),
            (
                Way {
                    columns: true,
                    ..RIGHT
                },
                "rows and columns swapped; rows are \"from\"".to_owned(),
            ),
            (
                Way {
                    or_equal: true,
                    ..RIGHT
                },
                "`<=` in place of `<`".to_owned(),
            ),
            (
                Way {
                    not_added: true,
                    ..RIGHT
                },
                "`u < p1` in place of `u < p0 + p1`".to_owned(),
            ),
            (
                Way {
                    single: true,
                    ..RIGHT
                },
                "a comparison in `f32`; the task's is in `f64`".to_owned(),
            ),
            (
                Way { seed: LOW, ..RIGHT },
                "the low half of the seed alone".to_owned(),
            ),
            (
                Way { seed: 0, ..RIGHT },
                "a seed of 0, whatever seed was asked for".to_owned(),
            ),
        ];
        for (state, name) in NAMES.into_iter().enumerate() {
            let name = format!("a walk that starts as {name}; it was to start as {start}");
            ways.push((
                Way {
                    start: Some(state),
                    ..RIGHT
                },
                name,
            ));
        }
        if self.start.is_none() {
            for (name, day) in [
                ("0", 0),
                ("`days`", self.days),
                ("`days - 1`", self.days - 1),
            ] {
                let name =
                    format!("a random start drawn on day {name}; it is drawn on day u64::MAX");
                ways.push((
                    Way {
                        start: drawn(day),
                        ..RIGHT
                    },
                    name,
                ));
            }
        } else {
            let name = format!("a random start; it was to start as {start}");
            ways.push((
                Way {
                    start: drawn(u64::MAX),
                    ..RIGHT
                },
                name,
            ));
        }
        ways.into_iter()
            .filter(|(way, _)| self.counts_in(*way) == found)
            .map(|(_, name)| name)
            .take(4)
            .collect()
    }

    pub fn label(&self, fast: bool, what: &str) -> String {
        let name = if fast { "simulate_fast" } else { "simulate" };
        let start = self.start.map_or("None", |start| NAMES[start]);
        let Walk {
            rows, days, seed, ..
        } = self;
        format!("{what}: {name}, rows {rows:?}, start {start}, {days} days, seed {seed}")
    }

    pub fn case(self, fast: bool, what: &str) -> Case {
        Case::new(self.label(fast, what), self.request(fast), move |reply| {
            let (found, expected) = (read_counts(reply)?, self.counts());
            if found == expected {
                Ok(())
            } else {
                Err(self.complain(found, expected, fast))
            }
        })
    }

    pub fn request(&self, fast: bool) -> Writer {
        let mut request = Writer::new();
        request.bool(fast);
        for &entry in self.rows.as_flattened() {
            request.f64(entry);
        }
        request
            .u8(self.start.map_or(3, |start| start as u8))
            .u64(self.days)
            .u64(self.seed);
        request
    }

    pub fn read(input: &mut Reader<'_>) -> Result<Walk, Malformed> {
        input.bool()?;
        let mut rows = [[0.0; 3]; 3];
        for entry in rows.as_flattened_mut() {
            *entry = input.f64()?;
        }
        let start = Some(usize::from(input.u8()?)).filter(|&start| start < 3);
        Ok(Walk {
            rows,
            start,
            days: input.u64()?,
            seed: input.u64()?,
        })
    }
}
