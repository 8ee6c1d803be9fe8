//! Hostile and broken submissions get their verdicts, at every level of the sandbox that this machine has.
//!
//! Each file of `tests/primes/hostile` is a submission, and says in its first line what must come of it:
//! `//! Expect VERDICT: FRAGMENT`, where the fragment is a piece of the message.
//!
//! A level that doesn't work here is skipped, which is told on the terminal whatever the harness captures; on a machine
//! where no level works, a test fails. The environment variable `WORKBOOK_SANDBOXES` asks for more or less:
//!
//! | `WORKBOOK_SANDBOXES` | what must work |
//! |---|---|
//! | not set, or empty | at least one level |
//! | levels with commas between them, such as `bubblewrap,landlock` | every one of these |
//! | `none` | nothing |
#![cfg(target_os = "linux")]

mod support;

use std::collections::BTreeSet;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use support::{doubled, folder, primes, solution};
use workbook_judge::limits::Limits;
use workbook_judge::sandbox::Level;
use workbook_judge::verdict::{Judgement, SpeedVerdict, Verdict};
use workbook_judge::{Grader, JudgeError, Options, Task};

/// The levels that contain a submission.
const LEVELS: [Level; 2] = [Level::Bubblewrap, Level::Landlock];

/// What `WORKBOOK_SANDBOXES` says.
#[derive(Debug, PartialEq)]
enum Required {
    /// At least one level must work.
    Any,
    /// These levels must work.
    Named(Vec<Level>),
    /// No level needs to work.
    Nothing,
}

impl Required {
    fn here() -> Self {
        Self::parse(&std::env::var("WORKBOOK_SANDBOXES").unwrap_or_default())
    }

    fn parse(text: &str) -> Self {
        match text.trim() {
            "" => Self::Any,
            "none" => Self::Nothing,
            words => Self::Named(words.split(',').map(Self::level).collect()),
        }
    }

    fn level(word: &str) -> Level {
        let level = word.trim().parse().ok();
        level
            .filter(|level| LEVELS.contains(level))
            .unwrap_or_else(|| {
                panic!("WORKBOOK_SANDBOXES: `{word}` is neither of bubblewrap, landlock")
            })
    }

    fn names(&self, level: Level) -> bool {
        matches!(self, Self::Named(levels) if levels.contains(&level))
    }
}

/// Tells what isn't tested. The harness captures what macros print, but not this.
fn tell(text: &str) {
    // A terminal that is gone has nobody to tell.
    let _ = std::io::stderr().write_all(format!("\n{text}\n").as_bytes());
}

/// A grader at this level with short limits; nothing where the machine doesn't have the level and needn't.
fn grader(level: Level) -> Option<Grader> {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("grade-{level}"));
    let options = Options {
        sandbox: Some(level),
        seed: Some(20_261_122),
        subject: Limits {
            wall_s: 3.0,
            memory_bytes: 256 << 20,
            ..Limits::subject()
        },
        compiler: Limits {
            wall_s: 8.0,
            ..Limits::compiler()
        },
        target: Some(target),
        ..Options::default()
    };
    let grader = Grader::new(Path::new(env!("CARGO_MANIFEST_DIR")), options).unwrap();
    match grader.adopt(&primes(), PathBuf::from(env!("CARGO_BIN_EXE_judge-primes"))) {
        Ok(()) => Some(grader),
        Err(JudgeError::Sandbox(error)) => {
            let required = Required::here().names(level);
            assert!(!required, "WORKBOOK_SANDBOXES names {level}, but: {error}");
            tell(&format!("NOT TESTED at level {level}: {error}"));
            None
        }
        Err(error) => panic!("{error}"),
    }
}

/// A folder that a submission tries to reach: a listener, a file to spoil, a place to write to.
struct Bait {
    folder: tempfile::TempDir,
    listener: TcpListener,
}

impl Bait {
    fn lay() -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("victim"), "untouched").unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        Self { folder, listener }
    }

    fn put_into(&self, text: &str) -> String {
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        text.replace("{SOLUTION}", &path(&folder().join("solution.rs")))
            .replace("{FOLDER}", &path(self.folder.path()))
            .replace("{VICTIM}", &path(&self.folder.path().join("victim")))
            .replace(
                "{PORT}",
                &self.listener.local_addr().unwrap().port().to_string(),
            )
    }

    fn assert_untouched(&self) {
        assert!(self.listener.accept().is_err(), "something connected");
        let victim = std::fs::read_to_string(self.folder.path().join("victim")).unwrap();
        assert_eq!(victim, "untouched");
        assert_eq!(
            std::fs::read_dir(self.folder.path()).unwrap().count(),
            1,
            "something was written"
        );
        for folder in ["/tmp", "/var/tmp", "/dev/shm", "/"] {
            assert!(
                !Path::new(folder).join("workbook-escaped").exists(),
                "something was written to {folder}"
            );
        }
    }
}

