//! A table as spreadsheets and course platforms write it.

use std::io::Read;
use std::path::Path;

use crate::intake::text;

/// The largest roster, in bytes.
const LARGEST: u64 = 64 << 20;

/// A table whose rows are all as wide as its first line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Table {
    pub columns: Vec<String>,
    pub rows: Vec<Vec<String>>,
}

/// Reads a file of a sensible size.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, String> {
    let file = std::fs::File::open(path).map_err(|error| error.to_string())?;
    let mut bytes = Vec::new();
    let read = file.take(LARGEST + 1).read_to_end(&mut bytes);
    read.map_err(|error| error.to_string())?;
    match bytes.len() as u64 > LARGEST {
        true => Err(format!("it is larger than {} MiB", LARGEST >> 20)),
        false => Ok(bytes),
    }
}

impl Table {
    /// Takes a table apart: separated by commas, semicolons or tabs; UTF-8 or UTF-16, or else Latin-1.
    pub fn parse(bytes: &[u8]) -> Result<Self, String> {
        let text = match (text::marked(bytes), std::str::from_utf8(bytes)) {
            (true, _) | (false, Ok(_)) => text::decode(bytes)?,
            (false, Err(_)) => bytes.iter().map(|byte| char::from(*byte)).collect(),
        };
        let (separator, text) = separator(&text);
        let mut reader = csv::ReaderBuilder::new()
            .trim(csv::Trim::All)
            .flexible(true)
            .has_headers(false)
            .delimiter(separator)
            .from_reader(text.as_bytes());
        let mut records = reader.records().filter(|record| {
            let is_empty = |record: &csv::StringRecord| record.iter().all(str::is_empty);
            !record.as_ref().is_ok_and(is_empty)
        });
        let columns: Vec<String> = match records.next() {
            Some(first) => cells(&first.map_err(|error| error.to_string())?),
            None => return Err("it is empty".to_owned()),
        };
        let mut rows = Vec::new();
        for record in records {
            let mut row = cells(&record.map_err(|error| error.to_string())?);
            row.resize(columns.len(), String::new());
            rows.push(row);
        }
        Ok(Self { columns, rows })
    }
}

fn cells(record: &csv::StringRecord) -> Vec<String> {
    record.iter().map(str::to_owned).collect()
}

/// What separates cells, and the text without a line that only says so, as Excel writes it.
fn separator(text: &str) -> (u8, &str) {
    let text = text.trim_start_matches(['\r', '\n']);
    let (first, rest) = text.split_once('\n').unwrap_or((text, ""));
    if let Some([separator @ (b',' | b';' | b'\t')]) = first
        .trim_end_matches('\r')
        .strip_prefix("sep=")
        .map(str::as_bytes)
    {
        return (*separator, rest);
    }
    let mut is_quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in first.bytes() {
        is_quoted ^= byte == b'"';
        for (separator, count) in &mut counts {
            *count += usize::from(byte == *separator && !is_quoted);
        }
    }
    // The first of those that are there most often.
    let most = counts.iter().map(|(_, count)| *count).max();
    let best = counts.iter().find(|(_, count)| Some(*count) == most);
    (best.map_or(b',', |(separator, _)| *separator), text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn table(bytes: &[u8]) -> (Vec<String>, Vec<Vec<String>>) {
        let table = Table::parse(bytes).unwrap();
        (table.columns, table.rows)
    }

    fn strings(cells: &[&str]) -> Vec<String> {
        cells.iter().map(|cell| (*cell).to_owned()).collect()
    }

    #[test]
    fn every_spreadsheet_s_way_is_read() {
        let expected = (
            strings(&["Student", "Group"]),
            vec![strings(&["Zoë, M", "1"])],
        );
        let utf16 = |text: &str| -> Vec<u8> {
            let words = std::iter::once(0xfeff).chain(text.encode_utf16());
            words.flat_map(u16::to_le_bytes).collect()
        };
        let all: [Vec<u8>; 8] = [
            "Student,Group\n\"Zoë, M\",1\n".into(),
            "\u{feff}Student,Group\r\n\"Zoë, M\" , 1 \r\n".into(),
            "Student;Group\r\nZoë, M;1\r\n".into(),
            "Student\tGroup\nZoë, M\t1".into(),
            "sep=;\r\nStudent;Group\r\nZoë, M;1\r\n".into(),
            "\r\n\r\nStudent;Group\r\n;\r\nZoë, M;1;more\r\n".into(),
            b"Student;Group\r\nZo\xeb, M;1\r\n".to_vec(),
            utf16("Student\tGroup\r\nZoë, M\t1\r\n"),
        ];
        for bytes in all {
            let (columns, mut rows) = table(&bytes);
            rows.iter_mut().for_each(|row| row.truncate(2));
            assert_eq!(
                (columns, rows),
                expected,
                "{:?}",
                String::from_utf8_lossy(&bytes)
            );
        }
        assert!(Table::parse(b"").is_err());
        assert_eq!(table(b"student\nada\n").1, [strings(&["ada"])]);
        assert_eq!(table(b"a,b\nx\n").1, [strings(&["x", ""])]);
    }
}
