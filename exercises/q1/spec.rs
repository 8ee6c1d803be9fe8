//! A share price has moods. In a *bull* market it grows, in a *bear* market it falls, in a *stagnant* one it does
//! neither, and tomorrow's mood depends on today's alone. That is a **Markov chain**: three states, and for each state
//! the probabilities of the next.
//!
//! | from | to bull | to bear | to stagnant |
//! | --- | --- | --- | --- |
//! | bull | 0.9 | 0.075 | 0.025 |
//! | bear | 0.15 | 0.8 | 0.05 |
//! | stagnant | 0.25 | 0.25 | 0.5 |
//!
//! Run it for long enough and the share of days in each state settles, wherever it began: here at 0.625, 0.3125 and
//! 0.0625. Your task is to run it, twice.
//!
//! `simulate` walks the chain a day at a time and returns the days spent in each state. `simulate_fast` returns **the
//! same counts, to the day**, and is at least three times as fast. Write the first one plainly: the second is tested
//! against it, and raced against it. Everything goes into `src/lib.rs`, where `State`, `Chain`, `ChainError` and the
//! generator are given.
//!
//! **The rules of the walk.** The days are numbered 0 to `days - 1`, and day 0 is the first day *after* the start, so
//! the start itself isn't counted. On each day take `u = draw(seed, day)` and the row `[p0, p1, p2]` of the state you
//! are in. The next state is bull if `u < p0`, else bear if `u < p0 + p1`, else stagnant: compared as `f64`, with `<`.
//! That day is spent in the next state. A start of `None` means a random one: the state of number
//! `(3.0 * draw(seed, u64::MAX)) as usize` in `State::ALL`. Zero days are `Err(ChainError::ZeroDays)`.
//!
//! **The generator.** Most generators are a chain of their own: to know the millionth number, make 999 999 others first.
//! `draw(seed, day)` is *counter-based*. It scrambles the number of the day, so any day's draw can be had at once, and
//! exact counts can be asked of you however you order the work. The seed is spread over two 32-bit keys. One is mixed
//! into the day's number with an exclusive or, then come three rounds of "shift and fold, multiply", and the other key
//! is added after the first. The rounds are those of Chris Wellons' `triple32`, in which each bit of the input flips
//! each bit of the result about half of the time. There are no 64-bit multiplications, which most vector units lack: 8
//! draws fit side by side in an AVX2 register, 16 in an AVX-512 one. The top 31 bits become the fraction, so that a
//! draw also fits in a *signed* 32-bit lane, the only kind that AVX2 can compare. (Good enough for a stock market, not
//! for secrets: in 2³² days no 32-bit value comes twice, and whoever sees enough draws can find the keys.)
//!
//! **Before you start, guess.** The walk needs yesterday's state before it can take today's step. So how many times
//! faster can two cores make it? And one core alone?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `errors` | bad chains and zero days are the right errors, from both functions |
//! | `first-day` | one day, from each start, also where `u` falls on a border |
//! | `counts` | many days of `simulate` from a given start |
//! | `random-start` | a start of `None` |
//! | `hard-chains` | chains that never forget, or never leave, or go round in a circle |
//! | `fast` | `simulate_fast` gives the counts of `simulate`, on all of these |
//! | `speed` | `simulate_fast` is at least three times as fast as a plain walk |
//!
//! Besides `std` you may use `rayon` (threads) and `fearless_simd` (its `dispatch!` compiles a function for each kind
//! of vector unit and picks one when it runs), and as many threads as there are. `unsafe` isn't needed, nor allowed.

use answer::{Chain, ChainError, State, draw, simulate, simulate_fast};
use std::array;

/// The chain of the task.
fn market() -> Chain {
    chain([[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]])
}

fn chain(rows: [[f64; 3]; 3]) -> Chain {
    Chain::new(rows).expect("these rows are a chain")
}

fn counts(rows: [[f64; 3]; 3], start: State, days: u64, seed: u64) -> [u64; 3] {
    simulate(&chain(rows), Some(start), days, seed).expect("a chain and some days are no error")
}

// Given: these pass from the start, and go on passing.

#[test]
fn the_generator_is_the_given_one() {
    let drawn = [
        (0, 0),
        (0, 1),
        (1, 0),
        (1 << 63, 0),
        (0, 1 << 32),
        (2026, u64::MAX),
    ]
    .map(|(seed, day)| (draw(seed, day) * 2_147_483_648.0) as u32);
    assert_eq!(
        drawn,
        [
            1_438_449_299,
            2_010_090_657,
            387_376_941,
            1_162_431_575,
            2_102_412_240,
            1_722_820_891
        ],
        "every count depends on `draw`: put the given one back (it is in start.rs)"
    );
}

