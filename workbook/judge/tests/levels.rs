//! The levels of the sandbox that this machine has, and what right answers get at each. Hostile and broken ones are the
//! corpus: `workbook/tests/corpus` puts `tests/*/hostile` before the built command.
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

use std::io::Write;
use std::path::{Path, PathBuf};

use support::{doubled, primes, solution};
use workbook_judge::limits::Limits;
use workbook_judge::sandbox::Level;
use workbook_judge::verdict::{SpeedVerdict, Verdict};
use workbook_judge::{Grader, JudgeError, Options};

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

/// The grader, ready for macros.
fn grader_of_macros(level: Level) -> Option<Grader> {
    let grader = grader(level)?;
    let judge = PathBuf::from(env!("CARGO_BIN_EXE_judge-doubled"));
    grader.adopt(&doubled(), judge).unwrap();
    Some(grader)
}

#[test]
fn a_right_macro_gets_all_points_and_a_half_right_one_those_of_its_groups() {
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
fn a_right_and_fast_answer_gets_all_points() {
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