/// Judges every file of a folder and compares with what it expects.
fn judge_all(grader: &Grader, task: &Task, folder: &Path, seen: &mut BTreeSet<Verdict>) {
    let mut failures = Vec::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.sort();
    assert!(!files.is_empty());
    for file in files {
        let bait = Bait::lay();
        let text = std::fs::read_to_string(&file).unwrap();
        let expected = text
            .lines()
            .next()
            .and_then(|line| line.strip_prefix("//! Expect "))
            .unwrap();
        let (verdict, fragment) = expected.split_once(':').unwrap();
        let begin = Instant::now();
        let judgement = grader.judge(task, &bait.put_into(&text)).unwrap();
        let name = file.file_stem().unwrap().to_string_lossy().into_owned();
        let time = begin.elapsed();
        bait.assert_untouched();
        seen.insert(judgement.verdict);
        let fits =
            judgement.verdict.word() == verdict && judgement.message.contains(fragment.trim());
        let in_time = time < Duration::from_secs(60);
        if !(fits && in_time) || std::env::var_os("SHOW").is_some() {
            let Judgement {
                verdict,
                message,
                points,
                ..
            } = judgement;
            let report = format!(
                "{name}: expected {expected}; got {verdict}, {points} points in {time:.1?}: {message}"
            );
            if fits && in_time {
                eprintln!("{report}")
            } else {
                failures.push(report)
            }
        }
    }
    assert!(
        failures.is_empty(),
        "at level {}:\n{}",
        grader.level().unwrap(),
        failures.join("\n")
    );
}

