//! Wall clock and CPU clock: what `%time` reads.

use std::fmt;
use std::hint::black_box;
use std::thread;
use std::time::{Duration, Instant};

// ANCHOR: wall
/// Runs `work` once; says how long you waited.
pub fn wall_time<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let start = Instant::now();
    let value = work();
    (value, start.elapsed())
}
// ANCHOR_END: wall

/// CPU time of this process so far, summed over its threads.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CpuTime {
    /// Spent in the program's own code.
    pub user: Duration,
    /// Spent in the kernel on the program's behalf.
    pub sys: Duration,
}

// ANCHOR: cpu
/// CPU time of this process so far; `None` where the system won't tell.
#[cfg(unix)]
pub fn cpu_time() -> Option<CpuTime> {
    use nix::sys::resource::{UsageWho, getrusage};

    let usage = getrusage(UsageWho::RUSAGE_SELF).ok()?;
    Some(CpuTime {
        user: duration(usage.user_time()),
        sys: duration(usage.system_time()),
    })
}
// ANCHOR_END: cpu

/// CPU time of this process so far: this listing knows only how Unix is asked.
#[cfg(not(unix))]
pub fn cpu_time() -> Option<CpuTime> {
    None
}

#[cfg(unix)]
fn duration(time: nix::sys::time::TimeVal) -> Duration {
    use nix::sys::time::TimeValLike;

    Duration::from_micros(u64::try_from(time.num_microseconds()).unwrap_or(0))
}

// ANCHOR: time
/// What `%time` prints.
#[derive(Debug, Clone, Copy)]
pub struct Times {
    /// CPU time, where the system tells.
    pub cpu: Option<CpuTime>,
    /// The time you waited.
    pub wall: Duration,
}

/// Runs `work` once, as `%time` does.
pub fn time<T>(work: impl FnOnce() -> T) -> (T, Times) {
    let before = cpu_time();
    let (value, wall) = wall_time(work);
    let cpu = cpu_time().zip(before).map(|(after, before)| CpuTime {
        user: after.user.saturating_sub(before.user),
        sys: after.sys.saturating_sub(before.sys),
    });
    (value, Times { cpu, wall })
}
// ANCHOR_END: time

impl fmt::Display for Times {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.cpu {
            Some(CpuTime { user, sys }) => write!(f, "user {user:>9.1?}   sys {sys:>9.1?}   ")?,
            None => write!(f, "user   unknown   sys   unknown   ")?,
        }
        write!(f, "wall {:>9.1?}", self.wall)
    }
}

// ANCHOR: burn
/// Keeps one core busy with arithmetic that nobody needs.
pub fn burn(steps: u64) -> u64 {
    let mut state = black_box(1_u64);
    for _ in 0..steps {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
    }
    state
}

/// Waits, and computes nothing.
pub fn nap(time: Duration) {
    thread::sleep(time);
}

/// Two threads, each as busy as [`burn`].
pub fn burn_twice(steps: u64) -> (u64, u64) {
    thread::scope(|scope| {
        let other = scope.spawn(|| burn(steps));
        let own = burn(steps);
        (own, other.join().expect("burning doesn't panic"))
    })
}

/// Asks the kernel the same question again and again; says how often it answered.
pub fn knock(times: u32) -> usize {
    (0..times)
        .filter(|_| std::fs::metadata(".").is_ok())
        .count()
}
// ANCHOR_END: burn

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_nap_is_never_shorter_than_asked() {
        let ((), times) = time(|| nap(Duration::from_millis(20)));
        assert!(times.wall >= Duration::from_millis(20));
    }

    #[test]
    fn the_value_of_the_work_comes_back() {
        assert_eq!(wall_time(|| 6 * 7).0, 42);
        assert_eq!(time(|| "done").0, "done");
    }

    #[test]
    fn both_threads_do_the_same_arithmetic() {
        assert_eq!(burn_twice(1_000), (burn(1_000), burn(1_000)));
        assert_eq!(burn(0), 1);
        assert_ne!(burn(1), burn(2));
    }

    #[test]
    fn every_knock_is_answered() {
        assert_eq!(knock(100), 100);
    }

    #[cfg(unix)]
    #[test]
    fn the_cpu_clock_moves_when_work_is_done_and_never_back() {
        let start = cpu_time().expect("unix tells");
        let total = |time: CpuTime| time.user + time.sys;
        let mut last = start;
        for _ in 0..10_000 {
            black_box(burn(1_000_000));
            let now = cpu_time().expect("unix tells");
            assert!(now.user >= last.user && now.sys >= last.sys);
            last = now;
            if total(last) > total(start) {
                return;
            }
        }
        panic!("ten thousand million steps, and no CPU time used");
    }

    #[test]
    fn a_line_shows_three_clocks_or_says_that_two_are_unknown() {
        let cpu = Some(CpuTime {
            user: Duration::from_millis(150),
            sys: Duration::from_millis(2),
        });
        let wall = Duration::from_millis(80);
        assert_eq!(
            Times { cpu, wall }.to_string(),
            "user   150.0ms   sys     2.0ms   wall    80.0ms"
        );
        assert_eq!(
            Times { cpu: None, wall }.to_string(),
            "user   unknown   sys   unknown   wall    80.0ms"
        );
    }
}
