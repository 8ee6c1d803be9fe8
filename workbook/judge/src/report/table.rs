//! `grades.csv`, for spreadsheets and course platforms.

use super::{Report, Row, line};

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
        writer.write_record([
            cell(student),
            cell(&judgement.exercise),
            judgement.points.to_string(),
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
    use super::*;

    #[test]
    fn a_cell_is_never_a_formula_and_holds_no_control_characters() {
        assert_eq!(cell("=cmd|' /C calc'!A0"), "'=cmd|' /C calc'!A0");
        assert_eq!(cell("\t-1+1"), "'-1+1");
        assert_eq!(cell("@SUM(A1)"), "'@SUM(A1)");
        assert_eq!(cell("a\u{1b}[31m\r\nb\0c\u{202e}d"), "a [31m b c d");
        assert_eq!(cell("Zoë Müller"), "Zoë Müller");
    }
}
