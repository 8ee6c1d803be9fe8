//! All submissions of a run, one after the other or side by side, and the report as it grows.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::error::JudgeError;
use crate::grader::Grader;
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

    /// Judges what an earlier report doesn't have, and gives the report with all rows.
    pub fn run(
        self,
        roster: BTreeSet<String>,
        earlier: Option<Report>,
        jobs: u16,
    ) -> Result<Report, JudgeError> {
        let students: BTreeSet<String> =
            self.intake.students.keys().cloned().chain(roster).collect();
        let mut queue = VecDeque::new();
        {
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
                    match before.remove(&(student.clone(), task.name.clone())) {
                        Some(row) if self.still_holds(&piece, &row) => {
                            if row.rules.as_ref() == self.rules.get(&task.name) {
                                report.insert(row);
                            } else {
                                by_other_rules += 1;
                                queue.push_back(piece);
                            }
                        }
                        _ => queue.push_back(piece),
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
        }
        let all = queue.len();
        let queue = Mutex::new(queue);
        let worker = || -> Result<(), JudgeError> {
            loop {
                let next = queue
                    .lock()
                    .unwrap_or_else(PoisonError::into_inner)
                    .pop_front();
                let Some(piece) = next else { return Ok(()) };
                let row = self.judge(&piece);
                let mut report = self.lock();
                let left = queue.lock().unwrap_or_else(PoisonError::into_inner).len();
                let Judgement {
                    verdict,
                    points,
                    max_points,
                    ..
                } = &row.judgement;
                let (student, exercise) = (line(&piece.student), &piece.task.name);
                eprintln!(
                    "[{}/{all}] {student} {exercise}: {verdict}, {points}/{max_points}",
                    all - left
                );
                report.insert(row);
                self.store.write(&report)?;
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
        let mut report = self
            .report
            .into_inner()
            .unwrap_or_else(PoisonError::into_inner);
        report.complete = true;
        self.store.write(&report)?;
        Ok(report)
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

    /// Judges one piece. Nothing that goes wrong here stops the batch.
    fn judge(&self, piece: &Piece<'_>) -> Row {
        let Piece { student, task } = piece;
        let unrun = |verdict, message| Judgement::unrun(&task.name, task.points, verdict, message);
        let (source, judgement) = match self.answer(piece) {
            Err(Absence::Missing(message)) => (None, unrun(Verdict::Missing, message)),
            Err(Absence::Hidden(message)) => (None, unrun(Verdict::NotGradable, message)),
            Ok(text) => {
                let judged =
                    std::panic::catch_unwind(AssertUnwindSafe(|| self.grader.judge(task, text)));
                let judgement = match judged {
                    Ok(Ok(judgement)) => judgement,
                    Ok(Err(error)) => unrun(Verdict::GraderFault, error.to_string()),
                    Err(_) => unrun(Verdict::GraderFault, "the grader panicked on it".to_owned()),
                };
                (Some(digest(text)), judgement)
            }
        };
        Row {
            student: student.clone(),
            source,
            rules: self.rules.get(&task.name).cloned(),
            judgement,
        }
    }
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}
