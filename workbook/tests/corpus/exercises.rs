//! The corpus: exercises that only tests know, in a folder outside the workbook, and what is handed in for them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::bait::Bait;
use crate::common::repository;

/// An exercise, and the folders of its fixtures.
struct Subject {
    name: &'static str,
    points: u32,
    goal: Option<f64>,
    is_macro: bool,
    allows_unsafe: bool,
    /// Where its judge, its subject and its solution are, below the judge's tests.
    from: &'static str,
    fixtures: &'static str,
}

const SUBJECTS: [Subject; 4] = [
    Subject {
        name: "primes",
        points: 10,
        goal: Some(3.0),
        is_macro: false,
        allows_unsafe: false,
        from: "primes",
        fixtures: "primes/hostile",
    },
    Subject {
        name: "primes-unsafe",
        points: 10,
        goal: Some(3.0),
        is_macro: false,
        allows_unsafe: true,
        from: "primes",
        fixtures: "primes/hostile-unsafe",
    },
    Subject {
        name: "doubled",
        points: 10,
        goal: None,
        is_macro: true,
        allows_unsafe: false,
        from: "doubled",
        fixtures: "doubled/hostile",
    },
    // Its judge fails whatever is handed in.
    Subject {
        name: "faulty",
        points: 10,
        goal: None,
        is_macro: false,
        allows_unsafe: false,
        from: "faulty",
        fixtures: "faulty/hostile",
    },
];

/// What must come of a submission.
#[derive(Debug, Clone)]
pub struct Expected {
    pub student: String,
    pub exercise: &'static str,
    pub verdict: String,
    /// A piece of the message.
    pub fragment: String,
}

fn tests() -> PathBuf {
    repository().join("workbook/judge/tests")
}

fn write(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
}

/// The names of the exercises.
pub fn names() -> impl Iterator<Item = &'static str> {
    SUBJECTS.iter().map(|subject| subject.name)
}

/// Writes the exercises and their solutions in the one fixed form. `secret` stands in what no submission may read.
pub fn write_extra(dir: &Path, secret: &str) {
    for subject in &SUBJECTS {
        let read = |file: &str| fs::read_to_string(tests().join(subject.from).join(file)).unwrap();
        let keep = |path: &str, text: &str| write(&dir.join(path), text);
        let name = subject.name;
        keep(
            &format!("exercises/{name}/Cargo.toml"),
            &subject.exercise_manifest(),
        );
        keep(&format!("exercises/{name}/src/lib.rs"), "");
        keep(
            &format!("solutions/{name}/Cargo.toml"),
            &subject.solution_manifest(),
        );
        // A judge may know more than a submission may see.
        let secretive = |text: String| format!("{text}\n// {secret}\n");
        let solution = secretive(read("solution.rs"));
        keep(&format!("solutions/{name}/src/lib.rs"), &solution);
        keep(
            &format!("solutions/{name}/judge.rs"),
            &secretive(read("judge.rs")),
        );
        keep(&format!("solutions/{name}/subject.rs"), &read("subject.rs"));
    }
}

impl Subject {
    fn package(&self, side: &str) -> String {
        format!(
            "[package]\nname = \"{side}-{}\"\nversion.workspace = true\nedition.workspace = true\n\
             license.workspace = true\npublish.workspace = true\n\n",
            self.name
        )
    }

    fn library(&self) -> String {
        let is_macro = self.is_macro;
        format!("[lib]\nproc-macro = {is_macro}\ntest = false\ndoctest = false\nbench = false\n\n")
    }

    fn exercise_manifest(&self) -> String {
        let goal = self
            .goal
            .map_or_else(String::new, |goal| format!("goal = {goal:?}\n"));
        format!(
            "{}[package.metadata.workbook]\ntitle = \"{}\"\npage = \"assignments\"\npoints = {}\n{goal}\
             crates = []\nunsafe = {}\nthreads = \"any\"\n\n{}",
            self.package("exercise"),
            self.name,
            self.points,
            self.allows_unsafe,
            self.library()
        )
    }

    fn solution_manifest(&self) -> String {
        format!(
            "{}[features]\njudge = [\"dep:workbook-judge\"]\n\n{}[dependencies]\n\
             workbook-judge = {{ workspace = true, optional = true }}\n\n[[bin]]\nname = \"judge-{}\"\n\
             path = \"judge.rs\"\nrequired-features = [\"judge\"]\nbench = false\ntest = false\n",
            self.package("solution"),
            self.library(),
            self.name
        )
    }
}

/// Hands everything in; each fixture's first line says what must come of it: `//! Expect VERDICT: FRAGMENT`.
pub fn hand_in(submissions: &Path, extra: &Path, bait: &Bait) -> Vec<Expected> {
    let mut all = Vec::new();
    for subject in &SUBJECTS {
        let exercise = subject.name;
        let solution = extra.join("solutions").join(exercise).join("src/lib.rs");
        let mut files: Vec<_> = fs::read_dir(tests().join(subject.fixtures))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .collect();
        files.push(tests().join(subject.from).join("solution.rs"));
        for file in files {
            let text = fs::read_to_string(&file).unwrap();
            let stem = file.file_stem().unwrap().to_string_lossy().into_owned();
            let head = text.lines().next().unwrap();
            let head = head.strip_prefix("//! Expect ").unwrap_or_else(|| {
                panic!("{}: its first line says nothing to expect", file.display())
            });
            let (verdict, fragment) = head.split_once(':').unwrap();
            let student = format!("{exercise}--{stem}");
            let path = submissions.join(&student).join(exercise).join("src/lib.rs");
            write(&path, &bait.put_into(&text, &solution));
            all.push(Expected {
                student,
                exercise,
                verdict: verdict.to_owned(),
                fragment: fragment.trim().to_owned(),
            });
        }
    }
    let mut more = |student: &str, verdict: &str, fragment: &str| {
        all.push(Expected {
            student: student.to_owned(),
            exercise: "primes",
            verdict: verdict.to_owned(),
            fragment: fragment.to_owned(),
        });
    };
    let right = fs::read_to_string(tests().join("primes/solution.rs")).unwrap();
    write(
        &submissions.join("tidy/exercises/primes/src/lib.rs"),
        &right,
    );
    more("tidy", "pass", "");
    write(
        &submissions.join("untidy/a folder/b/exercises/primes/src/lib.rs"),
        &format!("\u{feff}{}", right.replace('\n', "\r\n")),
    );
    write(
        &submissions.join("untidy/a folder/build.rs"),
        "fn main() { std::process::exit(0) }",
    );
    write(
        &submissions.join("untidy/a folder/.cargo/config.toml"),
        "[build]\nrustc-wrapper = \"true\"\n",
    );
    more("untidy", "pass", "");
    fs::create_dir_all(submissions.join("empty-handed")).unwrap();
    more("empty-handed", "missing", "");
    for place in ["one", "another"] {
        let path = format!("undecided/{place}/primes/src/lib.rs");
        write(&submissions.join(path), &format!("// {place}\n{right}"));
    }
    more("undecided", "not-gradable", "");
    for (student, bytes, verdict) in [
        ("no-text", &[0, 159, 146, 150, 0][..], "build-error"),
        ("half-a-character", &[0xff, 0xfe, b'f'][..], "not-gradable"),
        ("nothing-in-it", &[][..], "build-error"),
    ] {
        let path = submissions.join(student).join("primes/src/lib.rs");
        write(&path, "");
        fs::write(path, bytes).unwrap();
        more(student, verdict, "");
    }
    all
}
