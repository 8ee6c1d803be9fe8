//! What was passed over: a list that doesn't grow without end.

use serde::{Deserialize, Serialize};

/// How many are named.
const MOST: usize = 40;

/// Something that was passed over, and why.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Ignored {
    /// Where it lies, from the folder of submissions or from the submission.
    pub path: String,
    /// Why it was passed over.
    pub reason: String,
}

/// The first of what was passed over, and how many there are more.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// The first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<Ignored>,
    /// How many more.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub more: usize,
}

fn is_zero(count: &usize) -> bool {
    *count == 0
}

impl Told {
    pub(super) fn push(&mut self, path: String, reason: impl Into<String>) {
        match self.files.len() < MOST {
            true => self.files.push(Ignored {
                path,
                reason: reason.into(),
            }),
            false => self.more += 1,
        }
    }

    /// Notes a path that may come again, such as a folder's, once.
    pub(super) fn push_once(&mut self, path: String, reason: &str) {
        if self.files.len() < MOST && !self.files.iter().any(|told| told.path == path) {
            self.push(path, reason);
        }
    }

    pub(super) fn add(&mut self, other: Self) {
        for told in other.files {
            self.push(told.path, told.reason);
        }
        self.more += other.more;
    }

    /// Whether there was anything.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.files.is_empty() && self.more == 0
    }
}
