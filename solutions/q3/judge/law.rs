//! The judge's own speed-ups and fit, and those of common mistakes.

use workbook_judge::frames::{Malformed, Reader};

/// What `scaling` should say of some times.
#[derive(Debug, Clone, PartialEq)]
pub struct Law {
    pub threads: Vec<u64>,
    pub measured: Vec<f64>,
    pub ideal: Vec<f64>,
    pub amdahl: Vec<f64>,
    pub share: f64,
}

/// What may be done otherwise than the task says.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Way {
    Right,
    /// Entries beyond the cores fitted, too.
    AllFitted,
    /// The fit of a line in n.
    InThreads,
    /// p = b.
    NotDivided,
}

impl Law {
    /// Times that are in order, on so many cores.
    pub fn of(threads: &[u64], seconds: &[f64], cores: u64) -> Law {
        Law::by(threads, seconds, cores, Way::Right)
    }

    fn by(threads: &[u64], seconds: &[f64], cores: u64, way: Way) -> Law {
        let alone = threads
            .iter()
            .zip(seconds)
            .find(|(n, _)| **n == 1)
            .map_or(f64::NAN, |(_, s)| *s);
        let share = share(threads, seconds, cores, way);
        let at_once = |n: u64| n.min(cores) as f64;
        Law {
            threads: threads.to_vec(),
            measured: seconds.iter().map(|s| alone / s).collect(),
            ideal: threads.iter().map(|&n| n as f64).collect(),
            amdahl: threads
                .iter()
                .map(|&n| 1.0 / (1.0 - share + share / at_once(n)))
                .collect(),
            share,
        }
    }

    pub fn read(reply: &mut Reader<'_>) -> Result<Law, Malformed> {
        Ok(Law {
            threads: reply.u64s()?,
            measured: reply.f64s()?,
            ideal: reply.f64s()?,
            amdahl: reply.f64s()?,
            share: reply.f64()?,
        })
    }

    /// Says what is wrong with what was found for these times.
    pub fn check(&self, found: &Law, seconds: &[f64], cores: u64) -> Result<(), String> {
        if found.threads != self.threads {
            return Err(format!(
                "threads {:?} instead of {:?}",
                found.threads, self.threads
            ));
        }
        series("measured", &found.measured, &self.measured).map_err(|wrong| {
            let upside_down: Vec<_> = self.measured.iter().map(|s| 1.0 / s).collect();
            let each: Vec<_> = self
                .measured
                .iter()
                .zip(&self.ideal)
                .map(|(s, n)| s / n)
                .collect();
            let hint = if series("", &found.measured, &upside_down).is_ok() {
                ": that is the time over the time on one thread"
            } else if series("", &found.measured, &each).is_ok() {
                ": that is the speed-up for each thread, the efficiency"
            } else {
                ""
            };
            wrong + hint
        })?;
        series("ideal", &found.ideal, &self.ideal)?;
        if !near(found.share, self.share) {
            let mistakes = [
                (
                    Way::AllFitted,
                    "the share with the entries beyond the cores fitted, too",
                ),
                (
                    Way::InThreads,
                    "the share with a straight line in n; the law's is one in 1/n",
                ),
                (Way::NotDivided, "b alone; the share is b / (a + b)"),
            ];
            let mistake = mistakes
                .into_iter()
                .find(|(way, _)| near(share(&self.threads, seconds, cores, *way), found.share))
                .map_or(String::new(), |(_, name)| format!(": that is {name}"));
            return Err(format!(
                "a parallel share of {} instead of {}{mistake}",
                found.share, self.share
            ));
        }
        series("amdahl", &found.amdahl, &self.amdahl)
    }
}

fn series(name: &str, found: &[f64], expected: &[f64]) -> Result<(), String> {
    if found.len() == expected.len() && found.iter().zip(expected).all(|(a, b)| near(*a, *b)) {
        Ok(())
    } else {
        Err(format!("{name} {found:?} instead of {expected:?}"))
    }
}

fn near(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-7 * b.abs().max(1.0)
}

fn share(threads: &[u64], seconds: &[f64], cores: u64, way: Way) -> f64 {
    let place = |n: u64| {
        if way == Way::InThreads {
            n as f64
        } else {
            1.0 / n as f64
        }
    };
    let points: Vec<(f64, f64)> = threads
        .iter()
        .zip(seconds)
        .filter(|(n, _)| **n <= cores || way == Way::AllFitted)
        .map(|(n, s)| (place(*n), *s))
        .collect();
    // The normal equations, solved by Cramer's rule.
    let sum = |term: fn(&(f64, f64)) -> f64| points.iter().map(term).sum::<f64>();
    let (count, z, t) = (points.len() as f64, sum(|p| p.0), sum(|p| p.1));
    let (zz, zt) = (sum(|p| p.0 * p.0), sum(|p| p.0 * p.1));
    let determinant = count * zz - z * z;
    let a = (zz * t - z * zt) / determinant;
    let b = (count * zt - z * t) / determinant;
    let share = if way == Way::NotDivided {
        b
    } else {
        b / (a + b)
    };
    share.clamp(0.0, 1.0)
}
