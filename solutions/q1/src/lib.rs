//! The stock market, solved.
//!
//! # Why this way
//!
//! A chain looks like the one thing that can't be run in parallel: each day needs the day before. Two observations let
//! it off the leash.
//!
//! **A stretch of days is a function.** It takes the state it starts from and gives the state it ends in, with counts on
//! the way. There are three states, so walking a stretch from all three tells everything about it: that is a
//! `Stretch`. Two stretches in a row are again one (`Stretch::then`), whatever they are, so the days can be cut
//! anywhere and the pieces walked in any order, side by side in the lanes of a vector register and on all cores.
//!
//! **Three walks soon become one.** All three see the same draws, and once two of them meet they stay together. Over
//! the well-known chain that takes a few dozen days; from then on one walk does for three. A chain whose walks never
//! meet (a permutation) keeps all three to the end, is a little slower, and is just as right: nothing was guessed, so
//! there is nothing to repair.
//!
//! Inside, a walk avoids what a processor is slow at. There is no branch to mispredict: `u < p` becomes a comparison of
//! integers (`Cuts`), which gives all ones or all zeros, and a state is two such masks. There is no table look-up
//! either, as the masks pick the next day's cuts with `&` and `+`. Those are plain loops over arrays, so the compiler
//! makes vectors of them; [`dispatch!`] compiles them once for each kind of x86 vector and picks when the program runs.
//!
//! # A second good answer
//!
//! Cut the days into one segment a thread, guess that each starts in a bull market, and walk them all. Then go over the
//! borders: where the guess was wrong, walk the true and the guessed path side by side until they meet, and move the
//! difference of their counts. It takes half the code and no vectors, and wins about as much as there are cores. Its
//! worst case is the chain whose paths never meet, where it walks everything again.

use std::fmt;
use std::ops::Range;

use fearless_simd::{Level, Simd, dispatch};
use rayon::prelude::*;

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
fn first_state(start: Option<State>, seed: u64) -> State {
    start.unwrap_or_else(|| State::ALL[(3.0 * draw(seed, u64::MAX)) as usize])
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
    if days == 0 {
        return Err(ChainError::ZeroDays);
    }
    let cuts = Cuts::of(chain);
    let level = Level::new();
    let whole = (0..days.div_ceil(BLOCK))
        .into_par_iter()
        .map(|block| {
            let first = block * BLOCK;
            let days = BLOCK.min(days - first);
            dispatch!(level, simd => stretch(simd, &cuts, seed, first, days))
        })
        .reduce(|| Stretch::NOTHING, Stretch::then);
    Ok(whole.counts[first_state(start, seed) as usize])
}

/// Walks that go side by side, each over its own piece of a block: four AVX-512 registers of 32-bit lanes, so that one
/// can wait for its last step while the others go on.
const LANES: usize = 64;

/// Days that one task walks. It divides 2³², so a block lies in one era of [`keys`], and its counts fit in an `i32`.
const BLOCK: u64 = 1 << 18;

/// Days between two looks at whether the walks have met.
const LOOK: u32 = 16;

/// Where the draws of a day are cut: at the first and the second threshold of each row, indexed by "from".
///
/// A draw is `bits / 2³¹`, and multiplying by a power of two rounds nothing. So `u < p` means `bits < p · 2³¹`, and for
/// a whole number `bits` that is `bits < ⌈p · 2³¹⌉`, or `!(bits > ⌈p · 2³¹⌉ - 1)`, in which everything fits in an `i32`.
struct Cuts {
    bull: [i32; 3],
    bear: [i32; 3],
}

impl Cuts {
    fn of(chain: &Chain) -> Cuts {
        let cut = |p: f64| ((p * 2_147_483_648.0).ceil() - 1.0) as i32; // `as` stops at `i32::MAX`
        let rows = State::ALL.map(|from| chain.row(from));
        Cuts {
            bull: rows.map(|[bull, ..]| cut(bull)),
            bear: rows.map(|[bull, bear, _]| cut(bull + bear)),
        }
    }

    /// The state after `from`.
    fn next(&self, from: usize, bits: i32) -> usize {
        usize::from(bits > self.bull[from]) + usize::from(bits > self.bear[from])
    }
}

/// All there is to know about some days: for each state before them, the state after them and the counts on the way.
#[derive(Clone, Copy)]
struct Stretch {
    end: [usize; 3],
    counts: [[u64; 3]; 3],
}

impl Stretch {
    /// No days at all.
    const NOTHING: Stretch = Stretch {
        end: [0, 1, 2],
        counts: [[0; 3]; 3],
    };

    /// One day, after which the state is `end`, for each state before it.
    fn day(end: [usize; 3]) -> Stretch {
        let counts = end.map(|end| std::array::from_fn(|state| u64::from(state == end)));
        Stretch { end, counts }
    }

