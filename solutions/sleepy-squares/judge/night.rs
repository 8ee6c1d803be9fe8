//! What is asked of a pool, and what is wrong with what it did.

use workbook_judge::contest::Case;
use workbook_judge::frames::Writer;

use crate::story::{Event, Outcome, Story};

/// A job: what it waits for, and how it ends.
#[derive(Debug, Clone, Copy, Default)]
pub struct Job {
    pub x: u64,
    /// So many jobs must have begun before it ends.
    pub started: u32,
    /// So many jobs must have ended before it does.
    pub ended: u32,
    /// Progress must have been told so often before it ends.
    pub told: u32,
    pub ending: Ending,
}

/// How a job ends.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub enum Ending {
    #[default]
    Result,
    /// A panic with a text of the program.
    Panic,
    /// A panic with a text that was put together.
    PanicWithNumber,
}

/// What is looked at besides, so that one mistake costs the points of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// At nothing else; results in any order will do.
    No,
    /// At the order of the results.
    Order,
    /// At what progress is told.
    Progress,
}

/// Jobs for a pool.
#[derive(Debug, Clone)]
pub struct Night {
    pub threads: u64,
    /// How long each job sleeps, in microseconds, when it has waited for what it waits for.
    pub nap: u64,
    /// Jobs wait until as many of them as there are threads have begun.
    pub in_rounds: bool,
    pub salt: u64,
    pub jobs: Vec<Job>,
    pub look: Look,
    /// What it means if a job waits in vain.
    pub in_vain: &'static str,
}

impl Night {
    pub fn request(&self) -> Writer {
        let mut request = Writer::new();
        request.bool(false).u64(self.threads).u64(self.nap);
        let round = if self.in_rounds { self.threads } else { 0 };
        request.u32(round as u32).u64(self.salt);
        request.u32(self.jobs.len() as u32);
        for job in &self.jobs {
            request.u64(job.x).u32(job.started).u32(job.ended);
            request.u32(job.told).u8(job.ending as u8);
        }
        request
    }

    pub fn case(self, about: &str) -> Case {
        let label = format!(
            "{about}: {} jobs, {} threads",
            self.jobs.len(),
            self.threads
        );
        Case::new(label, self.request(), move |reply| {
            let story = Story::read(reply)?;
            self.complaint(&story)
        })
    }

    fn complaint(&self, story: &Story) -> Result<(), String> {
        self.threads_kept(story)?;
        if let Some(job) = story.in_vain() {
            return Err(format!(
                "job {job} waited in vain; at most {} ran at a time: {}",
                story.most(),
                self.in_vain
            ));
        }
        if self.look == Look::Progress {
            self.progress_counts(story)?;
        }
        let panics = |(job, j): (usize, &Job)| (j.ending != Ending::Result).then_some(job);
        if self.threads == 0 {
            self.refused(story)
        } else if let Some(first) = self.jobs.iter().enumerate().find_map(panics) {
            self.panicked(story, first)
        } else {
            self.squared(story)
        }
    }

    /// Each job is begun once at most, and not too many run at a time.
    fn threads_kept(&self, story: &Story) -> Result<(), String> {
        let mut begun = vec![0; self.jobs.len()];
        for job in story.begun() {
            match begun.get_mut(job as usize) {
                Some(times) => *times += 1,
                None => return Err(format!("job {job} was begun, which isn't there")),
            }
        }
        if let Some(job) = begun.iter().position(|&times| times > 1) {
            return Err(format!("job {job} was begun {} times", begun[job]));
        }
        let most = story.most();
        // Jobs that sleep run at the same time if they may. Others are often over before the next one begins.
        if most > self.threads && self.nap > 0 {
            return Err(format!(
                "{most} jobs ran at a time, and the limit is {}",
                self.threads
            ));
        }
        Ok(())
    }

    /// 1, 2, 3 and so on, none of them before as many have ended.
    fn progress_counts(&self, story: &Story) -> Result<(), String> {
        let (mut ended, mut told) = (0, 0);
        for event in &story.events {
            match *event {
                Event::Ended(_) => ended += 1,
                Event::Told(count) => {
                    told += 1;
                    if count != told {
                        return Err(format!(
                            "progress was told {count} at its call number {told}: it counts the jobs that have ended"
                        ));
                    }
                    if told > ended {
                        return Err(format!(
                            "progress was told of {told} jobs when {ended} had ended"
                        ));
                    }
                }
                _ => {}
            }
        }
        if matches!(story.outcome, Outcome::Results(_)) && u64::from(told) != self.jobs.len() as u64
        {
            return Err(format!(
                "progress was called {told} times for {} jobs",
                self.jobs.len()
            ));
        }
        Ok(())
    }

    fn refused(&self, story: &Story) -> Result<(), String> {
        if story.outcome != Outcome::NoThreads {
            return Err(format!("{} instead of NoThreads", story.outcome));
        }
        if story.begun().next().is_some() {
            return Err("NoThreads, but a job was begun".to_owned());
        }
        Ok(())
    }

    fn panicked(&self, story: &Story, first: usize) -> Result<(), String> {
        let Some(at) = story.first_panic() else {
            return Err(format!("job {first} was never begun"));
        };
        let later = &story.events[at..];
        let begun = later
            .iter()
            .filter(|e| matches!(e, Event::Begun(_)))
            .count() as u64;
        // Another thread may have taken a job before it could know of the panic.
        let slack = if self.threads == 1 {
            0
        } else {
            8 * self.threads
        };
        if begun > slack {
            return Err(format!("{begun} jobs were begun after a panic"));
        }
        let job = &self.jobs[first];
        let message = match job.ending {
            Ending::PanicWithNumber => format!("out of bed {}", job.x),
            _ => "out of bed".to_owned(),
        };
        let expected = Outcome::Panicked {
            job: first as u64,
            message,
        };
        if story.outcome == expected {
            return Ok(());
        }
        let why = match &story.outcome {
            Outcome::Panicked { job, .. } if *job != first as u64 => {
                ": of several it is the first in the order of the inputs"
            }
            Outcome::Panicked { message, .. } if message.is_empty() => {
                ": a text can be a &str or a String"
            }
            _ => "",
        };
        Err(format!("{} instead of {expected}{why}", story.outcome))
    }

    fn squared(&self, story: &Story) -> Result<(), String> {
        let square = |x: u64| x.wrapping_mul(x) ^ self.salt;
        let expected: Vec<u64> = self.jobs.iter().map(|job| square(job.x)).collect();
        let Outcome::Results(found) = &story.outcome else {
            return Err(format!("{} instead of the results", story.outcome));
        };
        if *found == expected {
            return Ok(());
        }
        if found.len() != expected.len() {
            return Err(format!(
                "{} results of {} jobs",
                found.len(),
                expected.len()
            ));
        }
        let mut sorted = [found.clone(), expected.clone()];
        sorted
            .iter_mut()
            .for_each(|results| results.sort_unstable());
        let all_there = sorted[0] == sorted[1];
        if all_there && self.look != Look::Order {
            return Ok(());
        }
        let as_they_ended: Vec<u64> = story
            .ended()
            .filter_map(|job| expected.get(job as usize).copied())
            .collect();
        if *found == as_they_ended {
            return Err("the results are in the order in which they ended".to_owned());
        }
        if all_there {
            return Err("the results are right, but not in the order of the inputs".to_owned());
        }
        let place = (0..found.len())
            .find(|&i| found[i] != expected[i])
            .unwrap_or(0);
        Err(format!(
            "result {place} is {} instead of {}",
            found[place], expected[place]
        ))
    }
}
