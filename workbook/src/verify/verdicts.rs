//! Every solution gets full points from its judge; every wrong answer fails in the groups, and for the reasons, that it names.

use std::path::PathBuf;

use rayon::prelude::*;
use workbook_judge::verdict::{GroupResult, Judgement, Verdict};
use workbook_judge::{Grader, Options};

use super::Findings;
use crate::cli::Failure;
use crate::tasks;
use crate::workspace::{Exercise, Workspace};

/// Cases are drawn from this seed, so that a verdict can be had again.
const SEED: u64 = 20_261_122;

/// Judges the solutions and the wrong answers of these exercises.
pub fn check(
    workspace: &Workspace,
    exercises: &[&Exercise],
    findings: &mut Findings,
) -> Result<(), Failure> {
    let home = match &workspace.beside {
        Some(beside) => &beside.workbook,
        None => &workspace.root,
    };
    // The grader keeps everything else out while it times a race.
    let options = Options {
        seed: Some(SEED),
        // What is judged here is the author's own.
        accept_weak: true,
        jobs: rayon::current_num_threads().try_into().unwrap_or(u16::MAX),
        ..Options::default()
    };
    let grader = Grader::new(home, options).map_err(Failure::fault)?;
    for exercise in exercises {
        let task = tasks::task(exercise);
        let name = &exercise.name;
        if let Err(error) = grader.prepare(&task) {
            findings.broken(format!("{name}: its judge is ready"), error);
            continue;
        }
        let papers = papers(exercise);
        let judged = papers.par_iter().map(|paper| {
            paper.hold_up(|source| {
                grader
                    .judge(&task, source)
                    .map_err(|error| error.to_string())
            })
        });
        let results: Vec<_> = judged.collect();
        for (paper, result) in papers.iter().zip(results) {
            let untold = matches!(result, Ok(Told::Untold));
            let doubt = if untold {
                ", as far as its race could tell on this busy machine"
            } else {
                ""
            };
            let promise = format!("{name}: {}{doubt}", paper.promise());
            findings.tell(promise, result.map(|_| ()));
        }
    }
    Ok(())
}

/// How much could be told of an answer that holds up.
enum Told {
    /// All of it.
    All,
    /// All but its race.
    Untold,
}

/// An answer of the author's.
enum Paper {
    /// It gets full points.
    Solution(PathBuf),
    /// It fails as its head says.
    Wrong(PathBuf),
}

/// The solution, then the wrong answers.
fn papers(exercise: &Exercise) -> Vec<Paper> {
    let solution = Paper::Solution(exercise.solution_dir.join("src/lib.rs"));
    let wrong = wrong_answers(exercise).into_iter().map(Paper::Wrong);
    std::iter::once(solution).chain(wrong).collect()
}

impl Paper {
    /// What must hold of it.
    fn promise(&self) -> String {
        match self {
            Self::Solution(_) => "the solution gets full points".to_owned(),
            Self::Wrong(path) => format!(
                "wrong/{} fails for its reason",
                path.file_name().unwrap_or_default().to_string_lossy()
            ),
        }
    }

    /// Whether it does.
    fn hold_up(&self, judge: impl Fn(&str) -> Result<Judgement, String>) -> Result<Told, String> {
        let (Self::Solution(path) | Self::Wrong(path)) = self;
        let source = std::fs::read_to_string(path)
            .map_err(|error| format!("cannot read {}: {error}", path.display()))?;
        match self {
            Self::Solution(_) => full_points(&judge(&source)?).map(|()| Told::All),
            Self::Wrong(_) => {
                let expected = expected_failures(&source)?;
                let judgement = judge(&source)?;
                fails_as_expected(&judgement, &expected)?;
                Ok(if untold(&judgement, &expected) {
                    Told::Untold
                } else {
                    Told::All
                })
            }
        }
    }
}

