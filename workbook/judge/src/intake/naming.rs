//! Whose a submission is, by the name that a platform gave it.
//!
//! | export | name | student | newer is |
//! |---|---|---|---|
//! | Moodle | `NAME_NUMBER_assignsubmission_file_` (a folder), or the same and `_FILE` | `NAME_NUMBER` | |
//! | Canvas | `NAME_NUMBER_ATTACHMENT_FILE`, `NAME_LATE_NUMBER_…`; `FILE-1`, `FILE-2` when it was handed in again | `NAME_NUMBER` | the higher `-N`, then the higher attachment |
//! | Blackboard | `ASSIGNMENT_LOGIN_attempt_DATE_FILE` | `LOGIN` | the later date |
//! | GitHub Classroom | `ASSIGNMENT-LOGIN`, a clone | `LOGIN` | |
//! | anything else | a folder or an archive | its name, without the archive's ending | |
//!
//! Names are not enough in Moodle and Canvas, since two students can share one; numbers alone can't be read.

use std::sync::LazyLock;

use regex::{Captures, Regex};

use super::format::without_ending;

/// What is known of a student from the name of a submission, for finding them on a roster.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Keys {
    /// The name, as the platform writes it.
    pub name: Option<String>,
    /// The platform's number of the student.
    pub number: Option<String>,
    /// The login.
    pub login: Option<String>,
}

/// A name, understood.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Named {
    /// What the student is called in reports.
    pub student: String,
    pub keys: Keys,
    /// Which attempt of several, where the platform numbers or dates whole attempts: of these only the newest counts.
    pub attempt: Option<String>,
    /// Which of the things that make up an attempt.
    pub part: String,
    /// Which version of the part: the highest counts.
    pub version: Vec<u64>,
    /// What the student called the file, where it is known.
    pub file: Option<String>,
    /// Whether a platform's scheme was recognised. Otherwise only a folder or an archive is a submission.
    pub is_of_platform: bool,
}

/// An instructor's own way to read names: a regular expression with a group `id`.
#[derive(Debug, Clone)]
pub struct IdPattern(Regex);

impl std::str::FromStr for IdPattern {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        /// The most memory that a compiled pattern takes, in bytes.
        const LARGEST: usize = 1 << 20;
        let regex = regex::RegexBuilder::new(text)
            .size_limit(LARGEST)
            .build()
            .map_err(|error| format!("not a regular expression: {error}"))?;
        match regex.capture_names().flatten().any(|name| name == "id") {
            true => Ok(Self(regex)),
            false => Err(
                "the pattern has no group named `id`; write (?<id>…) around the part that names the student"
                    .to_owned(),
            ),
        }
    }
}

impl IdPattern {
    /// The pattern's text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }

    /// Whose a submission is; nothing where the pattern doesn't match, or matches nobody.
    pub(super) fn read(&self, name: &str) -> Option<Named> {
        let name = without_ending(name).unwrap_or(name);
        let found = self.0.captures(name)?;
        let student = found.name("id")?.as_str();
        if student.is_empty() {
            return None;
        }
        let attempt = found
            .name("attempt")
            .map(|attempt| ordered(attempt.as_str()));
        let file = found.name("file").map(|file| file.as_str().to_owned());
        Some(Named {
            student: student.to_owned(),
            attempt,
            part: file.clone().unwrap_or_default(),
            file,
            is_of_platform: true,
            ..Named::default()
        })
    }
}

/// Numbers and dates so that the later one sorts behind: each run of digits padded to one length.
fn ordered(text: &str) -> String {
    const DIGITS: usize = 24;
    let mut ordered = String::new();
    let mut run = String::new();
    for c in text.chars().chain(['\0']) {
        if c.is_ascii_digit() {
            run.push(c);
            continue;
        }
        if !run.is_empty() {
            ordered.push_str(&format!("{:0>DIGITS$}", run.trim_start_matches('0')));
            run.clear();
        }
        if c != '\0' {
            ordered.push(c);
        }
    }
    ordered
}

/// The schemes of platforms.
struct Schemes {
    moodle_folder: Regex,
    moodle_file: Regex,
    canvas: Regex,
    canvas_version: Regex,
    blackboard: Regex,
}

static SCHEMES: LazyLock<Schemes> = LazyLock::new(|| {
    // The patterns are constants, and the tests use each.
    let regex = |pattern: &str| Regex::new(pattern).expect("a pattern that compiles");
    Schemes {
        // The last one counts: what comes before it is the student's name, who may have chosen it.
        moodle_folder: regex(r"^(?<name>.+)_(?<number>\d+)_assignsubmission_(?<kind>[a-z]+)_?$"),
        // The first one counts: what comes after it is the name of a file, which the student chose.
        moodle_file: regex(
            r"^(?<name>.+?)_(?<number>\d+)_assignsubmission_(?<kind>[a-z]+)_(?<file>.+)$",
        ),
        canvas: regex(r"^(?<name>[^_]+)_(?:LATE_)?(?<number>\d+)_(?<attachment>\d+)_(?<file>.+)$"),
        canvas_version: regex(r"^(?<stem>.+?)-(?<version>\d{1,4})(?<ending>(?:\.[A-Za-z0-9]+)*)$"),
        blackboard: regex(
            r"^.+_(?<login>[^_]+)_attempt_(?<date>\d{4}-\d\d-\d\d-\d\d-\d\d-\d\d)(?:_(?<file>.+)|\.txt)?$",
        ),
    }
});

