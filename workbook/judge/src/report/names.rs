//! What the files of a student are called: the student's name as far as any file system takes it.

use std::collections::BTreeMap;

use sha2::{Digest, Sha256};
use unicode_normalization::UnicodeNormalization;

use super::hex;

/// The longest name that is kept, in bytes; file systems take 255, and names get endings.
const LONGEST: usize = 100;

/// Names that Windows keeps for devices, whatever comes after the first dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// A name for each student's files: one piece of a path, no two of them equal on a file system that takes capitals for
/// small letters, or one way to write a letter for another.
pub fn file_names<'a>(students: impl IntoIterator<Item = &'a str>) -> BTreeMap<&'a str, String> {
    let mut names: BTreeMap<&str, String> = students
        .into_iter()
        .map(|student| (student, file_name(student)))
        .collect();
    let mut owners: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (student, name) in &names {
        owners
            .entry(name.nfkc().collect::<String>().to_lowercase())
            .or_default()
            .push(student);
    }
    for student in owners.into_values().filter(|all| all.len() > 1).flatten() {
        if let Some(name) = names.get_mut(student) {
            *name = marked(name, student);
        }
    }
    names
}

/// The name of one student's files. Where the student's own name can't be one, the end is a mark of it.
pub fn file_name(student: &str) -> String {
    let plain = |c: char| match c {
        _ if c.is_alphanumeric() || "-_.@+".contains(c) => c,
        _ => '_',
    };
    let mut name: String = student.chars().map(plain).collect();
    while name.len() > LONGEST {
        name.pop();
    }
    let stem = name.split('.').next().unwrap_or_default().to_lowercase();
    let is_numbered = |device: &str| {
        let number = stem.strip_prefix(device).unwrap_or_default();
        number.len() == 1 && number.chars().all(|c| c.is_ascii_digit())
    };
    let is_device = DEVICES.contains(&stem.as_str()) || is_numbered("com") || is_numbered("lpt");
    // A dot in front hides a file, one at the end is dropped by Windows, and a dash in front is an option.
    let is_odd = name.starts_with(['.', '-']) || name.ends_with('.') || name.is_empty();
    if name == student && !is_device && !is_odd {
        return name;
    }
    let name = name.trim_start_matches(['.', '-']).trim_end_matches('.');
    match is_device {
        true => marked(&format!("_{name}"), student),
        false => marked(name, student),
    }
}

fn marked(name: &str, student: &str) -> String {
    let mark = hex(&Sha256::digest(student)[..12]);
    match name.is_empty() {
        true => format!("student-{mark}"),
        false => format!("{name}-{mark}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_names_stay_and_others_become_one_piece_of_a_path() {
        for name in ["ada", "Zoë.Müller", "a_1+b@c.example"] {
            assert_eq!(file_name(name), name);
        }
        let odd = [
            "",
            ".",
            "..",
            "../../etc/passwd",
            "a/b",
            "a\\b",
            "a:b",
            "-rf",
            ".hidden",
            "end.",
            "con",
            "Nul.txt",
            "com1",
            "<script>",
            "a\0b",
            "a\u{202e}b",
            "a b",
            "=cmd()",
        ];
        for name in odd {
            let file = file_name(name);
            assert!(
                !file.is_empty() && !file.contains(['/', '\\', ':', '<', '\0', '\u{202e}', ' ']),
                "{name:?}: {file}"
            );
            assert!(
                !file.starts_with(['.', '-']) && !file.ends_with('.'),
                "{name:?}: {file}"
            );
            let stem = file.split('.').next().unwrap().to_lowercase();
            assert!(
                !["con", "nul", "com1"].contains(&stem.as_str()),
                "{name:?}: {file}"
            );
            assert_ne!(file, name);
        }
        let long = "ü".repeat(500);
        assert!(file_name(&long).len() <= LONGEST + 25);
    }

    #[test]
    fn no_two_students_share_a_file() {
        let names = file_names(["Ada", "ada", "a/b", "a\\b", "a_b", "\u{c5}sa", "\u{212b}sa"]);
        let mut lower: Vec<String> = names
            .values()
            .map(|name| name.nfkc().collect::<String>().to_lowercase())
            .collect();
        lower.sort();
        lower.dedup();
        assert_eq!(lower.len(), 7, "{names:?}");
        assert_eq!(names["a_b"], "a_b");
    }
}
