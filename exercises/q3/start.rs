//! Scaling. The task is in `spec.rs`; this is the file to edit.
//!
//! The canvas is the one of question 2: `cargo doc --open -p canvas`, or read `workbook/canvas/src`.

use std::fmt;

pub use canvas::{Axis, Canvas, DrawError, Stroke, Style};

/// What your figure shows and why: a few sentences, for a person to read. The task says what belongs in it.
pub const INTERPRETATION: &str = "";

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

/// How many of the numbers stay, found by exactly so many threads at once; by fewer where there is too little to do.
///
/// # Errors
///
/// [`NoThreads`] if `threads` is zero.
pub fn work(input: &[f64], threads: usize) -> Result<u64, NoThreads> {
    todo!("q3: divide the numbers among the threads")
}

/// The time that `work` takes for each number of threads, in seconds: the smallest of a few rounds.
///
/// # Errors
///
/// [`NoThreads`] if one of them is zero.
pub fn measure(input: &[f64], threads: &[usize]) -> Result<Vec<f64>, NoThreads> {
    todo!("q3: time the work")
}

/// Speed-ups, what is ideal, and what Amdahl's law makes of them, on a machine of so many cores.
///
/// # Errors
///
/// [`ScalingError`], in the order of its variants.
pub fn scaling(threads: &[usize], seconds: &[f64], cores: usize) -> Result<Scaling, ScalingError> {
    todo!("q3: from times to speed-ups, and a fit")
}

/// The figure: speed-ups against threads.
///
/// # Errors
///
/// [`DrawError::NoData`] if nothing was timed.
pub fn draw_scaling(canvas: &mut Canvas, scaling: &Scaling) -> Result<(), DrawError> {
    todo!("q3: axes, marks, a dashed line, a solid line")
}
