//! Where jobs are done: one at a time, each on a leash, the newest ones' logs kept.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use serde::Serialize;

use super::log::{Event, How, Log};
use super::order::{Kind, Order};
use super::work;
use crate::leash::Leash;
use crate::server::Site;
use crate::workspace::Workspace;

/// So many jobs are remembered, the one that runs included.
const REMEMBERED: usize = 8;
/// How long a job that is asked to end has before it is asked once more, and then before it is killed.
const PATIENCE: Duration = Duration::from_secs(2);
/// The same when the server stops.
const HASTE: Duration = Duration::from_millis(400);

/// A job.
#[derive(Debug)]
pub struct Job {
    /// Counts the jobs of this start of the server.
    pub number: u64,
    /// What was asked for.
    pub order: Order,
    /// When it began, in UTC.
    began: String,
    /// What it said so far.
    pub log: Log,
    /// Holds its processes.
    pub leash: Leash,
    called_off: AtomicBool,
}

/// What pages are told of a job.
#[derive(Debug, Serialize)]
pub struct About<'a> {
    number: u64,
    #[serde(flatten)]
    order: &'a Order,
    began: &'a str,
    running: bool,
}

impl Job {
    /// What pages are told of it.
    pub fn about(&self) -> About<'_> {
        About {
            number: self.number,
            order: &self.order,
            began: &self.began,
            running: !self.log.has_ended(),
        }
    }

    /// Whether somebody called it off.
    pub fn is_called_off(&self) -> bool {
        self.called_off.load(Ordering::SeqCst)
    }

    /// Ends it, and doesn't return before it has ended, or can't be ended. What is measured is asked first, as it keeps the
    /// rounds that are done; everything else has nothing to keep.
    fn call_off(&self, patience: Duration) {
        self.called_off.store(true, Ordering::SeqCst);
        if self.order.kind == Kind::Bench && cfg!(unix) {
            for _ in 0..2 {
                self.leash.ask();
                if self.ends_within(patience) {
                    return;
                }
            }
        }
        self.leash.cut();
        self.ends_within(patience);
    }

    fn ends_within(&self, patience: Duration) -> bool {
        let began = Instant::now();
        while !self.log.has_ended() {
            if began.elapsed() > patience {
                return false;
            }
            std::thread::sleep(Duration::from_millis(10));
        }
        true
    }
}

/// Why a job isn't started.
#[derive(Debug)]
pub enum Declined {
    /// Another one runs.
    Busy(Arc<Job>),
    /// The server is about to stop.
    Closing,
    /// The system has no thread for it.
    Fault(std::io::Error),
}

/// The desk.
#[derive(Debug)]
pub struct Desk {
    workspace: Arc<Workspace>,
    site: Arc<Site>,
    jobs: Mutex<Jobs>,
}

#[derive(Debug, Default)]
struct Jobs {
    started: u64,
    /// The newest last.
    remembered: VecDeque<Arc<Job>>,
    closed: bool,
}

impl Desk {
    /// A desk in this workspace; while a job runs there, the pages of `site` don't reload.
    pub fn new(workspace: Arc<Workspace>, site: Arc<Site>) -> Self {
        Self {
            workspace,
            site,
            jobs: Mutex::default(),
        }
    }

    /// The workspace it works in.
    pub fn workspace(&self) -> &Arc<Workspace> {
        &self.workspace
    }

    /// Starts a job, unless one runs.
    ///
    /// # Errors
    /// When one runs, or none can be started any more.
    pub fn start(&self, order: Order) -> Result<Arc<Job>, Declined> {
        let mut jobs = self.jobs();
        if jobs.closed {
            return Err(Declined::Closing);
        }
        if let Some(newest) = jobs.remembered.back()
            && !newest.log.has_ended()
        {
            return Err(Declined::Busy(Arc::clone(newest)));
        }
        jobs.started += 1;
        let job = Arc::new(Job {
            number: jobs.started,
            order,
            began: jiff::Timestamp::now()
                .strftime("%Y-%m-%dT%H:%M:%SZ")
                .to_string(),
            log: Log::new(),
            leash: Leash::new(),
            called_off: AtomicBool::new(false),
        });
        let held = self.site.hold();
        let (doing, workspace) = (Arc::clone(&job), Arc::clone(&self.workspace));
        std::thread::Builder::new()
            .name(format!("job {}", job.number))
            .spawn(move || {
                run(&doing, &workspace);
                drop(held);
            })
            .map_err(Declined::Fault)?;
        jobs.remembered.push_back(Arc::clone(&job));
        while jobs.remembered.len() > REMEMBERED {
            jobs.remembered.pop_front();
        }
        Ok(job)
    }

    /// The job of this number, if it is remembered.
    pub fn job(&self, number: u64) -> Option<Arc<Job>> {
        let jobs = self.jobs();
        jobs.remembered
            .iter()
            .find(|job| job.number == number)
            .cloned()
    }

    /// All that are remembered, the newest last.
    pub fn remembered(&self) -> Vec<Arc<Job>> {
        self.jobs().remembered.iter().cloned().collect()
    }

    /// Calls a job off. Returns at once: its log says when it has ended.
    pub fn cancel(&self, job: &Arc<Job>) {
        if job.log.has_ended() || job.called_off.swap(true, Ordering::SeqCst) {
            return;
        }
        let ending = Arc::clone(job);
        let spawned = std::thread::Builder::new().spawn(move || ending.call_off(PATIENCE));
        if spawned.is_err() {
            job.leash.cut();
        }
    }

    /// Ends the job that runs; no other starts. Waits for its end.
    pub fn close(&self) {
        let newest = {
            let mut jobs = self.jobs();
            jobs.closed = true;
            jobs.remembered.back().cloned()
        };
        if let Some(job) = newest {
            job.call_off(HASTE);
        }
    }

    fn jobs(&self) -> MutexGuard<'_, Jobs> {
        self.jobs.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Does a job, and says how it ended, whatever happens.
fn run(job: &Arc<Job>, workspace: &Workspace) {
    let done = catch_unwind(AssertUnwindSafe(|| work::run(job, workspace)));
    let (how, words) = match done {
        _ if job.is_called_off() => (How::Cancelled, None),
        Ok(Ok(ended)) => ended,
        Ok(Err(failure)) => (How::Fault, Some(told(&failure))),
        Err(_) => (
            How::Fault,
            Some("the tool broke down; its terminal says where".to_owned()),
        ),
    };
    // What it started and didn't wait for is of no use any more.
    job.leash.cut();
    job.log.push(&Event::Ended { how, words });
}

/// An error with its causes.
fn told(failure: &crate::cli::Failure) -> String {
    let mut told = failure.to_string();
    let mut cause = failure.source();
    while let Some(inner) = cause {
        let words = inner.to_string();
        if !told.contains(&words) {
            told = format!("{told}: {words}");
        }
        cause = inner.source();
    }
    told
}
