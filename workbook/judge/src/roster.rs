//! The roster: who should have handed something in.

use std::collections::BTreeSet;
use std::path::Path;

use crate::error::JudgeError;

/// The column that names students.
const COLUMN: &str = "student";

/// Reads the students of a CSV: its column `student`.
pub(crate) fn read(path: &Path) -> Result<BTreeSet<String>, JudgeError> {
    let unusable =
        |reason: String| JudgeError::Usage(format!("the roster {}: {reason}", path.display()));
    let text = std::fs::read(path).map_err(|error| unusable(error.to_string()))?;
    let text = text.strip_prefix(b"\xef\xbb\xbf").unwrap_or(&text);
    let mut reader = csv::ReaderBuilder::new()
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text);
    let headers = reader
        .headers()
        .map_err(|error| unusable(error.to_string()))?;
    let column = headers
        .iter()
        .position(|name| name.eq_ignore_ascii_case(COLUMN))
        .ok_or_else(|| {
            let names = headers.iter().collect::<Vec<_>>().join(", ");
            unusable(format!(
                "it has no column `{COLUMN}`; its first line is: {names}"
            ))
        })?;
    let mut students = BTreeSet::new();
    for record in reader.records() {
        let record = record.map_err(|error| unusable(error.to_string()))?;
        match record.get(column) {
            Some(student) if !student.is_empty() => students.insert(student.to_owned()),
            _ => continue,
        };
    }
    Ok(students)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn roster(text: &str) -> Result<BTreeSet<String>, JudgeError> {
        let file = tempfile::NamedTempFile::new().unwrap();
        std::fs::write(file.path(), text).unwrap();
        read(file.path())
    }

    #[test]
    fn students_are_read_from_their_column() {
        let students = roster("\u{feff}Group,Student\r\n1, ada\r\n2,\"Zoë, M\"\r\n3,\r\n").unwrap();
        assert_eq!(
            students,
            BTreeSet::from(["ada".to_owned(), "Zoë, M".to_owned()])
        );
    }

    #[test]
    fn a_roster_without_the_column_is_refused() {
        let error = roster("name\nada\n").unwrap_err();
        assert!(error.is_usage() && error.to_string().contains("no column `student`"));
    }
}
