//! A profile: what `cargo workbook profile` finds, keeps with `--reference`, and pages show.
//!
//! | file | idea |
//! |---|---|
//! | `gather` | from the sampler's stacks to functions, lines and flames |
//! | `flame` | the flame graph as SVG |
//! | `shown` | tables, flame graph and reading on a page |

mod flame;
mod gather;
mod shown;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub use flame::document;
pub use gather::{Place, Sampled, View, gather};
pub(crate) use shown::{figure, share};

use crate::record::Machine;

/// The format this version reads and writes.
pub const FORMAT: u32 = 1;

/// Where profiles that pages show are kept, from the repository's root.
pub const FOLDER: &str = "book/measurements/profiles";

/// One profile.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Profile {
    /// Version of this layout: [`FORMAT`].
    pub format: u32,
    /// What ran: `KERNEL/VARIANT`, or an exercise.
    pub what: String,
    /// At which size; an exercise has none.
    pub size: Option<String>,
    /// The command that makes it, as somebody would type it.
    pub command: String,
    /// ISO 8601 date and time, UTC.
    pub date: String,
    /// Where it was taken.
    pub machine: Machine,
    /// How often the work was done.
    pub calls: u64,
    /// For how long, in seconds of the clock on the wall.
    pub seconds: f64,
    /// How many samples were taken.
    pub samples: u64,
    /// Samples that found none of the functions shown on the stack.
    pub elsewhere: u64,
    /// For each source file of the functions shown, its fingerprint.
    pub sources: BTreeMap<String, String>,
    /// The functions, most of their own samples first.
    pub functions: Vec<Function>,
    /// The lines, likewise.
    pub lines: Vec<Line>,
    /// The stacks put together, outermost functions first.
    pub flames: Vec<Flame>,
}

/// What was found of a function.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Function {
    /// Its name, as far as the line tables tell it.
    pub name: String,
    /// The file that it is written in.
    pub file: String,
    /// Samples in it, and in library code that it called.
    pub own: u64,
    /// Those of its own samples that were in library code that it called, and that wasn't inlined.
    pub library: u64,
    /// Samples in it and in everything that it called.
    pub cumulative: u64,
}

/// What was found of a line.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Line {
    /// The file.
    pub file: String,
    /// The line's number when the profile was taken.
    pub line: u32,
    /// The line itself; empty where the file isn't in the repository.
    pub text: String,
    /// Samples on it, and in library code called from it.
    pub own: u64,
    /// Samples on it and in everything called from it.
    pub cumulative: u64,
}

/// A function as called from the one around it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Flame {
    /// Its name.
    pub name: String,
    /// The file that it is written in.
    pub file: String,
    /// Samples in it and in everything that it called.
    pub count: u64,
    /// What it called, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub inner: Vec<Flame>,
}

/// Why a profile can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// There is no such file, or it can't be read.
    #[error("no profile at {}: {source}; make it with `cargo workbook profile KERNEL/VARIANT --reference {name}`", path.display())]
    Unreadable {
        /// The profile's name.
        name: String,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The profile has no such function.
    #[error("the profile `{name}` has no function `{function}`")]
    Function {
        /// The profile.
        name: String,
        /// What was asked for.
        function: String,
    },
    /// The file isn't a profile of this format.
    #[error("the profile {} is not one of format {FORMAT}: {reason}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Profile {
    /// Reads the profile of this name in the repository at `root`.
    ///
    /// # Errors
    /// When it isn't there or is no profile.
    pub fn read(root: &Path, name: &str) -> Result<Self, ProfileError> {
        let path = Path::new(FOLDER).join(format!("{name}.json"));
        let text = std::fs::read_to_string(root.join(&path)).map_err(|source| {
            ProfileError::Unreadable {
                name: name.to_owned(),
                path: path.clone(),
                source,
            }
        })?;
        let malformed = |reason: String| ProfileError::Malformed {
            path: path.clone(),
            reason,
        };
        let profile: Self =
            serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        if profile.format != FORMAT {
            return Err(malformed(format!("it says format {}", profile.format)));
        }
        let most = profile.functions.iter().map(|function| function.cumulative);
        if most.max().unwrap_or(0) > profile.samples || profile.functions.is_empty() {
            return Err(malformed("its functions don't add up".to_owned()));
        }
        Ok(profile)
    }

    /// How much of all samples that is, from 0 to 1.
    #[must_use]
    pub fn share(&self, samples: u64) -> f64 {
        if self.samples == 0 {
            0.0
        } else {
            samples as f64 / self.samples as f64
        }
    }

    /// Files that were changed since the profile was taken.
    #[must_use]
    pub fn changed(&self, root: &Path) -> Vec<String> {
        let sources = self.sources.iter();
        let changed = sources.filter(|(path, fingerprint)| {
            crate::fingerprint::file(&root.join(path)).ok().as_ref() != Some(fingerprint)
        });
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// What the profile is of, in words.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.size {
            Some(size) => format!("{} at {size}", self.what),
            None => self.what.clone(),
        }
    }
}

/// A share in per cent; nothing pretends to know tenths of those that are large.
#[must_use]
pub fn percent(share: f64) -> String {
    let percent = 100.0 * share;
    if percent > 0.0 && percent < 9.95 {
        format!("{percent:.1} %")
    } else {
        format!("{percent:.0} %")
    }
}

/// The names of all profiles that pages can show, in the repository at `root`.
///
/// # Errors
/// When their folder can't be listed.
pub fn names(root: &Path) -> std::io::Result<Vec<String>> {
    let folder = root.join(FOLDER);
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut names = Vec::new();
    for entry in std::fs::read_dir(folder)? {
        let name = entry?.file_name().to_string_lossy().into_owned();
        names.extend(name.strip_suffix(".json").map(str::to_owned));
    }
    names.sort();
    Ok(names)
}
