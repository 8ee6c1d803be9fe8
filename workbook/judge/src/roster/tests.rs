//! Rosters of platforms against submissions of platforms.

use super::*;
use crate::intake::{Keys, Submission};

fn roster(text: &str) -> Roster {
    Roster::of(Table::parse(text.as_bytes()).unwrap(), None).unwrap()
}

fn names(roster: &Roster) -> Vec<&str> {
    roster.students.keys().map(String::as_str).collect()
}

/// What the students are called after matching, and what is noted besides the column.
fn matched(roster: &Roster, students: &[(&str, Keys)]) -> (Vec<String>, Vec<String>) {
    let mut intake = Intake::default();
    for (student, keys) in students {
        let submission = Submission {
            keys: keys.clone(),
            from: vec![(*student).to_owned()],
            ..Submission::default()
        };
        intake.students.insert((*student).to_owned(), submission);
    }
    roster.match_up(&mut intake);
    assert_eq!(intake.students.len(), students.len(), "nobody is lost");
    let called = students.iter().map(|(student, _)| {
        let found = intake
            .students
            .iter()
            .find(|(_, submission)| submission.from[0] == *student);
        found.unwrap().0.clone()
    });
    (called.collect(), intake.notes[1..].to_vec())
}

fn numbered(name: &str, number: &str) -> Keys {
    Keys {
        name: Some(name.to_owned()),
        number: Some(number.to_owned()),
        login: None,
    }
}

fn login(login: &str) -> Keys {
    Keys {
        login: Some(login.to_owned()),
        ..Keys::default()
    }
}

#[test]
fn the_column_is_found_by_what_platforms_call_it() {
    for (text, student) in [
        ("Group,Student\n1,ada\n", "ada"),
        ("name,id\nAda,17\n", "17"),
        ("Name,SIS Login ID\nAda,alove\n", "alove"),
        ("First name,Email address\nAda,ada@x.org\n", "ada@x.org"),
        (
            "identifier,github_username,github_id,name\na1,ada,9,\n",
            "a1",
        ),
        ("github_username\nada\n", "ada"),
        ("Username\nada\n", "ada"),
        ("student,id\n,7\n", "7"),
    ] {
        assert_eq!(names(&roster(text)), [student], "{text}");
    }
}

#[test]
fn a_gradebook_of_canvas_has_lines_that_are_no_students() {
    let text = "Student,ID,SIS User ID,SIS Login ID,Section,q1 (42)\n    Points Possible,,,,,20\n\
                \"Lovelace, Ada\",12,S1,alove,A,\n\"Student, Test\",,,,A,\n";
    let roster = roster(text);
    assert_eq!(names(&roster), ["alove"]);
    assert!(
        roster.notes[1].contains("name nobody: 2"),
        "{:?}",
        roster.notes
    );
    let (called, _) = matched(
        &roster,
        &[("lovelaceada_12", numbered("lovelaceada", "12"))],
    );
    assert_eq!(called, ["alove"]);
}

#[test]
fn a_column_that_is_not_there_is_refused_with_those_that_are() {
    let of = |text: &str, column| {
        Roster::of(Table::parse(text.as_bytes()).unwrap(), column).unwrap_err()
    };
    let error = of("nom,groupe\nada,1\n", None);
    assert!(error.contains("no column `student`") && error.contains("nom, groupe"));
    assert!(error.contains("--roster-id"), "{error}");
    assert!(of("student\nada\n", Some("matricule")).contains("no column `matricule`"));
    assert!(of("a,A\n1,2\n", Some("a")).contains("2 columns"));
    assert!(of("student\n", Some("student")).contains("names nobody"));
    let table = Table::parse(b"Nom;Groupe\nAda;1\n").unwrap();
    let roster = Roster::of(table, Some("nom")).unwrap();
    assert_eq!(names(&roster), ["Ada"]);
}

#[test]
fn lines_that_come_twice_or_name_nobody_are_told() {
    let roster = roster("student,group\nada,1\nada,2\n,3\nbob,1\n");
    assert_eq!(names(&roster), ["ada", "bob"]);
    assert_eq!(roster.students["ada"], ["ada", "1"]);
    let notes = roster.notes.join("\n");
    assert!(
        notes.contains("ada is on the roster more than once"),
        "{notes}"
    );
    assert!(notes.contains("name nobody: 1"), "{notes}");
}

#[test]
fn moodle_is_matched_by_number_before_name() {
    let roster = roster(
        "Identifier,Full name,Email address\nParticipant 7,Ada Lovelace,a@x.org\nParticipant 8,Ada Lovelace,b@x.org\n\
         Participant 9,Bob Ross,c@x.org\n",
    );
    let (called, notes) = matched(
        &roster,
        &[
            ("Ada Lovelace_8", numbered("Ada Lovelace", "8")),
            ("Ada Lovelace_7", numbered("Ada Lovelace", "7")),
            ("Bob Ross_99", numbered("Bob Ross", "99")),
        ],
    );
    assert_eq!(called, ["b@x.org", "a@x.org", "c@x.org"]);
    assert!(notes.is_empty(), "{notes:?}");
}

#[test]
fn names_are_matched_however_they_are_written_and_only_when_it_is_clear() {
    let text = "student\n\"Müller, Zoe\"\nAnn Lee\nAnn-Lee\nJosé Núñez\n";
    let (called, notes) = matched(
        &roster(text),
        &[
            ("mullerzoe_1", numbered("müllerzoe", "1")),
            ("annlee_2", numbered("annlee", "2")),
            ("Jose Nunez_3", numbered("Jose Nunez", "3")),
            ("Carl_4", numbered("Carl", "4")),
        ],
    );
    assert_eq!(called, ["Müller, Zoe", "annlee_2", "José Núñez", "Carl_4"]);
    assert_eq!(
        notes,
        ["annlee_2 could be Ann Lee or Ann-Lee on the roster, which isn't clear enough to say"]
    );
}

#[test]
fn two_who_look_like_one_line_are_neither() {
    let text = "student,first name,last name\nad1,Ada,King\n";
    let (called, notes) = matched(
        &roster(text),
        &[
            ("Ada King_1", numbered("Ada King", "1")),
            ("ada king_2", numbered("ada king", "2")),
        ],
    );
    assert_eq!(called, ["Ada King_1", "ada king_2"]);
    assert_eq!(notes.len(), 2, "{notes:?}");
    let (called, _) = matched(
        &roster("student\nada\n"),
        &[("ada", Keys::default()), ("Ada", Keys::default())],
    );
    assert_eq!(
        called,
        ["ada", "Ada"],
        "the one that is written alike has it"
    );
}

#[test]
fn logins_are_matched_without_case_and_by_their_addresses() {
    let text = "identifier,github_username,name\nal1,Ada-L,Ada\nbr2,,Bob\ncc3@x.org,,Cy\n";
    let (called, _) = matched(
        &roster(text),
        &[
            ("ada-l", login("ada-l")),
            ("BR2", Keys::default()),
            ("cc3", Keys::default()),
            ("dan", login("dan")),
        ],
    );
    assert_eq!(called, ["al1", "br2", "cc3@x.org", "dan"]);
}

#[test]
fn composed_and_decomposed_names_are_one_on_the_roster_when_only_one_is_there() {
    let (called, _) = matched(
        &roster("student\nZo\u{eb}\n"),
        &[("Zoe\u{308}", Keys::default())],
    );
    assert_eq!(called, ["Zo\u{eb}"]);
}
