//! What an evaluation of a kernel can't do without, as `book/bounds.json` keeps it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The version of the file's format.
const FORMAT: u32 = 1;

/// The bounds of all kernels.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bounds {
    format: u32,
    /// A kernel each, in the order of the lessons.
    pub kernels: Vec<KernelBounds>,
}

/// The bounds of a kernel, or why it has none.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KernelBounds {
    /// Which kernel.
    pub kernel: String,
    /// Why there is no bound; a sentence.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// One for each group of variants that solve the kernel by other means.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub bounds: Vec<Bound>,
}

/// What some variants of a kernel need.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Bound {
    /// The variants, as `name` or `python:name`. None means all that no other bound names.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub variants: Vec<String>,
    /// Where the numbers come from, or why there are none; a sentence.
    pub because: String,
    /// The least that an evaluation takes, for each size that has a bound.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub needs: Vec<Need>,
}

/// The least that one evaluation takes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Need {
    /// At which size.
    pub size: String,
    /// Bytes that must be read.
    #[serde(skip_serializing_if = "is_zero")]
    pub read_bytes: f64,
    /// Bytes that must be written.
    #[serde(skip_serializing_if = "is_zero")]
    pub written_bytes: f64,
    /// Operations on `f64`s; a fused multiplication and addition is two.
    #[serde(skip_serializing_if = "is_zero")]
    pub flops: f64,
    /// Operations on 64-bit whole numbers; two on 32-bit ones are one.
    #[serde(skip_serializing_if = "is_zero")]
    pub integers: f64,
    /// Additions of which each waits for the one before.
    #[serde(skip_serializing_if = "is_zero")]
    pub adds: f64,
    /// Multiplications that wait, likewise.
    #[serde(skip_serializing_if = "is_zero")]
    pub multiplies: f64,
    /// Fused multiplications and additions that wait, likewise.
    #[serde(skip_serializing_if = "is_zero")]
    pub multiply_adds: f64,
}

#[allow(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference")]
fn is_zero(value: &f64) -> bool {
    *value == 0.0
}

/// Why there are no bounds.
#[derive(Debug, thiserror::Error)]
pub enum BoundsError {
    /// The file can't be read.
    #[error(
        "cannot read the bounds {}: {source}; to write them: cargo run -p listings --example bounds",
        path.display()
    )]
    Read {
        /// The file, from the repository's root.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The file holds something else.
    #[error(
        "{} are no bounds of format {FORMAT}: {reason}; to write them again: cargo run -p listings --example bounds",
        path.display()
    )]
    Form {
        /// The file, from the repository's root.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
}

impl Bounds {
    /// Where the bounds are, from the repository's root.
    pub const PATH: &str = "book/bounds.json";

    /// The bounds of these kernels.
    #[must_use]
    pub fn new(kernels: Vec<KernelBounds>) -> Self {
        Self {
            format: FORMAT,
            kernels,
        }
    }

    /// Reads the bounds of the repository at `root`.
    ///
    /// # Errors
    /// When there is no such file, or it holds something else.
    pub fn read(root: &Path) -> Result<Self, BoundsError> {
        let path = PathBuf::from(Self::PATH);
        let text =
            std::fs::read_to_string(root.join(&path)).map_err(|source| BoundsError::Read {
                path: path.clone(),
                source,
            })?;
        Self::parse(&text).map_err(|reason| BoundsError::Form { path, reason })
    }

    fn parse(text: &str) -> Result<Self, String> {
        let bounds: Self = serde_json::from_str(text).map_err(|error| error.to_string())?;
        if bounds.format != FORMAT {
            return Err(format!("they say format {}", bounds.format));
        }
        for kernel in &bounds.kernels {
            let needs = kernel.bounds.iter().flat_map(|bound| &bound.needs);
            if let Some(need) = { needs }.find(|need| !need.is_sane()) {
                let (kernel, size) = (&kernel.kernel, &need.size);
                return Err(format!("{kernel} at {size} needs less than nothing"));
            }
        }
        Ok(bounds)
    }