#[test]
fn draws_fill_the_unit_interval_evenly() {
    for seed in [0, 1, 0xffff_ffff_0000_0000] {
        let mut bins = [0u32; 256];
        for day in 0..256_000 {
            bins[(256.0 * draw(seed, day)) as usize] += 1;
        }
        assert_even(&bins, 1000.0);
    }
}

#[test]
fn a_draw_says_nothing_of_its_neighbours() {
    // Pairs of draws fall evenly into the cells of a chessboard: draws of one day and the next, of one seed and the
    // next, of seeds and days that differ in their highest bit only, of days 2³² apart.
    type Pair = fn(u64) -> [f64; 2];
    let pairs: [(&str, Pair); 5] = [
        ("next day", |i| [draw(3, 2 * i), draw(3, 2 * i + 1)]),
        ("next seed", |i| [draw(2 * i, 7), draw(2 * i + 1, 7)]),
        ("same day, next seed", |i| [draw(3, i), draw(4, i)]),
        ("highest bit of the seed", |i| {
            [draw(3, i), draw(3 | 1 << 63, i)]
        }),
        ("high half of the day", |i| {
            [draw(3, i), draw(3, i | 1 << 32)]
        }),
    ];
    for (name, pair) in pairs {
        let mut cells = [0u32; 256];
        for i in 0..256_000 {
            let [x, y] = pair(i).map(|u| (16.0 * u) as usize);
            cells[16 * x + y] += 1;
        }
        println!("{name}");
        assert_even(&cells, 1000.0);
    }
}

/// Chi-squared: for 256 even bins it is 255, give or take √510. Five times that is a bound that chance alone would
/// break about once in a million tests, and these draws are the same in every run.
fn assert_even(bins: &[u32; 256], expected: f64) {
    let chi_squared = bins
        .iter()
        .map(|&n| (f64::from(n) - expected).powi(2) / expected)
        .sum::<f64>();
    assert!(
        (chi_squared - 255.0).abs() < 5.0 * 510f64.sqrt(),
        "chi-squared is {chi_squared}"
    );
}

#[test]
fn a_row_that_does_not_add_up_to_one_is_refused() {
    let rows = [[0.5, 0.5, 0.0], [0.5, 0.4, 0.0], [0.0, 0.0, 1.0]];
    assert_eq!(
        Chain::new(rows),
        Err(ChainError::RowSum {
            from: State::Bear,
            sum: 0.9
        })
    );
}

#[test]
fn rounding_is_forgiven() {
    let row = [0.7, 0.2, 0.1];
    assert_ne!(
        row.iter().sum::<f64>(),
        1.0,
        "in f64 these add up to a little less"
    );
    assert!(Chain::new([row; 3]).is_ok());
}

#[test]
fn a_negative_entry_is_refused_even_if_its_row_adds_up() {
    let rows = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [-0.5, 0.5, 1.0]];
    assert_eq!(
        Chain::new(rows),
        Err(ChainError::NotAProbability {
            from: State::Stagnant,
            to: State::Bull,
            value: -0.5
        })
    );
}

#[test]
fn a_nan_is_no_probability() {
    let rows = [[1.0, 0.0, f64::NAN], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    // NaN isn't equal to itself, so the error is matched, not compared.
    assert!(matches!(
        Chain::new(rows),
        Err(ChainError::NotAProbability {
            from: State::Bull,
            to: State::Stagnant,
            ..
        })
    ));
}

// Yours.

#[test]
fn zero_days_are_an_error() {
    assert_eq!(
        simulate(&market(), Some(State::Bull), 0, 1),
        Err(ChainError::ZeroDays),
        "`simulate` was asked for no days at all"
    );
}

#[test]
fn zero_days_are_an_error_in_a_hurry_too() {
    assert_eq!(
        simulate_fast(&market(), None, 0, 1),
        Err(ChainError::ZeroDays),
        "`simulate_fast` was asked for no days at all"
    );
}

#[test]
fn a_chain_that_stays_put_stays_put() {
    let stay = [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]];
    for (start, expected) in State::ALL
        .into_iter()
        .zip([[10, 0, 0], [0, 10, 0], [0, 0, 10]])
    {
        assert_eq!(
            counts(stay, start, 10, 1),
            expected,
            "from {start}: each state goes to itself for sure"
        );
    }
}

#[test]
fn day_zero_comes_after_the_start() {
    let leave = [[0.0, 1.0, 0.0]; 3];
    assert_eq!(
        counts(leave, State::Bull, 3, 1),
        [0, 3, 0],
        "the start is yesterday: it sets the row for day 0, and no day is spent in it"
    );
}

