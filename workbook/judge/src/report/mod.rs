//! Reports: one document holds everything, and every other report is rendered from it.
//!
//! `grades.json` is a [`Report`]. `schema/grades.schema.json` describes it field by field, and tests hold what is
//! written against it; so do `gradescope.schema.json` and `classroom.schema.json` for those two.
//!
//! | field | what it holds |
//! |---|---|
//! | `format` | version of this layout: [`FORMAT`] |
//! | `workbook`, `toolchain` | versions of the grader and of the compiler |
//! | `complete` | whether every submission has its rows; `false` while a batch runs and after it was interrupted |
//! | `seed` | where all cases came from: the same seed gives the same cases again |
//! | `seed_text` | the text that `seed` was made of, such as a class's name; only where one was given |
//! | `sandbox` | what contained the submissions: `bubblewrap`, `landlock` or `weak` |
//! | `limits.subject`, `limits.compiler` | what a process of either kind could use: [`Limits`] |
//! | `exercises` | `name`, `max_points`, `goal`, the ratio to reach in the race, or `null`, and `hints` |
//! | `rows` | one [`Row`] for each student and exercise, in this order |
//! | `ignored` | what lay beside the submissions: `path`, `reason` |
//! | `unlisted` | students who handed something in and aren't on the roster |
//! | `roster` | the roster's own columns, for those on it |
//! | `notes` | what the instructor should know of how names were read and matched |
//! | `handed_in` | by student: `from`, the things it was read from; `ignored`, what was passed over in them; `notes` |
//!
//! A row is a [`Judgement`] with four more fields: `student`; `source`, the SHA-256 of the text that was judged;
//! `rules`, the SHA-256 of what it was judged by: the limits, and the exercise's manifest, subject and judge; and
//! `given`, the points that a person gave, by group.
//! `unfinished` is there, and true, only while a row waits for its race, or to be judged again on a quiet machine.
//! `--resume` keeps rows that aren't this run's to judge as they are: their limits may have been others.
//! `message` is one line; `groups` has the verdict of each group of cases, and is empty when nothing was run.
//!
//! | module | what it writes |
//! |---|---|
//! | `table` | `grades.csv` |
//! | `feedback` | `feedback/STUDENT.html` |
//! | `class` | `class.html` |
//! | `gradescope`, `classroom` | `gradescope/STUDENT/results.json`, `classroom/STUDENT.json` |
//! | `rubric` | `rubric.csv`, and what comes back in it |
//! | `summary` | the terminal's summary |
//! | `store` | all of them, each as a whole or not at all |

mod class;
mod classroom;
mod feedback;
mod figure;
mod gradescope;
pub(crate) mod hint;
mod merge;
mod mistakes;
mod names;
mod needs;
mod page;
mod rubric;
mod store;
mod summary;
mod table;
mod text;

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::intake::{Ignored, Told};
use crate::limits::Limits;
use crate::sandbox::Level;
use crate::verdict::{Given, Judgement, Verdict};

pub(crate) use merge::merge;
pub(crate) use store::Store;
pub(crate) use summary::summary;
pub(crate) use text::{is_invisible, line};

/// The layout that this version reads and writes.
pub const FORMAT: u32 = 1;

/// Everything that is known of a batch.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// Version of this layout: [`FORMAT`].
    pub format: u32,
    /// Version of the grader.
    pub workbook: String,
    /// Version of the compiler; nothing in reports of old.
    #[serde(default)]
    pub toolchain: Option<String>,
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
    /// What the roster says of its students besides.
    #[serde(default)]
    pub roster: Roster,
    /// What the instructor should know of how submissions were read: one sentence each.
    #[serde(default)]
    pub notes: Vec<String>,
    /// By student, where it came from and what was passed over.
    #[serde(default)]
    pub handed_in: BTreeMap<String, HandedIn>,
}

/// The roster's own columns, which the table repeats after those of the grader.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Roster {
    /// The names of the columns.
    pub columns: Vec<String>,
    /// By student, what stands in them.
    pub students: BTreeMap<String, Vec<String>>,
}

/// Where a submission came from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct HandedIn {
    /// The folders, archives and files that it was read from.
    pub from: Vec<String>,
    /// What was passed over in them.
    #[serde(default, skip_serializing_if = "Told::is_empty")]
    pub ignored: Told,
    /// What the instructor should know of it: one sentence each.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
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
    /// Its hints, mildest first, in Markdown.
    #[serde(default)]
    pub hints: Vec<String>,
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
    /// The points that a person gave, by group.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub given: BTreeMap<String, Given>,
}

impl Row {
    /// Takes over what a person gave for an earlier row about the same text, where it is left to a person again.
    pub(crate) fn inherit(&mut self, earlier: &Self) {
        if self.source.is_none() || self.source != earlier.source {
            return;
        }
        for group in &self.judgement.groups {
            let given = earlier
                .given
                .get(&group.name)
                .filter(|given| group.verdict.is_pending() && given.points <= group.max_points);
            if let Some(given) = given {
                self.given.insert(group.name.clone(), given.clone());
            }
        }
        self.judgement.settle(&self.given);
    }
}

impl Report {
    /// Puts a row in its place.
    pub fn insert(&mut self, row: Row) {
        self.rows
            .insert((row.student.clone(), row.judgement.exercise.clone()), row);
    }

    /// Puts rows under what students are called now, given by what they were called. Where there is a row by that name
    /// already, about something that was handed in, it stays. Gives the names that are gone.
    pub(crate) fn rename(&mut self, names: &BTreeMap<String, String>) -> BTreeSet<String> {
        let is_old = |(student, _): &(String, String), _: &mut Row| names.contains_key(student);
        // All are taken out first, as one's old name can be another's new one.
        let old: Vec<Row> = self
            .rows
            .extract_if(.., is_old)
            .map(|(_, row)| row)
            .collect();
        let mut gone: BTreeSet<String> = old.iter().map(|row| row.student.clone()).collect();
        for mut row in old {
            row.student.clone_from(&names[&row.student]);
            let key = (row.student.clone(), row.judgement.exercise.clone());
            match self.rows.get_mut(&key) {
                Some(there) if there.source.is_some() => there.inherit(&row),
                _ => self.insert(row),
            }
        }
        for (student, _) in self.rows.keys() {
            gone.remove(student);
        }
        gone
    }

    /// Everybody who has a row.
    pub(crate) fn students(&self) -> Vec<&str> {
        let mut students: Vec<&str> = self.rows.keys().map(|(student, _)| &**student).collect();
        students.dedup();
        students
    }

    /// One student's rows.
    pub(crate) fn rows_of<'a>(&'a self, student: &str) -> impl Iterator<Item = &'a Row> {
        let from = (student.to_owned(), String::new());
        let student = student.to_owned();
        self.rows
            .range(from..)
            .map(|(_, row)| row)
            .take_while(move |row| row.student == student)
    }

    /// An exercise of this batch.
    pub(crate) fn exercise(&self, name: &str) -> Option<&Exercise> {
        self.exercises.iter().find(|exercise| exercise.name == name)
    }

    /// Whether points wait that only a person can give.
    pub(crate) fn needs_points(&self) -> bool {
        needs::open(self).next().is_some()
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

#[cfg(test)]
pub(crate) mod tests;
