//! `class.html`: what the instructor reads first. What needs a person comes before all statistics.

mod numbers;

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::mistakes;
use super::needs;
use super::page::{counted, judged_by, page, points, tone, with_code};
use super::text::{block, line};
use super::{Report, Row};
use crate::limits::Limits;
use crate::sandbox::Level;
use crate::verdict::Verdict;

/// How many students are named where there may be many.
const NAMED: usize = 6;

/// The files of each student, as `names` gives them.
pub(super) type Files<'a> = BTreeMap<&'a str, String>;

/// Renders the page.
pub(super) fn render(report: &Report, files: &Files<'_>) -> Vec<u8> {
    let body = html! {
        h1 { "The class" }
        p {
            (counted(files.len(), "student")) ", " (counted(report.exercises.len(), "exercise")) ", "
            (counted(report.rows.len(), "row")) ". "
            "This page is the instructor's: it names everybody, and the seed."
        }
        @if !report.complete {
            p.alert { "This batch isn't complete: it still runs, or it was interrupted. Go on with " code { "--resume" } "." }
        }
        @if report.sandbox == Some(Level::Weak) {
            p.alert { "Containment: weak. A submission could have read or changed what you can." }
        }
        nav aria-label="On this page" {
            ul {
                li { a href="#you" { "What needs you" } }
                @for (n, exercise) in report.exercises.iter().enumerate() {
                    li { a href=(format!("#exercise-{n}")) { (line(&exercise.name)) } }
                }
                li { a href="#rows" { "All rows" } }
                li { a href="#run" { "How it was graded" } }
            }
        }
        (what_needs_you(report, files))
        @for (n, exercise) in report.exercises.iter().enumerate() {
            section aria-labelledby=(format!("exercise-{n}")) {
                h2 id=(format!("exercise-{n}")) { (line(&exercise.name)) }
                (numbers::distribution(report, exercise))
                (numbers::pass_rates(report, exercise))
                (common_mistakes(report, &exercise.name, files))
                (numbers::speeds(report, exercise, files))
            }
        }
        (all_rows(report, files))
        (run(report))
    };
    page("The class", &body)
}

/// A student's name, with a link to the feedback.
fn student(name: &str, files: &Files<'_>) -> Markup {
    html! {
        @match files.get(name) {
            Some(file) => a href=(format!("feedback/{}.html", encoded(file))) { bdi { (line(name)) } },
            None => bdi { (line(name)) },
        }
    }
}

/// A file's name in an address.
fn encoded(file: &str) -> String {
    let byte = |byte: u8| match byte {
        b'-' | b'_' | b'.' | b'~' => char::from(byte).to_string(),
        _ if byte.is_ascii_alphanumeric() => char::from(byte).to_string(),
        _ => format!("%{byte:02X}"),
    };
    file.bytes().map(byte).collect()
}

fn several(names: &[&str], files: &Files<'_>) -> Markup {
    html! {
        @for (n, name) in names.iter().take(NAMED).enumerate() {
            @if n > 0 { ", " }
            (student(name, files))
        }
        @if names.len() > NAMED { " and " (names.len() - NAMED) " more" }
    }
}

/// Whether one line says it of both.
fn is_same_absence(a: &Row, b: &Row) -> bool {
    a.student == b.student
        && a.judgement.verdict == b.judgement.verdict
        && a.judgement.message == b.judgement.message
}

fn what_needs_you(report: &Report, files: &Files<'_>) -> Markup {
    let open: Vec<_> = needs::open(report).collect();
    let faults: Vec<_> = needs::faults(report).collect();
    let suspects: Vec<_> = needs::suspects(report).collect();
    let absent: Vec<_> = needs::without_answer(report).collect();
    let told =
        |student: &crate::report::HandedIn| student.notes.len() + student.ignored.files.len();
    let others = report.ignored.len()
        + report.unlisted.len()
        + report.notes.len()
        + report.handed_in.values().map(told).sum::<usize>();
    let nothing = open.is_empty() && faults.is_empty() && suspects.is_empty();
    html! {
        section aria-labelledby="you" {
            h2 id="you" { "What needs you" }
            @if nothing && absent.is_empty() && others == 0 {
                p { "Nothing: every point is given, and nothing is odd." }
            }
            @if !faults.is_empty() {
                h3 { "Faults of the grader or the machine" }
                p { "These are no zeros. Mend what the message names, and grade again with " code { "--resume" } "." }
                @for (row, message) in &faults {
                    div.item {
                        p { (student(&row.student, files)) ", " (line(&row.judgement.exercise)) }
                        pre { (block(message)) }
                    }
                }
            }
            @if !open.is_empty() {
                h3 { "Points to give" }
                p {
                    (counted(open.len(), "item")) " in " code { "rubric.csv" } ": fill in " code { "points" }
                    " and, if you like, " code { "comment" } "; then "
                    code { "cargo workbook grade --merge rubric.csv --out DIR" } "."
                }
                @for needs::Open { row, group } in &open {
                    div.item {
                        p {
                            (student(&row.student, files)) ", " (line(&row.judgement.exercise)) ", item "
                            code { (line(&group.name)) } ": up to " (points(group.max_points)) ", "
                            span.wait { (group.verdict) }
                            @if !group.about.is_empty() { " (" (with_code(&group.about)) ")" }
                        }
                        pre { (block(&group.message)) }
                    }
                }
            }
            @if !suspects.is_empty() {
                h3 { "Code to read before anybody runs it" }
                p { "Mistakes can end like this too. It earned nothing." }
                ul {
                    @for (row, verdict) in &suspects {
                        li {
                            (student(&row.student, files)) ", " (line(&row.judgement.exercise)) ": "
                            span class=(tone(*verdict)) { (verdict) }
                        }
                    }
                }
            }
            @if !absent.is_empty() {
                h3 { "Nothing to grade" }
                ul {
                    @for rows in absent.chunk_by(|a, b| is_same_absence(a, b)) {
                        li {
                            (student(&rows[0].student, files)) ", "
                            @for (at, row) in rows.iter().enumerate() {
                                @if at > 0 { ", " } (line(&row.judgement.exercise))
                            }
                            ": " (rows[0].judgement.verdict) ", " (line(&rows[0].judgement.message))
                        }
                    }
                }
            }
            @if others > 0 {
                h3 { "Beside the submissions" }
                ul {
                    @for name in &report.unlisted { li { bdi { (line(name)) } ": not on the roster" } }
                    @for ignored in &report.ignored {
                        li { code { (line(&ignored.path)) } ": passed over; " (line(&ignored.reason)) }
                    }
                    @for note in &report.notes { li { (line(note)) } }
                    @for (student, from) in &report.handed_in {
                        @for note in &from.notes { li { bdi { (line(student)) } ": " (line(note)) } }
                        @for ignored in &from.ignored.files {
                            li { bdi { (line(student)) } ": " code { (line(&ignored.path)) } " passed over; " (line(&ignored.reason)) }
                        }
                        @if from.ignored.more > 0 {
                            li { bdi { (line(student)) } ": " (from.ignored.more) " more passed over" }
                        }
                    }
                }
            }
        }
    }
}

