//! A trial: one built submission before one exercise's judge. What a `judge-NAME` process does.

use std::cell::Cell;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use serde::{Deserialize, Serialize};

use crate::contest::{Case, Group, Judge, SPEED};
use crate::conversation::{Conversation, Failure};
use crate::frames::Reader;
use crate::limits::{Limits, cores};
use crate::race;
use crate::sandbox::child::{Ending, Exit};
use crate::sandbox::{Launch, Level, Role, Sandbox, SandboxError};
use crate::verdict::{GroupResult, Speed, Verdict};

/// How many time limits groups may use up by hanging; then the other groups aren't run.
const PATIENCE: u32 = 2;

/// The longest piece of what a process printed that goes into a message.
const LONGEST_QUOTE: usize = 400;

/// The longest text that is handed on to be read, in characters.
const LONGEST_TEXT: usize = 10_000;

/// What the grader asks of a judge: JSON on its standard input.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Job {
    /// The submission's program.
    pub subject: PathBuf,
    /// Where the cases come from.
    pub seed: u64,
    /// What the subject may use.
    pub limits: Limits,
    /// What contains it.
    pub sandbox: Level,
    /// Processors that it may use; all where nothing is said.
    pub processors: Option<u32>,
    /// Threads that others may start meanwhile, as [`Launch::neighbours`].
    #[serde(default)]
    pub neighbours: u64,
    /// Which part of the judging to do.
    pub part: Part,
}

/// The parts of judging: timed runs need the whole machine, the others don't.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Part {
    /// One group of cases: of a macro, each has a subject of its own.
    Group {
        /// Its name.
        name: String,
    },
    /// All groups of cases.
    Cases,
    /// The race.
    Race {
        /// The ratio to reach.
        goal: f64,
    },
}

/// What the judge replies: JSON on its standard output.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Outcome {
    /// The groups that were asked for.
    pub groups: Vec<GroupResult>,
    /// The race, if it was asked for and came to an end.
    #[serde(default)]
    pub speed: Option<Speed>,
    /// Whether a group hung that may have been kept from working by others.
    #[serde(default)]
    pub doubtful: bool,
}

/// Does a job.
pub(crate) fn hold(judge: &impl Judge, job: &Job, launcher: PathBuf) -> Outcome {
    let court = Court {
        sandbox: Sandbox::assume(job.sandbox, launcher.clone()),
        judge: launcher,
        job,
        doubtful: Cell::new(false),
    };
    let (speed, cases): (Vec<_>, Vec<_>) =
        judge.groups().iter().partition(|group| group.name == SPEED);
    match &job.part {
        Part::Group { name } => {
            let named = cases.into_iter().filter(|group| group.name == name);
            let judge_group = |group| court.group(judge, group, Duration::ZERO);
            Outcome {
                groups: named.map(judge_group).collect(),
                speed: None,
                doubtful: court.doubtful.get(),
            }
        }
        Part::Cases => {
            let mut hung = Duration::ZERO;
            let judge_group = |group| {
                let begin = Instant::now();
                let result = court.group(judge, group, hung);
                if result.verdict == Verdict::Timeout {
                    hung += begin.elapsed();
                }
                result
            };
            let groups = cases.into_iter().map(judge_group).collect();
            Outcome {
                groups,
                speed: None,
                doubtful: court.doubtful.get(),
            }
        }
        Part::Race { goal } => {
            let Some(group) = speed.first() else {
                return Outcome::default();
            };
            let (finding, speed) = match race::run(judge, &court, *goal) {
                Ok(speed) => (Finding::of_speed(&speed), Some(speed)),
                Err(finding) => (finding, None),
            };
            Outcome {
                groups: vec![finding.of(group)],
                speed,
                doubtful: false,
            }
        }
    }
}

/// A verdict and what to say of it.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Finding {
    verdict: Verdict,
    message: String,
}

impl Finding {
    pub(crate) fn new(verdict: Verdict, message: impl Into<String>) -> Self {
        Self {
            verdict,
            message: message.into(),
        }
    }

    /// The same message, as a fault of the grader.
    pub(crate) fn blamed_on_the_grader(self) -> Self {
        Self {
            verdict: Verdict::GraderFault,
            ..self
        }
    }

    fn of_speed(speed: &Speed) -> Self {
        Self::new(speed.group_verdict(), speed.to_string())
    }