#[test]
fn rows_are_from_and_columns_are_to() {
    let rows = [[0.0, 1.0, 0.0], [0.0, 1.0, 0.0], [1.0, 0.0, 0.0]];
    assert_eq!(
        counts(rows, State::Stagnant, 2, 1),
        [1, 1, 0],
        "stagnant goes to bull, and bull to bear"
    );
}

#[test]
fn a_circle_is_walked_in_its_direction() {
    let circle = [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]];
    for (start, days, expected) in [
        (State::Bull, 1, [0, 1, 0]),
        (State::Bull, 2, [0, 1, 1]),
        (State::Bull, 3, [1, 1, 1]),
        (State::Bear, 7, [2, 2, 3]),
    ] {
        assert_eq!(
            counts(circle, start, days, 9),
            expected,
            "{days} days from {start}: bull goes to bear, bear to stagnant, stagnant to bull"
        );
    }
}

#[test]
fn the_draw_of_day_zero_decides_the_first_day() {
    for seed in 0..100 {
        let u = draw(seed, 0);
        let expected = if u < 0.25 {
            [1, 0, 0]
        } else if u < 0.5 {
            [0, 1, 0]
        } else {
            [0, 0, 1]
        };
        let rows = [[0.25, 0.25, 0.5]; 3];
        assert_eq!(
            counts(rows, State::Bull, 1, seed),
            expected,
            "the draw of day 0 is {u}, and the borders are 0.25 and 0.5"
        );
    }
}

#[test]
fn if_all_rows_are_alike_counting_draws_is_enough() {
    // Yesterday doesn't matter here, so the draws of the days 0 to 999 can be sorted into three bins.
    let mut expected = [0; 3];
    for u in (0..1000).map(|day| draw(42, day)) {
        expected[if u < 0.5 {
            0
        } else {
            1 + usize::from(u >= 0.5 + 0.3)
        }] += 1;
    }
    let rows = [[0.5, 0.3, 0.2]; 3];
    assert_eq!(
        counts(rows, State::Bear, 1000, 42),
        expected,
        "day `d` takes `draw(seed, d)`, from 0 to `days - 1`"
    );
}

#[test]
fn a_draw_on_a_border_belongs_to_the_next_state() {
    // Borders of one row are laid exactly on the draw of day 0.
    for seed in 0..20 {
        let u = draw(seed, 0);
        let on_first = [[u, 1.0 - u, 0.0]; 3];
        assert_eq!(
            counts(on_first, State::Bull, 1, seed),
            [0, 1, 0],
            "u == p0, and `u < p0` is false"
        );
        let on_second = [[0.5 * u, 0.5 * u, 1.0 - u]; 3];
        assert_eq!(
            counts(on_second, State::Bull, 1, seed),
            [0, 0, 1],
            "u == p0 + p1, and `u < p0 + p1` is false"
        );
    }
}

#[test]
fn a_start_of_none_is_drawn_on_the_last_day_of_all() {
    let stay = chain([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]]);
    let mut seen = [false; 3];
    for seed in 0..30 {
        let start = (3.0 * draw(seed, u64::MAX)) as usize;
        let expected = array::from_fn(|state| if state == start { 5 } else { 0 });
        assert_eq!(
            simulate(&stay, None, 5, seed),
            Ok(expected),
            "seed {seed}: the draw of day `u64::MAX` gives state number {start}, and nobody leaves it"
        );
        seen[start] = true;
    }
    assert_eq!(seen, [true; 3]);
}

#[test]
fn a_thousand_days_of_the_market_are_known() {
    for (start, seed, expected) in [
        (Some(State::Bull), 1, [610, 324, 66]),
        (Some(State::Stagnant), 2, [674, 276, 50]),
        (None, u64::MAX, [624, 314, 62]),
    ] {
        assert_eq!(
            simulate(&market(), start, 1000, seed),
            Ok(expected),
            "a thousand days from {start:?}, seed {seed}, by the rules of the walk"
        );
    }
}

