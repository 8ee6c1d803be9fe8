//! Reports: one document holds everything, and every other report is rendered from it.
//!
//! `grades.json` is a [`Report`]. Its fields, and those of the types in it, are its schema:
//!
//! | field | what it holds |
//! |---|---|
//! | `format` | version of this layout: [`FORMAT`] |
//! | `workbook` | version of the grader |
//! | `complete` | whether every submission has its rows; `false` while a batch runs and after it was interrupted |
//! | `seed` | where all cases came from: the same seed gives the same cases again |
//! | `seed_text` | the text that `seed` was made of, such as a class's name; only where one was given |
//! | `sandbox` | what contained the submissions: `bubblewrap`, `landlock` or `weak` |
//! | `limits.subject`, `limits.compiler` | what a process of either kind could use: [`Limits`] |
//! | `exercises` | `name`, `max_points`, and `goal`, the ratio to reach in the race, or `null` |
//! | `rows` | one [`Row`] for each student and exercise, in this order |
//! | `ignored` | what lay beside the submissions: `path`, `reason` |
//! | `unlisted` | students who handed something in and aren't on the roster |
//!
//! A row is a [`Judgement`] with three more fields: `student`; `source`, the SHA-256 of the text that was judged; and
//! `rules`, the SHA-256 of what it was judged by: the limits, and the exercise's manifest, subject and judge.
//! `unfinished` is there, and true, only while a row waits for its race, or to be judged again on a quiet machine.
//! `--resume` keeps rows that aren't this run's to judge as they are: their limits may have been others.
//! `message` is one line; `groups` has the verdict of each group of cases, and is empty when nothing was run.

mod store;
mod summary;
mod table;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::intake::Ignored;
use crate::limits::Limits;
use crate::sandbox::Level;
use crate::verdict::{Judgement, Verdict};

pub(crate) use store::Store;
pub(crate) use summary::summary;

/// The layout that this version reads and writes.
pub const FORMAT: u32 = 1;

/// Everything that is known of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this layout: [`FORMAT`].
    pub format: u32,
    /// Version of the grader.
    pub workbook: String,
    /// Whether every submission has its rows.
    pub complete: bool,
    /// Where all cases came from.
    pub seed: u64,
    /// The text that the seed was made of, where it was given as one.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seed_text: Option<String>,
    /// What contained the submissions.
    pub sandbox: Option<Level>,
    /// What processes could use.
    pub limits: ProcessLimits,
    /// The exercises that were graded.
    pub exercises: Vec<Exercise>,
    /// One row for each student and exercise.
    #[serde(with = "rows")]
    pub rows: BTreeMap<(String, String), Row>,
    /// What lay beside the submissions.
    pub ignored: Vec<Ignored>,
    /// Students who handed something in and aren't on the roster.
    pub unlisted: Vec<String>,
}

/// What the two kinds of process could use.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct ProcessLimits {
    /// A process with student code.
    pub subject: Limits,
    /// The compiler over student code.
    pub compiler: Limits,
}

/// An exercise of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Exercise {
    /// Its name.
    pub name: String,
    /// Most points.
    pub max_points: u32,
    /// The ratio to reach in the race.
    pub goal: Option<f64>,
}

/// One student's result in one exercise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Row {
    /// The student, as the folder or zip is named.
    pub student: String,
    /// SHA-256 of the text that was judged; `null` when there was none.
    pub source: Option<String>,
    /// SHA-256 of what it was judged by; nothing in reports of old.
    #[serde(default)]
    pub rules: Option<String>,
    /// The result.
    #[serde(flatten)]
    pub judgement: Judgement,
}

impl Report {
    /// Puts a row in its place.
    pub fn insert(&mut self, row: Row) {
        self.rows
            .insert((row.student.clone(), row.judgement.exercise.clone()), row);
    }

    /// Whether the grader itself failed anywhere.
    #[must_use]
    pub fn has_fault(&self) -> bool {
        let is_fault = |verdict: Verdict| verdict == Verdict::GraderFault;
        self.rows.values().any(|row| {
            is_fault(row.judgement.verdict)
                || row
                    .judgement
                    .groups
                    .iter()
                    .any(|group| is_fault(group.verdict))
        })
    }
}

/// Rows are a list in JSON; each knows its own key.
mod rows {
    use std::collections::BTreeMap;

    use serde::{Deserialize, Deserializer, Serializer};

    use super::Row;

    pub fn serialize<S: Serializer>(
        rows: &BTreeMap<(String, String), Row>,
        serializer: S,
    ) -> Result<S::Ok, S::Error> {
        serializer.collect_seq(rows.values())
    }

    pub fn deserialize<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<BTreeMap<(String, String), Row>, D::Error> {
        let rows = Vec::<Row>::deserialize(deserializer)?;
        Ok(rows
            .into_iter()
            .map(|row| ((row.student.clone(), row.judgement.exercise.clone()), row))
            .collect())
    }
}

/// Bytes as reports show them.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// Text for one line of a report or a terminal: no line ends, no control characters.
pub(crate) fn line(text: &str) -> String {
    let clean: String = text
        .chars()
        .map(|c| {
            if c.is_control() || is_invisible(c) {
                ' '
            } else {
                c
            }
        })
        .collect();
    clean.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Characters that turn the direction of a text around or hide parts of it.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}
