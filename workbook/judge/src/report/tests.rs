//! Miniature reports with hostile text in every field, in every format.

#[path = "../../tests/support/page.rs"]
mod page;
#[path = "../../tests/support/schema.rs"]
mod schema;

mod rubric;

use std::fs;

use serde_json::Value;

use super::*;
use crate::verdict::{FailedCase, GroupResult, Speed, SpeedVerdict};
use schema::{CLASSROOM, GRADES, GRADESCOPE, valid};

/// What may do harm in one format or another.
const HOSTILE: &str = "=cmd|'/C calc'!A0<script>alert(1)</script>]]>--></style></title></svg>&amp;\"'`${7*7}{{7*7}}\0\
    \u{1b}[31mred\u{1b}[0m\u{1b}]0;t\u{7}\u{9b}2J\u{202e}evil\u{2066}\u{200b}\u{ffff}\u{fdd0}<img src=x onerror=alert(1)>\r\n\t\
    javascript:alert(1) /root/secret/solutions/q1.rs";

/// The same without a path, for what the exercise's author wrote.
fn hostile_name() -> String {
    HOSTILE.replace("/root/secret/solutions/q1.rs", "")
}

/// A report without rows.
pub(crate) fn empty() -> Report {
    Report {
        format: FORMAT,
        workbook: "0.1.0".to_owned(),
        toolchain: Some("rustc 1.95.0".to_owned()),
        complete: true,
        seed: 8_765_432_109,
        seed_text: None,
        sandbox: None,
        limits: ProcessLimits {
            subject: Limits::subject(),
            compiler: Limits::compiler(),
        },
        exercises: Vec::new(),
        rows: BTreeMap::new(),
        ignored: Vec::new(),
        unlisted: Vec::new(),
        roster: Roster::default(),
        notes: Vec::new(),
        handed_in: BTreeMap::new(),
    }
}

/// A row of a text that was judged.
pub(crate) fn row(student: &str, judgement: Judgement) -> Row {
    Row {
        student: student.to_owned(),
        source: Some("0".repeat(64)),
        rules: Some("1".repeat(64)),
        judgement,
        given: BTreeMap::new(),
    }
}

/// A group of five points.
pub(crate) fn group(name: &str, verdict: Verdict, message: &str) -> GroupResult {
    GroupResult {
        name: name.to_owned(),
        about: "small inputs".to_owned(),
        verdict,
        points: if verdict == Verdict::Pass { 5 } else { 0 },
        max_points: 5,
        message: message.to_owned(),
        case: None,
    }
}

fn speed(ratio: f64, verdict: SpeedVerdict) -> Speed {
    Speed {
        verdict,
        reason: (verdict == SpeedVerdict::CannotTell).then(|| HOSTILE.to_owned()),
        ratio,
        low: ratio - 0.25,
        high: ratio + 0.25,
        goal: 3.0,
        rounds: 15,
        attempts: 1,
        of_speed_ups: false,
    }
}

fn exercise(name: &str) -> Exercise {
    Exercise {
        name: name.to_owned(),
        max_points: 20,
        goal: Some(3.0),
        hints: ["First.", "Second: `a < b`.", "Third."]
            .map(str::to_owned)
            .to_vec(),
    }
}