fn wrong_answers(exercise: &Exercise) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(exercise.solution_dir.join("wrong"))
        .into_iter()
        .flatten()
        .flatten();
    let mut paths: Vec<_> = entries
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|end| end == "rs"))
        .collect();
    paths.sort();
    paths
}

/// Full points; a race that cannot tell on a busy machine is no fault of the solution, nor is a text that waits for its
/// reader.
fn full_points(judgement: &Judgement) -> Result<(), String> {
    if judgement.groups.is_empty() {
        return Err(format!("{}: {}", judgement.verdict, judgement.message));
    }
    let failed =
        |group: &&GroupResult| !left_open(group.verdict) && group.points != group.max_points;
    let faults: Vec<String> = judgement.groups.iter().filter(failed).map(told).collect();
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

/// Verdicts that say nothing against an answer: points that wait, and not because of a fault.
fn left_open(verdict: Verdict) -> bool {
    verdict.is_pending() && verdict != Verdict::GraderFault
}

fn told(group: &GroupResult) -> String {
    format!(
        "{}: {} ({} of {} points): {}",
        group.name, group.verdict, group.points, group.max_points, group.message
    )
}

/// A failure that a wrong answer's head names: `//! Fails GROUP with VERDICT: FRAGMENT`.
#[derive(Debug, PartialEq, Eq)]
struct Expected {
    group: String,
    verdict: String,
    fragment: String,
}

fn expected_failures(source: &str) -> Result<Vec<Expected>, String> {
    let heads = source
        .lines()
        .map_while(|line| line.strip_prefix("//! Fails "));
    let expected: Option<Vec<Expected>> = heads
        .map(|line| {
            let (group, rest) = line.split_once(" with ")?;
            let (verdict, fragment) = rest.split_once(": ")?;
            let filled = ![group, verdict, fragment]
                .iter()
                .any(|part| part.trim().is_empty());
            filled.then(|| Expected {
                group: group.to_owned(),
                verdict: verdict.to_owned(),
                fragment: fragment.trim().to_owned(),
            })
        })
        .collect();
    match expected {
        Some(expected) if !expected.is_empty() => Ok(expected),
        _ => Err("its first lines must be `//! Fails GROUP with VERDICT: WORDS OF THE MESSAGE`, one for each group that it fails".to_owned()),
    }
}

/// Whether a race that should find it too slow couldn't tell.
fn untold(judgement: &Judgement, expected: &[Expected]) -> bool {
    judgement.groups.iter().any(|group| {
        let too_slow = |expected: &Expected| {
            expected.group == group.name && expected.verdict == Verdict::NotFaster.word()
        };
        group.verdict == Verdict::CannotTell && expected.iter().any(too_slow)
    })
}

/// It fails just the groups that it names, with that verdict and those words, and gets no points there.
fn fails_as_expected(judgement: &Judgement, expected: &[Expected]) -> Result<(), String> {
    if judgement.groups.is_empty() {
        return Err(format!(
            "it never came to run: {}: {}",
            judgement.verdict, judgement.message
        ));
    }
    let mut faults = Vec::new();
    for Expected {
        group: name,
        verdict,
        fragment,
    } in expected
    {
        match judgement.groups.iter().find(|group| group.name == *name) {
            None => faults.push(format!("its judge has no group `{name}`")),
            // A busy machine is no fault of a wrong answer either; `check` says so.
            Some(group)
                if group.verdict == Verdict::CannotTell && verdict == Verdict::NotFaster.word() => {
            }
            Some(group) if group.points > 0 => {
                faults.push(format!("it gets points: {}", told(group)))
            }
            Some(group) if group.verdict.word() != verdict => {
                faults.push(format!("not {verdict}, but {}", told(group)))
            }
            Some(group) if !group.message.contains(fragment.as_str()) => faults.push(format!(
                "the message does not say {fragment:?}: {}",
                told(group)
            )),
            Some(_) => {}
        }
    }
    for group in &judgement.groups {
        let named = expected.iter().any(|expected| expected.group == group.name);
        if !named && group.points < group.max_points && !left_open(group.verdict) {
            faults.push(format!(
                "it fails a group that it does not name: {}",
                told(group)
            ));
        }
    }
    if judgement.points == judgement.max_points {
        faults.push("it gets full points".to_owned());
    }
    if faults.is_empty() {
        Ok(())
    } else {
        Err(faults.join("\n"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn group(name: &str, verdict: Verdict, points: u32, message: &str) -> GroupResult {
        GroupResult {
            name: name.to_owned(),
            about: String::new(),
            verdict,
            points,
            max_points: 5,
            message: message.to_owned(),
        }
    }

    fn judged(groups: Vec<GroupResult>) -> Judgement {
        Judgement::of_groups("q", groups, None, workbook_judge::sandbox::Level::Landlock)
    }

    fn expected() -> Vec<Expected> {
        expected_failures("//! Fails counts with wrong: off by one\n//!\n//! Prose.\n").unwrap()
    }

    #[test]
    fn the_head_of_a_wrong_answer_names_group_verdict_and_words() {
        assert_eq!(
            expected(),
            [Expected {
                group: "counts".into(),
                verdict: "wrong".into(),
                fragment: "off by one".into()
            }]
        );
        for head in [
            "",
            "//! Prose first.\n//! Fails a with wrong: x\n",
            "//! Fails counts\n",
            "//! Fails counts with wrong: \n",
        ] {
            assert!(expected_failures(head).is_err(), "{head:?}");
        }
    }

    #[test]
    fn a_wrong_answer_must_fail_where_it_says_and_as_it_says() {
        let fails = |verdict, points, message| {
            fails_as_expected(
                &judged(vec![group("counts", verdict, points, message)]),
                &expected(),
            )
        };
        assert_eq!(fails(Verdict::Wrong, 0, "off by one day"), Ok(()));
        assert!(fails(Verdict::Pass, 5, "").is_err(), "it gets points");
        assert!(
            fails(Verdict::Panic, 0, "off by one day").is_err(),
            "another verdict"
        );
        assert!(
            fails(Verdict::Wrong, 0, "something else").is_err(),
            "another reason"
        );
        let more = judged(vec![
            group("counts", Verdict::Wrong, 0, "off by one"),
            group("speed", Verdict::NotFaster, 0, ""),
        ]);
        assert!(
            fails_as_expected(&more, &expected()).is_err(),
            "a failure that it does not name"
        );
    }

    #[test]
    fn a_race_that_cannot_tell_is_told_and_breaks_no_promise() {
        let expected =
            expected_failures("//! Fails speed with not faster: times the speed-up\n").unwrap();
        let slow = |verdict| judged(vec![group("speed", verdict, 0, "0.5 times the speed-up")]);
        for verdict in [Verdict::NotFaster, Verdict::CannotTell] {
            assert_eq!(fails_as_expected(&slow(verdict), &expected), Ok(()));
        }
        assert!(untold(&slow(Verdict::CannotTell), &expected));
        assert!(!untold(&slow(Verdict::NotFaster), &expected));
        assert!(fails_as_expected(&slow(Verdict::Wrong), &expected).is_err());
    }

    #[test]
    fn a_solution_is_not_blamed_for_a_noisy_machine_but_for_anything_else() {
        assert_eq!(
            full_points(&judged(vec![
                group("a", Verdict::Pass, 5, ""),
                group("speed", Verdict::CannotTell, 0, ""),
                group("text", Verdict::ToBeRead, 0, "Two cores are two.")
            ])),
            Ok(())
        );
        for verdict in [Verdict::NotFaster, Verdict::Wrong, Verdict::GraderFault] {
            assert!(full_points(&judged(vec![group("a", verdict, 0, "")])).is_err());
        }
    }
}
