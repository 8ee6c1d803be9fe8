//! `classroom/STUDENT.json`: what GitHub Classroom's reporter reads from each of its runners, in base64.
//!
//! Points that wait for a person are neither scored nor counted among the most that there are.

use serde::Serialize;

use super::gradescope::said;
use super::text::line;
use super::{Report, Row};
use crate::verdict::Verdict;

/// The version of the runners' layout.
const VERSION: u32 = 1;

#[derive(Serialize)]
struct Results {
    version: u32,
    status: Status,
    max_score: u32,
    tests: Vec<Test>,
}

#[derive(Serialize)]
struct Test {
    name: String,
    status: Status,
    score: u32,
    message: String,
    /// What it tests, as the code itself is hidden.
    test_code: String,
    filename: String,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
enum Status {
    Pass,
    Fail,
    Error,
}

impl Status {
    /// A group that waits for a person hasn't failed.
    fn of(verdict: Verdict) -> Self {
        match verdict {
            Verdict::Pass | Verdict::ToBeRead | Verdict::CannotTell => Self::Pass,
            Verdict::GraderFault => Self::Error,
            _ => Self::Fail,
        }
    }
}

/// Renders one student's file.
pub(super) fn render(report: &Report, student: &str) -> serde_json::Result<Vec<u8>> {
    let rows: Vec<&Row> = report.rows_of(student).collect();
    let tests: Vec<Test> = rows.iter().flat_map(|row| tests(row)).collect();
    let results = Results {
        version: VERSION,
        status: tests
            .iter()
            .map(|test| test.status)
            .max()
            .unwrap_or(Status::Error),
        max_score: rows
            .iter()
            .map(|row| {
                let judgement = &row.judgement;
                judgement
                    .max_points
                    .saturating_sub(judgement.pending_points)
            })
            .sum(),
        tests,
    };
    let mut json = serde_json::to_vec_pretty(&results)?;
    json.push(b'\n');
    Ok(json)
}

fn tests(row: &Row) -> Vec<Test> {
    let judgement = &row.judgement;
    let exercise = line(&judgement.exercise);
    let filename = format!("exercises/{exercise}/src/lib.rs");
    if judgement.groups.is_empty() {
        return vec![Test {
            name: exercise,
            status: Status::of(judgement.verdict),
            score: judgement.points,
            message: said(judgement.verdict, &judgement.message),
            test_code: String::new(),
            filename,
        }];
    }
    let groups = judgement.groups.iter();
    groups
        .map(|group| {
            let given = row.given.get(&group.name);
            let left = match given {
                None if group.verdict.is_pending() => {
                    format!("{} points are left open. ", group.max_points)
                }
                _ => String::new(),
            };
            let comment = given.map_or_else(
                || said(group.verdict, &group.message),
                |given| super::text::for_student(&given.comment),
            );
            Test {
                name: format!("{exercise}: {}", line(&group.name)),
                status: Status::of(group.verdict),
                score: given.map_or(group.points, |given| given.points),
                message: left + &comment,
                test_code: line(&group.about),
                filename: filename.clone(),
            }
        })
        .collect()
}