    /// The text of the file.
    ///
    /// # Panics
    /// Never: bounds hold strings and finite numbers only.
    #[must_use]
    pub fn text(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("bounds hold nothing that JSON lacks");
        json + "\n"
    }

    /// The bounds of a kernel.
    #[must_use]
    pub fn of(&self, kernel: &str) -> Option<&KernelBounds> {
        self.kernels.iter().find(|bounds| bounds.kernel == kernel)
    }
}

impl KernelBounds {
    /// The bound that a variant is compared with.
    #[must_use]
    pub fn of(&self, variant: &str, python: bool) -> Option<&Bound> {
        let is_named = |bound: &&Bound| bound.variants.iter().any(|name| is(name, variant, python));
        let rest = || self.bounds.iter().find(|bound| bound.variants.is_empty());
        self.bounds.iter().find(is_named).or_else(rest)
    }
}

/// Whether the name in a bound means this variant.
fn is(name: &str, variant: &str, python: bool) -> bool {
    match name.strip_prefix("python:") {
        Some(name) => python && name == variant,
        None => !python && name == variant,
    }
}

impl Bound {
    /// What it takes at a size; nothing where there is no bound.
    #[must_use]
    pub fn at(&self, size: &str) -> Option<&Need> {
        self.needs.iter().find(|need| need.size == size)
    }
}

impl Need {
    /// All bytes that move.
    #[must_use]
    pub fn bytes(&self) -> f64 {
        self.read_bytes + self.written_bytes
    }

    fn is_sane(&self) -> bool {
        let all = [
            self.read_bytes,
            self.written_bytes,
            self.flops,
            self.integers,
            self.adds,
            self.multiplies,
            self.multiply_adds,
        ];
        all.iter().all(|need| need.is_finite() && *need >= 0.0) && all.iter().sum::<f64>() > 0.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bounds() -> Bounds {
        let bound = |variants: &[&str], flops| Bound {
            variants: variants.iter().map(|&name| name.to_owned()).collect(),
            because: "so many".to_owned(),
            needs: vec![Need {
                size: "10".to_owned(),
                flops,
                ..Need::default()
            }],
        };
        Bounds::new(vec![KernelBounds {
            kernel: "pairs".to_owned(),
            reason: None,
            bounds: vec![bound(&["grid", "python:tree"], 2.0), bound(&[], 9.0)],
        }])
    }

    #[test]
    fn a_variant_is_compared_with_the_bound_that_names_it_or_with_that_of_the_rest() {
        let bounds = bounds();
        let pairs = bounds.of("pairs").unwrap();
        let flops = |variant, python| pairs.of(variant, python).unwrap().at("10").unwrap().flops;
        assert_eq!(flops("grid", false), 2.0);
        assert_eq!(flops("tree", true), 2.0);
        assert_eq!(flops("loop", false), 9.0);
        assert_eq!(
            flops("grid", true),
            9.0,
            "a name without a language is Rust's"
        );
        assert!(bounds.of("nonesuch").is_none());
        assert!(pairs.of("grid", false).unwrap().at("11").is_none());
    }

    #[test]
    fn bounds_come_back_as_they_were_written_and_others_are_told_with_what_mends_them() {
        let root = tempfile::tempdir().unwrap();
        let missing = Bounds::read(root.path()).unwrap_err().to_string();
        assert!(
            missing.contains("book/bounds.json") && missing.contains("--example bounds"),
            "{missing}"
        );
        std::fs::create_dir(root.path().join("book")).unwrap();
        let write = |text: &str| std::fs::write(root.path().join(Bounds::PATH), text).unwrap();
        write(&bounds().text());
        assert_eq!(Bounds::read(root.path()).unwrap(), bounds());
        for (text, told) in [
            ("{", "EOF"),
            (r#"{"format": 7, "kernels": []}"#, "format 7"),
            (&bounds().text().replace("9.0", "-9.0"), "less than nothing"),
        ] {
            write(text);
            let error = Bounds::read(root.path()).unwrap_err().to_string();
            assert!(error.contains(told), "{error}");
        }
    }
}
