//! Two cores should need half the time of one. Do they? How a program's time depends on the number of cores is called its
//! *scaling*, and a figure of it stands in many a paper and in every request for time on a large machine. You make that
//! figure for a piece of work that is as easy to divide as work can be, and then say what it shows.
//!
//! **The work.** `work(input, threads)` counts the numbers `c` for which the orbit of x → x² + c stays between −2 and 2
//! for `STEPS` steps: `stays(c)` says so for one number, and is given. No number needs another's result, which is called
//! *embarrassingly parallel*. Use exactly as many threads as asked for, also where the machine has fewer cores or more;
//! where there is too little to do for so many, fewer will do. The count is exact: no order of adding can change it. No
//! threads are `Err(NoThreads)`. For your figure, use more than 10⁷ numbers.
//!
//! **The times.** `measure(input, threads)` times `work` for each entry of `threads`, several times over, and gives the
//! smallest time of each. Go through all of them in each round, rather than through all rounds of one: whatever else the
//! machine does then hits all alike. Times that your program measures of itself earn no points; your figure needs them.
//!
//! **From times to speed-ups.** `scaling(threads, seconds, cores)` gives, for each entry:
//!
//! - `measured`: the time on one thread (the first entry with `threads` of 1) ÷ this time;
//! - `ideal`: the number of threads;
//! - `amdahl`: 1 / ((1 − p) + p / n), where n is the number of threads, but at most `cores`: a thread without a core
//!   doesn't help. Amdahl's law says that of all work only a share p can be divided; the rest runs on one core, however
//!   many there are.
//!
//! The share p is `parallel_share`. Fit it to the *times*: for a law of T(n) = a + b / n, find a and b by least squares
//! over all entries with `threads` of at most `cores`, all of the same weight; then p = b / (a + b), and 0 if that is
//! below 0, 1 if it is above 1. Why not to the entries beyond? They say something of the machine, not of the work.
//!
//! Errors, the first that applies: not as many times as numbers of threads; an entry of zero threads; a time that isn't
//! finite and above zero; no entry of one thread; fewer than two *different* numbers of threads up to `cores`.
//!
//! **The figure.** `draw_scaling(canvas, scaling)` draws on the canvas of question 2: an axis `threads` from 0, an axis
//! `speed-up` from 0, on which everything has a place; the measured speed-ups as marks, the ideal ones as a dashed line,
//! Amdahl's as a solid line, each through all entries in their order; and the words `measured`, `ideal` and `Amdahl`
//! as notes, where there is room for them: a note begins at its point and runs to the right, beyond the frame if need be.
//! Without entries it fails with `DrawError::NoData`.
//!
//! **The interpretation.** In `INTERPRETATION` write what your figure shows, in 400 characters or more. Say which machine
//! it was and how many cores it has (`std::thread::available_parallelism()`; and are all of them whole cores?), how far
//! the line is from straight up to that number and what becomes of it beyond, which p came out and whether you believe
//! it, and what you would need to know the cause. A person reads it and gives the points; the page says what they look
//! for.
//!
//! To draw your own figure: `cargo test --release -p exercise-q3 -- --ignored --nocapture`.
//!
//! **Before you start, guess.** On your machine, how many times faster will the work be on all cores? And on twice as many
//! threads as cores: as fast, a little slower, half as fast?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `work` | the counts, for all lengths and numbers of threads |
//! | `errors` | the errors of `work` and `scaling` |
//! | `fit` | speed-ups, and the share p |
//! | `figure` | marks, lines and words, read back from a PDF |
//! | `interpretation` | your text, read by a person |
//! | `speed` | your speed-up on all cores is at least 0.75 times that of the judge's own version |
//!
//! The race that you can run compares times on all cores, and its *faster* means that your `work` reaches 0.75 of the plain
//! version; that says little of a speed-up. In grading, both speed-ups are measured at the same time, by the judge's
//! clock: what counts is how much of what the machine allows you get. Besides `std` you may use `canvas` and `rayon`.
//! `unsafe` isn't needed, nor allowed.

