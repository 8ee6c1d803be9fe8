//! `cargo workbook grade`: a folder of submissions in, reports out.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::panic::AssertUnwindSafe;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::{Mutex, PoisonError};

use sha2::{Digest, Sha256};

use crate::error::JudgeError;
use crate::grader::{Grader, Options};
use crate::intake::{self, Absence, Intake, Wanted};
use crate::report::{
    Exercise, FORMAT, Report, Roster, Row, Store, hex, hint, line, merge, summary,
};
use crate::roster;
use crate::rules::rules;
use crate::sandbox::Level;
use crate::selection::Selection;
use crate::task::Task;
use crate::verdict::{Judgement, Verdict};

/// Exit status when the grader or the machine failed on a submission.
const FAULT: u8 = 3;

/// Grades a folder of submissions.
///
/// Each entry of SUBMISSIONS is one student's: a folder or a zip, named after the student. Student code runs in a
/// sandbox and never says itself whether it passed.
#[derive(Debug, Clone, clap::Args)]
pub struct GradeArgs {
    /// The folder that holds one folder or zip for each student.
    #[arg(required_unless_present = "merge")]
    pub submissions: Option<PathBuf>,
    /// Where all reports go; other files there are left alone, and earlier reports get a number.
    #[arg(long, value_name = "DIR")]
    pub out: PathBuf,
    /// The exercise to grade; may be given several times. Without it: every exercise found in any submission.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub exercise: Vec<String>,
    /// A CSV with a column `student`: who has handed nothing in gets a row all the same.
    #[arg(long, value_name = "CSV")]
    pub roster: Option<PathBuf>,
    /// Further cases of the instructor's own.
    #[arg(long, value_name = "DIR")]
    pub extra: Option<PathBuf>,
    /// Submissions to judge at the same time; races have the machine for themselves all the same.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: u16,
    /// Goes on from the grades.json in DIR: what is judged already and hasn't changed, the judge and the
    /// limits included, is kept, races and all; so are rows of other students and exercises.
    #[arg(long)]
    pub resume: bool,
    /// Judges only this exercise's or this student's submissions, and keeps all other rows; may be given several times.
    /// Goes on from earlier reports, as with --resume.
    #[arg(long, value_name = "EXERCISE|STUDENT", num_args = 1..)]
    pub only: Vec<String>,
    /// Judges this student's submissions again, whatever is known of them, races included; may be given several times.
    /// Goes on from earlier reports, as with --resume.
    #[arg(long, value_name = "STUDENT", num_args = 1..)]
    pub regrade: Vec<String>,
    /// Grades nothing, and puts the points of a filled-in rubric.csv into all reports of DIR.
    #[arg(
        long,
        value_name = "RUBRIC.csv",
        conflicts_with_all = ["submissions", "exercise", "roster", "extra", "resume", "only", "regrade", "seed"]
    )]
    pub merge: Option<PathBuf>,
    /// Where the cases come from; random when it isn't given, and always in the report.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u64).range(..1 << 53))]
    pub seed: Option<u64>,
    /// Time limit for each group of cases, in seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub time_limit: Option<f64>,
    /// The sandbox to use (bubblewrap, landlock, weak) instead of the strongest that works here.
    #[arg(long, value_name = "LEVEL")]
    pub sandbox: Option<Level>,
    /// Grades even where a submission can't be kept from reading or changing what you can.
    #[arg(long)]
    pub accept_weak_containment: bool,
}

fn seconds(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(seconds) if (0.1..=3600.0).contains(&seconds) => Ok(seconds),
        _ => Err("a time limit is a number of seconds from 0.1 to 3600".to_owned()),
    }
}

impl GradeArgs {
    fn options(&self) -> Options {
        let mut options = Options {
            sandbox: self.sandbox,
            accept_weak: self.accept_weak_containment,
            seed: self.seed,
            jobs: self.jobs,
            ..Options::default()
        };
        if let Some(wall_s) = self.time_limit {
            options.subject.wall_s = wall_s;
        }
        options
    }
}

/// Grades, as `cargo workbook grade` does; `tasks` are all exercises of the workspace at `root`.
///
/// # Errors
/// When what was asked for can't be found, when no judge can be built, or when reports can't be written. What is wrong
/// with a submission is a verdict.
pub fn run(args: &GradeArgs, root: &Path, tasks: Vec<Task>) -> Result<ExitCode, JudgeError> {
    grade(args, tasks, |options, tasks| {
        let grader = Grader::new(root, options)?;
        for task in tasks {
            eprintln!(
                "preparing {} (the first time, its judge is built)",
                task.name
            );
            grader.prepare(task)?;
        }
        Ok(grader)
    })
}

