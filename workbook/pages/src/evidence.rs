//! Evidence that doesn't depend on how fast a machine is: what `cargo workbook evidence` keeps, and pages show.
//!
//! | file | idea |
//! |---|---|
//! | `table` | bytes, instructions, width and core-time of a kernel's variants |
//! | `machine_code` | the loop that a variant spends its time in |

mod machine_code;
mod table;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

pub(crate) use machine_code::machine_code;
pub(crate) use table::table;

use crate::html::code;

/// The format this version reads and writes.
pub const FORMAT: u32 = 1;

/// Where the evidence that pages show is kept, from the repository's root.
pub const FOLDER: &str = "book/measurements/evidence";

/// What is known of one kernel's variants.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Evidence {
    /// Version of this layout: [`FORMAT`].
    #[serde(default)]
    pub format: u32,
    /// The kernel's name.
    pub kernel: String,
    /// The size that bytes and instructions were counted at.
    pub size: String,
    /// How many numbers, or points, that size is.
    pub numbers: u64,
    /// `rustc --version`.
    #[serde(default)]
    pub rustc: String,
    /// For each source file of the kernel, and for the pinned toolchain, its fingerprint.
    #[serde(default)]
    pub sources: BTreeMap<String, String>,
    /// What each variant asks the allocator for.
    pub bytes: Vec<Bytes>,
    /// What each variant executes.
    pub instructions: Option<Instructions>,
    /// The loops that variants spend their time in.
    pub code: Vec<Loop>,
}

/// What one evaluation of a variant asks the allocator for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Bytes {
    /// The variant's name.
    pub variant: String,
    /// Threads that it uses.
    pub threads: u32,
    /// In all.
    pub asked: u64,
    /// At most at a time.
    pub most: u64,
}

/// Counts of instructions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Instructions {
    /// What counted.
    pub counter: String,
    /// The registers that dispatch chose there.
    pub level: String,
    /// The variants on one thread.
    pub rows: Vec<Executed>,
}

/// Instructions of one evaluation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Executed {
    /// The variant's name.
    pub variant: String,
    /// Instructions.
    pub count: u64,
}

/// The loop of one copy of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Loop {
    /// The variant's name.
    pub variant: String,
    /// The processors that this copy is for.
    pub level: String,
    /// Its instructions, a line each.
    #[serde(rename = "loop")]
    pub body: Vec<String>,
    /// Instructions that compute with several numbers at once.
    pub packed: u32,
    /// Instructions that compute with one floating-point number.
    pub scalar: u32,
    /// Bits of the widest register that is computed with.
    pub bits: u32,
}