    fn of(self, group: &Group) -> GroupResult {
        GroupResult {
            name: group.name.to_owned(),
            about: group.about.to_owned(),
            points: if self.verdict == Verdict::Pass {
                group.points
            } else {
                0
            },
            max_points: group.points,
            verdict: self.verdict,
            message: self.message,
        }
    }
}

impl From<SandboxError> for Finding {
    fn from(error: SandboxError) -> Self {
        Self::new(Verdict::GraderFault, error.to_string())
    }
}

/// What every group of a trial shares.
pub(crate) struct Court<'a> {
    pub(crate) sandbox: Sandbox,
    pub(crate) job: &'a Job,
    /// This judge's own binary, whose plain version races.
    judge: PathBuf,
    /// Whether a group hung that may have been kept from working.
    doubtful: Cell<bool>,
}

impl Court<'_> {
    /// The submission's process, which has this time.
    pub(crate) fn subject(&self, wall: Duration) -> Result<Conversation, Finding> {
        self.open(self.launch(self.job.subject.clone(), Vec::new(), wall))
    }

    /// The process of the judge's plain version: like the submission's in all but its program.
    pub(crate) fn plain(&self, wall: Duration) -> Result<Conversation, Finding> {
        self.open(self.launch(self.judge.clone(), vec!["plain".to_owned()], wall))
    }

    /// The limit on processor time is that of the whole `wall`, so that the clock here ends a process first.
    fn launch(&self, program: PathBuf, arguments: Vec<String>, wall: Duration) -> Launch {
        Launch {
            level: self.sandbox.level(),
            role: Role::Subject,
            program,
            arguments,
            readable: Vec::new(),
            writable: None,
            temporary: None,
            processors: self.job.processors,
            neighbours: self.job.neighbours,
            limits: self.job.limits.within(wall),
        }
    }

    fn open(&self, launch: Launch) -> Result<Conversation, Finding> {
        let mut conversation = Conversation::open(&self.sandbox, &launch)?;
        match conversation.greet() {
            Ok(()) => Ok(conversation),
            Err(failure) => {
                Err(self.explain(conversation, failure, "at the start", launch.limits.wall()))
            }
        }
    }

    /// Judges a group; `hung` is the time that groups before it lost.
    fn group(&self, judge: &impl Judge, group: &Group, hung: Duration) -> GroupResult {
        let wall = group.wall.unwrap_or(self.job.limits.wall());
        let judged = if hung >= self.job.limits.wall() * PATIENCE {
            Err(Finding::new(
                Verdict::Timeout,
                "not run: the groups before it used up all the time",
            ))
        } else {
            self.cases(&judge.cases(group.name, self.job.seed), wall)
        };
        let judged = judged.and_then(|last| match group.to_be_read {
            true => Err(Finding::new(Verdict::ToBeRead, text(&last))),
            false => Ok(()),
        });
        judged
            .map_or_else(|finding| finding, |()| Finding::new(Verdict::Pass, ""))
            .of(group)
    }

    /// Puts the cases to one process, one after the other, until one fails; gives the last reply.
    fn cases(&self, cases: &[Case], wall: Duration) -> Result<Vec<u8>, Finding> {
        if cases.is_empty() {
            return Err(Finding::new(
                Verdict::GraderFault,
                "the judge has no cases for this group",
            ));
        }
        let mut subject = self.subject(wall)?;
        let deadline = Instant::now() + wall;
        let mut last = Vec::new();
        for case in cases {
            let left = deadline.saturating_duration_since(Instant::now());
            let reply = match subject.ask(case.input.as_bytes(), left) {
                Ok(reply) => reply,
                Err(failure) => return Err(self.explain(subject, failure, &case.label, wall)),
            };
            let mut reader = Reader::new(&reply.bytes);
            let checked = (case.check)(&mut reader).and_then(|()| whole(&reader));
            checked.map_err(|wrong| {
                Finding::new(Verdict::Wrong, format!("{}: {wrong}", case.label))
            })?;
            last = reply.bytes;
        }
        if subject.end().overflowed() {
            return Err(self.too_much_output());
        }
        Ok(last)
    }

    fn too_much_output(&self) -> Finding {
        let most = self.job.limits.output_bytes;
        Finding::new(
            Verdict::OutputLimit,
            format!("it printed more than {} KiB", most >> 10),
        )
    }

    /// Says how a process failed to reply.
    pub(crate) fn explain(
        &self,
        conversation: Conversation,
        failure: Failure,
        when: &str,
        wall: Duration,
    ) -> Finding {
        let limits = conversation.limits();
        let ending = conversation.close(&failure);
        if failure == Failure::NoGreeting {
            // The sandbox is at fault only if a program of ours fails in it too: a student's can't make it look so.
            if let Err(error) = self.sandbox.probe() {
                return error.into();
            }
        }
        if ending.overflowed() {
            return self.too_much_output();
        }
        match failure {
            Failure::TooLate => {
                let doubt = kept_from_working(ending.cpu, wall, self.job.processors);
                self.doubtful.set(self.doubtful.get() || doubt);
                let wall = wall.as_secs_f64();
                Finding::new(
                    Verdict::Timeout,
                    format!("{when}: no reply within the {wall} s that the group has"),
                )
            }
            Failure::TooLong => Finding::new(
                Verdict::OutputLimit,
                format!("{when}: the reply is too long"),
            ),
            Failure::NoGreeting | Failure::Closed => self.post_mortem(&ending, &limits, when),
        }
    }

    fn post_mortem(&self, ending: &Ending, limits: &Limits, when: &str) -> Finding {
        let said = quote(&ending.errors.text());
        let limit = Duration::from_secs(limits.cpu_s());
        match (ending.exit, signal(ending.exit, self.sandbox.level())) {
            (Exit::Killed, _) => Finding::new(
                Verdict::EarlyExit,
                format!("{when}: it closed its socket instead of replying"),
            ),
            (_, Some(libc::SIGXCPU)) => Finding::new(
                Verdict::Timeout,
                format!("{when}: it used up its processor time"),
            ),
            (_, Some(libc::SIGKILL)) if ending.cpu >= limit => Finding::new(
                Verdict::Timeout,
                format!("{when}: it used up its processor time"),
            ),
            (_, Some(libc::SIGKILL)) => Finding::new(
                Verdict::Memory,
                format!("{when}: the system killed it, as it does when memory runs out"),
            ),
            (_, Some(libc::SIGABRT)) if said.contains("memory allocation of") => {
                let most = limits.memory_bytes >> 20;
                Finding::new(
                    Verdict::Memory,
                    format!("{when}: it asked for more than its {most} MiB ({said})"),
                )
            }
            (_, Some(signal)) => Finding::new(
                Verdict::Crash,
                format!("{when}: ended by {}{}", name(signal), wrote(&said)),
            ),
            (Exit::Status(101), None) => {
                let told = if said.is_empty() {
                    "it ended as a panic does, without a message".to_owned()
                } else {
                    said
                };
                Finding::new(Verdict::Panic, format!("{when}: {told}"))
            }
            (Exit::Status(status), None) => Finding::new(
                Verdict::EarlyExit,
                format!(
                    "{when}: the process ended with status {status} instead of replying{}",
                    wrote(&said)
                ),
            ),
            (Exit::Signal(signal), None) => {
                Finding::new(Verdict::Crash, format!("{when}: ended by {}", name(signal)))
            }
        }
    }
}

