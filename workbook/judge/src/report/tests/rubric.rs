//! The rubric: what is listed, and what comes back.

use std::fs;
use std::path::{Path, PathBuf};

use super::{HOSTILE, empty, exercise, group, row, valid};
use crate::report::{Report, Store, merge};
use crate::sandbox::Level;
use crate::verdict::{Judgement, Verdict};

/// Two texts to be read, a race that couldn't tell, and one that nobody needs.
fn class() -> Report {
    let mut report = empty();
    report.exercises = vec![exercise("q1"), exercise("q3")];
    let judged = |exercise: &str, verdict| {
        let name = if exercise == "q3" { "text" } else { "speed" };
        let groups = vec![
            group("first", Verdict::Pass, ""),
            group(name, verdict, "what I found"),
        ];
        Judgement::of_groups(exercise, groups, None, Level::Landlock)
    };
    report.insert(row("ada", judged("q3", Verdict::ToBeRead)));
    report.insert(row("ada", judged("q1", Verdict::CannotTell)));
    report.insert(row(HOSTILE, judged("q3", Verdict::ToBeRead)));
    report.insert(row("cy", judged("q1", Verdict::Pass)));
    report.insert(row(
        "dee",
        Judgement::unrun("q1", 20, Verdict::BuildError, "no"),
    ));
    report
}

/// Reports in a folder, and a rubric beside them.
struct Reports {
    folder: tempfile::TempDir,
}

impl Reports {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        Store::open(folder.path()).unwrap().write(&class()).unwrap();
        Self { folder }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn read(&self, name: &str) -> String {
        fs::read_to_string(self.path(name)).unwrap()
    }

    /// Merges a rubric of these lines; the error's text when it is refused.
    fn merge(&self, rubric: &str) -> Result<String, String> {
        let path = self.path("filled-in.csv");
        fs::write(&path, rubric).unwrap();
        let merged = merge(&Store::open(self.folder.path()).unwrap(), &path);
        assert_eq!(
            fs::read_to_string(&path).unwrap(),
            rubric,
            "it is never changed"
        );
        merged.map_err(|error| {
            assert!(error.is_usage(), "{error}");
            error.to_string()
        })
    }

    fn points(&self, student: &str, exercise: &str) -> (u32, u32) {
        let report: Report = serde_json::from_str(&self.read("grades.json")).unwrap();
        let judgement = &report.rows[&(student.to_owned(), exercise.to_owned())].judgement;
        (judgement.points, judgement.pending_points)
    }

    /// All files but the rubric itself, with what is in them.
    fn snapshot(&self) -> Vec<(PathBuf, Vec<u8>)> {
        fn walk(folder: &Path, all: &mut Vec<(PathBuf, Vec<u8>)>) {
            for entry in fs::read_dir(folder).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    walk(&path, all);
                } else if !path.ends_with("filled-in.csv") {
                    all.push((path.clone(), fs::read(path).unwrap()));
                }
            }
        }
        let mut all = Vec::new();
        walk(self.folder.path(), &mut all);
        all.sort();
        all
    }
}

const HEADING: &str = "student,exercise,item,max_points,points,comment\n";

#[test]
fn items_for_a_person_are_listed_with_the_text_itself_on_the_class_page() {
    let reports = Reports::new();
    let rubric = reports.read("rubric.csv");
    let mut table = csv::Reader::from_reader(rubric.as_bytes());
    assert_eq!(
        table
            .headers()
            .unwrap()
            .iter()
            .collect::<Vec<_>>()
            .join(",")
            + "\n",
        HEADING
    );
    let lines: Vec<_> = table.records().map(|line| line.unwrap()).collect();
    assert_eq!(lines.len(), 3, "{rubric}");
    assert!(lines[0][0].starts_with("'=cmd|"), "{rubric}");
    assert_eq!(lines[1], vec!["ada", "q1", "speed", "5", "", ""]);
    assert_eq!(lines[2], vec!["ada", "q3", "text", "5", "", ""]);
    let class = super::page::page(reports.read("class.html").as_bytes()).text;
    assert!(
        class.contains("item text: up to 5 points, to be read (small inputs)what I found"),
        "{class}"
    );
}