/// No process is left: whatever loses its parent becomes this process's child.
fn assert_nothing_is_left() {
    let left = || {
        let processes = std::fs::read_dir("/proc").unwrap().flatten();
        let own = std::process::id();
        processes
            .filter_map(|process| {
                Some((
                    process.file_name().to_str()?.parse::<u32>().ok()?,
                    process.path(),
                ))
            })
            .filter(|(pid, path)| {
                let status = std::fs::read_to_string(path.join("status")).unwrap_or_default();
                *pid != own
                    && status.contains(&format!("PPid:\t{own}\n"))
                    && !status.contains("State:\tZ")
            })
            .map(|(pid, path)| {
                format!(
                    "{pid} {}",
                    std::fs::read_to_string(path.join("cmdline")).unwrap_or_default()
                )
            })
            .collect::<Vec<_>>()
    };
    let deadline = Instant::now() + Duration::from_secs(10);
    while !left().is_empty() {
        assert!(Instant::now() < deadline, "left behind: {:?}", left());
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// One test at a time: each looks at all processes that this one started.
static ALONE: Mutex<()> = Mutex::new(());

fn hostile_submissions_get_their_verdicts(level: Level) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    nix::sys::prctl::set_child_subreaper(true).unwrap();
    let Some(grader) = grader(level) else { return };
    let mut seen = BTreeSet::new();
    judge_all(&grader, &primes(), &folder().join("hostile"), &mut seen);
    let unsafe_task = Task {
        allows_unsafe: true,
        ..primes()
    };
    judge_all(
        &grader,
        &unsafe_task,
        &folder().join("hostile-unsafe"),
        &mut seen,
    );
    assert_nothing_is_left();
    // A text that is to be read is in `speed_ups.rs`.
    let not_of_a_submission = [
        Verdict::NotGradable,
        Verdict::Missing,
        Verdict::GraderFault,
        Verdict::ToBeRead,
    ];
    let missing = Verdict::ALL
        .iter()
        .filter(|verdict| !verdict.is_about_speed() && !seen.contains(verdict));
    let missing: Vec<_> = missing
        .filter(|verdict| !not_of_a_submission.contains(verdict))
        .collect();
    assert!(missing.is_empty(), "no submission got {missing:?}");
}

/// The grader, ready for macros.
fn grader_of_macros(level: Level) -> Option<Grader> {
    let grader = grader(level)?;
    let judge = PathBuf::from(env!("CARGO_BIN_EXE_judge-doubled"));
    grader.adopt(&doubled(), judge).unwrap();
    Some(grader)
}

fn hostile_macros_get_their_verdicts(level: Level) {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    nix::sys::prctl::set_child_subreaper(true).unwrap();
    let Some(grader) = grader_of_macros(level) else {
        return;
    };
    let hostile = doubled().solution_dir.join("hostile");
    judge_all(&grader, &doubled(), &hostile, &mut BTreeSet::new());
    assert_nothing_is_left();
}

#[test]
fn hostile_macros_get_their_verdicts_under_bubblewrap() {
    hostile_macros_get_their_verdicts(Level::Bubblewrap);
}

#[test]
fn hostile_macros_get_their_verdicts_under_landlock() {
    hostile_macros_get_their_verdicts(Level::Landlock);
}

#[test]
fn a_right_macro_gets_all_points_and_a_half_right_one_those_of_its_groups() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let right = std::fs::read_to_string(doubled().solution_dir.join("solution.rs")).unwrap();
    // Where the body is expected to begin, a `where` clause comes first.
    let half = right.replace(
        "let body = tokens.pop().unwrap();",
        "let body = tokens.pop().unwrap();\n    assert!(tokens.len() < 8, \"too long for me\");",
    );
    let unrefused = right.replace("== \"async\"", "== \"never\"");
    for level in LEVELS {
        let Some(grader) = grader_of_macros(level) else {
            continue;
        };
        let verdicts = |source: &str| {
            let judgement = grader.judge(&doubled(), source).unwrap();
            let groups = judgement.groups.iter();
            (
                judgement.points,
                groups.map(|group| group.verdict).collect::<Vec<_>>(),
                format!("{:?}", judgement.groups),
            )
        };
        let (points, groups, said) = verdicts(&right);
        assert_eq!(
            (points, &groups[..]),
            (10, &[Verdict::Pass; 3][..]),
            "{level}: {said}"
        );
        let (points, groups, said) = verdicts(&half);
        let expected = [Verdict::Pass, Verdict::BuildError, Verdict::Pass];
        assert_eq!((points, &groups[..]), (7, &expected[..]), "{level}: {said}");
        assert!(said.contains("too long for me"), "{said}");
        let (points, groups, said) = verdicts(&unrefused);
        let expected = [Verdict::Pass, Verdict::Pass, Verdict::Wrong];
        assert_eq!((points, &groups[..]), (7, &expected[..]), "{level}: {said}");
        assert!(said.contains("async"), "{said}");
    }
}

#[test]
fn the_levels_that_must_work_here_do() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    let working = LEVELS.into_iter().filter_map(grader).count();
    assert!(
        working > 0 || Required::here() == Required::Nothing,
        "no level of the sandbox works here; with WORKBOOK_SANDBOXES=none that is all right"
    );
}

#[test]
fn the_variable_names_levels() {
    assert_eq!(Required::parse(" "), Required::Any);
    assert_eq!(Required::parse("none"), Required::Nothing);
    let named = Required::parse("landlock, bubblewrap");
    assert_eq!(
        named,
        Required::Named(vec![Level::Landlock, Level::Bubblewrap])
    );
    assert!(named.names(Level::Bubblewrap) && !Required::Any.names(Level::Bubblewrap));
    assert!(std::panic::catch_unwind(|| Required::parse("bublewrap")).is_err());
}

#[test]
fn hostile_submissions_get_their_verdicts_under_bubblewrap() {
    hostile_submissions_get_their_verdicts(Level::Bubblewrap);
}

#[test]
fn hostile_submissions_get_their_verdicts_under_landlock() {
    hostile_submissions_get_their_verdicts(Level::Landlock);
}

#[test]
fn a_right_and_fast_answer_gets_all_points() {
    let _alone = ALONE.lock().unwrap_or_else(PoisonError::into_inner);
    for level in LEVELS {
        let Some(grader) = grader(level) else {
            continue;
        };
        let judgement = grader.judge(&primes(), &solution()).unwrap();
        assert_eq!(judgement.verdict, Verdict::Pass, "{level}: {judgement:?}");
        assert_eq!(judgement.points, 10, "{level}: {judgement:?}");
        assert_eq!(judgement.sandbox, Some(level));
        assert_eq!(judgement.speed.unwrap().verdict, SpeedVerdict::Faster);
    }
}