/// Grades with a grader that is made when it is known what there is to grade.
///
/// # Errors
/// As [`run`].
pub fn grade(
    args: &GradeArgs,
    tasks: Vec<Task>,
    ready: impl FnOnce(Options, &[Task]) -> Result<Grader, JudgeError>,
) -> Result<ExitCode, JudgeError> {
    if let Some(rubric) = &args.merge {
        if !args.out.is_dir() {
            return Err(JudgeError::Usage(format!(
                "there is no folder {} with reports to merge into",
                args.out.display()
            )));
        }
        println!("{}", merge(&Store::open(&args.out)?, rubric)?);
        return Ok(ExitCode::SUCCESS);
    }
    if args.extra.is_some() {
        return Err(JudgeError::Usage(
            "--extra: cases of your own are not available yet".to_owned(),
        ));
    }
    let Some(submissions) = &args.submissions else {
        return Err(JudgeError::Usage(
            "give the folder of submissions".to_owned(),
        ));
    };
    let folder = intake::folder_of_submissions(submissions)?;
    let named = named(&args.exercise, &tasks)?;
    let roster = args.roster.as_deref().map(roster::read).transpose()?;
    let known: Vec<String> = tasks.iter().map(|task| task.name.clone()).collect();
    let exercises = if named.is_empty() {
        known.clone()
    } else {
        named.clone()
    };
    let wanted = Wanted {
        exercises: &exercises,
        known: &known,
        bare: named.len() == 1,
    };
    let intake = intake::take_in(&folder, wanted)?;
    let tasks: Vec<Task> = if named.is_empty() {
        found(tasks, &intake, &folder)?
    } else {
        tasks
            .into_iter()
            .filter(|task| named.contains(&task.name))
            .collect()
    };
    let students: BTreeSet<&str> = intake
        .students
        .keys()
        .chain(roster.iter().flatten())
        .map(String::as_str)
        .collect();
    let selection = Selection::new(&args.only, &args.regrade, &tasks, &students)?;
    let store = Store::open(&args.out)?;
    let mut options = args.options();
    let earlier = if args.resume || selection.goes_on() {
        earlier(&store, &mut options, &tasks)?
    } else {
        None
    };
    let needed: Vec<Task> = tasks
        .iter()
        .filter(|task| selection.has_exercise(&task.name))
        .cloned()
        .collect();
    let grader = ready(options, &needed)?;
    let limits = grader.limits();
    let rules = tasks
        .iter()
        .map(|task| Ok((task.name.clone(), rules(task, &limits)?)))
        .collect::<Result<_, JudgeError>>()?;
    if earlier.is_none() {
        let aside = store.set_aside()?;
        if !aside.is_empty() {
            eprintln!(
                "earlier reports in {} are now {}",
                args.out.display(),
                aside.join(" and ")
            );
        }
    }
    let report = begin(&grader, &tasks, &intake, roster.as_ref());
    let batch = Batch {
        grader: &grader,
        tasks: &tasks,
        intake: &intake,
        store: &store,
        selection,
        rules,
        report: Mutex::new(report),
    };
    batch.run(roster.unwrap_or_default(), earlier, args.jobs)?;
    let report = batch
        .report
        .into_inner()
        .unwrap_or_else(PoisonError::into_inner);
    print!("{}", summary(&report));
    println!(
        "reports: {} and what lies beside it",
        store.folder().join("class.html").display()
    );
    Ok(if report.has_fault() {
        ExitCode::from(FAULT)
    } else {
        ExitCode::SUCCESS
    })
}

/// The exercises that were named, each once.
fn named(names: &[String], tasks: &[Task]) -> Result<Vec<String>, JudgeError> {
    for name in names {
        if !tasks.iter().any(|task| task.name == *name) {
            let known = tasks
                .iter()
                .map(|task| task.name.as_str())
                .collect::<Vec<_>>()
                .join(", ");
            return Err(JudgeError::Usage(format!(
                "there is no exercise `{name}`; there are: {known}"
            )));
        }
    }
    let unique: BTreeSet<String> = names.iter().cloned().collect();
    Ok(unique.into_iter().collect())
}