#[test]
fn points_are_merged_into_all_reports_and_a_second_time_changes_nothing() {
    let reports = Reports::new();
    assert_eq!(reports.points("ada", "q3"), (5, 5));
    let original = reports.read("grades.json");
    // As a spreadsheet may save it: a mark of its own, semicolons, columns in another order, lines to do later.
    let rubric = "\u{feff}item;student;exercise;comment;points\r\ntext;ada;q3;\"clear; <b>short</b>\";4,0\r\n\
                  speed;ada;q1;;5\r\n;;;;\r\n";
    let said = reports.merge(rubric).unwrap();
    assert!(
        said.contains("2 items") && said.contains("grades-1.json"),
        "{said}"
    );
    assert_eq!(reports.points("ada", "q3"), (9, 0));
    assert_eq!(reports.points("ada", "q1"), (10, 0));
    assert_eq!(
        reports.read("grades-1.json"),
        original,
        "what there was is kept"
    );
    valid(super::GRADES, reports.read("grades.json").as_bytes());
    assert!(reports.read("grades.csv").contains("ada,q3,9,10,pass,,,"));
    assert!(
        reports
            .read("feedback/ada.html")
            .contains("clear; &lt;b&gt;short&lt;/b&gt;")
    );
    let results = valid(
        super::GRADESCOPE,
        reports.read("gradescope/ada/results.json").as_bytes(),
    );
    assert_eq!(results["score"], 19);
    let results = valid(
        super::CLASSROOM,
        reports.read("classroom/ada.json").as_bytes(),
    );
    assert_eq!(results["max_score"], 20);
    let class = super::page::page(reports.read("class.html").as_bytes()).text;
    assert!(class.contains("1 item in rubric.csv"), "{class}");

    let once = reports.snapshot();
    assert!(reports.merge(rubric).unwrap().contains("nothing new"));
    assert_eq!(reports.snapshot(), once);

    // Another thought: the later points hold, and the others stay.
    reports
        .merge(&format!("{HEADING}ada,q3,text,5,3,\n"))
        .unwrap();
    assert_eq!(reports.points("ada", "q3"), (8, 0));
    assert_eq!(reports.points("ada", "q1"), (10, 0));
    assert!(reports.path("grades-2.json").is_file());
}

#[test]
fn the_rubric_that_was_written_can_be_filled_in_for_any_name() {
    let reports = Reports::new();
    let filled: String = reports.read("rubric.csv").replace(",5,,", ",5,2,fine");
    let said = reports.merge(&filled).unwrap();
    assert!(
        said.contains("3 items") && said.contains("no points are open"),
        "{said}"
    );
    assert_eq!(reports.points(HOSTILE, "q3"), (7, 0));
}

