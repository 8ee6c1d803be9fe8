//! A copy for students: the workbook without solutions, judge and history.
//!
//! | file | idea |
//! |---|---|
//! | `tree` | which files there are |
//! | `manifest` | what a `Cargo.toml` loses |
//! | `leak` | no line of a solution is left anywhere |
//! | `gradescope` | the autograder's bundle, which is not for students |
//! | `classroom` | a workflow for GitHub Classroom |

pub mod classroom;
pub mod gradescope;
mod leak;
mod manifest;
pub mod tree;

use std::collections::BTreeSet;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Stdio;

use manifest::Withheld;

/// What students don't get.
const WITHHELD: [&str; 2] = ["solutions", "workbook/judge"];

/// What only the workbook's authors can use.
const AUTHORS: [&str; 1] = [".ci"];

/// Why there is no hand-out. Nothing is left of it.
#[derive(Debug, thiserror::Error)]
pub enum HandoutError {
    /// This is one already.
    #[error("there is no folder {}: this is a hand-out already, and another is made from the workbook itself", .0.display())]
    HandOut(PathBuf),
    /// There is something in the way.
    #[error("{} is there already and isn't an empty folder: name a new one; nothing was written", .0.display())]
    Taken(PathBuf),
    /// It would become a part of itself.
    #[error("{} lies within the workbook, whose next hand-out would hold it: name a folder elsewhere; nothing was written", .0.display())]
    Within(PathBuf),
    /// A manifest can't be edited.
    #[error("{}: {reason}; nothing was written", path.display())]
    Manifest {
        /// Which manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// Lines of solutions or judge stand where students would read them.
    #[error("students would read what stands only in solutions or judge; nothing was written.\n{}\nTake these lines out, or say them in other words.", .0.join("\n"))]
    Leaks(Vec<String>),
    /// A file can't be read or written.
    #[error("cannot {what} {}; nothing was left behind", path.display())]
    Io {
        /// Read or write.
        what: &'static str,
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The lock file couldn't be rewritten.
    #[error(
        "cargo cannot rewrite the hand-out's Cargo.lock; nothing was left behind. It says:\n{0}"
    )]
    Lock(String),
}

impl HandoutError {
    /// Whether what was asked for can't be had, rather than something having failed.
    pub fn is_input(&self) -> bool {
        !matches!(self, Self::Io { .. } | Self::Lock(_))
    }

    fn io(what: &'static str, path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        move |source| Self::Io { what, path, source }
    }
}

/// A file of the hand-out.
#[derive(Debug)]
struct File {
    /// Where it goes, from the hand-out's top.
    path: PathBuf,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// As it is in the workbook, at this path.
    Same(PathBuf),
    Text(String),
}

/// What was written.
#[derive(Debug)]
pub struct Handout {
    /// How many files.
    pub files: usize,
    /// Tests that need what students don't get, and were left out.
    pub tests: Vec<PathBuf>,
}

