//! The mistakes that a class makes most.

use std::collections::BTreeMap;

use super::{Report, line};
use crate::verdict::Verdict;

/// How many are listed for each exercise.
const MOST: usize = 8;

/// A mistake, and who made it.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Mistake<'a> {
    /// In which group; nothing where no group was run.
    pub group: Option<&'a str>,
    /// What came of it.
    pub verdict: Verdict,
    /// One student's message.
    pub example: String,
    /// Who made it.
    pub students: Vec<&'a str>,
}

/// The mistakes in one exercise, the commonest first. Two are the same where their messages differ in numbers alone.
pub(super) fn of<'a>(report: &'a Report, exercise: &str) -> Vec<Mistake<'a>> {
    let mut found: BTreeMap<(Option<&str>, Verdict, String), Mistake<'a>> = BTreeMap::new();
    let rows = report.rows.values();
    for row in rows.filter(|row| row.judgement.exercise == exercise) {
        let mut note = |group: Option<&'a str>, verdict: Verdict, message: &str| {
            let is_mistake = verdict != Verdict::Pass
                && !verdict.is_pending()
                && !matches!(verdict, Verdict::Missing | Verdict::NotGradable);
            if !is_mistake {
                return;
            }
            let mistake = found
                .entry((group, verdict, kind(verdict, message)))
                .or_insert_with(|| Mistake {
                    group,
                    verdict,
                    example: line(message),
                    students: Vec::new(),
                });
            mistake.students.push(&row.student);
        };
        let judgement = &row.judgement;
        if judgement.groups.is_empty() {
            note(None, judgement.verdict, &judgement.message);
        }
        for group in &judgement.groups {
            note(Some(&group.name), group.verdict, &group.message);
        }
    }
    let mut mistakes: Vec<_> = found.into_values().collect();
    mistakes.sort_by_key(|mistake| std::cmp::Reverse(mistake.students.len()));
    mistakes.truncate(MOST);
    mistakes
}

/// What makes two messages the same: all but their numbers. Of a race, the verdict says all.
fn kind(verdict: Verdict, message: &str) -> String {
    if verdict.is_about_speed() {
        return String::new();
    }
    let mut kind = String::new();
    for c in line(message).chars() {
        let c = if c.is_numeric() { '0' } else { c };
        if c != '0' || !kind.ends_with('0') {
            kind.push(c);
        }
    }
    kind
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{empty, group, row};
    use crate::sandbox::Level;
    use crate::verdict::Judgement;

    #[test]
    fn mistakes_that_differ_in_numbers_are_one() {
        let mut report = empty();
        let judged = |verdict, message: &str| {
            let groups = vec![group("small", verdict, message)];
            Judgement::of_groups("q", groups, None, Level::Landlock)
        };
        for (student, verdict, message) in [
            ("a", Verdict::Wrong, "3 days: 12 instead of 7"),
            ("b", Verdict::Panic, "index 3"),
            ("c", Verdict::Wrong, "3 days: 105 instead of 7"),
            ("d", Verdict::Pass, ""),
            ("e", Verdict::CannotTell, "noise"),
        ] {
            report.insert(row(student, judged(verdict, message)));
        }
        report.insert(row("f", Judgement::unrun("q", 5, Verdict::Missing, "")));
        report.insert(row(
            "g",
            Judgement::unrun("q", 5, Verdict::BuildError, "no"),
        ));
        let mistakes = of(&report, "q");
        let found: Vec<_> = mistakes
            .iter()
            .map(|mistake| (mistake.verdict, mistake.students.as_slice()))
            .collect();
        assert_eq!(
            found,
            [
                (Verdict::Wrong, &["a", "c"][..]),
                (Verdict::BuildError, &["g"]),
                (Verdict::Panic, &["b"]),
            ]
        );
        assert!(of(&report, "another").is_empty());
    }
}