#[test]
fn a_rubric_that_does_not_fit_is_refused_line_by_line_and_nothing_changes() {
    let reports = Reports::new();
    let before = reports.snapshot();
    let lines = [
        ("adam,q3,text,5,1,", "line 2: there is no student `adam`"),
        (
            "ada,q2,text,5,1,",
            "line 3: `ada` has no row for an exercise `q2`",
        ),
        (
            "ada,q3,essay,5,1,",
            "line 4: q3 has no item `essay`; it has: first, text",
        ),
        (
            "ada,q3,text,9,6,",
            "line 5: 6 points are more than the 5 of `text`",
        ),
        ("ada,q1,speed,5,-1,", "line 6: `-1` is below zero"),
        (
            "ada,q1,speed,5,2,",
            "line 7: ada, q1, speed stands in line 6 already",
        ),
        ("cy,q1,speed,5,two,", "line 8: `two` is no number of points"),
        (
            "cy,q1,first,5,2.5,",
            "line 9: `2.5`: points are whole numbers",
        ),
        ("cy,q3,text,5,NaN,", "line 10: `cy` has no row"),
        ("dee,q1,speed,5,1,", "line 11: nothing of q1 by dee was run"),
        (
            "bob,q1,speed,5,,left alone",
            "line 12: there is a comment, and no points",
        ),
    ];
    let rubric: String = lines.iter().map(|(line, _)| format!("{line}\n")).collect();
    let error = reports
        .merge(&format!("{HEADING}{rubric}ada,q3,text,5,,\n"))
        .unwrap_err();
    for (_, words) in lines {
        assert!(error.contains(words), "{words}\n{error}");
    }
    assert!(
        error.contains("filled-in.csv: line 13: ada, q3, text stands in line 5 already"),
        "{error}"
    );
    assert!(error.ends_with("nothing was changed"), "{error}");
    for (rubric, words) in [
        ("student,exercise,points\nada,q3,1\n", "no column `item`"),
        ("", "no column `student`"),
        (
            &format!("{HEADING}ada,q3,text,5,inf,\n"),
            "`inf` is no number",
        ),
        (
            &format!("{HEADING}ada,q3,text,5,1e99,\n"),
            "are more than the 5",
        ),
    ] {
        let error = reports.merge(rubric).unwrap_err();
        assert!(error.contains(words), "{words}: {error}");
    }
    assert_eq!(reports.snapshot(), before);
}

#[test]
fn points_for_what_the_judge_could_decide_are_told_and_left() {
    let reports = Reports::new();
    let said = reports
        .merge(&format!("{HEADING}cy,q1,speed,5,1,\n"))
        .unwrap();
    assert!(
        said.contains("line 2: speed of cy in q1 needs nobody: pass"),
        "{said}"
    );
    assert_eq!(reports.points("cy", "q1"), (10, 0));
}

#[test]
fn what_stands_in_a_rubric_is_never_written_over() {
    let reports = Reports::new();
    // A person's file: another order, a column of its own, no line end.
    let mine = "mine;student;exercise;item;points;comment\nx;ada;q3;text;4;\"keep; this\"";
    fs::write(reports.path("rubric.csv"), mine).unwrap();
    let store = Store::open(reports.folder.path()).unwrap();
    store.write(&class()).unwrap();
    let rubric = reports.read("rubric.csv");
    assert!(rubric.starts_with(&format!("{mine}\n")), "{rubric}");
    assert!(rubric.ends_with(";ada;q1;speed;;\n"), "{rubric}");
    assert_eq!(rubric.lines().count(), 4, "{rubric}");
    store.write(&class()).unwrap();
    assert_eq!(reports.read("rubric.csv"), rubric);

    // Not even when nobody can read it.
    fs::write(reports.path("rubric.csv"), b"student,\xff").unwrap();
    store.write(&class()).unwrap();
    assert_eq!(
        fs::read(reports.path("rubric.csv")).unwrap(),
        b"student,\xff"
    );
}

#[test]
fn points_stay_with_a_text_that_is_judged_again_and_not_with_another() {
    let report = class();
    let mut before = report.rows[&("ada".to_owned(), "q3".to_owned())].clone();
    before.given.insert(
        "text".to_owned(),
        crate::verdict::Given {
            points: 3,
            comment: String::new(),
        },
    );
    let mut again = report.rows[&("ada".to_owned(), "q3".to_owned())].clone();
    again.inherit(&before);
    assert_eq!(
        (again.judgement.points, again.judgement.pending_points),
        (8, 0)
    );
    let mut other = report.rows[&("ada".to_owned(), "q3".to_owned())].clone();
    other.source = Some("2".repeat(64));
    other.inherit(&before);
    assert_eq!(
        (other.judgement.points, other.judgement.pending_points),
        (5, 5)
    );
}

#[test]
fn a_row_that_waits_for_its_race_is_nobody_s_yet() {
    let mut report = class();
    for row in report.rows.values_mut() {
        row.judgement.unfinished = true;
    }
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).unwrap().write(&report).unwrap();
    assert!(!folder.path().join("rubric.csv").exists());
    valid(
        super::GRADES,
        &fs::read(folder.path().join("grades.json")).unwrap(),
    );
}
