//! `cargo workbook grade`: a folder of submissions in, reports out.

mod batch;
#[cfg(target_os = "linux")]
mod doctor;
#[cfg(target_os = "linux")]
mod guardian;
mod progress;
mod seed;

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::error::JudgeError;
use crate::grader::{Grader, Options};
use crate::intake::{self, IdPattern, Intake, Reading, Wanted};
use crate::limits::cores;
use crate::report::{Exercise, FORMAT, HandedIn, Report, Store, hint, merge, summary};
use crate::roster::Roster;
use crate::rules::rules;
use crate::sandbox::Level;
use crate::selection::Selection;
use crate::task::Task;
use batch::Batch;

#[cfg(target_os = "linux")]
pub use guardian::guard;
pub use seed::Seed;

/// Exit status when the grader or the machine failed on a submission.
const FAULT: u8 = 3;

/// Grades a folder of submissions.
///
/// Each entry of SUBMISSIONS is one student's: a folder or an archive, named after the student or by Moodle, Canvas,
/// Blackboard or GitHub Classroom. Student code runs in a sandbox and never says itself whether it passed.
#[derive(Debug, Clone, clap::Args)]
pub struct GradeArgs {
    /// The folder or the archive that holds one folder or archive (zip, tar, tar.gz, tar.xz, tar.zst) for each student.
    #[arg(required_unless_present_any = ["doctor", "merge"])]
    pub submissions: Option<PathBuf>,
    /// Where all reports go; other files there are left alone, and earlier reports get a number.
    #[arg(long, value_name = "DIR", required_unless_present = "doctor")]
    pub out: Option<PathBuf>,
    /// The exercise to grade; may be given several times. Without it: every exercise found in any submission.
    #[arg(long, value_name = "NAME", num_args = 1..)]
    pub exercise: Vec<String>,
    /// A regular expression that finds the student in the name of each submission: its group `id`, as in
    /// `^q1_(?<id>[a-z]+)`. A group `attempt` tells which of several is the newest.
    #[arg(long, value_name = "REGEX")]
    pub id_pattern: Option<IdPattern>,
    /// A CSV of who should have handed something in, as you have it or as a course platform exports it: who hasn't gets
    /// a row all the same, and its columns come after ours in grades.csv.
    #[arg(long, value_name = "CSV")]
    pub roster: Option<PathBuf>,
    /// The roster's column that names students, where it isn't called `student`, `id`, or as a platform calls it.
    #[arg(long, value_name = "COLUMN", requires = "roster")]
    pub roster_id: Option<String>,
    /// Exercises of your own from outside the repository as well: DIR/exercises/NAME and DIR/solutions/NAME.
    #[arg(long, value_name = "DIR")]
    pub extra: Option<PathBuf>,
    /// Submissions to judge at the same time; as many as there are cores where nothing is said. Races come after all
    /// the rest, one at a time, and have the machine for themselves.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=256))]
    pub jobs: Option<u16>,
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
        conflicts_with_all = ["submissions", "exercise", "roster", "extra", "resume", "only", "regrade", "seed", "doctor"]
    )]
    pub merge: Option<PathBuf>,
    /// Where the cases come from: any text, such as a name for this class and year, or a number. The same one gives the
    /// same cases. Random when it isn't given, and always in the report, as a number.
    #[arg(long, value_name = "TEXT")]
    pub seed: Option<Seed>,
    /// Time limit for each group of cases, in seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub time_limit: Option<f64>,
    /// Time limit for each run of the compiler, in seconds.
    #[arg(long, value_name = "S", value_parser = seconds)]
    pub build_limit: Option<f64>,
    /// The sandbox to use (bubblewrap, landlock, weak) instead of the strongest that works here.
    #[arg(long, value_name = "LEVEL")]
    pub sandbox: Option<Level>,
    /// Grades even where a submission can't be kept from reading or changing what you can.
    #[arg(long)]
    pub accept_weak_containment: bool,
    /// Grades nothing, but tries all that grading needs of this machine, and says what is missing and how to get it.
    #[arg(long, conflicts_with_all = ["submissions", "out"])]
    pub doctor: bool,
    /// With `--doctor`: what was found as one JSON document.
    #[arg(long, requires = "doctor")]
    pub json: bool,
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
            seed: self.seed.as_ref().map(|seed| seed.number),
            jobs: self.jobs(),
            ..Options::default()
        };
        if let Some(wall_s) = self.time_limit {
            options.subject.wall_s = wall_s;
        }
        if let Some(wall_s) = self.build_limit {
            options.compiler.wall_s = wall_s;
        }
        options
    }

    fn jobs(&self) -> u16 {
        let cores = || cores().try_into().unwrap_or(u16::MAX).clamp(1, 256);
        self.jobs.unwrap_or_else(cores)
    }
}

