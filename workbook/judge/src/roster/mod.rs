//! The roster: who should have handed something in, and what the course platform knows of them.

mod matching;
mod table;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::error::JudgeError;
use crate::intake::Intake;
use crate::report;
use table::Table;

/// Columns that name students, the first that is there being the one: what we call it, then what platforms do.
const ID_COLUMNS: &[&str] = &[
    "student",
    "id",
    "sis login id",
    "email address",
    "email",
    "identifier",
    "github_username",
    "username",
    "user name",
    "login",
    "id number",
    "sis user id",
    "full name",
    "name",
];

/// In a gradebook of Canvas, `Student` is a name that two can share, and the number in `ID` can't be read.
const CANVAS: &[&str] = &["sis login id", "id"];

/// Who is on the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Roster {
    columns: Vec<String>,
    id: usize,
    students: BTreeMap<String, Vec<String>>,
    notes: Vec<String>,
}

impl Roster {
    /// Reads a CSV. `column` names the column that names students, where it isn't to be found by its name.
    ///
    /// # Errors
    /// When the file can't be read as a table, or when there is no such column.
    pub fn read(path: &Path, column: Option<&str>) -> Result<Self, JudgeError> {
        let unusable =
            |reason: String| JudgeError::Usage(format!("the roster {}: {reason}", path.display()));
        let bytes = table::bytes(path).map_err(unusable)?;
        let table = Table::parse(&bytes).map_err(unusable)?;
        Self::of(table, column).map_err(unusable)
    }

    fn of(table: Table, column: Option<&str>) -> Result<Self, String> {
        let id = id_column(&table, column)?;
        let mut notes = vec![format!(
            "the roster's column {} names the students",
            table.columns[id]
        )];
        let is_canvas = is_canvas(&table);
        let number = position(&table, "id");
        let mut students: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let (mut nameless, mut again) = (0, BTreeSet::new());
        for cells in table.rows {
            // Canvas writes the possible points, and a student for trying things out, as if they were students.
            let is_made_up = is_canvas && number.is_some_and(|number| cells[number].is_empty());
            let student = cells[id].clone();
            if student.is_empty() || is_made_up {
                nameless += usize::from(cells.iter().any(|cell| !cell.is_empty()));
                continue;
            }
            match students.entry(student) {
                Entry::Vacant(free) => {
                    free.insert(cells);
                }
                Entry::Occupied(taken) => {
                    again.insert(taken.key().clone());
                }
            }
        }
        if students.is_empty() {
            return Err(format!("its column {} names nobody", table.columns[id]));
        }
        if nameless > 0 {
            notes.push(format!("lines of the roster that name nobody: {nameless}"));
        }
        for student in again {
            notes.push(format!(
                "{student} is on the roster more than once; the first line counts"
            ));
        }
        Ok(Self {
            columns: table.columns,
            id,
            students,
            notes,
        })
    }

    /// Who is on it.
    pub fn students(&self) -> BTreeSet<String> {
        self.students.keys().cloned().collect()
    }

    /// The columns as the table of grades keeps them.
    pub fn columns(&self) -> report::Roster {
        report::Roster {
            columns: self.columns.clone(),
            students: self.students.clone(),
        }
    }

    /// Calls those who handed something in what the roster calls them, and notes what the instructor should know. Gives,
    /// by what they were called before, what they are called now; only where these differ.
    pub fn match_up(&self, intake: &mut Intake) -> BTreeMap<String, String> {
        let found = matching::find(self, intake);
        let renamed: Vec<_> = found
            .names
            .iter()
            .filter_map(|(student, listed)| {
                Some((listed.clone(), intake.students.remove(student)?))
            })
            .collect();
        intake.students.extend(renamed);
        intake.notes.extend(self.notes.iter().cloned());
        intake.notes.extend(found.notes);
        found.names
    }
}

fn position(table: &Table, name: &str) -> Option<usize> {
    table
        .columns
        .iter()
        .position(|column| column.trim().eq_ignore_ascii_case(name))
}

/// Whether this is the gradebook of Canvas.
fn is_canvas(table: &Table) -> bool {
    let has = |name| position(table, name).is_some();
    has("student") && has("id") && (has("sis login id") || has("sis user id") || has("section"))
}

/// The column that names students.
fn id_column(table: &Table, column: Option<&str>) -> Result<usize, String> {
    let columns = || table.columns.join(", ");
    if let Some(wanted) = column {
        let named = |column: &&String| column.trim().eq_ignore_ascii_case(wanted.trim());
        return match table.columns.iter().filter(named).count() {
            1 => position(table, wanted.trim()).ok_or_else(columns),
            0 => Err(format!(
                "it has no column `{wanted}`; its first line is: {}",
                columns()
            )),
            several => Err(format!("it has {several} columns `{wanted}`")),
        };
    }
    let is_filled = |column: &usize| table.rows.iter().any(|cells| !cells[*column].is_empty());
    let first = |names: &[&str]| {
        names
            .iter()
            .filter_map(|name| position(table, name))
            .find(is_filled)
    };
    let of_canvas = is_canvas(table).then(|| first(CANVAS)).flatten();
    of_canvas.or_else(|| first(ID_COLUMNS)).ok_or_else(|| {
        format!(
            "it has no column `student` or another that names students; say which one does with --roster-id; its \
             first line is: {}",
            columns()
        )
    })
}

#[cfg(test)]
mod tests;
