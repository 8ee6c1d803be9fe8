//! `feedback/STUDENT.html`: what one student gets back.
//!
//! It says what was asked, what came back and what should have; never how the judge or the solution does it, where
//! anything lies on the grader's machine, or where the cases come from.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::figure::{Own, strip};
use super::gradescope::FAULT;
use super::page::{counted, judged_by, page, points, tone, with_code};
use super::text::{for_student, line};
use super::{Report, Row, hint};
use crate::verdict::{FailedCase, GroupResult, Speed, SpeedVerdict, Verdict};

/// The smallest class whose ratios are shown: in a smaller one, a dot is a person.
const LEAST_CLASS: usize = 5;

/// The ratios of a class, by exercise, in ascending order.
pub(super) type Ratios = BTreeMap<String, Vec<f64>>;

/// All ratios of a report.
pub(super) fn ratios(report: &Report) -> Ratios {
    let mut ratios = Ratios::new();
    for row in report.rows.values() {
        if let Some(speed) = &row.judgement.speed {
            let of_exercise = ratios.entry(row.judgement.exercise.clone());
            of_exercise.or_default().push(speed.ratio);
        }
    }
    ratios
        .values_mut()
        .for_each(|all| all.sort_by(f64::total_cmp));
    ratios
}

/// Renders one student's page.
pub(super) fn render(report: &Report, ratios: &Ratios, student: &str) -> Vec<u8> {
    let rows: Vec<&Row> = report.rows_of(student).collect();
    let sum = |part: fn(&Row) -> u32| rows.iter().map(|row| part(row)).sum::<u32>();
    let (got, max) = (
        sum(|row| row.judgement.points),
        sum(|row| row.judgement.max_points),
    );
    let pending = sum(|row| row.judgement.pending_points);
    let body = html! {
        h1 { "Feedback for " bdi { (line(student)) } }
        p.total { strong { (got) " of " (points(max)) } (waiting(pending)) }
        @if !report.complete {
            p.alert { "Grading isn't done yet: this page may still change." }
        }
        @if rows.len() > 1 {
            div.wide tabindex="0" {
                table {
                    caption { "All exercises" }
                    thead { tr {
                        th scope="col" { "Exercise" } th scope="col" { "Result" } th.n scope="col" { "Points" }
                    } }
                    tbody {
                        @for (n, row) in rows.iter().enumerate() {
                            @let judgement = &row.judgement;
                            tr {
                                th scope="row" { a href=(format!("#exercise-{n}")) { (line(&judgement.exercise)) } }
                                td { span class=(tone(judgement.verdict)) { (judgement.verdict) } }
                                td.n { (judgement.points) " of " (judgement.max_points) }
                            }
                        }
                    }
                }
            }
        }
        @for (n, row) in rows.iter().enumerate() {
            (exercise(report, ratios, row, n))
        }
        p.soft { "Judged by " (line(&judged_by(report))) "." }
    };
    page(&format!("Feedback for {student}"), &body)
}

fn waiting(pending: u32) -> Markup {
    html! {
        @if pending > 0 {
            "; " span.wait { (points(pending)) " more " @if pending == 1 { "waits" } @else { "wait" } " for your instructor" }
        }
    }
}