/// Every verdict, and hostile text in every field that somebody else fills.
fn hostile() -> Report {
    let mut report = empty();
    report.sandbox = Some(Level::Bubblewrap);
    report.seed_text = Some(HOSTILE.to_owned());
    report.exercises = vec![
        exercise("q1"),
        Exercise {
            hints: vec![hostile_name()],
            ..exercise(&hostile_name())
        },
    ];
    report.ignored = vec![Ignored {
        path: HOSTILE.to_owned(),
        reason: HOSTILE.to_owned(),
    }];
    report.unlisted = vec![HOSTILE.to_owned()];
    report.roster.columns = vec![HOSTILE.to_owned(), "Group".to_owned()];
    let cells = vec![HOSTILE.to_owned(), "\t@SUM(A1)".to_owned()];
    report.roster.students.insert(HOSTILE.to_owned(), cells);
    for verdict in Verdict::ALL {
        let mut failed = group(&hostile_name(), verdict, HOSTILE);
        failed.about = hostile_name();
        failed.case = Some(FailedCase {
            input: HOSTILE.to_owned(),
            expected: Some(HOSTILE.to_owned()),
            got: HOSTILE.to_owned(),
            why: Some(HOSTILE.to_owned()),
        });
        let groups = vec![group("first", Verdict::Pass, ""), failed];
        let judged = Judgement::of_groups("q1", groups, None, Level::Bubblewrap);
        let student = format!("{}{verdict}", hostile_name());
        report.insert(row(&student, judged));
        let unrun = Judgement::unrun(&hostile_name(), 20, verdict, HOSTILE);
        report.insert(row(&student, unrun));
    }
    for (n, verdict) in [
        SpeedVerdict::Faster,
        SpeedVerdict::NotFaster,
        SpeedVerdict::CannotTell,
    ]
    .into_iter()
    .cycle()
    .take(7)
    .enumerate()
    {
        let speed = speed(0.5 + n as f64, verdict);
        let groups = vec![
            group("first", Verdict::Pass, ""),
            group("speed", speed.group_verdict(), &speed.to_string()),
        ];
        let judged = Judgement::of_groups("q1", groups, Some(speed), Level::Bubblewrap);
        report.insert(row(&format!("racer {n}"), judged));
    }
    let mut read = row(
        "read",
        Judgement::of_groups(
            "q1",
            vec![group("text", Verdict::ToBeRead, HOSTILE)],
            None,
            Level::Bubblewrap,
        ),
    );
    let given = Given {
        points: 4,
        comment: HOSTILE.to_owned(),
    };
    read.given.insert("text".to_owned(), given);
    read.judgement.settle(&read.given);
    report.insert(read);
    report
}

/// A folder with all reports of a class.
fn written(report: &Report) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    Store::open(folder.path()).unwrap().write(report).unwrap();
    folder
}

fn files(folder: &std::path::Path) -> Vec<Vec<u8>> {
    let files = fs::read_dir(folder).unwrap();
    files
        .map(|file| fs::read(file.unwrap().path()).unwrap())
        .collect()
}

#[test]
fn hostile_text_is_only_text_on_every_page() {
    let report = hostile();
    let folder = written(&report);
    let class = page::page(&fs::read(folder.path().join("class.html")).unwrap());
    assert!(
        class
            .text
            .contains("<script>alert(1)</script>]]>--></style>")
    );
    assert!(
        class.text.contains("8765432109"),
        "the instructor sees the seed"
    );
    for href in class.links.iter().filter(|href| !href.starts_with('#')) {
        assert!(!href.contains(['<', '\'', '"', '&', ' ']), "{href}");
    }
    let pages = files(&folder.path().join("feedback"));
    assert_eq!(pages.len(), report.students().len());
    for html in pages {
        let page = page::page(&html);
        let text = page.text;
        assert!(
            !text.contains("8765432109"),
            "no student sees the seed: {text}"
        );
        assert!(
            !text.contains("/root") && !text.contains("secret"),
            "{text}"
        );
        for word in ["\u{1b}", "[31m", "evil\u{2066}"] {
            assert!(!text.contains(word), "{text}");
        }
    }
}

#[test]
fn links_of_the_class_lead_to_feedback_that_is_there() {
    let folder = written(&hostile());
    let class = page::page(&fs::read(folder.path().join("class.html")).unwrap());
    let mut followed = 0;
    for href in class.links.iter().filter(|href| !href.starts_with('#')) {
        let mut bytes = Vec::new();
        let mut rest = href.as_str();
        while let Some(c) = rest.chars().next() {
            if c == '%' {
                bytes.push(u8::from_str_radix(&rest[1..3], 16).unwrap());
                rest = &rest[3..];
            } else {
                bytes.extend(c.to_string().bytes());
                rest = &rest[c.len_utf8()..];
            }
        }
        let file = folder.path().join(String::from_utf8(bytes).unwrap());
        assert!(file.is_file(), "{}", file.display());
        followed += 1;
    }
    assert!(followed > 20, "{followed}");
}

#[test]
fn all_documents_are_what_their_schemas_say() {
    let report = hostile();
    let folder = written(&report);
    let document = valid(
        GRADES,
        &fs::read(folder.path().join("grades.json")).unwrap(),
    );
    let again: Report = serde_json::from_value(document.clone()).unwrap();
    assert_eq!(again, report, "nothing is lost on the way");

    let results = folder.path().join("gradescope");
    let mut scores = Vec::new();
    for file in fs::read_dir(results).unwrap() {
        let results = fs::read(file.unwrap().path().join("results.json")).unwrap();
        let results = valid(GRADESCOPE, &results);
        assert_eq!(results["stdout_visibility"], "hidden");
        let text = results.to_string();
        assert!(
            !text.contains("secret") && !text.contains("8765432109"),
            "{text}"
        );
        scores.push(results["score"].clone());
    }
    assert_eq!(scores.len(), report.students().len());
    // The student with faults has no sum, which would be a zero.
    assert_eq!(scores.iter().filter(|score| score.is_null()).count(), 1);

    for bytes in files(&folder.path().join("classroom")) {
        let results = valid(CLASSROOM, &bytes);
        let tests = results["tests"].as_array().unwrap();
        let sum: u64 = tests
            .iter()
            .map(|test| test["score"].as_u64().unwrap())
            .sum();
        assert!(sum <= results["max_score"].as_u64().unwrap(), "{results:#}");
        assert!(!results.to_string().contains("secret"));
    }
}