use answer::{
    Canvas, DrawError, INTERPRETATION, NoThreads, Scaling, ScalingError, Style, draw_scaling,
    measure, scaling, stays, work,
};

/// Numbers from −2.5 to 1, in no particular order.
fn numbers(count: usize) -> Vec<f64> {
    let golden = 0.618_033_988_749_894_9;
    (0..count)
        .map(|i| -2.5 + 3.5 * (i as f64 * golden).fract())
        .collect()
}

fn assert_near(found: f64, expected: f64, what: &str) {
    assert!(
        (found - expected).abs() <= 1e-9 * expected.abs().max(1.0),
        "{what}: {found} instead of {expected}"
    );
}

/// Times as Amdahl's law has them, and what is left beyond the cores.
fn lawful(p: f64, threads: &[usize], cores: usize) -> Vec<f64> {
    let time = |&n: &usize| 3.0 * ((1.0 - p) + p / n.min(cores) as f64);
    threads.iter().map(time).collect()
}

// Given: this passes from the start, and goes on passing.

#[test]
fn orbits_stay_from_minus_two_to_a_quarter() {
    for c in [-2.0, -1.0, 0.0, 0.25] {
        assert!(stays(c), "{c}");
    }
    for c in [-2.1, 0.5, 1.0, f64::INFINITY, f64::NEG_INFINITY, f64::NAN] {
        assert!(!stays(c), "{c}");
    }
}

// The work.

#[test]
fn one_thread_counts_the_numbers_that_stay() {
    assert_eq!(work(&[0.0, 1.0, -1.0, -3.0, 0.2], 1), Ok(3));
}

#[test]
fn no_numbers_are_no_work() {
    assert_eq!(work(&[], 1), Ok(0));
    assert_eq!(work(&[], 4), Ok(0));
}

#[test]
fn no_threads_are_an_error() {
    assert_eq!(work(&[0.0], 0), Err(NoThreads));
    assert_eq!(
        work(&[], 0),
        Err(NoThreads),
        "even where there is nothing to do"
    );
}

#[test]
fn any_number_of_threads_gives_the_same_count() {
    let input = numbers(10_007);
    let expected = input.iter().filter(|&&c| stays(c)).count() as u64;
    for threads in [1, 2, 3, 4, 7, 8, 16, 33] {
        assert_eq!(work(&input, threads), Ok(expected), "on {threads} threads");
    }
}

#[test]
fn every_length_is_counted_to_its_last_number() {
    // All of these stay, so a piece that is forgotten is missed.
    for length in 0..70 {
        for threads in [1, 2, 3, 5, 8] {
            let found = work(&vec![0.0; length], threads);
            assert_eq!(
                found,
                Ok(length as u64),
                "{length} numbers on {threads} threads"
            );
        }
    }
}

#[test]
fn more_threads_than_numbers_are_no_error() {
    assert_eq!(work(&[0.0, 5.0], 50), Ok(1));
}

#[test]
fn a_number_that_is_not_finite_does_not_stay() {
    assert_eq!(
        work(&[f64::NAN, 0.0, f64::INFINITY, f64::NEG_INFINITY], 3),
        Ok(1)
    );
}

// The times.

#[test]
fn there_is_a_time_for_each_number_of_threads() {
    let seconds = measure(&numbers(20_000), &[1, 2, 4]).expect("no entry is of no threads");
    assert_eq!(seconds.len(), 3);
    assert!(
        seconds.iter().all(|s| *s > 0.0 && s.is_finite()),
        "{seconds:?} s"
    );
    assert_eq!(measure(&[], &[]), Ok(vec![]));
}

#[test]
fn no_threads_take_no_time() {
    assert_eq!(measure(&numbers(10), &[1, 0]), Err(NoThreads));
}

// From times to speed-ups.

#[test]
fn a_speed_up_is_the_time_on_one_thread_over_the_time() {
    let scaling = scaling(&[1, 2, 4], &[8.0, 5.0, 4.0], 4).expect("three times are enough");
    assert_eq!(scaling.threads, [1, 2, 4]);
    assert_eq!(scaling.measured, [1.0, 1.6, 2.0]);
    assert_eq!(scaling.ideal, [1.0, 2.0, 4.0]);
}

