//! Tells each lie and mends it, on this machine: `cargo run --release -p listings --example lies`.

use std::hint::black_box;
use std::sync::LazyLock;
use std::time::Duration;

use listings::timing::lies::{
    closed_form, cold_caches, dead_code, debug_build, first_call, one_sample, setup_counted,
};
use listings::timing::noise::Random;
use stopwatch::{Clock, Monotonic};

fn main() {
    let mut clock = Monotonic::default();
    println!("This is {}.\n", debug_build::build());
    println!("{:<16}{:>14}{:>14}", "", "lie", "mended");

    let values = random_values(1_000_000);
    let input = black_box(values.as_slice());
    let lie = call(&mut clock, || dead_code::lie(input));
    let mended = call(&mut clock, || dead_code::mended(input));
    row("dead code", lie, mended);

    let n = black_box(1_000_000);
    let lie = call(&mut clock, || closed_form::lie(n));
    let mended = call(&mut clock, || closed_form::mended(n));
    row("closed form", lie, mended);

    let make = || random_values(100_000);
    let add = |values: &mut Vec<f64>| {
        black_box(values.iter().sum::<f64>());
    };
    let lie = setup_counted::lie(&mut clock, make, add);
    let mended = setup_counted::mended(&mut clock, make, add);
    row("set-up counted", lie, mended);

    static TABLE: LazyLock<Vec<f64>> =
        LazyLock::new(|| (0..1_000_000).map(|i| f64::from(i).sin()).collect());
    let mut look_up = || {
        black_box(TABLE[black_box(1_000)]);
    };
    let lie = first_call::lie(&mut clock, &mut look_up);
    let mended = first_call::mended(&mut clock, &mut look_up);
    row("first call", lie, mended);

    let data = vec![1_u64; 100_000];
    // Walking through something larger than the caches pushes `data` out of them.
    black_box(random_values(8_000_000).iter().sum::<f64>());
    let add = || {
        black_box(black_box(&data).iter().sum::<u64>());
    };
    let [first, second] = cold_caches::lie(&mut clock, add, add);
    println!(
        "\nThe same sum against itself, cold: the first took {first:.1?}, the second {second:.1?}."
    );
    let [first, second] = cold_caches::mended(&mut clock, add, add, 50);
    println!(
        "Taking turns, warm:                the first took {first:.1?}, the second {second:.1?}."
    );

    let single = one_sample::lie(&mut clock, add);
    let [fastest, middle, slowest] = one_sample::mended(&mut clock, add, 1_001);
    println!(
        "\nOne sample of it: {single:.1?}. Of 1001: fastest {fastest:.1?}, middle {middle:.1?}, slowest {slowest:.1?}."
    );
}

/// Time of one call, from a hundred of them.
fn call<T>(clock: &mut impl Clock, work: impl Fn() -> T) -> Duration {
    let start = clock.now();
    for _ in 0..100 {
        black_box(work());
    }
    (clock.now() - start) / 100
}

fn random_values(count: usize) -> Vec<f64> {
    let mut random = Random::new(1);
    (0..count).map(|_| random.uniform()).collect()
}

fn row(name: &str, lie: Duration, mended: Duration) {
    println!(
        "{name:<16}{:>14}{:>14}",
        format!("{lie:.1?}"),
        format!("{mended:.1?}")
    );
}
