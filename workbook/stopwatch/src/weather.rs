//! Races in simulated weather: what drift, bursts, two speeds and a heavy tail do to a verdict.
//!
//! What a verdict promises is tested here: how often it is wrong, and how often it finds a tenth. So that the tests are known
//! to be able to fail, two wrong ways to tell are put to the same tests, and fail.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::samples::sorted;
use crate::simulated::{Noise, Simulated};
use crate::{
    CONFIDENCE, Comparison, FALSE_ALARM, LEAST_ROUNDS, Lap, Plan, Samples, TENTH_FOUND, Verdict,
    rounds,
};

const PLAN: Plan = Plan {
    rounds: 31,
    min_round: Duration::from_millis(10),
    budget: Duration::from_secs(3600),
};

/// How many times slower than at its best the machine is, at a time in seconds.
type Weather = fn(f64, &mut Noise) -> f64;

/// Every sample a few percent off by itself.
fn jitter(_: f64, noise: &mut Noise) -> f64 {
    1.0 + 0.05 * noise.uniform()
}

/// Half as fast at the end as at the beginning.
fn drift(seconds: f64, noise: &mut Noise) -> f64 {
    (1.0 + 0.7 * seconds) * jitter(seconds, noise)
}

/// Every fifth sample meets another program.
fn bursts(seconds: f64, noise: &mut Noise) -> f64 {
    let hit = noise.uniform() < 0.2;
    jitter(seconds, noise)
        * if hit {
            1.0 + 8.0 * noise.uniform()
        } else {
            1.0
        }
}

/// Two clock rates, changing every 70 ms.
fn two_speeds(seconds: f64, noise: &mut Noise) -> f64 {
    let slow = (seconds / 0.07) as u64 % 2 == 1;
    jitter(seconds, noise) * if slow { 1.6 } else { 1.0 }
}

/// Now and then something takes arbitrarily long: neither mean nor variance would settle down.
fn heavy_tail(seconds: f64, noise: &mut Noise) -> f64 {
    let tail = (1.0 - noise.uniform()).powf(-1.0 / 0.9) - 1.0;
    jitter(seconds, noise) + 0.01 * tail.min(1e4)
}

/// A variant whose calls take `millis` in fair weather.
fn variant<'a>(
    time: &Simulated,
    millis: f64,
    weather: Weather,
    noise: &Rc<RefCell<Noise>>,
) -> Lap<'a, ()> {
    let (time, noise) = (time.clone(), Rc::clone(noise));
    Box::new(move |calls| {
        let slowness = weather(time.seconds(), &mut noise.borrow_mut());
        let taken = Duration::from_secs_f64(calls as f64 * millis * 1e-3 * slowness);
        time.pass(taken);
        Ok(taken)
    })
}

/// Times two variants in rounds: one of 10 ms, and one that is `ratio` times as fast.
fn timed(ratio: f64, weather: Weather, seed: u64) -> [Samples; 2] {
    let time = Simulated::new();
    let noise = Rc::new(RefCell::new(Noise::new(seed)));
    let mut laps = [
        variant(&time, 10.0, weather, &noise),
        variant(&time, 10.0 / ratio, weather, &noise),
    ];
    let results = rounds(&PLAN, &mut time.clock(), &mut laps, &mut |_| ());
    let samples: Vec<Samples> = results.into_iter().map(|r| r.outcome.unwrap()).collect();
    <[Samples; 2]>::try_from(samples).unwrap()
}

fn race(ratio: f64, weather: Weather, seed: u64) -> Comparison {
    let [baseline, contender] = timed(ratio, weather, seed);
    Comparison::of(&baseline, &contender)
}

const ALL: [(&str, Weather); 5] = [
    ("jitter", jitter),
    ("drift", drift),
    ("bursts", bursts),
    ("two speeds", two_speeds),
    ("heavy tail", heavy_tail),
];

/// The share of so many races in which a way to tell says *faster*.
fn says_faster(
    races: u64,
    ratio: f64,
    weather: Weather,
    tells: impl Fn(&Samples, &Samples) -> bool,
) -> f64 {
    let told = (0..races).filter(|&seed| {
        let [baseline, contender] = timed(ratio, weather, seed);
        tells(&baseline, &contender)
    });
    told.count() as f64 / races as f64
}

/// The way that races are told.
fn ours(baseline: &Samples, contender: &Samples) -> bool {
    Comparison::of(baseline, contender).verdict(1.0) == Verdict::Faster
}