#[test]
fn one_thread_need_not_come_first() {
    let scaling = scaling(&[4, 1, 2], &[2.0, 8.0, 4.0], 4).expect("three times are enough");
    assert_eq!(scaling.measured, [4.0, 1.0, 2.0]);
}

#[test]
fn work_that_can_all_be_divided_has_a_share_of_one() {
    let scaling = scaling(&[1, 2, 4], &[8.0, 4.0, 2.0], 4).expect("three times are enough");
    assert_near(scaling.parallel_share, 1.0, "all of it can be divided");
    for (found, expected) in scaling.amdahl.iter().zip([1.0, 2.0, 4.0]) {
        assert_near(*found, expected, "Amdahl's law with p = 1 is the ideal");
    }
}

#[test]
fn the_share_is_found_again_in_times_that_obey_the_law() {
    let threads = [1, 2, 3, 4, 6, 8];
    for p in [0.0, 0.25, 0.5, 0.9, 0.999] {
        let scaling = scaling(&threads, &lawful(p, &threads, 8), 8).expect("six times are enough");
        assert!(
            (scaling.parallel_share - p).abs() < 1e-9,
            "p is {} instead of {p}",
            scaling.parallel_share
        );
        for (found, measured) in scaling.amdahl.iter().zip(&scaling.measured) {
            assert_near(
                *found,
                *measured,
                "the law goes through points that obey it",
            );
        }
    }
}

#[test]
fn entries_beyond_the_cores_have_no_say_in_the_fit() {
    // On four cores. Beyond them, it even gets slower.
    let threads = [1, 2, 3, 4, 6, 8];
    let mut seconds = lawful(0.8, &threads, 4);
    seconds[4] *= 1.3;
    seconds[5] *= 2.0;
    let scaling = scaling(&threads, &seconds, 4).expect("four times are enough");
    assert!(
        (scaling.parallel_share - 0.8).abs() < 1e-9,
        "{} instead of 0.8: were the entries of 6 and 8 threads left out of the fit?",
        scaling.parallel_share
    );
    assert_near(
        scaling.amdahl[5],
        scaling.amdahl[3],
        "8 threads on 4 cores are 4 at a time",
    );
    assert_eq!(
        scaling.measured.len(),
        6,
        "they are in the figure all the same"
    );
}

#[test]
fn the_fit_is_the_one_of_least_squares() {
    // By hand: with z = 1/n, the means are z̄ = 7/12 and T̄ = 6.5, Σ(z − z̄)(T − T̄) = 1.25 and Σ(z − z̄)² = 7/24.
    let scaling = scaling(&[1, 2, 4], &[8.5, 6.0, 5.0], 4).expect("three times are enough");
    let b = (1.0 - 7.0 / 12.0) * 2.0 + (0.5 - 7.0 / 12.0) * -0.5 + (0.25 - 7.0 / 12.0) * -1.5;
    let b = b / (7.0 / 24.0);
    let a = 6.5 - b * 7.0 / 12.0;
    assert_near(scaling.parallel_share, b / (a + b), "p = b / (a + b)");
}

#[test]
fn a_share_is_never_below_nothing_or_above_all() {
    let worse = scaling(&[1, 2], &[1.0, 2.0], 2).expect("two times are enough");
    assert_eq!(worse.parallel_share, 0.0);
    assert_eq!(worse.amdahl, [1.0, 1.0]);
    // More than twice as fast on two cores: it happens, where two caches hold what one couldn't.
    let better = scaling(&[1, 2], &[1.0, 0.4], 2).expect("two times are enough");
    assert_eq!(better.parallel_share, 1.0);
}

