//! What a person has to look at: points to give, faults to mend, code to read.

use super::{Report, Row};
use crate::verdict::{GroupResult, Verdict};

/// Points of one group that only a person can give.
#[derive(Debug, Clone, Copy)]
pub(super) struct Open<'a> {
    /// Whose row.
    pub row: &'a Row,
    /// Which group: the rubric's item.
    pub group: &'a GroupResult,
}

/// The groups whose points are for a person to give, given already or not.
pub(super) fn items(report: &Report) -> impl Iterator<Item = Open<'_>> {
    // A row that waits for its race may need nobody when it has run.
    let rows = report.rows.values().filter(|row| !row.judgement.unfinished);
    rows.flat_map(|row| {
        let groups = row.judgement.groups.iter();
        groups
            .filter(|group| matches!(group.verdict, Verdict::ToBeRead | Verdict::CannotTell))
            .map(move |group| Open { row, group })
    })
}

/// Those that nobody has given yet.
pub(super) fn open(report: &Report) -> impl Iterator<Item = Open<'_>> {
    items(report).filter(|item| !item.row.given.contains_key(&item.group.name))
}

/// Rows that the grader or the machine failed on, with what it says.
pub(super) fn faults(report: &Report) -> impl Iterator<Item = (&Row, &str)> {
    report.rows.values().filter_map(|row| {
        let fault = Verdict::GraderFault;
        if row.judgement.verdict == fault && row.judgement.groups.is_empty() {
            return Some((row, &*row.judgement.message));
        }
        let group = row.judgement.groups.iter().find(|g| g.verdict == fault)?;
        Some((row, &*group.message))
    })
}

/// Rows whose code should be read before anybody runs it, with the verdict that says so.
pub(super) fn suspects(report: &Report) -> impl Iterator<Item = (&Row, Verdict)> {
    report.rows.values().filter_map(|row| {
        let of_groups = row.judgement.groups.iter().map(|group| group.verdict);
        let odd = |verdict: &Verdict| {
            matches!(
                verdict,
                Verdict::EarlyExit | Verdict::BuildLimit | Verdict::OutputLimit
            )
        };
        let verdict = of_groups.chain([row.judgement.verdict]).find(odd)?;
        Some((row, verdict))
    })
}

/// Rows without anything that could be graded.
pub(super) fn without_answer(report: &Report) -> impl Iterator<Item = &Row> {
    let verdict = |row: &&Row| {
        matches!(
            row.judgement.verdict,
            Verdict::NotGradable | Verdict::Missing
        )
    };
    report.rows.values().filter(verdict)
}
