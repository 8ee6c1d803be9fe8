//! Fails speed with not faster: times the speed-up of the judge's own version
//!
//! Uses all cores, whatever is asked for: fast, but no figure of scaling can be made of it.

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::Instant;

pub use canvas::{Axis, Canvas, DrawError, Stroke, Style};

/// What your figure shows and why: a few sentences, for a person to read. The task says what belongs in it.
pub const INTERPRETATION: &str = "\
The machine is a virtual one with two processors, and what a virtual machine calls a processor may be half a core: two \
hardware threads that share one set of arithmetic units. Up to two threads the speed-up stays close to the straight line, \
which says that the work divides well: no thread waits for another, and each reads its numbers once, so memory isn't the \
limit either. Beyond two threads it doesn't grow any more. The threads then take turns on the same processors, which costs \
little as there are few turns; I expected more. The fitted share is close to 1, but two points can't tell a serial rest \
from a neighbour on the same host who happened to be busy. To know, I would repeat it on a machine with more cores of its \
own, and count instructions and clock cycles of each thread: the former should stay the same, whatever happens to the time.";

/// Steps that an orbit is followed for.
pub const STEPS: u32 = 25;

/// Whether the orbit of x → x² + c, which starts from 0, stays between −2 and 2 for [`STEPS`] steps.
///
/// The work for one number: keep it as it is, or compute the same in another way.
pub fn stays(c: f64) -> bool {
    let mut x = 0.0_f64;
    for _ in 0..STEPS {
        x = x * x + c;
        // A NaN is between no numbers.
        if !(-2.0..=2.0).contains(&x) {
            return false;
        }
    }
    true
}

/// No threads were to do the work.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoThreads;

impl fmt::Display for NoThreads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("no threads can do no work")
    }
}

impl std::error::Error for NoThreads {}

/// How the work scales: an entry for each number of threads that was timed.
#[derive(Debug, Clone, PartialEq)]
pub struct Scaling {
    /// Numbers of threads.
    pub threads: Vec<usize>,
    /// Speed-ups: the time on one thread ÷ the time on so many.
    pub measured: Vec<f64>,
    /// What a perfect machine would give.
    pub ideal: Vec<f64>,
    /// What Amdahl's law gives with the share that was fitted.
    pub amdahl: Vec<f64>,
    /// The share of the work that threads can divide, from 0 to 1, as it was fitted.
    pub parallel_share: f64,
}

/// Why times don't say how something scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ScalingError {
    /// There isn't a time for each number of threads.
    LengthMismatch {
        /// Numbers of threads.
        threads: usize,
        /// Times.
        seconds: usize,
    },
    /// A number of threads is zero.
    ZeroThreads {
        /// Which one.
        at: usize,
    },
    /// A time isn't a finite number above zero.
    NotATime {
        /// Which one.
        at: usize,
        /// What it is.
        seconds: f64,
    },
    /// The time on one thread is missing.
    NoSingleThread,
    /// There aren't two different numbers of threads that the machine has cores for.
    TooFew,
}

impl fmt::Display for ScalingError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            ScalingError::LengthMismatch { threads, seconds } => {
                write!(f, "{seconds} times for {threads} numbers of threads")
            }
            ScalingError::ZeroThreads { at } => write!(f, "entry {at} is of no threads"),
            ScalingError::NotATime { at, seconds } => {
                write!(f, "entry {at}: {seconds} s is no time")
            }
            ScalingError::NoSingleThread => f.write_str("the time on one thread is missing"),
            ScalingError::TooFew => f.write_str("two different numbers of threads are needed"),
        }
    }
}

impl std::error::Error for ScalingError {}

/// Numbers that a thread takes at a time: enough to make up for taking them, few enough that all threads end together.
const PIECE: usize = 4096;

/// Rounds of which the fastest counts.
const ROUNDS: usize = 5;

/// How many of the numbers stay, found by exactly so many threads at once; by fewer where there is too little to do.
///
/// # Errors
///
/// [`NoThreads`] if `threads` is zero.
pub fn work(input: &[f64], threads: usize) -> Result<u64, NoThreads> {
    if threads == 0 {
        return Err(NoThreads);
    }
    let pieces: Vec<&[f64]> = input.chunks(PIECE).collect();
    let next = AtomicUsize::new(0);
    // One after the other until there are none left.
    let count = || {
        let mut staying = 0;
        while let Some(piece) = pieces.get(next.fetch_add(1, Ordering::Relaxed)) {
            staying += piece.iter().filter(|&&c| stays(c)).count() as u64;
        }
        staying
    };
    Ok(thread::scope(|scope| {
        let threads = thread::available_parallelism().map_or(1, usize::from);
        let running: Vec<_> = (0..threads).map(|_| scope.spawn(count)).collect();
        let counts = running.into_iter().map(|thread| thread.join());
        counts
            .map(|count| count.expect("counting doesn't panic"))
            .sum()
    }))
}

