//! Races of speed-ups, and texts that a person has to read.
#![cfg(unix)]

use std::path::{Path, PathBuf};

use workbook_judge::verdict::{Judgement, SpeedVerdict, Verdict};
use workbook_judge::{Grader, Options, Task};

fn naps() -> Task {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/naps");
    Task {
        name: "naps".to_owned(),
        points: 7,
        goal: Some(0.75),
        crates: Vec::new(),
        allows_unsafe: false,
        is_macro: false,
        threads: None,
        workspace: None,
        exercise_dir: folder.clone(),
        solution_dir: folder,
    }
}

/// Judges an answer that sleeps for so long, and holds this text.
fn judge(milliseconds: &str, result: &str, text: &str) -> Judgement {
    let options = Options {
        // What is judged here is ours.
        accept_weak: true,
        target: Some(Path::new(env!("CARGO_TARGET_TMPDIR")).join("grade-naps")),
        ..Options::default()
    };
    let grader = Grader::new(Path::new(env!("CARGO_MANIFEST_DIR")), options).unwrap();
    let binary = PathBuf::from(env!("CARGO_BIN_EXE_judge-naps"));
    grader.adopt(&naps(), binary).unwrap();
    let source = format!(
        "pub const TEXT: &str = {text:?};
         pub fn nap(milliseconds: u64, helpers: u64) -> u64 {{
             std::thread::sleep(std::time::Duration::from_millis({milliseconds}));
             {result}
         }}"
    );
    grader.judge(&naps(), &source).unwrap()
}

#[test]
fn a_slow_answer_with_the_judge_s_speed_up_has_it() {
    // Twice as slow as the judge's own version, at any number of helpers.
    let judgement = judge(
        "2 * milliseconds / helpers",
        "milliseconds",
        "Helpers help.",
    );
    let speed = judgement.speed.unwrap();
    assert_eq!(speed.verdict, SpeedVerdict::Faster, "{speed}");
    assert!(
        speed.of_speed_ups && (0.85..1.3).contains(&speed.ratio),
        "{speed}"
    );
    assert_eq!(judgement.verdict, Verdict::Pass);
    assert_eq!((judgement.points, judgement.pending_points), (4, 3));
    assert_eq!(judgement.groups[0].verdict, Verdict::ToBeRead);
    assert_eq!(judgement.groups[0].message, "Helpers help.");
    assert_eq!(
        judgement.message,
        "text: to be read (3 points left to the instructor)"
    );
}

#[test]
fn a_fast_answer_that_takes_no_help_has_no_speed_up() {
    // As fast as the judge's at its best.
    let judgement = judge("milliseconds / 4", "milliseconds", "");
    let speed = judgement.speed.unwrap();
    assert_eq!(speed.verdict, SpeedVerdict::NotFaster, "{speed}");
    assert!(speed.ratio < 0.5, "{speed}");
    assert_eq!(judgement.verdict, Verdict::Wrong, "there is no text");
    assert_eq!((judgement.points, judgement.pending_points), (0, 0));
    assert!(judgement.groups[0].message.contains("nothing is written"));
}

#[test]
fn a_wrong_result_on_one_helper_alone_is_found() {
    let wrong_alone = "milliseconds + u64::from(helpers == 1)";
    let judgement = judge("milliseconds / helpers", wrong_alone, "Helpers help.");
    let speed = judgement.groups.iter().find(|group| group.name == "speed");
    let speed = speed.unwrap();
    assert_eq!(speed.verdict, Verdict::Wrong, "{}", speed.message);
    assert!(speed.message.contains("of the race: 41 instead of 40"));
}
