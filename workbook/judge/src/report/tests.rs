//! Miniature reports, for the tests of all formats.
use super::*;
pub(crate) fn empty() -> Report {
    Report {
        format: FORMAT,
        workbook: "0.1.0".to_owned(),
        toolchain: Some("rustc 1.95.0".to_owned()),
        complete: true,
        seed: 0,
        sandbox: None,
        limits: ProcessLimits {
            subject: Limits::subject(),
            compiler: Limits::compiler(),
        },
        exercises: Vec::new(),
        rows: BTreeMap::new(),
        ignored: Vec::new(),
        unlisted: Vec::new(),
        roster: Roster::default(),
    }
}
