//! Races in simulated weather: what drift, bursts and a machine with two speeds do to a verdict.

use std::cell::RefCell;
use std::rc::Rc;
use std::time::Duration;

use crate::simulated::{Noise, Simulated};
use crate::{Comparison, Lap, Plan, Samples, Verdict, rounds};

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

/// Races a variant of 10 ms against one that is `ratio` times as fast.
fn race(ratio: f64, weather: Weather, seed: u64) -> Comparison {
    let time = Simulated::new();
    let noise = Rc::new(RefCell::new(Noise::new(seed)));
    let mut laps = [
        variant(&time, 10.0, weather, &noise),
        variant(&time, 10.0 / ratio, weather, &noise),
    ];
    let results = rounds(&PLAN, &mut time.clock(), &mut laps, &mut |_| ());
    let samples: Vec<Samples> = results.into_iter().map(|r| r.outcome.unwrap()).collect();
    Comparison::of(&samples[0], &samples[1])
}

const ALL: [(&str, Weather); 4] = [
    ("jitter", jitter),
    ("drift", drift),
    ("bursts", bursts),
    ("two speeds", two_speeds),
];

#[test]
fn the_interval_holds_the_true_ratio_as_often_as_it_says() {
    for (name, weather) in ALL {
        let races = (0..1000).map(|seed| race(1.25, weather, seed));
        let held = races.filter(|c| c.low <= 1.25 && 1.25 <= c.high).count();
        assert!(held >= 940, "{name}: {held} of 1000");
    }
}

#[test]
fn a_contender_that_is_no_faster_is_hardly_ever_called_faster() {
    for (name, weather) in ALL {
        let races = (0..1000).map(|seed| race(1.0, weather, seed));
        let wrong = races.filter(|c| c.verdict(1.0) == Verdict::Faster).count();
        assert!(wrong <= 40, "{name}: {wrong} of 1000");
    }
}

#[test]
fn a_contender_twice_as_fast_is_found_in_every_weather() {
    for (name, weather) in ALL {
        let races = (0..200).map(|seed| race(2.0, weather, seed));
        let found = races.filter(|c| c.verdict(1.5) == Verdict::Faster).count();
        assert!(found >= 190, "{name}: {found} of 200");
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
