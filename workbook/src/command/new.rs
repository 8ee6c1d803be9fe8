//! `new`: an exercise and its solution in the one fixed form.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, Stdio};

use crate::cli::Failure;
use crate::form;
use crate::scaffold::Plan;
use crate::workspace::Workspace;

/// Arguments of `new`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// What it is called: small letters and digits, with hyphens between words, such as `quadratic-map`.
    name: String,
    /// Its title; nothing: the name, with a capital.
    #[arg(long)]
    title: Option<String>,
    /// The page that shows its card, without `.md`.
    #[arg(long, default_value = "assignments")]
    page: String,
    /// Give it a race against the plain version.
    #[arg(long)]
    race: bool,
    /// Make it outside the repository: DIR/exercises/NAME and DIR/solutions/NAME, for `grade --extra DIR`.
    #[arg(long, value_name = "DIR")]
    extra: Option<PathBuf>,
}

/// Why there is no new exercise. Nothing was written.
#[derive(Debug, thiserror::Error)]
enum NewError {
    #[error("`{name}` is no name for an exercise: {reason}; nothing was written")]
    BadName { name: String, reason: &'static str },
    #[error(
        "a title stands in one line, without quotation marks, backslashes or `@`; nothing was written"
    )]
    BadTitle,
    #[error("the name `{name}` is taken: there is {}; nothing was written", path.display())]
    Taken { name: String, path: PathBuf },
    #[error("there is no page `{page}`; there are: {known}; nothing was written")]
    NoPage { page: String, known: String },
    #[error("there is no folder {}: this is a hand-out, and exercises are made in the workbook itself", .0.display())]
    HandOut(PathBuf),
    #[error("cannot write {}; nothing was left behind", path.display())]
    Write {
        path: PathBuf,
        source: std::io::Error,
    },
}

/// Runs `new`.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let plan = plan(args, workspace).map_err(Failure::input)?;
    write(&plan, &place(args, workspace), &staging(args, workspace)).map_err(Failure::fault)?;
    let Plan { name, page, .. } = &plan;
    let place = match &args.extra {
        Some(dir) => format!("{}/", dir.display()),
        None => String::new(),
    };
    println!(
        "{place}exercises/{name} and {place}solutions/{name} are there, and they work: the mean of some numbers.\n\n\
         What remains to be written:"
    );
    let folders = [
        ("exercises", plan.exercise()),
        ("solutions", plan.solution()),
    ];
    for (folder, files) in folders {
        for (path, text) in files {
            let marks = text.matches(form::TO_FILL_IN).count();
            // `start.rs` is a copy.
            if marks > 0 && path != Path::new("start.rs") {
                let places = if marks == 1 { "place" } else { "places" };
                println!(
                    "  {place}{folder}/{name}/{}: {marks} {places} marked `{}`",
                    path.display(),
                    form::TO_FILL_IN
                );
            }
        }
    }
    if let Some(dir) = &args.extra {
        let dir = dir.display();
        println!(
            "  {place}exercises/{name}/start.rs: a copy of src/lib.rs, when that is done\n\n\
             `cargo workbook verify --extra {dir} {name}` says what isn't written yet, and what doesn't hold.\n\
             Students get {place}exercises/{name} to put beside their other exercises; \
             `cargo workbook grade --extra {dir}` grades it."
        );
        return Ok(ExitCode::SUCCESS);
    }
    println!(
        "  exercises/{name}/start.rs: a copy of src/lib.rs, when that is done\n  \
         exercises/README.md: a row of the table\n  \
         book/src/{page}.md: {{{{#exercise {name}}}}}, and below it {{{{#solution {name}}}}}\n\n\
         `cargo workbook verify {name}` says what isn't written yet, and what doesn't hold."
    );
    Ok(ExitCode::SUCCESS)
}

/// The folder that `exercises` and `solutions` are in.
fn place(args: &Args, workspace: &Workspace) -> PathBuf {
    args.extra.clone().unwrap_or_else(|| workspace.root.clone())
}

/// A folder on the same disk, where nobody looks.
fn staging(args: &Args, workspace: &Workspace) -> PathBuf {
    args.extra.clone().unwrap_or_else(|| workspace.own_dir())
}

/// What was asked for, if it can be had.
fn plan(args: &Args, workspace: &Workspace) -> Result<Plan, NewError> {
    let solutions = workspace.root.join("solutions");
    if args.extra.is_none() && !solutions.is_dir() {
        return Err(NewError::HandOut(solutions));
    }
    let name = args.name.clone();
    if let Some(reason) = fault(&name) {
        return Err(NewError::BadName { name, reason });
    }
    // A name of the workbook's is taken everywhere: submissions are told apart by it.
    let roots = [&workspace.root, &place(args, workspace)];
    let folders = roots
        .iter()
        .flat_map(|root| ["exercises", "solutions"].map(|folder| root.join(folder)));
    for folder in folders {
        let path = folder.join(&name);
        if path.symlink_metadata().is_ok() {
            return Err(NewError::Taken { name, path });
        }
    }
    let pages = workspace.root.join("book/src");
    // A page is named by a plain word, so that no path leads out of the folder.
    if fault(&args.page).is_some() || !pages.join(format!("{}.md", args.page)).is_file() {
        let page = args.page.clone();
        return Err(NewError::NoPage {
            page,
            known: known_pages(&pages),
        });
    }
    let title = args.title.clone().unwrap_or_else(|| title(&name));
    if title.trim().is_empty()
        || title.contains(['"', '\\', '@'])
        || title.contains(char::is_control)
    {
        return Err(NewError::BadTitle);
    }
    Ok(Plan {
        name,
        title,
        page: args.page.clone(),
        race: args.race,
    })
}