#[test]
fn identical_functions_are_called_faster_in_at_most_the_stated_share_of_races() {
    for (name, weather) in ALL {
        let share = says_faster(2000, 1.0, weather, ours);
        assert!(share <= FALSE_ALARM, "{name}: {share}");
    }
}

#[test]
fn a_tenth_is_found_in_at_least_the_stated_share_of_races() {
    for (name, weather) in ALL {
        let share = says_faster(1000, 1.1, weather, ours);
        assert!(share >= TENTH_FOUND, "{name}: {share}");
    }
}

#[test]
fn the_interval_holds_the_true_ratio_as_often_as_it_says() {
    for (name, weather) in ALL {
        let races = (0..1000).map(|seed| race(1.25, weather, seed));
        let held = races.filter(|c| c.low <= 1.25 && 1.25 <= c.high).count();
        assert!(held as f64 >= 1000.0 * CONFIDENCE, "{name}: {held} of 1000");
    }
}

/// An interval that is too narrow by a few ranks: it holds the median in 72 of 100 cases.
fn too_narrow(baseline: &Samples, contender: &Samples) -> bool {
    let rounds = baseline.as_slice().iter().zip(contender.as_slice());
    let ratios = sorted(rounds.map(|(baseline, contender)| baseline / contender));
    ratios[12] > 1.0
}

/// Means with standard errors, as if noise were bell-shaped and no round were like another.
fn by_means(baseline: &Samples, contender: &Samples) -> bool {
    let error = |s: &Samples| s.standard_deviation().powi(2) / s.as_slice().len() as f64;
    let difference = baseline.mean() - contender.mean();
    difference > 1.96 * (error(baseline) + error(contender)).sqrt()
}

#[test]
fn a_wrong_interval_would_fail_these_tests() {
    for (name, weather) in ALL {
        let share = says_faster(1000, 1.0, weather, too_narrow);
        assert!(share > FALSE_ALARM, "{name}: {share}");
    }
    for (name, weather) in [("bursts", bursts as Weather), ("heavy tail", heavy_tail)] {
        let share = says_faster(1000, 1.1, weather, by_means);
        assert!(share < TENTH_FOUND, "{name}: {share}");
    }
}

#[test]
fn the_order_of_turns_alone_decides_nothing() {
    // Whoever goes first is always the slower one. The order is the same in every run, so each number of rounds is tried.
    for count in LEAST_ROUNDS..=101 {
        let turns = RefCell::new(Vec::new());
        let side = |name: usize| -> Lap<'_, ()> {
            let turns = &turns;
            Box::new(move |_| {
                turns.borrow_mut().push(name);
                Ok(PLAN.min_round)
            })
        };
        let plan = Plan {
            rounds: count,
            ..PLAN
        };
        let mut laps = [side(0), side(1)];
        let _ = rounds(&plan, &mut Simulated::new().clock(), &mut laps, &mut |_| ());
        drop(laps);
        let turns = turns.into_inner();
        let time = |side| {
            let rounds = turns[4..].chunks(2);
            let seconds = rounds.map(|round| if round[0] == side { 1.5 } else { 1.0 });
            Samples::new(seconds.collect()).unwrap()
        };
        let verdict = Comparison::of(&time(0), &time(1)).verdict(1.0);
        assert!(
            matches!(verdict, Verdict::CannotTell(_)),
            "{count} rounds: {verdict}"
        );
    }
}

#[test]
fn one_variant_after_the_other_is_fooled_by_drift_where_interleaving_is_not() {
    let time = Simulated::new();
    let noise = Rc::new(RefCell::new(Noise::new(7)));
    let alone = |_: ()| {
        let mut lap = [variant(&time, 10.0, drift, &noise)];
        let mut results = rounds(&PLAN, &mut time.clock(), &mut lap, &mut |_| ());
        results.remove(0).outcome.unwrap()
    };
    let (morning, evening) = (alone(()), alone(()));
    let fooled = Comparison::of(&evening, &morning);
    assert_eq!(fooled.verdict(1.1), Verdict::Faster, "{fooled}");

    let fair = race(1.0, drift, 7);
    assert_eq!(fair.verdict(1.1), Verdict::NotFaster, "{fair}");
}

#[test]
fn a_goal_at_the_true_ratio_is_a_verdict_of_neither_kind() {
    let races = (0..200).map(|seed| race(1.25, jitter, seed));
    let open = races.filter(|c| matches!(c.verdict(1.25), Verdict::CannotTell(_)));
    assert!(open.count() >= 180);
}
