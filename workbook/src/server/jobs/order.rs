//! What a page may ask for: a kind of job, and the name of what it is about. Never a path, never a command.

use serde::{Deserialize, Serialize};

use super::example::Example;
use crate::server::refusal::Refusal;
use crate::workspace::{Exercise, Workspace};

/// The version of requests about jobs.
pub const FORMAT: u32 = 1;
/// The longest expression or set-up to time, in bytes.
const LONGEST_CODE: usize = 16 * 1024;

/// A kind of job.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Kind {
    /// An exercise's tests.
    Check,
    /// Its tests, and if they pass, its race.
    Race,
    /// A kernel is measured.
    Bench,
    /// A variant of a kernel is profiled.
    Profile,
    /// An expression is timed.
    Time,
    /// An example of the listings is run.
    Run,
}

/// A request as it arrives.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    format: u32,
    kind: Kind,
    /// An exercise, `KERNEL`, `KERNEL/VARIANT`, an example, or the expression to time.
    id: String,
    /// Statements before an expression that is timed.
    #[serde(default)]
    setup: String,
    /// Whether a first impression will do of a kernel that is measured.
    #[serde(default)]
    quick: bool,
}

/// A request that makes sense: what it names is there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Order {
    /// What to do.
    pub kind: Kind,
    /// With what.
    pub id: String,
    /// Statements before an expression that is timed.
    #[serde(skip_serializing_if = "String::is_empty")]
    pub setup: String,
    /// Whether a kernel is measured in fewer and shorter rounds.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub quick: bool,
}

impl Order {
    /// Checks a request against what there is.
    ///
    /// # Errors
    /// When it names something that there isn't, or is of another version.
    pub fn new(asked: Asked, workspace: &Workspace) -> Result<Self, Refusal> {
        let Asked {
            format,
            kind,
            id,
            setup,
            quick,
        } = asked;
        if format != FORMAT {
            return Err(Refusal::Invalid(format!(
                "jobs of format {format} are not known here, only those of format {FORMAT}: reload the page"
            )));
        }
        if kind != Kind::Time && !setup.is_empty() {
            return Err(Refusal::Invalid(
                "only an expression that is timed has a set-up".to_owned(),
            ));
        }
        if kind != Kind::Bench && quick {
            return Err(Refusal::Invalid(
                "only a kernel is measured quickly".to_owned(),
            ));
        }
        match kind {
            Kind::Check => drop(exercise(workspace, &id)?),
            Kind::Race => {
                if !exercise(workspace, &id)?.has_race {
                    return Err(Refusal::Invalid(format!("{id} has no race")));
                }
            }
            Kind::Bench => kernel(workspace, &id)?,
            Kind::Profile => {
                let (name, variant) = id.split_once('/').ok_or_else(|| {
                    Refusal::Invalid("say which variant to profile, such as `std/loop`".to_owned())
                })?;
                kernel(workspace, name)?;
                if !is_name(variant) {
                    return Err(Refusal::Invalid(format!("`{variant}` is no variant")));
                }
            }
            Kind::Run => {
                if Example::of(&workspace.root, &id).is_none() {
                    return Err(Refusal::Invalid("no page runs such an example".to_owned()));
                }
            }
            Kind::Time => {
                code("expression", &id)?;
                if id.trim().is_empty() {
                    return Err(Refusal::Invalid("there is nothing to time".to_owned()));
                }
                code("set-up", &setup)?;
            }
        }
        Ok(Self {
            kind,
            id,
            setup,
            quick,
        })
    }
}

/// The exercise of exactly this name.
///
/// # Errors
/// When there is none.
pub fn exercise<'a>(workspace: &'a Workspace, name: &str) -> Result<&'a Exercise, Refusal> {
    let found = workspace
        .exercises
        .iter()
        .find(|exercise| exercise.name == name);
    found.ok_or_else(|| Refusal::Invalid("there is no such exercise".to_owned()))
}