/// Names that can't be a function's, or a folder's everywhere.
const RESERVED: &[&str] = &[
    "abstract", "as", "async", "await", "aux", "become", "box", "break", "con", "const",
    "continue", "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for",
    "gen", "if", "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "nul",
    "override", "priv", "prn", "pub", "ref", "return", "self", "static", "struct", "super",
    "target", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use", "virtual",
    "where", "while", "yield",
];

/// The longest name.
const LONGEST: usize = 40;

/// What is wrong with a name.
fn fault(name: &str) -> Option<&'static str> {
    let small = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit();
    if name.len() > LONGEST {
        Some("it is longer than 40 letters")
    } else if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
        Some("it must begin with a small letter")
    } else if !name
        .split('-')
        .all(|word| !word.is_empty() && word.chars().all(small))
    {
        Some("small letters and digits, with single hyphens between words, are all it may have")
    } else if RESERVED.contains(&name) {
        Some("the word is reserved, by Rust or by an operating system")
    } else {
        None
    }
}

/// `two-words` as a title.
fn title(name: &str) -> String {
    let words = name.replace('-', " ");
    let (first, rest) = words.split_at(1);
    first.to_uppercase() + rest
}

fn known_pages(folder: &Path) -> String {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    let mut pages: Vec<String> = entries
        .filter_map(|entry| {
            entry
                .file_name()
                .to_str()?
                .strip_suffix(".md")
                .map(str::to_owned)
        })
        .filter(|page| page != "SUMMARY")
        .collect();
    pages.sort();
    pages.join(", ")
}

/// Writes both folders where nobody looks, then moves each into its place. All of it is there in the end, or nothing.
fn write(plan: &Plan, place: &Path, own: &Path) -> Result<(), NewError> {
    let fault = |path: &Path| {
        let path = path.to_owned();
        move |source| NewError::Write { path, source }
    };
    std::fs::create_dir_all(own).map_err(fault(own))?;
    let staged = tempfile::Builder::new().prefix("new-").tempdir_in(own);
    let staged = staged.map_err(fault(own))?;
    let folders = [
        ("exercises", plan.exercise()),
        ("solutions", plan.solution()),
    ];
    let folders = folders.map(|(folder, files)| {
        (
            staged.path().join(folder),
            place.join(folder).join(&plan.name),
            files,
        )
    });
    for folder in ["exercises", "solutions"] {
        let folder = place.join(folder);
        std::fs::create_dir_all(&folder).map_err(fault(&folder))?;
    }
    for (from, _, files) in &folders {
        for (path, whole) in files {
            let path = from.join(path);
            let folder = path.parent().unwrap_or(from);
            let rust = path.extension().is_some_and(|end| end == "rs");
            // Where lines break depends on the length of the name.
            let text = rust.then(|| formatted(whole)).flatten();
            std::fs::create_dir_all(folder)
                .and_then(|()| std::fs::write(&path, text.as_ref().unwrap_or(whole)))
                .map_err(fault(&path))?;
        }
    }
    let [(exercise, exercise_place, _), (solution, solution_place, _)] = &folders;
    std::fs::rename(exercise, exercise_place).map_err(fault(exercise_place))?;
    std::fs::rename(solution, solution_place).map_err(|source| {
        // Back to where it is removed from: half an exercise would be no exercise.
        let _ = std::fs::rename(exercise_place, exercise);
        fault(solution_place)(source)
    })
}

/// As rustfmt has it; nothing where there is no rustfmt.
fn formatted(text: &str) -> Option<String> {
    let mut child = Command::new("rustfmt")
        .args(["--edition", "2024", "--emit", "stdout", "--quiet"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .ok()?;
    // It reads all of its input before it writes, and the input is closed at the end of this line.
    let written = child.stdin.take()?.write_all(text.as_bytes());
    let output = child.wait_with_output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    (written.is_ok() && output.status.success() && !text.is_empty()).then_some(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_words_with_hyphens_that_rust_and_folders_can_have() {
        for name in ["q4", "quadratic-map", "a", "x2-y2"] {
            assert_eq!(fault(name), None, "{name}");
        }
        let long = "a".repeat(41);
        let bad = [
            "",
            "Q4",
            "4q",
            "two words",
            "two_words",
            "two--words",
            "-a",
            "a-",
            "../up",
            "a/b",
            "naïve",
            "fn",
            "con",
            &long,
        ];
        for name in bad {
            assert!(fault(name).is_some(), "{name}");
        }
    }

    #[test]
    fn a_title_is_the_name_with_a_capital() {
        assert_eq!(title("two-words"), "Two words");
        assert_eq!(title("q"), "Q");
    }
}