/// The time that `work` takes for each number of threads, in seconds: the smallest of a few rounds.
///
/// # Errors
///
/// [`NoThreads`] if one of them is zero.
pub fn measure(input: &[f64], threads: &[usize]) -> Result<Vec<f64>, NoThreads> {
    let mut seconds = vec![f64::INFINITY; threads.len()];
    for _ in 0..ROUNDS {
        for (least, &threads) in seconds.iter_mut().zip(threads) {
            let begin = Instant::now();
            std::hint::black_box(work(std::hint::black_box(input), threads)?);
            *least = least.min(begin.elapsed().as_secs_f64());
        }
    }
    Ok(seconds)
}

/// Speed-ups, what is ideal, and what Amdahl's law makes of them, on a machine of so many cores.
///
/// # Errors
///
/// [`ScalingError`], in the order of its variants.
pub fn scaling(threads: &[usize], seconds: &[f64], cores: usize) -> Result<Scaling, ScalingError> {
    if threads.len() != seconds.len() {
        return Err(ScalingError::LengthMismatch {
            threads: threads.len(),
            seconds: seconds.len(),
        });
    }
    if let Some(at) = threads.iter().position(|&n| n == 0) {
        return Err(ScalingError::ZeroThreads { at });
    }
    let is_time = |seconds: &f64| seconds.is_finite() && *seconds > 0.0;
    if let Some(at) = seconds.iter().position(|seconds| !is_time(seconds)) {
        let seconds = seconds[at];
        return Err(ScalingError::NotATime { at, seconds });
    }
    let single = threads.iter().position(|&n| n == 1);
    let alone = seconds[single.ok_or(ScalingError::NoSingleThread)?];
    let p = parallel_share(threads, seconds, cores).ok_or(ScalingError::TooFew)?;
    let amdahl = |&n: &usize| ((1.0 - p) + p / n.min(cores) as f64).recip();
    Ok(Scaling {
        threads: threads.to_vec(),
        measured: seconds.iter().map(|seconds| alone / seconds).collect(),
        ideal: threads.iter().map(|&n| n as f64).collect(),
        amdahl: threads.iter().map(amdahl).collect(),
        parallel_share: p,
    })
}

/// The share p of Amdahl's law, T(n) = a + b / n, by least squares over the entries that have a core for each thread;
/// `None` where these are all of the same number of threads.
fn parallel_share(threads: &[usize], seconds: &[f64], cores: usize) -> Option<f64> {
    let entries = || threads.iter().zip(seconds).filter(|(n, _)| **n <= cores);
    let first = entries().next()?.0;
    entries().find(|(n, _)| *n != first)?;
    let points = || entries().map(|(&n, &seconds)| (1.0 / n as f64, seconds));
    let count = points().count() as f64;
    let mean_z = points().map(|(z, _)| z).sum::<f64>() / count;
    let mean_t = points().map(|(_, t)| t).sum::<f64>() / count;
    let both: f64 = points().map(|(z, t)| (z - mean_z) * (t - mean_t)).sum();
    let squares: f64 = points().map(|(z, _)| (z - mean_z).powi(2)).sum();
    let b = both / squares;
    let a = mean_t - b * mean_z;
    Some((b / (a + b)).clamp(0.0, 1.0))
}

/// The figure: speed-ups against threads.
///
/// # Errors
///
/// [`DrawError::NoData`] if nothing was timed.
pub fn draw_scaling(canvas: &mut Canvas, scaling: &Scaling) -> Result<(), DrawError> {
    let most_threads = *scaling.threads.iter().max().ok_or(DrawError::NoData)? as f64;
    let all = [&scaling.measured, &scaling.ideal, &scaling.amdahl];
    let most = all.into_iter().flatten().copied().fold(1.0, f64::max);
    canvas.axes(
        Axis::numbers("threads", 0.0, most_threads + 1.0),
        Axis::numbers("speed-up", 0.0, 1.1 * most),
    )?;
    let [measured, ideal, amdahl] = all.map(|series| -> Vec<(f64, f64)> {
        let threads = scaling.threads.iter().map(|&n| n as f64);
        threads.zip(series.iter().copied()).collect()
    });
    canvas.marks(&measured)?;
    canvas.line(&ideal, Stroke::Dashed)?;
    canvas.line(&amdahl, Stroke::Solid)?;
    // Each at the end of its own, the marks' a little below theirs.
    let last = most_threads * 0.8;
    for (series, words, below) in [
        (&ideal, "ideal", -0.05),
        (&amdahl, "Amdahl", -0.04),
        (&measured, "measured", 0.12),
    ] {
        if let Some((_, end)) = series.last() {
            canvas.note((last, end - below * most), words)?;
        }
    }
    Ok(())
}