#[test]
fn a_schema_finds_what_is_wrong() {
    let folder = written(&hostile());
    let document = valid(
        GRADES,
        &fs::read(folder.path().join("grades.json")).unwrap(),
    );
    let breaks: [fn(&mut Value); 6] = [
        |json| json["surprise"] = 1.into(),
        |json| json["seed"] = (-1).into(),
        |json| json["rows"][0]["verdict"] = "fine".into(),
        |json| json["rows"][0]["points"] = "5".into(),
        |json| json["rows"][0]["source"] = "abc".into(),
        |json| {
            json.as_object_mut().unwrap().remove("toolchain");
        },
    ];
    for (n, broken) in breaks.into_iter().enumerate() {
        let mut document = document.clone();
        broken(&mut document);
        assert!(!schema::problems(GRADES, &document).is_empty(), "{n}");
    }
}

#[test]
fn the_table_reads_back_without_formulas_or_control_characters() {
    let report = hostile();
    let folder = written(&report);
    let bytes = fs::read(folder.path().join("grades.csv")).unwrap();
    let mut table = csv::Reader::from_reader(&*bytes);
    let headers = table.headers().unwrap().clone();
    assert_eq!(headers.len(), 10);
    let rows: Vec<csv::StringRecord> = table.records().map(|row| row.unwrap()).collect();
    assert_eq!(rows.len(), report.rows.len());
    for cell in rows.iter().flatten().chain(headers.iter()) {
        assert!(
            !cell.starts_with(['=', '+', '-', '@', '\t', '\r']),
            "{cell}"
        );
        assert!(!cell.chars().any(char::is_control), "{cell:?}");
        assert!(!cell.contains('\u{202e}'), "{cell:?}");
    }
}

#[test]
fn a_message_of_a_megabyte_makes_no_report_of_one() {
    let mut report = empty();
    report.exercises = vec![exercise("q1")];
    let long = "<script>".repeat(1 << 17);
    for (student, verdict) in [("ada", Verdict::Wrong), ("bob", Verdict::ToBeRead)] {
        let mut failed = group("first", verdict, &long);
        failed.case = (verdict == Verdict::Wrong).then(|| FailedCase::wrong(&long, &long));
        let judged = Judgement::of_groups("q1", vec![failed], None, Level::Landlock);
        report.insert(row(student, judged));
    }
    let folder = written(&report);
    let mut names = vec![
        "class.html".to_owned(),
        "grades.csv".to_owned(),
        "rubric.csv".to_owned(),
    ];
    for student in ["ada", "bob"] {
        names.push(format!("feedback/{student}.html"));
        names.push(format!("gradescope/{student}/results.json"));
        names.push(format!("classroom/{student}.json"));
    }
    for name in names {
        let bytes = fs::read(folder.path().join(&name)).unwrap();
        assert!(bytes.len() < 250_000, "{name}: {}", bytes.len());
        if name.ends_with("html") {
            page::page(&bytes);
        }
    }
}

#[test]
fn feedback_says_what_was_asked_what_came_and_what_helps_on() {
    let mut report = empty();
    report.exercises = vec![exercise("q1")];
    let mut failed = group(
        "small",
        Verdict::Wrong,
        "3 days: 4 instead of 5: one too few",
    );
    failed.case = Some(FailedCase::wrong("3 days", "4 instead of 5: one too few"));
    let groups = vec![group("errors", Verdict::Pass, ""), failed];
    report.insert(row(
        "ada",
        Judgement::of_groups("q1", groups, None, Level::Landlock),
    ));
    let unbuilt = Judgement::unrun("q1", 20, Verdict::BuildError, "lib.rs:3: error[E0308]: no");
    report.insert(row("bob", unbuilt));
    let fault = Judgement::unrun("q1", 20, Verdict::GraderFault, "no space left on /dev/sda1");
    report.insert(row("cy", fault));
    let ratios = feedback::ratios(&report);
    let text = |student: &str| page::page(&feedback::render(&report, &ratios, student)).text;

    let ada = text("ada");
    for words in [
        "5 of 10 points",
        "Input3 days",
        "Expected5",
        "Got4",
        "one too few",
        "Hint 2Second: a < b.",
    ] {
        assert!(ada.contains(words), "{words}: {ada}");
    }
    let bob = text("bob");
    assert!(
        bob.contains("lib.rs:3: error[E0308]: no") && bob.contains("Hint 1First."),
        "{bob}"
    );
    let cy = text("cy");
    assert!(
        cy.contains("no fault of yours") && !cy.contains("sda1") && !cy.contains("Hint"),
        "{cy}"
    );
    assert!(
        cy.contains("20 points more wait for your instructor"),
        "{cy}"
    );
}