    /// These days, then the `next`.
    fn then(mut self, next: Stretch) -> Stretch {
        for (end, counts) in self.end.iter_mut().zip(&mut self.counts) {
            for (count, more) in counts.iter_mut().zip(next.counts[*end]) {
                *count += more;
            }
            *end = next.end[*end];
        }
        self
    }
}

/// One walk a lane. A state is two masks of all ones or all zeros: "not bull" and "stagnant".
#[derive(Clone, Copy)]
struct Walks {
    not_bull: [i32; LANES],
    stagnant: [i32; LANES],
    days_not_bull: [i32; LANES],
    days_stagnant: [i32; LANES],
}

impl Walks {
    /// All lanes start from the same state and have no days yet.
    fn from(state: State) -> Walks {
        Walks {
            not_bull: [-i32::from(state != State::Bull); LANES],
            stagnant: [-i32::from(state == State::Stagnant); LANES],
            days_not_bull: [0; LANES],
            days_stagnant: [0; LANES],
        }
    }

    /// Forgets the days, not the states.
    fn recounted(self) -> Walks {
        Walks {
            days_not_bull: [0; LANES],
            days_stagnant: [0; LANES],
            ..self
        }
    }

    /// Takes lane `lane` to the day whose draw is `bits`.
    #[inline(always)]
    fn step(&mut self, lane: usize, cuts: &Cuts, bits: i32) {
        let (not_bull, stagnant) = (self.not_bull[lane], self.stagnant[lane]);
        let cut = |row: &[i32; 3]| {
            row[0]
                .wrapping_add(not_bull & row[1].wrapping_sub(row[0]))
                .wrapping_add(stagnant & row[2].wrapping_sub(row[1]))
        };
        let not_bull = -i32::from(bits > cut(&cuts.bull));
        let stagnant = -i32::from(bits > cut(&cuts.bear));
        self.not_bull[lane] = not_bull;
        self.stagnant[lane] = stagnant;
        // Nothing overflows in a block; a check for it, as `cargo test` makes, would keep the loop from being vectors.
        self.days_not_bull[lane] = self.days_not_bull[lane].wrapping_sub(not_bull);
        self.days_stagnant[lane] = self.days_stagnant[lane].wrapping_sub(stagnant);
    }

    #[inline(always)]
    fn met(&self, other: &Walks) -> bool {
        let mut apart = 0;
        for lane in 0..LANES {
            apart |= self.not_bull[lane] ^ other.not_bull[lane];
            apart |= self.stagnant[lane] ^ other.stagnant[lane];
        }
        apart == 0
    }

    fn state(&self, lane: usize) -> usize {
        -(self.not_bull[lane] + self.stagnant[lane]) as usize
    }

    fn counts(&self, lane: usize, days: u32) -> [u64; 3] {
        let not_bull = self.days_not_bull[lane] as u64;
        let stagnant = self.days_stagnant[lane] as u64;
        [u64::from(days) - not_bull, not_bull - stagnant, stagnant]
    }
}

/// Walks `walks` over `days` of the days of every lane.
#[inline(always)]
fn walk<const N: usize>(
    walks: &mut [Walks; N],
    cuts: &Cuts,
    keys: [u32; 2],
    first: &[u32; LANES],
    days: Range<u32>,
) {
    for day in days {
        for (lane, first) in first.iter().enumerate() {
            let bits = bits(keys, first.wrapping_add(day)) as i32;
            for walk in walks.iter_mut() {
                walk.step(lane, cuts, bits);
            }
        }
    }
}

/// Walks a block: its days in `LANES` pieces of equal length side by side, then the few that are left over.
#[inline(always)]
fn stretch<S: Simd>(_: S, cuts: &Cuts, seed: u64, first: u64, days: u64) -> Stretch {
    let keys = keys(seed, (first >> 32) as u32);
    let length = (days / LANES as u64) as u32;
    let starts = std::array::from_fn(|lane| first as u32 + lane as u32 * length);

    let mut three = State::ALL.map(Walks::from);
    let mut day = 0;
    let mut met = false;
    while day < length && !met {
        let look = length.min(day + LOOK);
        walk(&mut three, cuts, keys, &starts, day..look);
        met = three[0].met(&three[1]) && three[0].met(&three[2]);
        day = look;
    }
    let mut one = [three[0].recounted()];
    walk(&mut one, cuts, keys, &starts, day..length);

    let mut whole = Stretch::NOTHING;
    for lane in 0..LANES {
        let apart = Stretch {
            end: three.map(|walks| walks.state(lane)),
            counts: three.map(|walks| walks.counts(lane, day)),
        };
        let together = Stretch {
            end: [one[0].state(lane); 3],
            counts: [one[0].counts(lane, length - day); 3],
        };
        whole = whole.then(apart);
        if day < length {
            whole = whole.then(together);
        }
    }
    for day in length * LANES as u32..days as u32 {
        let bits = bits(keys, first as u32 + day) as i32;
        whole = whole.then(Stretch::day([0, 1, 2].map(|from| cuts.next(from, bits))));
    }
    whole
}
