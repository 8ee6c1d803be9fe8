//! `grade --merge`: points that a person filled in, into all reports.

use std::path::Path;

use super::rubric;
use super::store::Store;
use crate::error::JudgeError;

/// Merges a rubric into the reports of a folder, and says what was done.
///
/// The document as it was is kept under a number. A second time, the same rubric changes nothing.
///
/// # Errors
/// When the rubric can't be read or doesn't fit the reports: then nothing was changed.
pub(crate) fn merge(store: &Store, path: &Path) -> Result<String, JudgeError> {
    let Some(mut report) = store.earlier()? else {
        return Err(JudgeError::Usage(format!(
            "there is no grades.json in {} to merge into; grade first",
            store.folder().display()
        )));
    };
    let unusable = |reasons: Vec<String>| {
        let lines = reasons
            .iter()
            .map(|reason| format!("{}: {reason}", path.display()));
        let lines: Vec<_> = lines.collect();
        JudgeError::Usage(format!("{}\nnothing was changed", lines.join("\n")))
    };
    let bytes = std::fs::read(path).map_err(|error| unusable(vec![error.to_string()]))?;
    let before = report.clone();
    let applied = rubric::apply(&mut report, &bytes).map_err(unusable)?;
    let mut said: Vec<String> = applied
        .needless
        .iter()
        .map(|line| format!("{}: {line}; left as it is", path.display()))
        .collect();
    if report == before {
        said.push(format!(
            "nothing new in {}; it names points for {} items",
            path.display(),
            applied.given
        ));
    } else {
        let kept = store.keep_document()?;
        said.push(format!(
            "{} names points for {} items; grades.json as it was is now {kept}",
            path.display(),
            applied.given
        ));
    }
    store.write(&report)?;
    let open: u32 = report
        .rows
        .values()
        .map(|row| row.judgement.pending_points)
        .sum();
    said.push(match open {
        0 => "no points are open".to_owned(),
        _ => format!("still open: {open} points"),
    });
    Ok(said.join("\n"))
}