/// Whether a process that hung for `wall` may have waited for a processor: it worked some of the time, and neither as one
/// thread does that never stops nor as all of them do.
fn kept_from_working(cpu: Duration, wall: Duration, processors: Option<u32>) -> bool {
    let all = processors.map_or(cores(), |count| u64::from(count).min(cores())) as f64;
    let share = cpu.as_secs_f64() / wall.as_secs_f64();
    let slept = share < 0.1;
    let one_thread = (0.9..1.1).contains(&share);
    let all_threads = share > 0.9 * all;
    !(slept || one_thread || all_threads)
}

/// The text of a reply that is to be read, with an end.
fn text(reply: &[u8]) -> String {
    let text = Reader::new(reply)
        .str()
        .unwrap_or_default()
        .trim()
        .to_owned();
    match text.char_indices().nth(LONGEST_TEXT) {
        Some((end, _)) => format!("{} …", &text[..end]),
        None => text,
    }
}

/// A reply must hold what was asked for and nothing else.
pub(crate) fn whole(reader: &Reader<'_>) -> Result<(), String> {
    if reader.is_empty() {
        Ok(())
    } else {
        Err("the reply goes on after its end".to_owned())
    }
}

/// The signal that ended a process. Bubblewrap passes a signal on as a shell does, as a status of 128 and more.
fn signal(exit: Exit, level: Level) -> Option<i32> {
    match exit {
        Exit::Signal(signal) => Some(signal),
        Exit::Status(status)
            if level == Level::Bubblewrap && (129..=128 + 31).contains(&status) =>
        {
            Some(status - 128)
        }
        Exit::Status(_) | Exit::Killed => None,
    }
}

