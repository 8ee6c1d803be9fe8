//! What the terminal shows when a batch is done.

use std::fmt::Write;

use super::{Report, Row, line};
use crate::sandbox::Level;
use crate::verdict::Verdict;

/// The longest message in the table, in characters: the whole one is in the reports.
const MESSAGE: usize = 80;

/// The longest name in the table, in characters: one name mustn't push every row out of the window.
const NAME: usize = 40;

/// Renders the summary.
pub(crate) fn summary(report: &Report) -> String {
    let mut text = String::new();
    // Writing to a `String` doesn't fail.
    let _ = write(report, &mut text);
    text
}

fn write(report: &Report, text: &mut String) -> std::fmt::Result {
    let rows: Vec<[String; 6]> = report.rows.values().map(cells).collect();
    let heading = [
        "student", "exercise", "points", "verdict", "speed", "message",
    ]
    .map(str::to_owned);
    let all = || std::iter::once(&heading).chain(&rows);
    let width = |column: usize| {
        all()
            .map(|row| row[column].chars().count())
            .max()
            .unwrap_or(0)
    };
    let widths: Vec<usize> = (0..5).map(width).collect();
    for row in all() {
        for (cell, width) in row.iter().zip(&widths) {
            write!(text, "{cell:width$}  ")?;
        }
        writeln!(text, "{}", row[5])?;
        let end = text.trim_end().len();
        text.truncate(end);
        text.push('\n');
    }
    writeln!(text)?;
    for verdict in Verdict::ALL {
        let count = report
            .rows
            .values()
            .filter(|row| row.judgement.verdict == verdict)
            .count();
        if count > 0 {
            write!(text, "{count} {verdict}  ")?;
        }
    }
    let contained = match report.sandbox {
        Some(Level::Weak) => {
            "weak containment: a submission could have read or changed what you can".to_owned()
        }
        Some(level) => format!("sandbox: {level}"),
        None => "nothing was run".to_owned(),
    };
    writeln!(text, "\n{contained}; seed {}", report.seed)?;
    for ignored in &report.ignored {
        writeln!(
            text,
            "ignored: {} ({})",
            line(&ignored.path),
            ignored.reason
        )?;
    }
    for note in &report.notes {
        writeln!(text, "note: {}", line(note))?;
    }
    for (student, handed_in) in &report.handed_in {
        for note in &handed_in.notes {
            writeln!(text, "note: {}: {}", line(student), line(note))?;
        }
    }
    for student in &report.unlisted {
        writeln!(text, "not on the roster: {}", line(student))?;
    }
    let pending = |row: &&Row| row.judgement.pending_points > 0;
    for Row {
        student, judgement, ..
    } in report.rows.values().filter(pending)
    {
        let points = judgement.pending_points;
        writeln!(
            text,
            "left to you: {points} points of {} in {}",
            line(student),
            judgement.exercise
        )?;
    }
    Ok(())
}

fn cells(
    Row {
        student, judgement, ..
    }: &Row,
) -> [String; 6] {
    let speed = judgement.speed.as_ref().map_or_else(String::new, |speed| {
        format!("{} ({:.2})", speed.verdict, speed.ratio)
    });
    [
        shortened(line(student), NAME),
        judgement.exercise.clone(),
        format!("{}/{}", judgement.points, judgement.max_points),
        judgement.verdict.to_string(),
        speed,
        shortened(line(&judgement.message), MESSAGE),
    ]
}

fn shortened(mut text: String, most: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(most) {
        text.truncate(end);
        text.push('…');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::super::tests::{empty, row};
    use super::*;
    use crate::verdict::Judgement;

    #[test]
    fn one_long_name_takes_no_room_from_the_others() {
        let mut report = empty();
        for student in ["ada", &"x".repeat(200)] {
            let judgement = Judgement::of_groups("q1", Vec::new(), None, Level::Landlock);
            report.insert(row(student, judgement));
        }
        let text = summary(&report);
        let table: Vec<&str> = text.lines().take(3).collect();
        assert!(table.iter().all(|line| line.chars().count() < 90), "{text}");
        assert!(
            table[1].starts_with("ada ") && table[2].starts_with("xxx"),
            "{text}"
        );
        assert!(table[2].contains("x…  q1"), "{text}");
    }
}