/// Why evidence can't be shown.
#[derive(Debug, thiserror::Error)]
pub enum EvidenceError {
    /// There is no such file, or it can't be read.
    #[error("no evidence at {}: {source}; gather it with `cargo workbook evidence {kernel} --reference`", path.display())]
    Unreadable {
        /// The kernel.
        kernel: String,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file isn't evidence of this format.
    #[error("the evidence {} is not of format {FORMAT}: {reason}", path.display())]
    Malformed {
        /// Which file.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// It doesn't know a variant, or none of its loops.
    #[error("the evidence of `{kernel}` has no {what}; it has {known}")]
    NoSuch {
        /// The kernel.
        kernel: String,
        /// What was asked for.
        what: String,
        /// What there is.
        known: String,
    },
}

impl Evidence {
    /// Reads the evidence of a kernel in the repository at `root`.
    ///
    /// # Errors
    /// When it isn't there, or isn't evidence of this kernel and format.
    pub fn read(root: &Path, kernel: &str) -> Result<Self, EvidenceError> {
        let path = Path::new(FOLDER).join(format!("{kernel}.json"));
        let text = std::fs::read_to_string(root.join(&path)).map_err(|source| {
            EvidenceError::Unreadable {
                kernel: kernel.to_owned(),
                path: path.clone(),
                source,
            }
        })?;
        let malformed = |reason: String| EvidenceError::Malformed {
            path: path.clone(),
            reason,
        };
        let evidence: Self =
            serde_json::from_str(&text).map_err(|error| malformed(error.to_string()))?;
        if evidence.format != FORMAT {
            return Err(malformed(format!("it says format {}", evidence.format)));
        }
        if evidence.kernel != kernel {
            return Err(malformed(format!("it is about `{}`", evidence.kernel)));
        }
        if evidence.numbers == 0 || evidence.sources.is_empty() {
            return Err(malformed("it doesn't say of what it is".to_owned()));
        }
        Ok(evidence)
    }

    /// Files that were changed since it was gathered.
    #[must_use]
    pub fn changed(&self, root: &Path) -> Vec<String> {
        let sources = self.sources.iter();
        let changed = sources.filter(|(path, fingerprint)| {
            crate::fingerprint::file(&root.join(path)).ok().as_ref() != Some(fingerprint)
        });
        changed.map(|(path, _)| path.clone()).collect()
    }

    /// The command that gathers it anew.
    #[must_use]
    pub fn remedy(&self) -> String {
        format!("cargo workbook evidence {} --reference", self.kernel)
    }

    /// What a page shows where the code is another by now.
    fn mark(&self, root: &Path) -> String {
        let changed: Vec<String> = self.changed(root).iter().map(|path| code(path)).collect();
        if changed.is_empty() {
            return String::new();
        }
        format!(
            "<p class=\"stale\" role=\"note\"><strong>Older than its code.</strong> {} changed since this was gathered. {} gathers it anew.</p>",
            changed.join(", "),
            code(&self.remedy())
        )
    }

    /// The variants that anything is known of, in the kernel's order as far as that is known.
    fn variants(&self) -> Vec<&str> {
        let bytes = self.bytes.iter().map(|row| row.variant.as_str());
        let executed = self.instructions.iter().flat_map(|all| &all.rows);
        let executed = executed.map(|row| row.variant.as_str());
        let loops = self.code.iter().map(|found| found.variant.as_str());
        let mut names: Vec<&str> = Vec::new();
        for name in bytes.chain(executed).chain(loops) {
            if !names.contains(&name) {
                names.push(name);
            }
        }
        names
    }

    fn no_such(&self, what: String, known: &[&str]) -> EvidenceError {
        let known: Vec<String> = known.iter().map(|name| format!("`{name}`")).collect();
        EvidenceError::NoSuch {
            kernel: self.kernel.clone(),
            what,
            known: known.join(", "),
        }
    }
}

impl Loop {
    /// How many `f64`s an instruction computes with.
    fn at_once(&self) -> u32 {
        if self.packed > 0 { self.bits / 64 } else { 1 }
    }

    /// Whether it calls a function.
    fn calls(&self) -> bool {
        self.body
            .iter()
            .any(|line| line.trim_start().starts_with("call"))
    }
}

/// The kernels that there is evidence of, in the repository at `root`.
///
/// # Errors
/// When the folder can't be listed.
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

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::sample;

    /// Evidence of `powers`, in a repository with one source file.
    pub(crate) fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let source = sample::write(folder.path(), "src/powers.rs", "fn f() {}\n");
        let copy = |variant: &str, level: &str, packed: u32, bits: u32| {
            serde_json::json!({"variant": variant, "level": level, "loop": ["1:", "    mulpd xmm0, xmm1", "    jne 1"],
                "packed": packed, "scalar": u32::from(packed == 0), "bits": bits})
        };
        let evidence = serde_json::json!({"format": 1, "kernel": "powers", "size": "x^2", "numbers": 1000,
            "rustc": "rustc 1.95.0 (abc 2026-01-01)",
            "sources": {"src/powers.rs": crate::fingerprint::file(&source).unwrap()},
            "bytes": [{"variant": "mul", "threads": 1, "asked": 0, "most": 0},
                {"variant": "arrays", "threads": 1, "asked": 24000, "most": 16000},
                {"variant": "parallel", "threads": 2, "asked": 96, "most": 96}],
            "instructions": {"counter": "callgrind of valgrind-3", "level": "AVX2",
                "rows": [{"variant": "mul", "count": 2500}, {"variant": "arrays", "count": 123_456}]},
            "code": [copy("mul", "x86-64", 0, 128), copy("simd", "x86-64", 2, 128), copy("simd", "AVX-512", 2, 512)]});
        sample::write(
            folder.path(),
            &format!("{FOLDER}/powers.json"),
            &evidence.to_string(),
        );
        folder
    }

    #[test]
    fn changed_code_is_noticed_and_a_comment_is_not() {
        let folder = repository();
        let evidence = Evidence::read(folder.path(), "powers").unwrap();
        sample::write(folder.path(), "src/powers.rs", "// why\nfn f() {}\n");
        assert_eq!(evidence.changed(folder.path()), [""; 0]);
        assert_eq!(evidence.mark(folder.path()), "");
        sample::write(folder.path(), "src/powers.rs", "fn g() {}\n");
        assert_eq!(evidence.changed(folder.path()), ["src/powers.rs"]);
        let mark = evidence.mark(folder.path());
        assert!(
            mark.contains("class=\"stale\"") && mark.contains("cargo workbook evidence powers"),
            "{mark}"
        );
    }

    #[test]
    fn what_is_missing_or_no_evidence_is_told_with_its_file() {
        let folder = repository();
        let told = |kernel: &str| {
            Evidence::read(folder.path(), kernel)
                .unwrap_err()
                .to_string()
        };
        assert!(
            told("sum").contains("cargo workbook evidence sum --reference"),
            "{}",
            told("sum")
        );
        let text = std::fs::read_to_string(folder.path().join(FOLDER).join("powers.json")).unwrap();
        sample::write(folder.path(), &format!("{FOLDER}/sum.json"), &text);
        assert!(told("sum").contains("it is about `powers`"));
        sample::write(
            folder.path(),
            &format!("{FOLDER}/sum.json"),
            &text.replace("\"format\":1", "\"format\":7"),
        );
        assert!(told("sum").contains("format 7"));
        sample::write(folder.path(), &format!("{FOLDER}/sum.json"), "{");
        assert!(told("sum").contains("evidence/sum.json"));
        assert_eq!(names(folder.path()).unwrap(), ["powers", "sum"]);
    }
}