/// What is measured has a reference record.
fn kernel(workspace: &Workspace, name: &str) -> Result<(), Refusal> {
    let record = workspace
        .root
        .join("book/measurements")
        .join(format!("{name}.json"));
    // Only a name becomes part of a path.
    if is_name(name) && record.is_file() {
        Ok(())
    } else {
        Err(Refusal::Invalid("there is no such kernel".to_owned()))
    }
}

/// Small letters, digits and hyphens, not at the beginning: what kernels and variants are called.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    !name.is_empty() && name.len() <= 60 && !name.starts_with('-') && name.chars().all(fits)
}

fn code(what: &str, text: &str) -> Result<(), Refusal> {
    if text.len() > LONGEST_CODE {
        Err(Refusal::Invalid(format!(
            "the {what} is longer than {LONGEST_CODE} bytes"
        )))
    } else if text.contains('\0') {
        // It becomes an argument, which can't hold it.
        Err(Refusal::Invalid(format!("the {what} holds a zero byte")))
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(json: &str) -> Result<Order, String> {
        let folder = tempfile::tempdir().unwrap();
        let records = folder.path().join("book/measurements");
        std::fs::create_dir_all(&records).unwrap();
        std::fs::write(records.join("sum.json"), "{}").unwrap();
        std::fs::write(folder.path().join("secret.json"), "{}").unwrap();
        let workspace = Workspace {
            root: folder.path().to_owned(),
            exercises: Vec::new(),
            beside: None,
        };
        let asked = serde_json::from_str(json).map_err(|error| error.to_string())?;
        Order::new(asked, &workspace).map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn what_is_there_may_be_asked_for() {
        for (kind, id) in [
            ("bench", "sum"),
            ("profile", "sum/lanes-8"),
            ("time", "1 + 1"),
            ("time", "--help"),
        ] {
            let json = format!("{{\"format\":1,\"kind\":\"{kind}\",\"id\":\"{id}\"}}");
            assert_eq!(order(&json).unwrap().id, id);
        }
        let quick = "{\"format\":1,\"kind\":\"bench\",\"id\":\"sum\",\"quick\":true}";
        assert!(order(quick).unwrap().quick);
    }

    #[test]
    fn what_is_not_there_a_path_or_an_option_is_refused() {
        for (kind, id) in [
            ("check", "q1"),
            ("check", ""),
            ("check", "../q1"),
            ("race", "q1"),
            ("bench", ""),
            ("bench", "nothing"),
            ("bench", "../../secret"),
            ("bench", "./sum"),
            ("bench", "--reference"),
            ("profile", "sum"),
            ("profile", "sum/"),
            ("profile", "sum/../x"),
            ("profile", "sum/--all"),
            ("profile", "nothing/loop"),
            ("time", "  "),
            ("time", "\\u0000"),
            ("run", "clocks"),
            ("run", "../clocks"),
            ("run", ""),
            ("reset", "q1"),
            ("sh", "true"),
        ] {
            let json = format!("{{\"format\":1,\"kind\":\"{kind}\",\"id\":\"{id}\"}}");
            assert!(order(&json).is_err(), "{json}");
        }
        for json in [
            "{\"format\":2,\"kind\":\"bench\",\"id\":\"sum\"}",
            "{\"format\":1,\"kind\":\"bench\",\"id\":\"sum\",\"path\":\"/\"}",
            "{\"format\":1,\"kind\":\"bench\",\"id\":\"sum\",\"setup\":\"x\"}",
            "{\"format\":1,\"kind\":\"bench\"}",
            "{\"format\":1,\"kind\":\"time\",\"id\":\"1 + 1\",\"quick\":true}",
        ] {
            assert!(order(json).is_err(), "{json}");
        }
        let long = "1".repeat(LONGEST_CODE + 1);
        let json = format!("{{\"format\":1,\"kind\":\"time\",\"id\":\"{long}\"}}");
        assert!(order(&json).is_err());
    }
}