#[test]
fn times_that_say_nothing_are_errors() {
    let mismatch = ScalingError::LengthMismatch {
        threads: 2,
        seconds: 1,
    };
    assert_eq!(scaling(&[1, 2], &[1.0], 4), Err(mismatch));
    assert_eq!(
        scaling(&[1, 0], &[1.0, 1.0], 4),
        Err(ScalingError::ZeroThreads { at: 1 })
    );
    for seconds in [0.0, -1.0, f64::INFINITY] {
        let error = ScalingError::NotATime { at: 1, seconds };
        assert_eq!(scaling(&[1, 2], &[1.0, seconds], 4), Err(error));
    }
    let nan = scaling(&[1, 2], &[f64::NAN, 1.0], 4);
    assert!(
        matches!(nan, Err(ScalingError::NotATime { at: 0, .. })),
        "{nan:?}"
    );
    assert_eq!(
        scaling(&[2, 4], &[1.0, 1.0], 4),
        Err(ScalingError::NoSingleThread)
    );
    assert_eq!(scaling(&[], &[], 4), Err(ScalingError::NoSingleThread));
    assert_eq!(scaling(&[1, 1], &[1.0, 1.1], 4), Err(ScalingError::TooFew));
    assert_eq!(
        scaling(&[1, 2, 4], &[1.0, 0.6, 0.7], 1),
        Err(ScalingError::TooFew),
        "on one core nothing can be fitted"
    );
}

// The figure.

fn example() -> Scaling {
    Scaling {
        threads: vec![1, 2, 3, 4],
        measured: vec![1.0, 1.9, 2.0, 1.8],
        ideal: vec![1.0, 2.0, 3.0, 4.0],
        amdahl: vec![1.0, 1.92, 1.92, 1.92],
        parallel_share: 0.96,
    }
}

#[test]
fn the_figure_has_its_axes_and_says_what_is_what() {
    let mut canvas = Canvas::new(&Style::default());
    draw_scaling(&mut canvas, &example()).expect("four entries are a figure");
    let pdf = canvas.into_pdf();
    let pdf = String::from_utf8_lossy(&pdf);
    for word in ["threads", "speed-up", "measured", "ideal", "Amdahl"] {
        assert!(
            pdf.contains(&format!("({word}) Tj")),
            "the figure doesn't say {word:?}"
        );
    }
    assert_eq!(
        pdf.matches("/Data").count(),
        3,
        "marks, a dashed line and a solid line"
    );
    assert_eq!(pdf.matches(" d\n").count(), 1, "one of the lines is dashed");
}

#[test]
fn nothing_timed_is_no_figure() {
    let nothing = Scaling {
        threads: vec![],
        measured: vec![],
        ideal: vec![],
        amdahl: vec![],
        parallel_share: 0.5,
    };
    let mut canvas = Canvas::new(&Style::default());
    assert_eq!(draw_scaling(&mut canvas, &nothing), Err(DrawError::NoData));
}

// The interpretation.

#[test]
fn there_is_an_interpretation() {
    let written = INTERPRETATION.trim().chars().count();
    assert!(
        written >= 400,
        "{written} characters, and 400 are asked for"
    );
}

/// Not a test: it draws your figure.
#[test]
#[ignore = "it draws your figure, and takes a while: run it with `--ignored --nocapture`"]
fn my_figure() {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let threads: Vec<usize> = (1..=2 * cores + 2).collect();
    let seconds = measure(&numbers(12_000_000), &threads).expect("no entry is of no threads");
    let scaling = scaling(&threads, &seconds, cores).expect("a fit takes two cores");
    println!("{cores} cores");
    println!("threads  seconds  speed-up  ideal  Amdahl");
    for (i, n) in threads.iter().enumerate() {
        let (measured, amdahl) = (scaling.measured[i], scaling.amdahl[i]);
        println!(
            "{n:7}  {:7.3}  {measured:8.2}  {n:5}  {amdahl:6.2}",
            seconds[i]
        );
    }
    println!("parallel share {:.4}", scaling.parallel_share);
    let mut canvas = Canvas::new(&Style::default());
    draw_scaling(&mut canvas, &scaling).expect("there is something to draw");
    let path = concat!(env!("CARGO_TARGET_TMPDIR"), "/scaling.pdf");
    std::fs::write(path, canvas.into_pdf()).expect("there is room for a figure");
    println!("your figure: {path}");
}