/// Writes the hand-out of the workbook at `root` to `out`, with these files beside it.
///
/// # Errors
/// When `out` is taken or lies within the workbook, when a line of a solution would be handed out, or when something can't
/// be read or written. Then nothing is left behind.
pub fn write(
    root: &Path,
    out: &Path,
    more: Vec<(PathBuf, String)>,
) -> Result<Handout, HandoutError> {
    let solutions = root.join(WITHHELD[0]);
    if !solutions.is_dir() {
        return Err(HandoutError::HandOut(solutions));
    }
    let out = place(root, out)?;
    let all = tree::files(root).map_err(HandoutError::io("read", root))?;
    let (mut files, tests) = planned(root, &all)?;
    files.extend(more.into_iter().map(|(path, text)| File {
        path,
        content: Content::Text(text),
    }));
    let read = |file: &File| match &file.content {
        Content::Text(text) => Ok(text.clone().into_bytes()),
        Content::Same(path) => {
            let path = root.join(path);
            fs::read(&path).map_err(HandoutError::io("read", &path))
        }
    };
    let mut guard = leak::Guard::default();
    for path in all.iter().filter(|path| is_withheld(path)) {
        let path = root.join(path);
        if path.extension().is_some_and(|extension| extension == "rs") {
            guard.keep_back(&fs::read(&path).map_err(HandoutError::io("read", &path))?);
        }
    }
    for file in files.iter().filter(|file| leak::is_code(&file.path)) {
        guard.give(&read(file)?);
    }
    let mut leaks = Vec::new();
    for file in files.iter().filter(|file| !leak::is_code(&file.path)) {
        let found = guard.leaks(&read(file)?);
        leaks.extend(
            found
                .iter()
                .map(|line| format!("  {}: {line}", file.path.display())),
        );
    }
    if !leaks.is_empty() {
        return Err(HandoutError::Leaks(leaks));
    }
    let staged = tempfile::Builder::new()
        .prefix(".handout-")
        .tempdir_in(out.parent().expect("a folder to be made has one above it"))
        .map_err(HandoutError::io("write", &out))?;
    for file in &files {
        let to = staged.path().join(&file.path);
        let wrong = |source| HandoutError::Io {
            what: "write",
            path: to.clone(),
            source,
        };
        fs::create_dir_all(to.parent().expect("it lies below the top")).map_err(wrong)?;
        match &file.content {
            Content::Same(path) => fs::copy(root.join(path), &to).map(drop),
            Content::Text(text) => fs::write(&to, text),
        }
        .map_err(wrong)?;
    }
    lock(staged.path())?;
    if out.is_dir() {
        fs::remove_dir(&out).map_err(HandoutError::io("write", &out))?;
    }
    let staged = staged.keep();
    readable(&staged).map_err(HandoutError::io("write", &out))?;
    fs::rename(&staged, &out).map_err(|source| {
        let _ = fs::remove_dir_all(&staged);
        HandoutError::Io {
            what: "write",
            path: out.clone(),
            source,
        }
    })?;
    Ok(Handout {
        files: files.len(),
        tests,
    })
}

/// The folder to be made, by its whole path.
fn place(root: &Path, out: &Path) -> Result<PathBuf, HandoutError> {
    let out = std::path::absolute(out).map_err(HandoutError::io("write", out))?;
    let is_free = match fs::read_dir(&out) {
        Ok(mut entries) => entries.next().is_none(),
        Err(error) => error.kind() == io::ErrorKind::NotFound,
    };
    if !is_free || out.file_name().is_none() {
        return Err(HandoutError::Taken(out));
    }
    let above = out.parent().expect("it has a name").to_owned();
    fs::create_dir_all(&above).map_err(HandoutError::io("write", &above))?;
    let above = above
        .canonicalize()
        .map_err(HandoutError::io("read", &above))?;
    let out = above.join(out.file_name().expect("it has one"));
    let root = root
        .canonicalize()
        .map_err(HandoutError::io("read", root))?;
    match out.strip_prefix(&root) {
        Ok(inside) if !tree::is_ignored(&root, inside, true) => Err(HandoutError::Within(out)),
        _ => Ok(out),
    }
}