fn common_mistakes(report: &Report, exercise: &str, files: &Files<'_>) -> Markup {
    let mistakes = mistakes::of(report, exercise);
    html! {
        @if !mistakes.is_empty() {
            h3 { "Most common mistakes" }
            div.wide tabindex="0" {
                table {
                    caption { "Messages that differ in numbers alone count as one; the first of them is shown" }
                    thead { tr {
                        th.n scope="col" { "Students" } th scope="col" { "Group" } th scope="col" { "Verdict" }
                        th scope="col" { "Message" } th scope="col" { "Who" }
                    } }
                    tbody {
                        @for mistake in &mistakes {
                            tr {
                                td.n { (mistake.students.len()) }
                                td { @if let Some(group) = mistake.group { (line(group)) } @else { "none was run" } }
                                td { span class=(tone(mistake.verdict)) { (mistake.verdict) } }
                                td.long { (shortened(&mistake.example)) }
                                td { (several(&mistake.students, files)) }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// A message for a cell of a table; the whole one is in the student's feedback.
fn shortened(message: &str) -> String {
    const LONGEST: usize = 300;
    match message.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{} …", &message[..end]),
        None => message.to_owned(),
    }
}

fn all_rows(report: &Report, files: &Files<'_>) -> Markup {
    let cells = |row: &Row| {
        let judgement = &row.judgement;
        let points = match judgement.verdict {
            Verdict::GraderFault => "open".to_owned(),
            _ => judgement.points.to_string(),
        };
        let ratio = judgement
            .speed
            .as_ref()
            .map_or_else(String::new, |speed| format!("{:.2}", speed.ratio));
        (points, ratio)
    };
    html! {
        section aria-labelledby="rows" {
            h2 id="rows" { "All rows" }
            div.wide tabindex="0" {
                table {
                    caption { "By student and exercise; " code { "grades.csv" } " has the same" }
                    thead { tr {
                        th scope="col" { "Student" } th scope="col" { "Exercise" } th.n scope="col" { "Points" }
                        th.n scope="col" { "Of" } th.n scope="col" { "Open" } th scope="col" { "Verdict" }
                        th.n scope="col" { "Ratio" }
                    } }
                    tbody {
                        @for row in report.rows.values() {
                            @let (points, ratio) = cells(row);
                            @let judgement = &row.judgement;
                            tr {
                                th scope="row" { (student(&row.student, files)) }
                                td { (line(&judgement.exercise)) }
                                td.n { (points) }
                                td.n { (judgement.max_points) }
                                td.n { @if judgement.pending_points > 0 { (judgement.pending_points) } }
                                td { span class=(tone(judgement.verdict)) { (judgement.verdict) } }
                                td.n { (ratio) }
                            }
                        }
                    }
                }
            }
        }
    }
}

fn run(report: &Report) -> Markup {
    let limits = |limits: &Limits| {
        format!(
            "{} s, {} MiB of memory, {} KiB printed, files of {} KiB, {} threads",
            limits.wall_s,
            limits.memory_bytes >> 20,
            limits.output_bytes >> 10,
            limits.file_bytes >> 10,
            limits.threads
        )
    };
    html! {
        section aria-labelledby="run" {
            h2 id="run" { "How it was graded" }
            dl {
                dt { "By" } dd { (line(&judged_by(report))) }
                dt { "Seed" } dd {
                    code { (report.seed) }
                    @if let Some(text) = &report.seed_text { ", made of “" bdi { (line(text)) } "”" }
                    "; for the same cases again: " code { "--seed " (report.seed) }
                }
                dt { "Limits of an answer" } dd { (limits(&report.limits.subject)) }
                dt { "Limits of the compiler" } dd { (limits(&report.limits.compiler)) }
            }
        }
    }
}