/// Understands the name of something that was handed in.
pub(super) fn read(name: &str, is_folder: bool) -> Named {
    let stem = without_ending(name).unwrap_or(name);
    let text = |found: &Captures<'_>, group: &str| {
        found
            .name(group)
            .map_or_else(String::new, |part| part.as_str().to_owned())
    };
    let numbered = |found: &Captures<'_>| {
        let (name, number) = (text(found, "name"), text(found, "number"));
        (
            format!("{name}_{number}"),
            Keys {
                name: Some(name),
                number: Some(number),
                login: None,
            },
        )
    };
    let moodle = match (SCHEMES.moodle_folder.captures(stem), is_folder) {
        (Some(found), _) => Some((found, None)),
        (None, false) => SCHEMES.moodle_file.captures(name).map(|found| {
            let file = text(&found, "file");
            (found, Some(file))
        }),
        (None, true) => None,
    };
    if let Some((found, file)) = moodle {
        let (student, keys) = numbered(&found);
        let part = format!(
            "{}_{}",
            text(&found, "kind"),
            file.as_deref().unwrap_or_default()
        );
        return Named {
            student,
            keys,
            part,
            file,
            is_of_platform: true,
            ..Named::default()
        };
    }
    if let Some(found) = SCHEMES.blackboard.captures(name) {
        let login = text(&found, "login");
        let file = found.name("file").map(|file| file.as_str().to_owned());
        return Named {
            student: login.clone(),
            keys: Keys {
                login: Some(login),
                ..Keys::default()
            },
            attempt: Some(text(&found, "date")),
            part: file.clone().unwrap_or_default(),
            file,
            is_of_platform: true,
            ..Named::default()
        };
    }
    if let Some(found) = SCHEMES.canvas.captures(name) {
        let (student, keys) = numbered(&found);
        let (file, version) = canvas_file(&text(&found, "file"));
        let attachment = number(&text(&found, "attachment"));
        return Named {
            student,
            keys,
            part: file.clone(),
            version: vec![version, attachment],
            file: Some(file),
            is_of_platform: true,
            ..Named::default()
        };
    }
    Named {
        student: match is_folder {
            true => name.to_owned(),
            false => stem.to_owned(),
        },
        ..Named::default()
    }
}

fn number(digits: &str) -> u64 {
    digits.parse().unwrap_or(u64::MAX)
}

/// The name that a file was handed in by, and which time this was: Canvas writes `q1-2.zip` for the third `q1.zip`.
fn canvas_file(name: &str) -> (String, u64) {
    match SCHEMES.canvas_version.captures(name) {
        Some(found) => (
            format!("{}{}", &found["stem"], &found["ending"]),
            number(&found["version"]),
        ),
        None => (name.to_owned(), 0),
    }
}

/// What GitHub Classroom puts before each login, for clones of these names in a folder of this one.
///
/// Its command line clones into `ASSIGNMENT-submissions`. Under another name, it is what all clones have in common up
/// to a hyphen.
pub(super) fn assignment_prefix(folder: &str, clones: &[&str]) -> Option<String> {
    let fits = |prefix: &str| {
        prefix.len() > 1
            && clones.iter().all(|clone| {
                clone
                    .strip_prefix(prefix)
                    .is_some_and(|rest| !rest.is_empty())
            })
    };
    if clones.is_empty() {
        return None;
    }
    let by_folder = folder
        .strip_suffix("-submissions")
        .map(|assignment| format!("{assignment}-"));
    if let Some(prefix) = by_folder.filter(|prefix| fits(prefix)) {
        return Some(prefix);
    }
    let [first, second, ..] = clones else {
        return None;
    };
    let common = first
        .char_indices()
        .zip(second.chars())
        .find(|((_, a), b)| a != b)
        .map_or(first.len().min(second.len()), |((at, _), _)| at);
    // Each shorter one in turn: the longest that all share.
    first[..common]
        .match_indices('-')
        .map(|(at, _)| &first[..=at])
        .rfind(|prefix| fits(prefix))
        .map(str::to_owned)
}

