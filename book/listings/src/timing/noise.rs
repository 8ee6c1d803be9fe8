//! A simulated machine with known truth: which summary of seven samples comes nearest to it?

use std::fmt::Write;

use stopwatch::Samples;

/// Uniform numbers in [0, 1) from SplitMix64: the same on every machine.
#[derive(Debug)]
pub struct Random(u64);

impl Random {
    /// Starts a sequence.
    pub fn new(seed: u64) -> Self {
        Self(seed)
    }

    /// The next number.
    pub fn uniform(&mut self) -> f64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^= bits >> 31;
        (bits >> 11) as f64 / (1_u64 << 53) as f64
    }

    fn happens(&mut self, probability: f64) -> bool {
        self.uniform() < probability
    }

    fn exponential(&mut self, mean: f64) -> f64 {
        -mean * (1.0 - self.uniform()).ln()
    }
}

// ANCHOR: machine
/// A machine on which the truth is known. Times are in microseconds.
#[derive(Debug, Clone, Copy)]
pub struct Machine {
    /// What the table calls it.
    pub name: &'static str,
    /// How often something else takes the core in the middle of a sample.
    pub interrupts: f64,
    /// How often the work itself takes a slow path: a table that grows.
    pub slow_paths: f64,
}

impl Machine {
    /// One sample of the work.
    pub fn sample(&self, random: &mut Random) -> f64 {
        let work = if random.happens(self.slow_paths) {
            140.0
        } else {
            100.0
        };
        let jitter = random.exponential(1.0);
        let interrupt = if random.happens(self.interrupts) {
            random.exponential(60.0)
        } else {
            0.0
        };
        work + jitter + interrupt
    }

    /// What the work costs on average when nobody disturbs it.
    pub fn truth(&self) -> f64 {
        100.0 + 40.0 * self.slow_paths
    }
}
// ANCHOR_END: machine

/// The machines of the table.
pub const MACHINES: [Machine; 3] = [
    Machine {
        name: "quiet",
        interrupts: 0.02,
        slow_paths: 0.0,
    },
    Machine {
        name: "busy",
        interrupts: 0.3,
        slow_paths: 0.0,
    },
    Machine {
        name: "uneven work",
        interrupts: 0.02,
        slow_paths: 0.25,
    },
];

/// A way to make one number of many samples.
pub type Summary = fn(&Samples) -> f64;

/// The three summaries, by name.
pub const SUMMARIES: [(&str, Summary); 3] = [
    ("minimum", Samples::min),
    ("median", Samples::median),
    ("mean", Samples::mean),
];

// ANCHOR: trial
/// Takes seven samples and sums them up, many times over.
///
/// How far from the truth do the results lie: on average, and give or take?
pub fn error(machine: &Machine, summary: Summary, benchmarks: u32) -> (f64, f64) {
    let mut random = Random::new(2026);
    let mut benchmark = || {
        let seven = (0..7).map(|_| machine.sample(&mut random)).collect();
        summary(&Samples::new(seven).expect("every sample takes time"))
    };
    let results = (0..benchmarks).map(|_| benchmark()).collect();
    let results = Samples::new(results).expect("every result is a time");
    (
        results.mean() - machine.truth(),
        results.standard_deviation(),
    )
}
// ANCHOR_END: trial

/// The table of the page: error of each summary on each machine.
pub fn table() -> String {
    let mut text = format!("{:<9}", "");
    for machine in &MACHINES {
        let _ = write!(text, "{:>18}", machine.name);
    }
    for (name, summary) in SUMMARIES {
        let _ = write!(text, "\n{name:<9}");
        for machine in &MACHINES {
            let (average, spread) = error(machine, summary, 20_000);
            let _ = write!(text, "{:>18}", format!("{average:+.1} ± {spread:.1} µs"));
        }
    }
    text.push('\n');
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bias(machine: usize, summary: Summary) -> f64 {
        error(&MACHINES[machine], summary, 5_000).0
    }

    #[test]
    fn the_table_on_the_page_is_what_the_code_prints() {
        assert_eq!(
            include_str!("noise.txt"),
            table(),
            "write it again: cargo run -q -p listings --example noise > book/listings/src/timing/noise.txt"
        );
    }

    #[test]
    fn a_busy_machine_moves_the_mean_most_and_the_minimum_least() {
        let moved = |summary: Summary| bias(1, summary) - bias(0, summary);
        assert!(moved(Samples::min) < moved(Samples::median));
        assert!(moved(Samples::median) < moved(Samples::mean));
        assert!(moved(Samples::min) < 1.0);
    }

    #[test]
    fn the_minimum_and_the_median_hide_a_slow_path_and_the_mean_shows_it() {
        assert!(bias(2, Samples::min) < -8.0);
        assert!(bias(2, Samples::median) < 0.0);
        assert!(bias(2, Samples::mean).abs() < 3.0);
    }

    #[test]
    fn noise_only_ever_adds() {
        let mut random = Random::new(1);
        for machine in &MACHINES {
            assert!((0..10_000).all(|_| machine.sample(&mut random) >= 100.0));
        }
    }

    #[test]
    fn random_numbers_fill_the_unit_interval() {
        let mut random = Random::new(7);
        let numbers: Vec<f64> = (0..10_000).map(|_| random.uniform()).collect();
        assert!(numbers.iter().all(|u| (0.0..1.0).contains(u)));
        let mean = numbers.iter().sum::<f64>() / numbers.len() as f64;
        assert!((mean - 0.5).abs() < 0.02);
    }
}
