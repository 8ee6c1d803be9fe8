//! Finds the Python that runs the twins of the kernels.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde::Deserialize;
use workbook_pages::record;

/// A Python 3 that has every package of `requirements.txt`, in whatever version.
#[derive(Debug, Clone, PartialEq)]
pub struct Peer {
    /// The interpreter.
    pub interpreter: PathBuf,
    /// The versions that a record keeps.
    pub versions: record::Python,
    /// Packages whose version isn't the pinned one.
    pub off: Vec<Package>,
}

/// A pinned package and what was found of it.
#[derive(Debug, Clone, PartialEq)]
pub struct Package {
    /// Its name.
    pub name: String,
    /// The pinned version.
    pub wanted: String,
    /// The installed version.
    pub found: String,
}

/// No Python will do.
#[derive(Debug, thiserror::Error)]
#[error(
    "no Python 3 has the packages of {REQUIREMENTS}{}\nTo get one:\n  python3 -m venv .workbook/python\n  {PIP} install -r {REQUIREMENTS}",
    .0.iter().map(|tried| format!("\n  {tried}")).collect::<String>()
)]
pub struct NoPeer(Vec<Tried>);

/// An interpreter that won't do, and why.
#[derive(Debug)]
struct Tried {
    interpreter: PathBuf,
    fault: String,
}

impl fmt::Display for Tried {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.interpreter.display(), self.fault)
    }
}

const REQUIREMENTS: &str = "book/listings/python/requirements.txt";
const PIP: &str = if cfg!(windows) {
    r".workbook\python\Scripts\pip"
} else {
    ".workbook/python/bin/pip"
};

/// The first that has the packages: the one that `WORKBOOK_PYTHON` names, that of `.workbook/python`, one on the path.
///
/// # Errors
/// When none has; the error says how to get one.
pub fn find(root: &Path) -> Result<Peer, NoPeer> {
    let own = root.join(".workbook/python");
    let told = std::env::var_os("WORKBOOK_PYTHON").map(PathBuf::from);
    let candidates = told.into_iter().chain([
        own.join(if cfg!(windows) {
            "Scripts/python.exe"
        } else {
            "bin/python"
        }),
        PathBuf::from("python3"),
        PathBuf::from("python"),
    ]);
    let mut tried = Vec::new();
    for interpreter in candidates {
        match check(root, &interpreter) {
            Ok(peer) => return Ok(peer),
            Err(fault) => tried.push(Tried { interpreter, fault }),
        }
    }
    Err(NoPeer(tried))
}

/// What `worker.py --check` prints.
#[derive(Deserialize)]
struct Check {
    versions: record::Python,
    packages: BTreeMap<String, Version>,
}

#[derive(Deserialize)]
struct Version {
    wanted: String,
    found: Option<String>,
}

fn check(root: &Path, interpreter: &Path) -> Result<Peer, String> {
    let output = Command::new(interpreter)
        .arg(root.join("book/listings/python/worker.py"))
        .arg("--check")
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .stdin(Stdio::null())
        .output()
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::NotFound => "not there".to_owned(),
            _ => error.to_string(),
        })?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        return Err(said
            .trim()
            .lines()
            .last()
            .unwrap_or("it failed without a word")
            .to_owned());
    }
    let check: Check = serde_json::from_slice(&output.stdout)
        .map_err(|error| format!("it answered with no JSON: {error}"))?;
    judge(interpreter, check)
}

fn judge(interpreter: &Path, check: Check) -> Result<Peer, String> {
    let mut missing = Vec::new();
    let mut off = Vec::new();
    for (name, version) in check.packages {
        match version.found {
            None => missing.push(name),
            Some(found) if found != version.wanted => off.push(Package {
                name,
                wanted: version.wanted,
                found,
            }),
            Some(_) => {}
        }
    }
    if !missing.is_empty() {
        return Err(format!(
            "Python {} without {}",
            check.versions.python,
            missing.join(", ")
        ));
    }
    Ok(Peer {
        interpreter: interpreter.to_owned(),
        versions: check.versions,
        off,
    })
}

/// `numpy 2.4.6 (pinned: 2.2.6)`
impl fmt::Display for Package {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} (pinned: {})", self.name, self.found, self.wanted)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn checked(packages: &str) -> Result<Peer, String> {
        let versions = r#"{"python":"3.11.7","numpy":"2.2.6","numba":null,"svml":null}"#;
        let text = format!(r#"{{"versions":{versions},"packages":{packages}}}"#);
        judge(Path::new("python3"), serde_json::from_str(&text).unwrap())
    }

    #[test]
    fn a_python_with_the_pinned_packages_will_do() {
        let peer = checked(r#"{"numpy":{"wanted":"2.2.6","found":"2.2.6"}}"#).unwrap();
        assert_eq!(peer.off, []);
        assert_eq!(peer.versions.numpy.as_deref(), Some("2.2.6"));
    }

    #[test]
    fn another_version_will_do_and_is_told() {
        let peer = checked(r#"{"numpy":{"wanted":"2.2.6","found":"2.4.0"}}"#).unwrap();
        assert_eq!(peer.off[0].to_string(), "numpy 2.4.0 (pinned: 2.2.6)");
    }

    #[test]
    fn a_python_that_lacks_packages_names_them() {
        let fault =
            checked(r#"{"numba":{"wanted":"1","found":null},"numpy":{"wanted":"2","found":null}}"#)
                .unwrap_err();
        assert_eq!(fault, "Python 3.11.7 without numba, numpy");
    }

    #[test]
    fn who_has_no_python_is_told_how_to_get_one() {
        let tried = Tried {
            interpreter: "python3".into(),
            fault: "not there".to_owned(),
        };
        let text = NoPeer(vec![tried]).to_string();
        assert!(text.contains("python3: not there"), "{text}");
        assert!(text.contains("python3 -m venv .workbook/python"), "{text}");
        assert!(
            text.contains("install -r book/listings/python/requirements.txt"),
            "{text}"
        );
    }
}