fn exercise(report: &Report, ratios: &Ratios, row: &Row, n: usize) -> Markup {
    let judgement = &row.judgement;
    let hint = hint::next(judgement).and_then(|place| {
        let hints = &report.exercise(&judgement.exercise)?.hints;
        Some((place + 1, hints.get(place)?))
    });
    html! {
        section aria-labelledby=(format!("exercise-{n}")) {
            h2 id=(format!("exercise-{n}")) { (line(&judgement.exercise)) }
            p {
                span class=(tone(judgement.verdict)) { (judgement.verdict) } ": "
                (judgement.points) " of " (points(judgement.max_points))
                (waiting(judgement.pending_points)) ". " (means(judgement.verdict))
            }
            @if judgement.groups.is_empty() {
                @match judgement.verdict {
                    Verdict::GraderFault => {},
                    _ if judgement.message.is_empty() => {},
                    Verdict::BuildError => { h3 { "What the compiler says" } pre { (for_student(&judgement.message)) } },
                    _ => p { (for_student(&judgement.message)) },
                }
            } @else {
                (groups(row))
                @for group in judgement.groups.iter().filter(|group| group.verdict != Verdict::Pass) {
                    (failure(row, group))
                }
            }
            @if let Some(speed) = &judgement.speed {
                (race(speed, ratios.get(&judgement.exercise).map_or(&[], Vec::as_slice)))
            }
            @if let Some((number, hint)) = hint {
                details {
                    summary { "Hint " (number) }
                    (hint::render(hint))
                    p.soft {
                        "The next one: " code { "cargo workbook hint " (line(&judgement.exercise)) }
                    }
                }
            }
        }
    }
}

fn groups(row: &Row) -> Markup {
    html! {
        div.wide tabindex="0" {
            table {
                caption { "Points for each group of cases" }
                thead { tr {
                    th scope="col" { "Group" } th scope="col" { "What it tests" } th scope="col" { "Result" }
                    th.n scope="col" { "Points" }
                } }
                tbody {
                    @for group in &row.judgement.groups {
                        @let given = row.given.get(&group.name);
                        tr {
                            th scope="row" { (line(&group.name)) }
                            td { (with_code(&group.about)) }
                            td {
                                @match given {
                                    Some(_) => "read by your instructor",
                                    None => span class=(tone(group.verdict)) { (group.verdict) },
                                }
                            }
                            td.n {
                                @match given {
                                    Some(given) => (given.points),
                                    None if group.verdict.is_pending() => "open,",
                                    None => (group.points),
                                }
                                " of " (group.max_points)
                            }
                        }
                    }
                }
            }
        }
    }
}

/// What went wrong in a group, or what a person says of it.
fn failure(row: &Row, group: &GroupResult) -> Markup {
    let given = row.given.get(&group.name);
    html! {
        h3 { (line(&group.name)) ": " (group.verdict) }
        @if let Some(given) = given {
            p { "Your instructor gave " (given.points) " of " (points(group.max_points)) "." }
            @if !given.comment.is_empty() { pre { (for_student(&given.comment)) } }
        }
        @match (&group.case, group.verdict) {
            (_, Verdict::GraderFault) => p { (FAULT) "." },
            (_, Verdict::ToBeRead) => details {
                summary { "Your text" }
                pre { (for_student(&group.message)) }
            },
            (Some(case), verdict) => (failed_case(case, verdict == Verdict::Wrong)),
            (None, _) => p { (for_student(&group.message)) },
        }
    }
}

fn failed_case(case: &FailedCase, is_wrong: bool) -> Markup {
    html! {
        p { "The first case that failed:" }
        dl {
            dt { "Input" } dd { pre { (for_student(&case.input)) } }
            @if let Some(expected) = &case.expected {
                dt { "Expected" } dd { pre { (for_student(expected)) } }
            }
            // A check that says neither says what is wrong in its own words, with both in them.
            dt { @if is_wrong && case.expected.is_none() { "What is wrong" } @else { "Got" } }
            dd { pre { (for_student(&case.got)) } }
            @if let Some(why) = &case.why {
                dt { "What that may be" } dd { pre { (for_student(why)) } }
            }
        }
    }
}