/// A temporary folder is its owner's alone; a hand-out is to be passed on.
#[cfg(unix)]
fn readable(folder: &Path) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;
    fs::set_permissions(folder, fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn readable(_: &Path) -> io::Result<()> {
    Ok(())
}

fn is_withheld(path: &Path) -> bool {
    WITHHELD.iter().any(|folder| path.starts_with(folder))
}

/// The files of the hand-out, but for its lock file, and the tests that are left out.
fn planned(root: &Path, all: &[PathBuf]) -> Result<(Vec<File>, Vec<PathBuf>), HandoutError> {
    let text = |path: &Path| {
        let path = root.join(path);
        fs::read_to_string(&path).map_err(HandoutError::io("read", &path))
    };
    let is_manifest = |path: &&PathBuf| path.file_name().is_some_and(|name| name == "Cargo.toml");
    let wrong = |path: &Path, reason: manifest::Fault| HandoutError::Manifest {
        path: path.to_owned(),
        reason: reason.to_string(),
    };
    let mut withheld = Withheld {
        folders: WITHHELD.map(str::to_owned).to_vec(),
        ..Withheld::default()
    };
    for path in all
        .iter()
        .filter(is_manifest)
        .filter(|path| is_withheld(path))
    {
        let name = manifest::name(&text(path)?).map_err(|reason| wrong(path, reason))?;
        withheld.packages.extend(name);
    }
    let handed = |path: &&PathBuf| {
        !is_withheld(path) && !AUTHORS.iter().any(|folder| path.starts_with(folder))
    };
    let top = PathBuf::from("Cargo.toml");
    let mut files = Vec::new();
    let mut gone: BTreeSet<PathBuf> = BTreeSet::new();
    for path in all.iter().filter(is_manifest).filter(handed) {
        if *path == top {
            continue;
        }
        let edited =
            manifest::package(&text(path)?, &mut withheld).map_err(|reason| wrong(path, reason))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        gone.extend(edited.targets.iter().map(|target| folder.join(target)));
        files.push(File {
            path: path.clone(),
            content: Content::Text(edited.text),
        });
    }
    let edited = manifest::root(&text(&top)?, &withheld).map_err(|reason| wrong(&top, reason))?;
    files.push(File {
        path: top,
        content: Content::Text(edited),
    });
    let mut tests = Vec::new();
    for path in all.iter().filter(handed).filter(|path| is_test(path)) {
        let target = target(path);
        // A folder without one holds what several tests share.
        let is_whole = target == *path || all.contains(&target.join("main.rs"));
        if is_whole && needs_withheld(&text(path)?) {
            tests.push(target);
        }
    }
    tests.dedup();
    for path in all.iter().filter(handed).filter(|path| !is_manifest(path)) {
        if gone.contains(path) {
            continue;
        }
        if tests.iter().any(|test| path.starts_with(test)) {
            continue;
        }
        // Whoever hands out may have solved an exercise where it stands.
        let content = match starting_text(path) {
            Some(start) if root.join(&start).is_file() => Content::Same(start),
            _ => Content::Same(path.clone()),
        };
        files.push(File {
            path: path.clone(),
            content,
        });
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    Ok((files, tests))
}

/// A file of tests: `tests/NAME.rs` of a package, or one in `tests/NAME/`.
fn is_test(path: &Path) -> bool {
    let mut folders = path.ancestors().skip(1).take(2);
    path.extension().is_some_and(|extension| extension == "rs")
        && folders.any(|folder| folder.ends_with("tests"))
}

/// The file or folder that a file of a test target belongs to.
fn target(path: &Path) -> PathBuf {
    match path.parent() {
        Some(folder) if !folder.ends_with("tests") => folder.to_owned(),
        _ => path.to_owned(),
    }
}

fn needs_withheld(test: &str) -> bool {
    ["solutions/", "workbook_judge", "\"grade\""]
        .iter()
        .any(|word| test.contains(word))
}

/// Of `exercises/NAME/src/lib.rs`, `exercises/NAME/start.rs`.
fn starting_text(path: &Path) -> Option<PathBuf> {
    let inside = path.strip_prefix("exercises").ok()?;
    let folder = inside.parent()?.parent()?;
    let is_answer = inside.ends_with("src/lib.rs") && folder.components().count() == 1;
    is_answer.then(|| Path::new("exercises").join(folder).join("start.rs"))
}

/// Has cargo take what is gone out of the lock file. No version changes.
fn lock(folder: &Path) -> Result<(), HandoutError> {
    let mut told = String::new();
    for flags in [&["--offline"][..], &[]] {
        let ran = crate::cargo::command()
            .args(["update", "--workspace", "--quiet"])
            .args(flags)
            .current_dir(folder)
            // The hand-out is a workspace of its own, whoever runs us.
            .env_remove("CARGO_MANIFEST_DIR")
            .stdin(Stdio::null())
            .output()
            .map_err(|error| HandoutError::Lock(error.to_string()))?;
        if ran.status.success() {
            return Ok(());
        }
        told = String::from_utf8_lossy(&ran.stderr).trim_end().to_owned();
    }
    Err(HandoutError::Lock(told))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_handed_out_as_it_starts() {
        let start = |path: &str| starting_text(Path::new(path));
        assert_eq!(
            start("exercises/q1/src/lib.rs"),
            Some("exercises/q1/start.rs".into())
        );
        for other in [
            "exercises/q1/spec.rs",
            "exercises/q1/src/draw.rs",
            "exercises/a/b/src/lib.rs",
            "book/listings/src/lib.rs",
        ] {
            assert_eq!(start(other), None, "{other}");
        }
    }

    #[test]
    fn only_test_targets_that_reach_for_what_is_withheld_are_left_out() {
        assert!(is_test(Path::new("workbook/tests/grade.rs")));
        assert!(!is_test(Path::new("workbook/src/form.rs")));
        let part = Path::new("workbook/tests/corpus/faults.rs");
        assert!(is_test(part));
        assert_eq!(target(part), Path::new("workbook/tests/corpus"));
        assert!(needs_withheld("read(\"solutions/q1/src/lib.rs\")"));
        assert!(!needs_withheld("miniature.remove(\"solutions\")"));
    }
}
