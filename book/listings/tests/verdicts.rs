//! The reference record of races whose outcome was known, held to what verdicts promise.

use std::path::Path;

use serde::Deserialize;
use stopwatch::{FALSE_ALARM, TENTH_FOUND};

#[derive(Deserialize)]
struct Record {
    rows: Vec<Row>,
}

#[derive(Deserialize)]
struct Row {
    variant: String,
    size: String,
    verdicts: Verdicts,
}

#[derive(Deserialize)]
struct Verdicts {
    faster: u32,
    not_faster: u32,
    cannot_tell: u32,
}

#[test]
fn the_reference_races_keep_what_verdicts_promise() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../measurements/verdicts.json");
    let text = std::fs::read(&path).unwrap();
    let record: Record = serde_json::from_slice(&text).unwrap();
    let mut held = Vec::new();
    for Row {
        variant,
        size,
        verdicts,
    } in &record.rows
    {
        let races = verdicts.faster + verdicts.not_faster + verdicts.cannot_tell;
        assert!(races >= 100, "{variant} of {size}: only {races} races");
        // A share of some hundred races is itself known no better than this.
        let share = f64::from(verdicts.faster) / f64::from(races);
        let give = |promised: f64| 3.0 * (promised * (1.0 - promised) / f64::from(races)).sqrt();
        match variant.as_str() {
            "identical" => assert!(share <= FALSE_ALARM + give(FALSE_ALARM), "{size}: {share}"),
            "tenth" => assert!(share >= TENTH_FOUND - give(TENTH_FOUND), "{size}: {share}"),
            _ => continue,
        }
        held.push((variant.as_str(), size.as_str()));
    }
    held.sort_unstable();
    let expected = ["identical", "tenth"].map(|v| ["chain", "sweep"].map(|size| (v, size)));
    assert_eq!(held, expected.concat());
}