#[test]
fn the_shares_converge() {
    // How close is close? The days aren't independent: a bull market lasts ten days on average, so a thousand days tell
    // less than a thousand throws of a coin. How much less is in the second eigenvalue of the matrix,
    // λ = 0.6 + √0.02 ≈ 0.741: the memory of a state fades like λᵈ, by half in 2.3 days. In this chain as many days go
    // from any state to any other as come back (πᵢ pᵢⱼ = πⱼ pⱼᵢ), and for such a chain the variance of a share is at
    // most (1 + λ) / (1 - λ) ≈ 6.7 times that of independent days, π (1 - π) / days. Where it began adds at most
    // 1 / (1 - λ) ≈ 4 days to a count. Five standard deviations is where chance is ruled out.
    let lambda = 0.6 + 0.02f64.sqrt();
    for (days, seed) in [(1_000u64, 5), (30_000, 6), (1_000_000, 7)] {
        for start in State::ALL {
            let counts = simulate(&market(), Some(start), days, seed).expect("days were given");
            assert_eq!(
                counts.iter().sum::<u64>(),
                days,
                "each day is spent somewhere"
            );
            for (count, share) in counts.into_iter().zip([0.625, 0.3125, 0.0625]) {
                let days = days as f64;
                let deviation =
                    (share * (1.0 - share) / days * (1.0 + lambda) / (1.0 - lambda)).sqrt();
                let bound = 5.0 * deviation + 1.0 / (1.0 - lambda) / days;
                let found = count as f64 / days;
                assert!(
                    (found - share).abs() < bound,
                    "after {days} days from {start} the share is {found}, not within {bound} of {share}"
                );
            }
        }
    }
}

// `simulate_fast`: the same counts, to the day.

/// Both ways give the same.
fn assert_same(chain: &Chain, start: Option<State>, days: u64, seed: u64) {
    assert_eq!(
        simulate_fast(chain, start, days, seed),
        simulate(chain, start, days, seed),
        "fast (left) and plain (right) part over {days} days from {start:?}, seed {seed}, of {chain:?}"
    );
}

#[test]
fn fast_is_right_from_every_start() {
    for start in [
        None,
        Some(State::Bull),
        Some(State::Bear),
        Some(State::Stagnant),
    ] {
        for seed in 0..20 {
            assert_same(&market(), start, 1000, seed);
        }
    }
}

#[test]
fn fast_is_right_for_a_handful_of_days() {
    for days in 1..=200 {
        assert_same(&market(), Some(State::Stagnant), days, 11);
    }
}

#[test]
fn fast_is_right_around_powers_of_two_where_pieces_end() {
    for power in 8..=20 {
        for days in [(1 << power) - 1, 1 << power, (1 << power) + 1] {
            assert_same(&market(), None, days, power);
        }
    }
}

#[test]
fn fast_is_right_for_a_million_days_and_seeds_of_all_sizes() {
    for seed in [0, 1, u64::from(u32::MAX), 1 << 32, u64::MAX] {
        assert_same(&market(), None, 1_000_000, seed);
    }
}

#[test]
fn fast_is_right_where_different_starts_never_meet() {
    // Guess a wrong start here, and no number of days makes up for it.
    let permutations = [
        [[1.0, 0.0, 0.0], [0.0, 1.0, 0.0], [0.0, 0.0, 1.0]],
        [[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [1.0, 0.0, 0.0]],
        [[0.0, 0.0, 1.0], [1.0, 0.0, 0.0], [0.0, 1.0, 0.0]],
        [[0.0, 1.0, 0.0], [1.0, 0.0, 0.0], [0.0, 0.0, 1.0]],
    ];
    for rows in permutations {
        for start in State::ALL {
            assert_same(&chain(rows), Some(start), 1000, 3);
            assert_same(&chain(rows), Some(start), 600_001, 3);
        }
    }
}

#[test]
fn fast_is_right_where_different_starts_meet_late() {
    let seldom = 1e-5;
    let rows = [
        [1.0 - seldom, seldom, 0.0],
        [0.0, 1.0 - seldom, seldom],
        [seldom, 0.0, 1.0 - seldom],
    ];
    for start in State::ALL {
        assert_same(&chain(rows), Some(start), 600_000, 8);
    }
}

#[test]
fn fast_is_right_where_a_state_is_never_left() {
    let rows = [[0.999, 0.0005, 0.0005], [0.0, 1.0, 0.0], [0.5, 0.0, 0.5]];
    for seed in 0..10 {
        assert_same(&chain(rows), Some(State::Bull), 20_000, seed);
    }
}

#[test]
fn fast_is_right_where_draws_fall_on_borders() {
    // The borders of all rows are draws of days to come, so `<=` or a rounded threshold would show.
    for seed in 0..200 {
        let rows = array::from_fn(|row| {
            let [low, high] = [2 * row as u64, 2 * row as u64 + 1].map(|day| draw(seed, day));
            let (low, high) = (low.min(high), low.max(high));
            [low, high - low, 1.0 - high]
        });
        assert_same(&chain(rows), None, 10, seed);
    }
}

#[test]
fn fast_is_right_where_a_row_adds_up_to_a_little_more_than_one() {
    let rows = [
        [0.0, 1.0 + 4e-10, 0.0],
        [1.0 + 4e-10, 0.0, 0.0],
        [0.0, 0.0, 1.0 - 4e-10],
    ];
    for start in State::ALL {
        assert_same(&chain(rows), Some(start), 10_000, 5);
    }
}