fn name(signal: i32) -> String {
    match signal {
        libc::SIGSEGV => "SIGSEGV (a stack that overflowed, most often)".to_owned(),
        other => nix::sys::signal::Signal::try_from(other)
            .map_or_else(|_| format!("signal {other}"), |s| s.to_string()),
    }
}

fn wrote(said: &str) -> String {
    if said.is_empty() {
        String::new()
    } else {
        format!("; it wrote: {said}")
    }
}

/// The end of what was printed, from the last panic on: a text to show, never one to decide by.
fn quote(text: &str) -> String {
    // Without the thread's number, which differs from run to run.
    let from = text.rfind("panicked at").unwrap_or(0);
    let lines = text[from..]
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty() && !line.starts_with("note: run with"));
    let joined = lines.collect::<Vec<_>>().join(" ");
    let count = joined.chars().count();
    if count <= LONGEST_QUOTE {
        return joined;
    }
    let half = LONGEST_QUOTE / 2;
    let head: String = joined.chars().take(half).collect();
    let tail: String = joined.chars().skip(count - half).collect();
    format!("{head} … {tail}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_with_a_longer_wall_has_the_processor_time_for_it() {
        let job = Job {
            subject: PathBuf::from("subject"),
            seed: 0,
            limits: Limits::subject(),
            sandbox: Level::Landlock,
            processors: None,
            neighbours: 0,
            part: Part::Cases,
        };
        let court = Court {
            sandbox: Sandbox::assume(job.sandbox, PathBuf::from("judge")),
            judge: PathBuf::from("judge"),
            job: &job,
            doubtful: Cell::new(false),
        };
        let wall = job.limits.wall() * 3;
        let launch = court.launch(job.subject.clone(), Vec::new(), wall);
        assert_eq!(launch.limits, job.limits.within(wall));
        assert!(launch.limits.cpu_s() >= wall.as_secs() * crate::limits::cores());
    }

    #[test]
    fn only_what_others_may_have_kept_from_working_is_in_doubt() {
        let wall = Duration::from_secs(10);
        let doubt = |cpu_s, processors| {
            kept_from_working(Duration::from_secs_f64(cpu_s), wall, Some(processors))
        };
        assert!(!doubt(0.1, 1), "it slept");
        assert!(!doubt(9.8, 1), "a loop in one thread");
        assert!(doubt(6.0, 1), "such a loop beside others");
        if cores() > 1 {
            assert!(doubt(14.0, 2), "two threads beside others");
            assert!(!doubt(19.5, 2), "two threads with two processors");
        }
    }

    #[test]
    fn a_panic_is_quoted_from_its_first_line_on() {
        let text = "noise\n\nthread 'main' (7) panicked at lib.rs:3:5:\nnot yet implemented: q1\nnote: run with `RUST_BACKTRACE=1`\n";
        assert_eq!(
            quote(text),
            "panicked at lib.rs:3:5: not yet implemented: q1"
        );
    }

    #[test]
    fn a_long_text_is_quoted_at_both_ends() {
        let quoted = quote(&format!("begin {} end", "é".repeat(2000)));
        assert!(quoted.starts_with("begin ") && quoted.ends_with(" end") && quoted.contains('…'));
        assert!(quoted.chars().count() < LONGEST_QUOTE + 10);
    }

    #[test]
    fn a_text_to_be_read_is_handed_on_as_it_is_but_not_without_end() {
        let mut reply = crate::frames::Writer::new();
        reply.str("  Two cores,\ntwo times. ");
        assert_eq!(text(reply.as_bytes()), "Two cores,\ntwo times.");
        let mut reply = crate::frames::Writer::new();
        reply.str(&"é".repeat(2 * LONGEST_TEXT));
        let long = text(reply.as_bytes());
        assert_eq!(long.chars().count(), LONGEST_TEXT + 2);
        assert_eq!(text(&[1, 2]), "", "what is no text is no text to read");
    }

    #[test]
    fn only_bubblewrap_passes_signals_as_a_status() {
        assert_eq!(
            signal(Exit::Status(139), Level::Bubblewrap),
            Some(libc::SIGSEGV)
        );
        assert_eq!(signal(Exit::Status(139), Level::Landlock), None);
        assert_eq!(signal(Exit::Status(101), Level::Bubblewrap), None);
        assert_eq!(signal(Exit::Signal(6), Level::Landlock), Some(6));
    }
}
