//! The statistics of one exercise: points, pass rates, speed.

use maud::{Markup, html};

use super::{Files, student};
use crate::contest::SPEED;
use crate::report::feedback::median;
use crate::report::figure::{bars, scatter};
use crate::report::page::{counted, with_code};
use crate::report::text::line;
use crate::report::{Exercise, Report, Row};
use crate::verdict::Verdict;

/// The most bars of a figure.
const MOST_BARS: u32 = 11;

/// Rows of an exercise that say something of the student's answer.
fn judged<'a>(report: &'a Report, exercise: &'a Exercise) -> impl Iterator<Item = &'a Row> {
    report.rows.values().filter(|row| {
        row.judgement.exercise == exercise.name
            && !matches!(
                row.judgement.verdict,
                Verdict::Missing | Verdict::GraderFault
            )
    })
}

/// How many students have how many points.
pub(super) fn distribution(report: &Report, exercise: &Exercise) -> Markup {
    let mut all: Vec<u32> = judged(report, exercise)
        .map(|row| row.judgement.points)
        .collect();
    all.sort_unstable();
    let max = exercise.max_points.max(all.last().copied().unwrap_or(0));
    let width = (max + 1).div_ceil(MOST_BARS).max(1);
    let bins: Vec<(String, usize)> = (0..=max / width)
        .map(|bin| {
            let (low, high) = (bin * width, ((bin + 1) * width - 1).min(max));
            let count = all.iter().filter(|p| (low..=high).contains(*p)).count();
            let name = match low == high {
                true => low.to_string(),
                false => format!("{low}–{high}"),
            };
            (name, count)
        })
        .collect();
    let halves: Vec<f64> = all.iter().copied().map(f64::from).collect();
    let sentence = match median(&halves) {
        None => "Nobody's answer was judged.".to_owned(),
        Some(median) => {
            let full = all
                .iter()
                .filter(|points| **points == exercise.max_points)
                .count();
            let mean = halves.iter().sum::<f64>() / halves.len() as f64;
            format!(
                "{} judged: median {median}, mean {mean:.1} of {} points; {full} with all of them.",
                counted(all.len(), "answer"),
                exercise.max_points
            )
        }
    };
    let pending: usize = judged(report, exercise)
        .filter(|row| row.judgement.pending_points > 0)
        .count();
    html! {
        h3 { "Points" }
        p { (sentence) @if pending > 0 { " " (counted(pending, "row")) " with points still open." } }
        @if !all.is_empty() {
            figure tabindex="0" { (bars(&format!("Students by points in {}. {sentence}", line(&exercise.name)), &bins)) }
            details {
                summary { "The same in numbers" }
                table {
                    thead { tr { th scope="col" { "Points" } th.n scope="col" { "Students" } } }
                    tbody { @for (name, count) in &bins { tr { th scope="row" { (name) } td.n { (count) } } } }
                }
            }
        }
    }
}

/// A group of cases over a class.
struct Rate<'a> {
    name: &'a str,
    about: &'a str,
    max_points: u32,
    passed: usize,
    open: usize,
}

/// How many passed each group.
pub(super) fn pass_rates(report: &Report, exercise: &Exercise) -> Markup {
    let mut rates: Vec<Rate<'_>> = Vec::new();
    let mut answers = 0;
    for row in judged(report, exercise) {
        answers += 1;
        for group in &row.judgement.groups {
            let place = rates.iter().position(|rate| rate.name == group.name);
            let place = place.unwrap_or_else(|| {
                rates.push(Rate {
                    name: &group.name,
                    about: &group.about,
                    max_points: group.max_points,
                    passed: 0,
                    open: 0,
                });
                rates.len() - 1
            });
            rates[place].passed += usize::from(group.verdict == Verdict::Pass);
            rates[place].open += usize::from(group.verdict.is_pending());
        }
    }
    let share = |passed: usize| format!("{:.0} %", 100.0 * passed as f64 / answers.max(1) as f64);
    html! {
        @if !rates.is_empty() {
            h3 { "Pass rates" }
            div.wide tabindex="0" {
                table {
                    caption { "Of " (counted(answers, "answer")) ", those that don't compile included" }
                    thead { tr {
                        th scope="col" { "Group" } th scope="col" { "What it tests" } th.n scope="col" { "Points" }
                        th.n scope="col" { "Passed" } th.n scope="col" { "Share" } th.n scope="col" { "For a person" }
                    } }
                    tbody {
                        @for rate in &rates {
                            tr {
                                th scope="row" { (line(rate.name)) }
                                td { (with_code(rate.about)) }
                                td.n { (rate.max_points) }
                                td.n { (rate.passed) }
                                td.n { (share(rate.passed)) }
                                td.n { @if rate.open > 0 { (rate.open) } }
                            }
                        }
                    }
                }
            }
        }
    }
}

/// How fast those are that raced, against how right they are.
pub(super) fn speeds(report: &Report, exercise: &Exercise, files: &Files<'_>) -> Markup {
    let mut raced: Vec<_> = judged(report, exercise)
        .filter_map(|row| {
            let speed = row.judgement.speed.as_ref()?;
            let cases = row.judgement.groups.iter();
            let (points, max) = cases
                .filter(|group| group.name != SPEED)
                .fold((0, 0), |(points, max), group| {
                    (points + group.points, max + group.max_points)
                });
            Some((row, speed, points, max))
        })
        .collect();
    raced.sort_by(|a, b| b.1.ratio.total_cmp(&a.1.ratio));
    let Some((_, first, ..)) = raced.first() else {
        return html! {};
    };
    let dots: Vec<(f64, f64)> = raced
        .iter()
        .map(|(_, speed, points, max)| (f64::from(*points) / f64::from(*max).max(1.0), speed.ratio))
        .collect();
    let reached = raced
        .iter()
        .filter(|(_, speed, ..)| speed.group_verdict() == Verdict::Pass);
    let what = match first.of_speed_ups {
        true => "The ratio is that of two speed-ups: the answer's and the judge's own version's.",
        false => "The ratio is the time of the plain version over that of the answer.",
    };
    let sentence = format!(
        "{} raced; {} reached the goal of {}.",
        counted(raced.len(), "answer"),
        reached.count(),
        first.goal
    );
    html! {
        h3 { "Speed against correctness" }
        p { (sentence) " " (what) }
        figure tabindex="0" { (scatter(&format!("Speed against correctness in {}. {sentence}", line(&exercise.name)), &dots, first.goal)) }
        details {
            summary { "The same in numbers" }
            div.wide tabindex="0" {
                table {
                    thead { tr {
                        th scope="col" { "Student" } th.n scope="col" { "Points for right answers" }
                        th.n scope="col" { "Ratio" } th.n scope="col" { "95 % interval" } th scope="col" { "Verdict" }
                    } }
                    tbody {
                        @for (row, speed, points, max) in &raced {
                            tr {
                                th scope="row" { (student(&row.student, files)) }
                                td.n { (points) " of " (max) }
                                td.n { (format!("{:.2}", speed.ratio)) }
                                td.n { (format!("{:.2} to {:.2}", speed.low, speed.high)) }
                                td { (speed.verdict) }
                            }
                        }
                    }
                }
            }
        }
    }
}
