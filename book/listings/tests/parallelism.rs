//! What the parallelism lesson says of its programs holds, at the edges too.

mod python;

use listings::histogram;
use listings::parallelism::processes::{Job, Processes, program};
use listings::scaling::{self, PIECE};
use listings::scattered::numbers;
use listings::trace_tanh::{self, WORTHWHILE};
use listings::{crossover, parallelism::pools::pool};
use ndarray::{Array2, s};

#[test]
fn the_python_cells_keep_their_promises() {
    python::cells_keep_their_promises("parallelism.py");
}

#[test]
fn the_number_of_rayons_own_threads_is_what_the_environment_says() {
    let output = std::process::Command::new(env!("CARGO"))
        .args([
            "run",
            "--quiet",
            "--package",
            "listings",
            "--example",
            "threads",
        ])
        .env("RAYON_NUM_THREADS", "5")
        .output()
        .expect("cargo runs this test");
    let text = String::from_utf8_lossy(&output.stdout);
    assert!(text.contains("in rayon's own pool: 5\n"), "{text}");
    assert!(text.contains("in a pool of three: 3\n"), "{text}");
}

#[test]
fn processes_give_results_in_the_order_of_the_pieces_and_of_no_pieces_none() {
    let mut processes = Processes::start(&program().unwrap(), 3).unwrap();
    let numbers: Vec<f64> = (0..100).map(f64::from).collect();
    let pieces: Vec<&[f64]> = numbers.chunks(7).collect();
    let squares = processes.map(Job::Square, &pieces).unwrap().concat();
    let expected: Vec<f64> = numbers.iter().map(|x| x * x).collect();
    assert_eq!(squares, expected);
    assert_eq!(processes.map(Job::Square, &[]).unwrap(), [[0.0; 0]; 0]);
    // More workers than pieces, and pieces without numbers.
    assert_eq!(processes.map(Job::Square, &[&[]]).unwrap(), [[0.0; 0]]);
}

#[test]
fn a_process_that_gets_nonsense_is_gone_and_the_pool_says_so() {
    let mut processes = Processes::start(&program().unwrap(), 1).unwrap();
    // A range without an end: the job fails, and its process with it.
    assert!(processes.map(Job::WavesBetween, &[&[1.0]]).is_err());
    assert!(processes.map(Job::Square, &[&[1.0]]).is_err());
}

#[test]
fn the_waves_have_the_mean_that_the_integral_says() {
    use std::f64::consts::{E, TAU};
    let xs = numbers("10^6").unwrap();
    // ∫ exp(-x) sin(2πx) from 0 to 1.
    let mean = TAU * (1.0 - 1.0 / E) / (1.0 + TAU * TAU);
    assert!((scaling::waves(xs) / xs.len() as f64 - mean).abs() < 1e-5);
}

#[test]
fn the_sum_of_pieces_is_the_same_to_the_last_bit_on_any_number_of_threads() {
    let xs = &numbers("10^6").unwrap()[..300_001];
    let one = scaling::parallel(xs);
    for threads in [1, 2, 3, 4, 8] {
        let sum = pool(threads).install(|| scaling::parallel(xs));
        assert_eq!(sum.to_bits(), one.to_bits(), "{threads} threads");
    }
}

#[test]
fn waves_come_out_for_no_number_one_number_and_pieces_that_are_not_full() {
    for n in [0, 1, 2, 7, PIECE - 1, PIECE, PIECE + 1] {
        let xs = &numbers("10^6").unwrap()[..n];
        let expected = scaling::waves(xs);
        let close = |found: f64| (found - expected).abs() <= 1e-12 * (1.0 + expected.abs());
        assert!(close(scaling::simd(xs)), "{n} numbers");
        assert!(close(scaling::parallel(xs)), "{n} numbers");
        for threads in [1, 2, 3, 8] {
            assert!(close(scaling::equal_shares(xs, threads)), "{n} numbers");
        }
        assert!(close(scaling::range_sum(0, n as u32)), "{n} numbers");
        assert!(
            close(crossover::parallel(xs, scaling::waves)),
            "{n} numbers"
        );
        assert!(close(crossover::spawned(xs, scaling::waves)), "{n} numbers");
    }
    assert!(scaling::waves(&[f64::NAN]).is_nan());
    assert!(scaling::simd(&[0.5, f64::NAN]).is_nan());
    assert!(scaling::simd(&[f64::INFINITY]).is_nan(), "0 times no sine");
}