#[test]
fn a_class_of_few_shows_nobody_s_speed_but_one_s_own() {
    let class = |count: usize| {
        let mut report = empty();
        report.exercises = vec![exercise("q1")];
        for n in 0..count {
            let speed = speed(2.0 + n as f64, SpeedVerdict::Faster);
            let groups = vec![group("speed", Verdict::Pass, "")];
            let judged = Judgement::of_groups("q1", groups, Some(speed), Level::Landlock);
            report.insert(row(&format!("s{n}"), judged));
        }
        let ratios = feedback::ratios(&report);
        page::page(&feedback::render(&report, &ratios, "s0")).text
    };
    let (few, many) = (class(4), class(5));
    assert!(
        few.contains("2.00 times the speed of the plain version") && !few.contains("of the class")
    );
    assert!(
        many.contains("half of them reached 4.00 or more, and 0 less than yours"),
        "{many}"
    );
    assert!(many.contains("Fastest of the class6.00"), "{many}");
}

#[test]
fn the_class_page_names_what_needs_a_person_first() {
    let text = page::page(&class::render(&hostile(), &BTreeMap::new())).text;
    let place = |words: &str| {
        text.find(words)
            .unwrap_or_else(|| panic!("{words}: {text}"))
    };
    let needs = place("What needs youFaults");
    for words in [
        "Points to give",
        "Code to read",
        "Nothing to grade",
        "not on the roster",
        "passed over",
    ] {
        assert!(place(words) > needs, "{words}");
    }
    assert!(place("Most common mistakes") > place("Nothing to grade"));
    for words in [
        "Pass rates",
        "Speed against correctness",
        "the goal of 3",
        "--seed 8765432109",
    ] {
        place(words);
    }
    let mut absent = empty();
    for name in ["q1", "q2", "q3"] {
        let why = if name == "q3" { "locked" } else { "not there" };
        absent.insert(row(
            "ada",
            Judgement::unrun(name, 20, Verdict::Missing, why),
        ));
    }
    let absent = page::page(&class::render(&absent, &BTreeMap::new())).text;
    for line in [
        "ada, q1, q2: missing, not there",
        "ada, q3: missing, locked",
    ] {
        assert!(absent.contains(line), "{line}: {absent}");
    }
    let calm = page::page(&class::render(&empty(), &BTreeMap::new()));
    assert!(calm.text.contains("Nothing: every point is given"));
}

#[test]
fn a_page_that_runs_fetches_or_breaks_anything_is_found_out() {
    let frame = |body: &str| {
        format!(
            "<!DOCTYPE html><html lang=\"en\"><head><meta http-equiv=\"Content-Security-Policy\" \
             content=\"default-src 'none'; style-src 'unsafe-inline'\"><title>T</title></head><body><main><h1>T</h1>\
             {body}</main></body></html>"
        )
    };
    assert_eq!(
        page::page(frame("<p>a &lt; b</p>").as_bytes()).text,
        "Ta < b"
    );
    for broken in [
        "<script>x</script>",
        "<img src=\"x\">",
        "<p onclick=\"x\">a</p>",
        "<a href=\"https://a.example\">a</a>",
        "<a href=\"javascript:x\">a</a>",
        "<a href=\"#nowhere\">a</a>",
        "<p><em>a</p></em>",
        "<p>a<ul><li>b</li></ul></p>",
        "<p>a\u{202e}b</p>",
        "<p>a\u{0}b</p>",
        "<div>a",
        "<h3>a</h3>",
        "<p a a>b</p>",
        "<svg role=\"img\"></svg>",
        "<table><tr></tr></table>",
    ] {
        let html = frame(broken);
        let checked = std::panic::catch_unwind(|| page::page(html.as_bytes()));
        assert!(checked.is_err(), "{broken}");
    }
}
