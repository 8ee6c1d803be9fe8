//! `rubric.csv`: points that only a person can give, to be filled in and merged.
//!
//! What stands in the file is never written over: a later run appends the items that are new.

use std::collections::{BTreeMap, BTreeSet};

use super::needs;
use super::text::{cell, line};
use super::{Report, Row};
use crate::verdict::Given;

/// The columns.
const COLUMNS: [&str; 6] = [
    "student",
    "exercise",
    "item",
    "max_points",
    "points",
    "comment",
];

/// What a line is about: student, exercise and item, as cells show them.
type Key = [String; 3];

fn key(row: &Row, item: &str) -> Key {
    [&row.student, &row.judgement.exercise, item].map(cell)
}

/// A rubric as it was read.
#[derive(Debug)]
struct Rubric {
    /// What stands between two cells: spreadsheets in many languages write semicolons.
    delimiter: u8,
    /// The places of our columns.
    places: [Option<usize>; 6],
    /// How many columns there are.
    width: usize,
    lines: Vec<Line>,
}

/// A line of a rubric.
#[derive(Debug)]
struct Line {
    number: u64,
    key: Key,
    points: String,
    comment: String,
}

fn parse(bytes: &[u8]) -> Result<Rubric, String> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| "it isn't UTF-8: save it as “CSV UTF-8”".to_owned())?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let heading = text.lines().next().unwrap_or_default();
    let delimiter = [b',', b';', b'\t']
        .into_iter()
        .max_by_key(|delimiter| heading.bytes().filter(|byte| byte == delimiter).count())
        .unwrap_or(b',');
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(delimiter)
        .trim(csv::Trim::All)
        .flexible(true)
        .from_reader(text.as_bytes());
    let headers = reader.headers().map_err(|error| error.to_string())?.clone();
    let places = COLUMNS.map(|column| {
        headers
            .iter()
            .position(|name| name.eq_ignore_ascii_case(column))
    });
    for (column, place) in COLUMNS.iter().zip(places) {
        let is_needed = !matches!(*column, "max_points" | "comment");
        if is_needed && place.is_none() {
            let found = line(&headers.iter().collect::<Vec<_>>().join(", "));
            return Err(format!(
                "it has no column `{column}`; its first line is: {found}"
            ));
        }
    }
    let mut lines = Vec::new();
    for record in reader.records() {
        let record = record.map_err(|error| error.to_string())?;
        let value = |column: usize| {
            let place = places.get(column).copied().flatten();
            place
                .and_then(|place| record.get(place))
                .unwrap_or_default()
        };
        if record.iter().all(str::is_empty) {
            continue;
        }
        lines.push(Line {
            number: record.position().map_or(0, csv::Position::line),
            key: [0, 1, 2].map(|column| shown(value(column))),
            points: value(4).to_owned(),
            comment: value(5).to_owned(),
        });
    }
    Ok(Rubric {
        delimiter,
        places,
        width: headers.len(),
        lines,
    })
}

/// A cell as this grader writes it: a spreadsheet may have dropped the mark before what looks like a formula.
fn shown(value: &str) -> String {
    match value.strip_prefix('\'') {
        Some(rest) if cell(rest) == value => value.to_owned(),
        _ => cell(value),
    }
}

/// The file with the items that it hasn't yet at its end; nothing when it has all of them.
///
/// # Errors
/// When what stands there already can't be understood.
pub(super) fn updated(report: &Report, earlier: Option<&[u8]>) -> Result<Option<Vec<u8>>, String> {
    let rubric = match earlier {
        Some(bytes) => parse(bytes)?,
        None => Rubric {
            delimiter: b',',
            places: [0, 1, 2, 3, 4, 5].map(Some),
            width: COLUMNS.len(),
            lines: Vec::new(),
        },
    };
    let known: BTreeSet<&Key> = rubric.lines.iter().map(|line| &line.key).collect();
    let mut writer = csv::WriterBuilder::new()
        .delimiter(rubric.delimiter)
        .from_writer(Vec::new());
    let broken = |error: csv::Error| error.to_string();
    if earlier.is_none() {
        writer.write_record(COLUMNS).map_err(broken)?;
    }
    let mut is_new = false;
    for needs::Open { row, group } in needs::items(report) {
        let key = key(row, &group.name);
        if known.contains(&key) {
            continue;
        }
        is_new = true;
        let given = row.given.get(&group.name);
        let [student, exercise, item] = key;
        let values = [
            student,
            exercise,
            item,
            group.max_points.to_string(),
            given.map_or_else(String::new, |given| given.points.to_string()),
            given.map_or_else(String::new, |given| cell(&given.comment)),
        ];
        let mut record = vec![String::new(); rubric.width];
        for (value, place) in values.into_iter().zip(rubric.places) {
            if let Some(place) = place.and_then(|place| record.get_mut(place)) {
                *place = value;
            }
        }
        writer.write_record(&record).map_err(broken)?;
    }
    if !is_new {
        return Ok(None);
    }
    let new = writer.into_inner().map_err(|error| error.to_string())?;
    let mut bytes = earlier.unwrap_or_default().to_vec();
    if !bytes.is_empty() && !bytes.ends_with(b"\n") {
        bytes.push(b'\n');
    }
    bytes.extend_from_slice(&new);
    Ok(Some(bytes))
}

