//! All submissions of a run, one after the other or side by side, and the report as it grows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::progress::Progress;
use crate::error::JudgeError;
use crate::grader::{Grader, Heard};
use crate::intake::{Absence, Intake};
use crate::report::{Report, Row, Store, hex, line};
use crate::task::Task;
use crate::verdict::{Judgement, Verdict};

/// One student's answer to one exercise.
struct Piece<'a> {
    student: String,
    task: &'a Task,
}

/// All submissions, and the report as it grows.
pub(super) struct Batch<'a> {
    grader: &'a Grader,
    tasks: &'a [Task],
    intake: &'a Intake,
    store: &'a Store,
    /// What each exercise is judged by.
    rules: BTreeMap<String, String>,
    report: Mutex<Report>,
}

impl<'a> Batch<'a> {
    /// A batch whose report has no rows yet.
    pub fn new(
        grader: &'a Grader,
        tasks: &'a [Task],
        intake: &'a Intake,
        store: &'a Store,
        rules: BTreeMap<String, String>,
        report: Report,
    ) -> Self {
        Self {
            grader,
            tasks,
            intake,
            store,
            rules,
            report: Mutex::new(report),
        }
    }

    /// Judges what an earlier report doesn't have, and gives the report with all rows: first all cases, `jobs` submissions
    /// at a time, then, one after the other, what needs the machine for itself.
    pub fn run(
        self,
        roster: BTreeSet<String>,
        earlier: Option<Report>,
        jobs: u16,
    ) -> Result<Report, JudgeError> {
        let (queue, mut waiting) = self.open(roster, earlier)?;
        let progress = Progress::begin(queue.len(), waiting.len());
        let queue = Mutex::new(queue);
        let more = Mutex::new(Vec::new());
        let worker = || -> Result<(), JudgeError> {
            loop {
                let next = queue
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .pop_front();
                let Some(piece) = next else { return Ok(()) };
                let heard = self.hear(&piece);
                self.keep(&piece, heard.judgement.clone())?;
                progress.heard(&piece.name(), &heard.judgement);
                if heard.waits() {
                    let mut more = more.lock().unwrap_or_else(PoisonError::into_inner);
                    more.push((piece, heard));
                }
            }
        };
        std::thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
            // A worker's own panics are caught where they are a submission's; any other is a bug and goes on up.
            workers.into_iter().try_for_each(|worker| {
                worker
                    .join()
                    .unwrap_or_else(|p| std::panic::resume_unwind(p))
            })
        })?;
        waiting.extend(more.into_inner().unwrap_or_else(PoisonError::into_inner));
        // In the order of the report, whoever was heard first.
        waiting.sort_by(|(a, _), (b, _)| a.key().cmp(&b.key()));
        progress.alone(waiting.len());
        for (piece, heard) in waiting {
            let judgement = self.conclude(&piece, heard);
            self.keep(&piece, judgement.clone())?;
            progress.concluded(&piece.name(), &judgement);
        }
        progress.end();
        let mut report = self
            .report
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        report.complete = true;
        self.store.write(&report)?;
        Ok(report)
    }

    /// Fills the report with what needn't be judged again; gives what has to be judged, and what only waits for its race.
    fn open(
        &self,
        roster: BTreeSet<String>,
        earlier: Option<Report>,
    ) -> Result<(VecDeque<Piece<'a>>, Vec<(Piece<'a>, Heard)>), JudgeError> {
        let students: BTreeSet<String> =
            self.intake.students.keys().cloned().chain(roster).collect();
        let (mut queue, mut waiting) = (VecDeque::new(), Vec::new());
        let mut report = self.lock();
        let (mut before, exercises) = earlier
            .map(|report| (report.rows, report.exercises))
            .unwrap_or_default();
        let mut by_other_rules = 0;
        for student in students {
            for task in self.tasks {
                let piece = Piece {
                    student: student.clone(),
                    task,
                };
                let row = before.remove(&(student.clone(), task.name.clone()));
                let Some(row) = row.filter(|row| self.still_holds(&piece, row)) else {
                    queue.push_back(piece);
                    continue;
                };
                if row.rules.as_ref() != self.rules.get(&task.name) {
                    by_other_rules += 1;
                    queue.push_back(piece);
                } else if !row.judgement.unfinished {
                    report.insert(row);
                } else if let Some(heard) = Heard::of_unfinished(row.judgement.clone()) {
                    report.insert(row);
                    waiting.push((piece, heard));
                } else {
                    queue.push_back(piece);
                }
            }
        }
        if by_other_rules > 0 {
            eprintln!(
                "judged again, since the limits, the judge or the manifest were others: {by_other_rules} of the \
                 earlier rows"
            );
        }
        // What isn't this run's to judge stays as it was.
        before.into_values().for_each(|row| report.insert(row));
        let known: BTreeSet<String> = self.tasks.iter().map(|task| task.name.clone()).collect();
        let others = exercises
            .into_iter()
            .filter(|exercise| !known.contains(&exercise.name));
        report.exercises.extend(others);
        self.store.write(&report)?;
        Ok((queue, waiting))
    }

    /// Puts what is known of a piece into the report, and the report on the disk.
    fn keep(&self, piece: &Piece<'_>, judgement: Judgement) -> Result<(), JudgeError> {
        let row = Row {
            student: piece.student.clone(),
            source: self.answer(piece).ok().map(digest),
            rules: self.rules.get(&piece.task.name).cloned(),
            judgement,
        };
        let mut report = self.lock();
        report.insert(row);
        self.store.write(&report)
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, Report> {
        self.report.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn answer(&self, piece: &Piece<'_>) -> Result<&str, Absence> {
        match self.intake.students.get(&piece.student) {
            Some(submission) => submission.answer(&piece.task.name),
            None => Err(Absence::Missing(
                "on the roster, but nothing was handed in".to_owned(),
            )),
        }
    }

    /// Whether a row of an earlier run is about what lies there now. A fault of ours is always tried again.
    fn still_holds(&self, piece: &Piece<'_>, row: &Row) -> bool {
        let source = self.answer(piece).ok().map(digest);
        let judgement = &row.judgement;
        let faulty = judgement.verdict == Verdict::GraderFault
            || judgement
                .groups
                .iter()
                .any(|group| group.verdict == Verdict::GraderFault);
        source.is_some() && source == row.source && !faulty
    }

    /// Judges the cases of one piece. Nothing that goes wrong here stops the batch.
    fn hear(&self, piece: &Piece<'_>) -> Heard {
        match self.answer(piece) {
            Err(Absence::Missing(message)) => {
                Heard::finished(piece.unrun(Verdict::Missing, message))
            }
            Err(Absence::Hidden(message)) => {
                Heard::finished(piece.unrun(Verdict::NotGradable, message))
            }
            Ok(text) => piece
                .guarded(|| self.grader.hear(piece.task, text))
                .unwrap_or_else(Heard::finished),
        }
    }

    /// Does what a piece waits for. Nothing that goes wrong here stops the batch.
    fn conclude(&self, piece: &Piece<'_>, heard: Heard) -> Judgement {
        match self.answer(piece) {
            Err(_) => heard.judgement,
            Ok(text) => piece
                .guarded(|| self.grader.conclude(piece.task, text, heard))
                .unwrap_or_else(|fault| fault),
        }
    }
}

impl Piece<'_> {
    /// Its place in the report.
    fn key(&self) -> (&str, &str) {
        (&self.student, &self.task.name)
    }

    /// What it is called while it is judged.
    fn name(&self) -> String {
        format!("{} {}", line(&self.student), self.task.name)
    }

    fn unrun(&self, verdict: Verdict, message: String) -> Judgement {
        Judgement::unrun(&self.task.name, self.task.points, verdict, message)
    }

    /// What comes of judging it, or the judgement that the grader failed.
    fn guarded<T>(&self, judge: impl FnOnce() -> Result<T, JudgeError>) -> Result<T, Judgement> {
        let fault = |message| self.unrun(Verdict::GraderFault, message);
        match std::panic::catch_unwind(AssertUnwindSafe(judge)) {
            Ok(judged) => judged.map_err(|error| fault(error.to_string())),
            Err(_) => Err(fault("the grader panicked on it".to_owned())),
        }
    }
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}