#[test]
fn numbers_that_a_worker_makes_itself_are_the_numbers() {
    let xs = numbers("10^6").unwrap();
    for (from, to) in [(0, 1), (0, 1000), (12_345, 23_456), (999_000, 1_000_000)] {
        let made = scaling::range_sum(from, to);
        let taken = scaling::simd(&xs[from as usize..to as usize]);
        assert!(
            (made - taken).abs() <= 1e-12 * taken.abs().max(1.0),
            "{from} to {to}"
        );
    }
}

#[test]
fn a_trace_comes_out_for_any_shape_and_layout() {
    let a = Array2::from_shape_fn((7, 7), |(i, j)| i as i64 - 2 * j as i64);
    let trace: f64 = (0..7).map(|i| (-f64::from(i)).tanh()).sum();
    let expected = a.mapv(|x| x as f64 + trace);
    let square = [a.view(), a.t()];
    for view in square {
        let expected = if view == a {
            expected.view()
        } else {
            expected.t()
        };
        for make in [trace_tanh::nested, trace_tanh::arrays, trace_tanh::fused] {
            let found = make(view);
            let near = |(x, y): (&f64, &f64)| (x - y).abs() < 1e-12;
            assert!(found.iter().zip(expected).all(near), "{found}");
        }
    }
    let wide = a.slice(s![..3, ..]);
    assert_eq!(trace_tanh::nested(wide).dim(), (3, 7));
    assert_eq!(trace_tanh::trace(a.slice(s![..1, ..1])), 0.0);
    assert_eq!(trace_tanh::fused(Array2::zeros((0, 0)).view()).len(), 0);
}

#[test]
fn serial_and_parallel_fill_the_same_matrix_on_both_sides_of_the_choice() {
    let below = (0..).take(1001).collect::<Vec<i64>>();
    let above = (0..).take(WORTHWHILE + 1).collect::<Vec<i64>>();
    for a in [vec![], vec![-5], below, above] {
        let expected: Vec<f64> = a.iter().map(|&x| x as f64 + 0.5).collect();
        let mut out = vec![f64::NAN; a.len()];
        trace_tanh::chosen(pool(2), 0.5, &a, &mut out);
        assert_eq!(out, expected);
        for threads in [1, 2, 3] {
            out.fill(f64::NAN);
            trace_tanh::parallel(pool(threads), 0.5, &a, &mut out);
            assert_eq!(out, expected);
        }
    }
}

#[test]
fn every_histogram_counts_each_number_once_and_in_its_bin() {
    let ways = [
        histogram::side_by_side,
        histogram::padded,
        histogram::local,
        histogram::atomic,
        histogram::locked,
    ];
    for count in ways {
        assert_eq!(count(&[]), [0; 8]);
        assert_eq!(count(&[0.99]), [0, 0, 0, 0, 0, 0, 0, 1]);
        assert_eq!(count(&[0.0, 0.125, 0.5, 0.1]), [2, 1, 0, 0, 1, 0, 0, 0]);
        let all = count(&numbers("10^6").unwrap()[..100_001]);
        assert_eq!(all.iter().sum::<u32>(), 100_001);
        assert!(
            all.iter().all(|bin| (12_490..=12_510).contains(bin)),
            "{all:?}"
        );
    }
}

#[test]
fn bins_side_by_side_share_a_cache_line_and_padded_ones_do_not() {
    use std::mem::{align_of, size_of};
    assert_eq!(size_of::<histogram::SideBySide>(), 64);
    assert_eq!(align_of::<histogram::SideBySide>(), 64);
    assert_eq!(size_of::<histogram::Apart>(), 128);
}