fn race(speed: &Speed, class: &[f64]) -> Markup {
    let Speed {
        ratio,
        low,
        high,
        goal,
        ..
    } = *speed;
    let shown = if class.len() >= LEAST_CLASS {
        class
    } else {
        &[]
    };
    let (what, one, times) = match speed.of_speed_ups {
        true => (
            "the speed-up of the judge's own version",
            "the judge's own version",
            "Times the speed-up",
        ),
        false => (
            "the speed of the plain version",
            "the plain version",
            "Times as fast",
        ),
    };
    let said = match speed.verdict {
        SpeedVerdict::Faster => "which reaches the goal".to_owned(),
        SpeedVerdict::NotFaster => "which is below the goal".to_owned(),
        SpeedVerdict::CannotTell => {
            "and the machine couldn't tell whether that reaches the goal".to_owned()
        }
    };
    let sentence = format!(
        "Your answer reached {ratio:.2} times {what} ({low:.2} to {high:.2}), {said} of {goal}."
    );
    let of_class = median(shown).map(|median| {
        let slower = shown.iter().filter(|other| **other < ratio).count();
        format!(
            " {} of the class raced, yours included; half of them reached {median:.2} or more, and {slower} less than yours.",
            counted(shown.len(), "answer")
        )
    });
    html! {
        h3 { "Speed" }
        figure tabindex="0" {
            (strip(&sentence, one, Own { ratio, low, high }, shown, goal))
            figcaption {
                (sentence) @if let Some(more) = &of_class { (more) }
                @if shown.is_empty() { " The line through the diamond is the 95 % interval." }
                @else { " The diamond is yours, with its 95 % interval; each dot is one answer of the class." }
            }
        }
        div.wide tabindex="0" {
            table {
                caption { "The same in numbers" }
                thead { tr { th scope="col" { "What" } th.n scope="col" { (times) } } }
                tbody {
                    tr { th scope="row" { (one) } td.n { "1.00" } }
                    tr { th scope="row" { "Goal" } td.n { (format!("{goal:.2}")) } }
                    tr { th scope="row" { "Yours" } td.n { (format!("{ratio:.2}")) } }
                    tr { th scope="row" { "Yours, 95 % interval" } td.n { (format!("{low:.2} to {high:.2}")) } }
                    @if let (Some(median), Some(least), Some(most)) = (median(shown), shown.first(), shown.last()) {
                        tr { th scope="row" { "Slowest of the class" } td.n { (format!("{least:.2}")) } }
                        tr { th scope="row" { "Median of the class" } td.n { (format!("{median:.2}")) } }
                        tr { th scope="row" { "Fastest of the class" } td.n { (format!("{most:.2}")) } }
                    }
                }
            }
        }
    }
}

/// The middle one of ratios in order, or the mean of the two in the middle.
pub(super) fn median(ratios: &[f64]) -> Option<f64> {
    let middle = ratios.len() / 2;
    match (ratios.len() % 2, ratios) {
        (_, []) => None,
        (1, all) => Some(all[middle]),
        (_, all) => Some((all[middle - 1] + all[middle]) / 2.0),
    }
}

/// What a verdict means to a student.
fn means(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Pass => "Every reply that was checked is right.",
        Verdict::Wrong => "A reply is wrong.",
        Verdict::Panic => "It panics.",
        Verdict::Crash => "A signal ended it, as when the stack overflows.",
        Verdict::Timeout => "It didn't reply in time.",
        Verdict::Memory => "It needs more memory than there is for it.",
        Verdict::OutputLimit => "It printed or replied more than is taken.",
        Verdict::EarlyExit => "It ended the process instead of replying.",
        Verdict::BuildError => {
            "It doesn't compile, or uses what the exercise doesn't allow, so nothing was run."
        }
        Verdict::BuildLimit => "The compiler ran into its limits, so nothing was run.",
        Verdict::NotGradable => "Something was handed in, and none of it can be graded.",
        Verdict::Missing => "Nothing was found to grade.",
        Verdict::GraderFault => {
            "The grader failed, which is no fault of yours and no zero: your instructor will grade it again."
        }
        Verdict::NotFaster => "It is right, and not as fast as the goal.",
        Verdict::CannotTell => "The machine was too restless to tell how fast it is.",
        Verdict::ToBeRead => "A person reads your text.",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_median_is_in_the_middle() {
        assert_eq!(median(&[]), None);
        assert_eq!(median(&[3.0]), Some(3.0));
        assert_eq!(median(&[1.0, 2.0, 4.0, 9.0]), Some(3.0));
    }
}
