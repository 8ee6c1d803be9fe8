//! How much faster so many threads can be.

// ANCHOR: laws
/// Amdahl: how many times as fast the same work is done when its share `serial` can't be shared.
#[must_use]
pub fn amdahl(serial: f64, threads: f64) -> f64 {
    1.0 / (serial + (1.0 - serial) / threads)
}

/// Gustafson: how many times as much work is done in the same time, of which the share `serial` isn't shared.
#[must_use]
pub fn gustafson(serial: f64, threads: f64) -> f64 {
    serial + (1.0 - serial) * threads
}
// ANCHOR_END: laws

// ANCHOR: fit
/// The time of one thread and the share that can't be shared, fitted to `(threads, seconds)`.
///
/// By Amdahl the time is `a + b / threads`: a straight line in `1 / threads`, fitted by least squares. `None` if there
/// are fewer than two different numbers of threads.
#[must_use]
pub fn fit(times: &[(f64, f64)]) -> Option<(f64, f64)> {
    let n = times.len() as f64;
    let mean_x = times.iter().map(|(threads, _)| 1.0 / threads).sum::<f64>() / n;
    let mean_y = times.iter().map(|(_, time)| time).sum::<f64>() / n;
    let (mut across, mut along) = (0.0, 0.0);
    for (threads, time) in times {
        let x = 1.0 / threads - mean_x;
        across += x * (time - mean_y);
        along += x * x;
    }
    if along == 0.0 || times.is_empty() {
        return None;
    }
    let b = across / along;
    // Noise can make it look better than perfect.
    let a = (mean_y - b * mean_x).max(0.0);
    Some((a + b, a / (a + b)))
}
// ANCHOR_END: fit

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn with_nothing_serial_both_laws_give_the_number_of_threads_and_with_all_serial_one() {
        for threads in [1.0, 2.0, 8.0, 1000.0] {
            for law in [amdahl, gustafson] {
                assert_eq!(law(0.0, threads), threads);
                assert_eq!(law(1.0, threads), 1.0);
            }
        }
    }

    #[test]
    fn a_tenth_that_is_serial_keeps_any_number_of_threads_below_ten() {
        assert!(amdahl(0.1, 1e9) < 10.0);
        assert!(amdahl(0.1, 16.0) > 6.0);
        assert!(gustafson(0.1, 16.0) > 14.0);
    }

    #[test]
    fn a_fit_finds_the_share_that_made_the_times() {
        let times = [1.0, 2.0, 3.0, 4.0].map(|n| (n, 7.0 / amdahl(0.2, n)));
        let (one_thread, serial) = fit(&times).unwrap();
        assert!((one_thread - 7.0).abs() < 1e-12 && (serial - 0.2).abs() < 1e-12);
    }

    #[test]
    fn times_better_than_perfect_are_fitted_as_perfect_and_one_point_not_at_all() {
        let (_, serial) = fit(&[(1.0, 1.0), (2.0, 0.4)]).unwrap();
        assert_eq!(serial, 0.0);
        assert_eq!(fit(&[(2.0, 1.0), (2.0, 1.1)]), None);
        assert_eq!(fit(&[]), None);
    }
}
