//! `grades.csv`, for spreadsheets and course platforms.

use super::{Report, Row, line};
use crate::verdict::Verdict;

/// The columns.
const COLUMNS: [&str; 8] = [
    "student",
    "exercise",
    "points",
    "max_points",
    "verdict",
    "speed",
    "speed_ratio",
    "message",
];

/// Renders the table.
pub(super) fn render(report: &Report) -> Result<Vec<u8>, csv::Error> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    writer.write_record(COLUMNS)?;
    for Row {
        student, judgement, ..
    } in report.rows.values()
    {
        let (speed, ratio) = match &judgement.speed {
            Some(speed) => (speed.verdict.to_string(), format!("{:.2}", speed.ratio)),
            None => (String::new(), String::new()),
        };
        // Points that nobody can know yet are no number, so that no spreadsheet adds up a zero.
        let points = match judgement.verdict {
            Verdict::GraderFault => String::new(),
            _ => judgement.points.to_string(),
        };
        writer.write_record([
            cell(student),
            cell(&judgement.exercise),
            points,
            judgement.max_points.to_string(),
            judgement.verdict.to_string(),
            speed,
            ratio,
            cell(&judgement.message),
        ])?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let text = line(text);
    if text.starts_with(['=', '+', '-', '@', '|', '%']) {
        format!("'{text}")
    } else {
        text
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::limits::Limits;
    use crate::report::{FORMAT, ProcessLimits};
    use crate::verdict::Judgement;

    #[test]
    fn a_fault_of_the_grader_is_no_number_of_points() {
        let mut report = Report {
            format: FORMAT,
            workbook: String::new(),
            complete: true,
            seed: 0,
            seed_text: None,
            sandbox: None,
            limits: ProcessLimits {
                subject: Limits::subject(),
                compiler: Limits::compiler(),
            },
            exercises: Vec::new(),
            rows: BTreeMap::new(),
            ignored: Vec::new(),
            unlisted: Vec::new(),
        };
        for (student, verdict) in [("a", Verdict::GraderFault), ("b", Verdict::Missing)] {
            report.insert(Row {
                student: student.to_owned(),
                source: None,
                rules: None,
                judgement: Judgement::unrun("q1", 20, verdict, "why"),
            });
        }
        let table = String::from_utf8(render(&report).unwrap()).unwrap();
        let rows: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(
            rows,
            ["a,q1,,20,grader-fault,,,why", "b,q1,0,20,missing,,,why"]
        );
    }

    #[test]
    fn a_cell_is_never_a_formula_and_holds_no_control_characters() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(cell("\t-1+1"), "'-1+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("a\u{1b}[31m\r\nb\0c\u{202e}d"), "a [31m b c d");
        assert_eq!(cell("Zoë Müller"), "Zoë Müller");
    }
}