/// The exercises that at least one submission holds.
fn found(tasks: Vec<Task>, intake: &Intake, folder: &Path) -> Result<Vec<Task>, JudgeError> {
    let holds = |task: &Task| {
        intake.students.values().any(|submission| match submission {
            intake::Submission::Read { answers, .. } => answers.contains_key(&task.name),
            intake::Submission::Refused(_) => false,
        })
    };
    let found: Vec<Task> = tasks.into_iter().filter(holds).collect();
    if found.is_empty() {
        return Err(JudgeError::Usage(format!(
            "no submission in {} holds a file that ends in NAME/src/lib.rs for any exercise; \
             with `--exercise NAME` a bare lib.rs will do",
            folder.display()
        )));
    }
    Ok(found)
}

/// The report to go on from: its cases are this run's cases too.
fn earlier(
    store: &Store,
    options: &mut Options,
    tasks: &[Task],
) -> Result<Option<Report>, JudgeError> {
    let Some(report) = store.earlier()? else {
        return Ok(None);
    };
    if options.seed.is_some_and(|seed| seed != report.seed) {
        let message = format!(
            "--seed differs from the seed {} that --resume goes on from",
            report.seed
        );
        return Err(JudgeError::Usage(message));
    }
    options.seed = Some(report.seed);
    for task in tasks {
        let before = report
            .exercises
            .iter()
            .find(|exercise| exercise.name == task.name);
        if before.is_some_and(|before| before.max_points != task.points || before.goal != task.goal)
        {
            let message = format!(
                "{} has other points or another goal than when it was graded; grade it anew",
                task.name
            );
            return Err(JudgeError::Usage(message));
        }
    }
    Ok(Some(report))
}

fn begin(
    grader: &Grader,
    tasks: &[Task],
    intake: &Intake,
    roster: Option<&BTreeSet<String>>,
) -> Report {
    let exercise = |task: &Task| Exercise {
        name: task.name.clone(),
        max_points: task.points,
        goal: task.goal,
        hints: hint::read(&task.exercise_dir),
    };
    let unlisted = |roster: &BTreeSet<String>| {
        intake
            .students
            .keys()
            .filter(|student| !roster.contains(*student))
            .cloned()
            .collect()
    };
    Report {
        format: FORMAT,
        workbook: env!("CARGO_PKG_VERSION").to_owned(),
        toolchain: grader.toolchain(),
        complete: false,
        seed: grader.seed(),
        sandbox: grader.level(),
        limits: grader.limits(),
        exercises: tasks.iter().map(exercise).collect(),
        rows: BTreeMap::new(),
        ignored: intake.ignored.clone(),
        unlisted: roster.map(unlisted).unwrap_or_default(),
        roster: Roster::default(),
    }
}

/// One student's answer to one exercise.
struct Piece<'a> {
    student: String,
    task: &'a Task,
}

/// All submissions, and the report as it grows.
struct Batch<'a> {
    grader: &'a Grader,
    tasks: &'a [Task],
    intake: &'a Intake,
    store: &'a Store,
    /// What is to be judged in this run.
    selection: Selection,
    /// What each exercise is judged by.
    rules: BTreeMap<String, String>,
    report: Mutex<Report>,
}

impl Batch<'_> {
    fn run(
        &self,
        roster: BTreeSet<String>,
        earlier: Option<Report>,
        jobs: u16,
    ) -> Result<(), JudgeError> {
        let students: BTreeSet<String> =
            self.intake.students.keys().cloned().chain(roster).collect();
        let mut queue = VecDeque::new();
        // Rows that are judged again, for what a person gave.
        let mut replaced = BTreeMap::new();
        let mut left_out = 0;
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
                    let key = (student.clone(), task.name.clone());
                    let row = before.remove(&key);
                    if !self.selection.has(&student, &task.name) {
                        match row {
                            Some(row) => report.insert(row),
                            None => left_out += 1,
                        }
                        continue;
                    }
                    if let Some(row) = row {
                        let is_wanted = self.selection.is_regraded(&student);
                        if !is_wanted && self.still_holds(&piece, &row) {
                            if row.rules.as_ref() == self.rules.get(&task.name) {
                                report.insert(row);
                                continue;
                            }
                            by_other_rules += 1;
                        }
                        replaced.insert(key, row);
                    }
                    queue.push_back(piece);
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
                let mut row = self.judge(&piece);
                if let Some(earlier) =
                    replaced.get(&(piece.student.clone(), piece.task.name.clone()))
                {
                    row.inherit(earlier);
                }
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
                self.store.write_row(&report, &piece.student)?;
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
        let mut report = self.lock();
        report.complete = left_out == 0;
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
            given: BTreeMap::new(),
        }
    }
}

fn digest(text: &str) -> String {
    hex(&Sha256::digest(text))
}
