//! An exercise as its manifest describes it: `[package.metadata.workbook]` of `exercises/NAME/Cargo.toml`.

use serde::{Deserialize, Serialize};

/// What an exercise's manifest says of it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Title of the task.
    pub title: String,
    /// The lesson page it belongs to, without `.md`.
    pub page: String,
    /// Most points that grading gives.
    pub points: u32,
    /// Ratio to reach in the race; absent where there is no race.
    #[serde(default)]
    pub goal: Option<f64>,
    /// The fewest cores on which that ratio can be reached; one where it isn't said.
    #[serde(default)]
    pub cores: Option<u32>,
    /// Crates that an answer may use, besides `std`.
    #[serde(default)]
    pub crates: Vec<String>,
    /// Whether an answer may hold `unsafe` code.
    #[serde(default, rename = "unsafe")]
    pub allows_unsafe: bool,
    /// Threads an answer may use.
    #[serde(default)]
    pub threads: Threads,
}

/// How many threads an answer may use.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Threads {
    /// At most this many.
    Count(u32),
    /// `"any"`: as many as the machine has.
    Any(Any),
    /// Not said: one.
    #[default]
    One,
}

/// The word `any`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Any {
    /// As many threads as the machine has.
    Any,
}
