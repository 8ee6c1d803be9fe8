//! User, sys and wall time of four kinds of work: `cargo run --release -p listings --example clocks`.

use std::hint::black_box;
use std::time::Duration;

use listings::timing::clocks::{burn, burn_twice, knock, nap, time};

// ANCHOR: main
fn main() {
    const STEPS: u64 = 200_000_000;

    let (value, times) = time(|| burn(STEPS));
    black_box(value);
    println!("burn         {times}");

    let ((), times) = time(|| nap(Duration::from_millis(200)));
    println!("nap          {times}");

    let (values, times) = time(|| burn_twice(STEPS));
    black_box(values);
    println!("burn twice   {times}");

    let (answers, times) = time(|| knock(200_000));
    black_box(answers);
    println!("knock        {times}");
}
// ANCHOR_END: main
