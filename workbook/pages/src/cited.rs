//! Figures of the source lessons: what others measured, on machines of theirs, shown as a citation and never as ours.
//!
//! Each source has a record, `book/measurements/sources/SOURCE.json`, typed from the lesson once.

use std::collections::BTreeMap;
use std::path::Path;

use serde::Deserialize;

use crate::html::{escape, without_markdown};

/// The version of the records' format.
const FORMAT: u32 = 1;

/// A source lesson and the figures that it prints.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    format: u32,
    title: String,
    by: String,
    url: String,
    #[serde(default)]
    figures: BTreeMap<String, Figure>,
    #[serde(default)]
    tables: BTreeMap<String, Table>,
}

/// One figure.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Figure {
    what: String,
    text: String,
}

/// Figures that belong together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    what: String,
    columns: Vec<String>,
    rows: Vec<Vec<String>>,
}

/// Why a figure can't be cited.
#[derive(Debug, thiserror::Error)]
pub enum CitedError {
    /// There is no such record, or it can't be read.
    #[error("cannot read the source book/measurements/sources/{name}.json: {source}")]
    Read {
        /// The source.
        name: String,
        /// Why.
        source: std::io::Error,
    },
    /// It isn't a record of a source.
    #[error(
        "book/measurements/sources/{name}.json is no record of a source in format {FORMAT}: {reason}"
    )]
    Form {
        /// The source.
        name: String,
        /// What is wrong.
        reason: String,
    },
    /// It hasn't that figure.
    #[error("the source `{source_name}` has no {kind} `{name}`; it has: {has}")]
    Missing {
        /// The source.
        source_name: String,
        /// A figure, or a table.
        kind: &'static str,
        /// Which.
        name: String,
        /// What there is.
        has: String,
    },
}

fn read(root: &Path, name: &str) -> Result<Source, CitedError> {
    let path = root.join(format!("book/measurements/sources/{name}.json"));
    let text = std::fs::read_to_string(path).map_err(|source| CitedError::Read {
        name: name.to_owned(),
        source,
    })?;
    let form = |reason: String| CitedError::Form {
        name: name.to_owned(),
        reason,
    };
    let source: Source = serde_json::from_str(&text).map_err(|error| form(error.to_string()))?;
    if source.format != FORMAT {
        return Err(form(format!("its format is {}", source.format)));
    }
    if let Some((name, _)) = source.tables.iter().find(|(_, table)| {
        table
            .rows
            .iter()
            .any(|row| row.len() != table.columns.len())
    }) {
        return Err(form(format!("a row of `{name}` is too short or too long")));
    }
    Ok(source)
}

/// A cited figure in a sentence.
pub fn inline(root: &Path, source: &str, name: &str) -> Result<String, CitedError> {
    let record = read(root, source)?;
    let figure = record
        .figures
        .get(name)
        .ok_or_else(|| CitedError::Missing {
            source_name: source.to_owned(),
            kind: "figure",
            name: name.to_owned(),
            has: names(record.figures.keys()),
        })?;
    Ok(format!(
        "<span class=\"number cited\" title=\"{}, measured by the authors of {}\">{}</span>",
        escape(&figure.what),
        escape(&record.title),
        without_markdown(&escape(&figure.text))
    ))
}

/// A cited table as one line of HTML.
pub fn block(root: &Path, source: &str, name: &str) -> Result<String, CitedError> {
    let record = read(root, source)?;
    let table = record.tables.get(name).ok_or_else(|| CitedError::Missing {
        source_name: source.to_owned(),
        kind: "table",
        name: name.to_owned(),
        has: names(record.tables.keys()),
    })?;
    let head: String = table
        .columns
        .iter()
        .map(|column| format!("<th scope=\"col\">{}</th>", escape(column)))
        .collect();
    let rows: String = table
        .rows
        .iter()
        .map(|row| {
            let cells: String = row
                .iter()
                .map(|cell| format!("<td>{}</td>", escape(cell)))
                .collect();
            format!("<tr>{cells}</tr>")
        })
        .collect();
    Ok(format!(
        "<figure class=\"cited\"><div class=\"table-wrapper\"><table><caption>{what}</caption><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div><figcaption>Measured by the authors of <a href=\"{url}\">{title}</a> ({by}), on a machine of theirs.</figcaption></figure>",
        what = escape(&table.what),
        url = escape(&record.url),
        title = escape(&record.title),
        by = escape(&record.by),
    ))
}

fn names<'a>(names: impl Iterator<Item = &'a String>) -> String {
    names.map(String::as_str).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    const RECORD: &str = r#"{
        "format": 1, "title": "Go faster", "by": "An author", "url": "https://example.org/a",
        "figures": {"std": {"what": "std of 10^7 numbers", "text": "1.51 s ± 28.6 ms"}},
        "tables": {"threads": {"what": "Threads & times", "columns": ["threads", "time"], "rows": [["1", "644 µs"]]}}
    }"#;

    fn root(record: &str) -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        sample::write(
            root.path(),
            "book/measurements/sources/go-faster.json",
            record,
        );
        root
    }

    #[test]
    fn a_figure_says_what_it_is_and_whose() {
        let root = root(RECORD);
        let html = inline(root.path(), "go-faster", "std").unwrap();
        assert!(html.contains(">1&#46;51 s ± 28&#46;6 ms</span>"), "{html}");
        assert!(
            html.contains("std of 10^7 numbers, measured by the authors of Go faster"),
            "{html}"
        );
    }

    #[test]
    fn a_table_names_its_source() {
        let root = root(RECORD);
        let html = block(root.path(), "go-faster", "threads").unwrap();
        for part in [
            "<caption>Threads &amp; times</caption>",
            "<td>644 µs</td>",
            "<a href=\"https://example.org/a\">Go faster</a> (An author)",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains('\n'));
    }

    #[test]
    fn what_is_not_there_is_told_with_what_is() {
        let kept = root(RECORD);
        let error = |name: &str| {
            inline(kept.path(), "go-faster", name)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(
            error("threads"),
            "the source `go-faster` has no figure `threads`; it has: std"
        );
        let error = block(kept.path(), "quantecon", "x")
            .unwrap_err()
            .to_string();
        assert!(error.contains("cannot read the source book/measurements/sources/quantecon.json"));
        let broken = root(&RECORD.replace("[\"1\", \"644 µs\"]", "[\"1\"]"));
        let error = block(broken.path(), "go-faster", "threads")
            .unwrap_err()
            .to_string();
        assert!(
            error.contains("a row of `threads` is too short or too long"),
            "{error}"
        );
        let newer = root(&RECORD.replace("\"format\": 1", "\"format\": 2"));
        let error = block(newer.path(), "go-faster", "threads")
            .unwrap_err()
            .to_string();
        assert!(error.contains("its format is 2"), "{error}");
    }
}