/// The student of a clone.
pub(super) fn of_clone(name: &str, prefix: &str) -> Named {
    let login = name.strip_prefix(prefix).unwrap_or(name).to_owned();
    Named {
        student: login.clone(),
        keys: Keys {
            login: Some(login),
            ..Keys::default()
        },
        is_of_platform: true,
        ..Named::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn student(name: &str, is_folder: bool) -> String {
        read(name, is_folder).student
    }

    #[test]
    fn moodle_names_folders_and_files_after_name_and_number() {
        for folder in [
            "Ada Lovelace_123_assignsubmission_file_",
            "Ada Lovelace_123_assignsubmission_file",
            "Ada Lovelace_123_assignsubmission_onlinetext_",
        ] {
            assert_eq!(student(folder, true), "Ada Lovelace_123");
        }
        let named = read("Zoë M_7_assignsubmission_file_q1.zip", false);
        assert_eq!(named.student, "Zoë M_7");
        assert_eq!(named.file.as_deref(), Some("q1.zip"));
        assert_eq!(named.keys.name.as_deref(), Some("Zoë M"));
        assert_eq!(named.keys.number.as_deref(), Some("7"));
    }

    #[test]
    fn nobody_becomes_somebody_else_by_a_name_of_their_choice() {
        let folder = "Bob_1_assignsubmission_file__2_assignsubmission_file_";
        assert_eq!(
            student(folder, true),
            "Bob_1_assignsubmission_file__2",
            "the platform's number is the last"
        );
        let file = "Bob_2_assignsubmission_file_Ada_1_assignsubmission_file_q1.zip";
        assert_eq!(student(file, false), "Bob_2");
        assert_eq!(student("bob_2_20_ada_1_10_q1.zip", false), "bob_2");
    }

    #[test]
    fn canvas_names_carry_the_version() {
        let named = read("lovelaceada_LATE_12_345_q1-2.zip", false);
        assert_eq!(named.student, "lovelaceada_12");
        assert_eq!(
            (named.part.as_str(), named.version),
            ("q1.zip", vec![2, 345])
        );
        let named = read("lovelaceada_12_340_q1.tar.gz", false);
        assert_eq!(
            (named.part.as_str(), named.version),
            ("q1.tar.gz", vec![0, 340])
        );
        let named = read("lovelaceada_12_340_lib-1.rs", false);
        assert_eq!(named.file.as_deref(), Some("lib.rs"));
    }

    #[test]
    fn blackboard_dates_attempts() {
        let named = read("Week 3_ada_attempt_2026-01-02-03-04-05_q1.zip", false);
        assert_eq!(named.student, "ada");
        assert_eq!(named.attempt.as_deref(), Some("2026-01-02-03-04-05"));
        let receipt = read("Week 3_ada_attempt_2026-01-02-03-04-05.txt", false);
        assert_eq!((receipt.student.as_str(), receipt.file), ("ada", None));
    }

    #[test]
    fn any_other_name_is_the_student() {
        assert_eq!(student("ada", true), "ada");
        assert_eq!(student("ada.tar.xz", false), "ada");
        assert_eq!(student("ada.zip", true), "ada.zip");
        assert_eq!(student("Dé Jà.ZIP", false), "Dé Jà");
        assert_eq!(student("a_b_c", true), "a_b_c");
    }

    #[test]
    fn the_assignment_is_taken_off_the_names_of_clones() {
        let prefix = |folder: &str, clones: &[&str]| assignment_prefix(folder, clones);
        assert_eq!(prefix("x", &["hw-1-ada", "hw-1-bob"]), Some("hw-1-".into()));
        assert_eq!(
            prefix("hw-submissions", &["hw-jean-luc", "hw-jean-marc"]),
            Some("hw-".into())
        );
        assert_eq!(prefix("hw-submissions", &["hw-ada"]), Some("hw-".into()));
        assert_eq!(prefix("x", &["hw-ada"]), None);
        assert_eq!(prefix("x", &["ada", "bob"]), None);
        assert_eq!(prefix("x", &["ada-1", "bob-1"]), None);
        assert_eq!(prefix("x", &["hw-é", "hw-è"]), Some("hw-".into()));
        assert_eq!(of_clone("hw-1-bob-smith", "hw-1-").student, "bob-smith");
    }

    #[test]
    fn a_pattern_needs_its_group_and_takes_an_order() {
        let pattern = |text: &str| text.parse::<IdPattern>();
        assert!(pattern("^hw_(.+)$").unwrap_err().contains("(?<id>"));
        assert!(pattern("(").unwrap_err().contains("not a regular"));
        assert!(
            pattern(r"(?<id>\w{1,100}{1,100}{1,100})").is_err(),
            "too large"
        );
        let pattern = pattern(r"^hw_(?<id>[^_]+)(?:_(?<attempt>.+))?$").unwrap();
        let named = pattern.read("hw_ada_9.zip").unwrap();
        assert_eq!(named.student, "ada");
        let later = pattern.read("hw_ada_10.zip").unwrap();
        assert!(later.attempt > named.attempt);
        assert!(pattern.read("other.zip").is_none());
        assert!(pattern.read("hw_.zip").is_none());
    }
}
