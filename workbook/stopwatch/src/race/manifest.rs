//! Reads the few keys that a race needs, line by line: exercises stay free of a TOML crate.

use std::fmt;

use super::Race;
use crate::Plan;

/// What a manifest lacks.
#[derive(Debug, PartialEq)]
pub(super) enum Fault {
    /// No such key in that table.
    Missing {
        table: &'static str,
        key: &'static str,
    },
    /// The goal isn't a number above zero.
    Goal(String),
    /// The cores aren't a whole number above zero.
    Cores(String),
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { table, key } => write!(f, "[{table}] has no `{key}`"),
            Self::Goal(text) => write!(f, "the goal `{text}` is not a number above zero"),
            Self::Cores(text) => write!(f, "the cores `{text}` are not a whole number above zero"),
        }
    }
}

const PACKAGE: &str = "package";
const WORKBOOK: &str = "package.metadata.workbook";

pub(super) fn read(text: &str) -> Result<Race, Fault> {
    let package = value(text, PACKAGE, "name")?;
    let goal = value(text, WORKBOOK, "goal")?;
    Ok(Race {
        exercise: ["exercise-", "solution-"]
            .iter()
            .find_map(|kind| package.strip_prefix(kind))
            .unwrap_or(&package)
            .to_owned(),
        title: value(text, WORKBOOK, "title")?,
        goal: match goal.parse() {
            Ok(number) if number > 0.0 && f64::is_finite(number) => number,
            _ => return Err(Fault::Goal(goal)),
        },
        cores: match value(text, WORKBOOK, "cores") {
            Ok(cores) => match cores.parse() {
                Ok(number) if number > 0 => number,
                _ => return Err(Fault::Cores(cores)),
            },
            Err(_) => 1,
        },
        plan: Plan::race(),
    })
}

/// The value of `key = value` below `[table]`: a bare word, or a one-line string without escapes.
fn value(text: &str, table: &'static str, key: &'static str) -> Result<String, Fault> {
    let mut here = "";
    for line in text.lines().map(str::trim) {
        if let Some(header) = line.strip_prefix('[') {
            here = header.split(']').next().unwrap_or_default().trim();
        } else if here == table
            && let Some((name, value)) = line.split_once('=')
            && name.trim() == key
        {
            return Ok(unquoted(value.trim()).to_owned());
        }
    }
    Err(Fault::Missing { table, key })
}

fn unquoted(value: &str) -> &str {
    for quote in ['"', '\''] {
        if let Some(inside) = value.strip_prefix(quote) {
            return inside.split(quote).next().unwrap_or_default();
        }
    }
    value.split('#').next().unwrap_or_default().trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = r#"
[package]
name = "exercise-q1"   # the crate
version.workspace = true

[package.metadata.workbook]
title = "The stock market # 1"
points = 20
# goal = 9
goal = 3.0 # times

[dependencies]
name = "a trap"
"#;

    #[test]
    fn name_title_and_goal_are_found_in_their_tables() {
        let race = read(MANIFEST).unwrap();
        assert_eq!(race.exercise, "q1");
        assert_eq!(race.title, "The stock market # 1");
        assert_eq!(race.goal, 3.0);
    }

    #[test]
    fn cores_are_one_unless_the_manifest_asks_for_more() {
        assert_eq!(read(MANIFEST).unwrap().cores, 1);
        let with = |cores: &str| {
            let line = format!("goal = 3.0\ncores = {cores} #");
            read(&MANIFEST.replace("goal = 3.0", &line))
        };
        assert_eq!(with("4").unwrap().cores, 4);
        for cores in ["0", "-1", "two", "1.5"] {
            assert_eq!(with(cores), Err(Fault::Cores(cores.to_owned())));
        }
    }

    #[test]
    fn a_missing_key_is_named_with_its_table() {
        let fault = read(&MANIFEST.replace("goal = 3.0", "")).unwrap_err();
        assert_eq!(
            fault.to_string(),
            "[package.metadata.workbook] has no `goal`"
        );
    }

    #[test]
    fn a_goal_that_is_no_ratio_is_refused() {
        for goal in ["fast", "0", "-1.0", "inf", "nan", ""] {
            let text = MANIFEST.replace("goal = 3.0", &format!("goal = {goal}"));
            assert_eq!(read(&text), Err(Fault::Goal(goal.to_owned())));
        }
    }
}
