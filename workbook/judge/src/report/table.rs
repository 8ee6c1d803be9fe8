//! `grades.csv`, for spreadsheets and course platforms.

use super::text::cell;
use super::{Report, Row};
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
    // What the roster says of a student comes after what the grader says.
    let of_roster = &report.roster.columns;
    let heading = COLUMNS.map(str::to_owned).into_iter();
    writer.write_record(heading.chain(of_roster.iter().map(|name| cell(name))))?;
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
        let ours = [
            cell(student),
            cell(&judgement.exercise),
            points,
            judgement.max_points.to_string(),
            judgement.verdict.to_string(),
            speed,
            ratio,
            cell(&judgement.message),
        ];
        let listed = report.roster.students.get(student);
        let theirs = (0..of_roster.len()).map(|column| {
            let value = listed.and_then(|values| values.get(column));
            value.map_or_else(String::new, |value| cell(value))
        });
        writer.write_record(ours.into_iter().chain(theirs))?;
    }
    writer
        .into_inner()
        .map_err(|error| error.into_error().into())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::tests::{empty, row};
    use crate::verdict::Judgement;

    #[test]
    fn a_fault_of_the_grader_is_no_number_of_points() {
        let mut report = empty();
        for (student, verdict) in [("a", Verdict::GraderFault), ("b", Verdict::Missing)] {
            report.insert(row(student, Judgement::unrun("q1", 20, verdict, "why")));
        }
        let table = String::from_utf8(render(&report).unwrap()).unwrap();
        let rows: Vec<&str> = table.lines().skip(1).collect();
        assert_eq!(
            rows,
            ["a,q1,,20,grader-fault,,,why", "b,q1,0,20,missing,,,why"]
        );
    }

    #[test]
    fn the_roster_s_columns_come_after_the_grader_s() {
        let mut report = empty();
        for student in ["a", "b"] {
            report.insert(row(
                student,
                Judgement::unrun("q1", 20, Verdict::Missing, ""),
            ));
        }
        report.roster.columns = vec!["ID".to_owned(), "=group".to_owned()];
        let of_a = vec!["007".to_owned(), "@x, y".to_owned()];
        report.roster.students.insert("a".to_owned(), of_a);
        let table = render(&report).unwrap();
        let mut table = csv::Reader::from_reader(&*table);
        assert_eq!(&table.headers().unwrap()[8], "ID");
        assert_eq!(&table.headers().unwrap()[9], "'=group");
        let rows: Vec<_> = table.records().map(|row| row.unwrap()).collect();
        assert_eq!((&rows[0][8], &rows[0][9]), ("007", "'@x, y"));
        assert_eq!((&rows[1][8], &rows[1][9]), ("", ""));
    }
}
