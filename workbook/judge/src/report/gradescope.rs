//! `gradescope/STUDENT/results.json`: what a Gradescope autograder leaves behind, one for each student.
//!
//! Points that wait for a person are no score, and a student with a fault of the grader has no sum: Gradescope then says
//! that the autograder failed, which is so, and doesn't take it for a zero.

use serde::Serialize;

use super::text::{for_student, line};
use super::{Report, Row};
use crate::verdict::{GroupResult, Verdict};

#[derive(Serialize)]
struct Results {
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u32>,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
    stdout_visibility: &'static str,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    number: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    score: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    max_score: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    status: Option<&'static str>,
    output: String,
    output_format: &'static str,
    visibility: &'static str,
}

/// What to say where the message isn't for students: it may name what is on the grader's machine.
pub(super) const FAULT: &str =
    "the grader failed here, which is no fault of yours: your instructor will grade it again";

/// Renders one student's file.
pub(super) fn render(report: &Report, student: &str) -> serde_json::Result<Vec<u8>> {
    let rows: Vec<&Row> = report.rows_of(student).collect();
    let (mut points, mut max, mut pending) = (0, 0, 0);
    for row in &rows {
        points += row.judgement.points;
        max += row.judgement.max_points;
        pending += row.judgement.pending_points;
    }
    let is_faulty = rows
        .iter()
        .any(|row| row.judgement.verdict == Verdict::GraderFault);
    let mut output = format!("{points} of {max} points");
    if pending > 0 {
        output += &format!("; {pending} more wait for your instructor");
    }
    let mut tests = Vec::new();
    for (exercise, row) in (1..).zip(&rows) {
        if row.judgement.groups.is_empty() {
            tests.push(whole(row, exercise));
        }
        for (place, group) in (1..).zip(&row.judgement.groups) {
            tests.push(part(row, group, format!("{exercise}.{place}")));
        }
    }
    let results = Results {
        score: (!is_faulty).then_some(points),
        output,
        output_format: "text",
        visibility: "visible",
        // It is the instructor's: it names the seed.
        stdout_visibility: "hidden",
        tests,
    };
    let mut json = serde_json::to_vec_pretty(&results)?;
    json.push(b'\n');
    Ok(json)
}

/// The test that stands for an exercise of which nothing was run.
fn whole(row: &Row, exercise: usize) -> Test {
    let judgement = &row.judgement;
    let is_fault = judgement.verdict == Verdict::GraderFault;
    Test {
        name: line(&judgement.exercise),
        number: exercise.to_string(),
        score: (!is_fault).then_some(judgement.points),
        max_score: (!is_fault).then_some(judgement.max_points),
        status: (!is_fault).then_some("failed"),
        output: said(judgement.verdict, &judgement.message),
        output_format: "text",
        visibility: "visible",
    }
}

fn part(row: &Row, group: &GroupResult, number: String) -> Test {
    let given = row.given.get(&group.name);
    let waits = group.verdict.is_pending() && given.is_none();
    let points = given.map_or(group.points, |given| given.points);
    let output = match given {
        Some(given) if !given.comment.is_empty() => for_student(&given.comment),
        Some(_) => format!("{points} of {} points given", group.max_points),
        None if waits && group.verdict != Verdict::GraderFault => format!(
            "{} points wait for your instructor: {}",
            group.max_points,
            said(group.verdict, &group.message)
        ),
        None => said(group.verdict, &group.message),
    };
    Test {
        name: format!("{}: {}", line(&row.judgement.exercise), line(&group.name)),
        number,
        score: (!waits).then_some(points),
        max_score: (!waits).then_some(group.max_points),
        status: (!waits).then_some(if points == group.max_points {
            "passed"
        } else {
            "failed"
        }),
        output,
        output_format: "text",
        visibility: "visible",
    }
}

/// A verdict and its message, for students.
pub(super) fn said(verdict: Verdict, message: &str) -> String {
    match verdict {
        Verdict::GraderFault => FAULT.to_owned(),
        Verdict::ToBeRead => "a person reads your text".to_owned(),
        Verdict::Pass => String::new(),
        _ if message.is_empty() => verdict.to_string(),
        // A race's message begins with its verdict.
        _ if verdict.is_about_speed() => for_student(message),
        _ => format!("{verdict}: {}", for_student(message)),
    }
}