/// What a rubric did to a report.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Applied {
    /// How many items have points now that the rubric names.
    pub given: usize,
    /// Lines that had no effect, since the judge could decide in the meantime.
    pub needless: Vec<String>,
}

/// Puts the points of a rubric into a report. Lines without points are left for later.
///
/// # Errors
/// What is wrong, line by line; the report is as it was then.
pub(super) fn apply(report: &mut Report, bytes: &[u8]) -> Result<Applied, Vec<String>> {
    let rubric = parse(bytes).map_err(|reason| vec![reason])?;
    let mut rows: BTreeMap<[String; 2], Vec<(String, String)>> = BTreeMap::new();
    for (key, row) in &report.rows {
        let shown = [cell(&row.student), cell(&row.judgement.exercise)];
        rows.entry(shown).or_default().push(key.clone());
    }
    let mut applied = Applied::default();
    let mut wrong = Vec::new();
    let mut seen: BTreeMap<&Key, u64> = BTreeMap::new();
    let mut found: Vec<((String, String), String, Given)> = Vec::new();
    for entry in &rubric.lines {
        let number = entry.number;
        let mut reject = |reason: String| wrong.push(format!("line {number}: {reason}"));
        let [student, exercise, item] = &entry.key;
        if let Some(before) = seen.insert(&entry.key, number) {
            reject(format!(
                "{student}, {exercise}, {item} stands in line {before} already"
            ));
            continue;
        }
        if entry.points.is_empty() {
            if !entry.comment.is_empty() {
                reject("there is a comment, and no points".to_owned());
            }
            continue;
        }
        let keys = rows.get(&[student.clone(), exercise.clone()]);
        let row_key = match keys.map(Vec::as_slice) {
            Some([key]) => key,
            Some(_) => {
                reject(format!("more than one student is shown as `{student}`"));
                continue;
            }
            None => {
                let is_known = rows.keys().any(|[name, _]| name == student);
                reject(match is_known {
                    true => format!("`{student}` has no row for an exercise `{exercise}`"),
                    false => format!("there is no student `{student}`"),
                });
                continue;
            }
        };
        let groups = report
            .rows
            .get(row_key)
            .map(|row| row.judgement.groups.as_slice())
            .unwrap_or_default();
        let Some(group) = groups.iter().find(|group| cell(&group.name) == *item) else {
            let names: Vec<_> = groups.iter().map(|group| cell(&group.name)).collect();
            reject(match names.is_empty() {
                true => format!("nothing of {exercise} by {student} was run, so it has no items"),
                false => format!(
                    "{exercise} has no item `{item}`; it has: {}",
                    names.join(", ")
                ),
            });
            continue;
        };
        let points = match whole_points(&entry.points) {
            Ok(points) if points > group.max_points => {
                reject(format!(
                    "{points} points are more than the {} of `{item}`",
                    group.max_points
                ));
                continue;
            }
            Ok(points) => points,
            Err(reason) => {
                reject(reason);
                continue;
            }
        };
        if !group.verdict.is_pending() {
            applied.needless.push(format!(
                "line {number}: {item} of {student} in {exercise} needs nobody: {}",
                group.verdict
            ));
            continue;
        }
        let given = Given {
            points,
            comment: entry.comment.clone(),
        };
        found.push((row_key.clone(), group.name.clone(), given));
    }
    if !wrong.is_empty() {
        return Err(wrong);
    }
    applied.given = found.len();
    for (key, item, given) in found {
        if let Some(row) = report.rows.get_mut(&key) {
            row.given.insert(item, given);
            row.judgement.settle(&row.given);
        }
    }
    Ok(applied)
}

/// A number of points, as spreadsheets may write it.
fn whole_points(text: &str) -> Result<u32, String> {
    let number = text.replace(',', ".").parse::<f64>();
    let quoted = line(text);
    match number {
        Ok(points) if !points.is_finite() => Err(format!("`{quoted}` is no number of points")),
        Ok(points) if points < 0.0 => Err(format!("`{quoted}` is below zero")),
        Ok(points) if points.fract() != 0.0 => Err(format!("`{quoted}`: points are whole numbers")),
        // Larger ones are more than any item has.
        Ok(points) => Ok(points.min(f64::from(u32::MAX)) as u32),
        Err(_) => Err(format!("`{quoted}` is no number of points")),
    }
}