/// Grades, as `cargo workbook grade` does; `tasks` are all exercises of the workspace at `root`.
///
/// # Errors
/// When what was asked for can't be found, when no judge can be built, or when reports can't be written. What is wrong
/// with a submission is a verdict.
pub fn run(args: &GradeArgs, root: &Path, tasks: Vec<Task>) -> Result<ExitCode, JudgeError> {
    if args.doctor {
        return examine(args, root, &tasks);
    }
    #[cfg(target_os = "linux")]
    guard().map_err(JudgeError::Guard)?;
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

#[cfg(target_os = "linux")]
fn examine(args: &GradeArgs, root: &Path, tasks: &[Task]) -> Result<ExitCode, JudgeError> {
    doctor::examine(root, args.options(), tasks, args.json)
}

#[cfg(not(target_os = "linux"))]
fn examine(_: &GradeArgs, _: &Path, _: &[Task]) -> Result<ExitCode, JudgeError> {
    Err(JudgeError::Usage(
        "grading needs Linux, and this isn't one".to_owned(),
    ))
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
    if let (Some(rubric), Some(out)) = (&args.merge, &args.out) {
        if !out.is_dir() {
            return Err(JudgeError::Usage(format!(
                "there is no folder {} with reports to merge into",
                out.display()
            )));
        }
        println!("{}", merge(&Store::open(out)?, rubric)?);
        return Ok(ExitCode::SUCCESS);
    }
    let (Some(submissions), Some(out)) = (&args.submissions, &args.out) else {
        return Err(JudgeError::Usage(
            "SUBMISSIONS and --out are needed to grade".to_owned(),
        ));
    };
    let submissions = intake::place_of_submissions(submissions)?;
    let named = named(&args.exercise, &tasks)?;
    let read_roster = |path| Roster::read(path, args.roster_id.as_deref());
    let roster = args.roster.as_deref().map(read_roster).transpose()?;
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
    let reading = Reading {
        id_pattern: args.id_pattern.clone(),
        ..Reading::default()
    };
    let mut intake = intake::take_in(&submissions, wanted, &reading)?;
    let renamed = roster
        .as_ref()
        .map(|roster| roster.match_up(&mut intake))
        .unwrap_or_default();
    let tasks: Vec<Task> = if named.is_empty() {
        found(tasks, &intake, &submissions)?
    } else {
        tasks
            .into_iter()
            .filter(|task| named.contains(&task.name))
            .collect()
    };
    let listed = roster.as_ref().map(Roster::students).unwrap_or_default();
    let students: BTreeSet<&str> = intake
        .students
        .keys()
        .chain(&listed)
        .map(String::as_str)
        .collect();
    let selection = Selection::new(&args.only, &args.regrade, &tasks, &students)?;
    let store = Store::open(out)?;
    let mut options = args.options();
    let mut earlier = if args.resume || selection.goes_on() {
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
    for reason in grader.passed_over() {
        eprintln!("a stronger sandbox doesn't work here: {reason}");
    }
    if let Some(level) = grader.level() {
        eprintln!("sandbox: {level}");
    }
    let limits = grader.limits();
    let rules = tasks
        .iter()
        .map(|task| Ok((task.name.clone(), rules(task, &limits, grader.root())?)))
        .collect::<Result<_, JudgeError>>()?;
    if let Some(earlier) = &mut earlier {
        go_by_new_names(earlier, &renamed, &store)?;
    } else {
        let aside = store.set_aside()?;
        if !aside.is_empty() {
            eprintln!(
                "earlier reports in {} are now {}",
                out.display(),
                aside.join(" and ")
            );
        }
    }
    let mut report = begin(&grader, &tasks, &intake, roster.as_ref());
    report.seed_text = args.seed.as_ref().and_then(|seed| seed.text.clone());
    if report.seed_text.is_none() {
        report.seed_text = earlier.as_ref().and_then(|report| report.seed_text.clone());
    }
    let batch = Batch::new(&grader, &tasks, &intake, &store, selection, rules, report);
    let report = batch.run(listed, earlier, args.jobs())?;
    print!("{}", summary(&report));
    println!(
        "reports: {} and what lies beside it",
        store.folder().join("class.html").display()
    );
    if report.needs_points() {
        println!(
            "points to give: fill in {rubric}, then `cargo workbook grade --merge {rubric} --out {}`",
            out.display(),
            rubric = out.join("rubric.csv").display()
        );
    }
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
fn found(tasks: Vec<Task>, intake: &Intake, place: &Path) -> Result<Vec<Task>, JudgeError> {
    let holds = |task: &Task| {
        let mut submissions = intake.students.values();
        submissions.any(|submission| submission.answers.contains_key(&task.name))
    };
    let found: Vec<Task> = tasks.into_iter().filter(holds).collect();
    if found.is_empty() {
        return Err(JudgeError::Usage(format!(
            "no submission in {} holds a file that ends in NAME/src/lib.rs for any exercise; \
             with `--exercise NAME` a bare lib.rs will do",
            place.display()
        )));
    }
    Ok(found)
}

/// An earlier run had no roster, or another: what it judged goes on under the names of today.
fn go_by_new_names(
    report: &mut Report,
    renamed: &BTreeMap<String, String>,
    store: &Store,
) -> Result<(), JudgeError> {
    let before = report.clone();
    let gone = report.rename(renamed);
    if gone.is_empty() {
        return Ok(());
    }
    eprintln!(
        "the roster calls students otherwise than the earlier reports did, whose rows go on under the new names: {}",
        gone.len()
    );
    store.forget(&before, &gone)
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

fn begin(grader: &Grader, tasks: &[Task], intake: &Intake, roster: Option<&Roster>) -> Report {
    let exercise = |task: &Task| Exercise {
        name: task.name.clone(),
        max_points: task.points,
        goal: task.goal,
        hints: hint::read(&task.exercise_dir),
    };
    let unlisted = |roster: &Roster| {
        let listed = roster.students();
        let students = intake.students.keys();
        students
            .filter(|student| !listed.contains(*student))
            .cloned()
            .collect()
    };
    let handed_in = |(student, submission): (&String, &intake::Submission)| {
        let handed_in = HandedIn {
            from: submission.from.clone(),
            ignored: submission.ignored.clone(),
            notes: submission.notes.clone(),
        };
        (student.clone(), handed_in)
    };
    Report {
        format: FORMAT,
        workbook: env!("CARGO_PKG_VERSION").to_owned(),
        toolchain: grader.toolchain(),
        complete: false,
        seed: grader.seed(),
        seed_text: None,
        sandbox: grader.level(),
        limits: grader.limits(),
        exercises: tasks.iter().map(exercise).collect(),
        rows: BTreeMap::new(),
        ignored: intake.ignored.clone(),
        unlisted: roster.map(unlisted).unwrap_or_default(),
        roster: roster.map(Roster::columns).unwrap_or_default(),
        notes: intake.notes.clone(),
        handed_in: intake.students.iter().map(handed_in).collect(),
    }
}
