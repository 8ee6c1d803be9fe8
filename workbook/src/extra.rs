//! Exercises from outside the repository, such as those whose solutions mustn't be public.
//!
//! `DIR/exercises/NAME` and `DIR/solutions/NAME` have the one fixed form, and manifests that take versions and lints from
//! a workspace. So they are copied beside what is built, into a workspace that has the workbook's versions, lints and
//! profiles, and that finds the workbook's own packages where they are. DIR itself is only read.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use cargo_metadata::MetadataCommand;
use sha2::{Digest, Sha256};

use crate::workspace::{Beside, Exercise, Workspace, WorkspaceError};

/// The folders of DIR that count.
const FOLDERS: [&str; 2] = ["exercises", "solutions"];

/// The file that says which folder a copy is of.
const SOURCE: &str = "copied-from";

/// What isn't copied.
const LEFT_OUT: [&str; 2] = ["target", "node_modules"];

/// The most that is copied, in files: a folder with more isn't one of exercises.
const MOST_FILES: usize = 20_000;

/// Why there are no exercises from elsewhere.
#[derive(Debug, thiserror::Error)]
pub enum ExtraError {
    /// There are none there.
    #[error(
        "--extra {}: there is no folder exercises/NAME with a Cargo.toml in it; `cargo workbook new --extra {} NAME` \
         makes one", .0.display(), .0.display()
    )]
    Nothing(PathBuf),
    /// A name stands for two exercises.
    #[error("--extra {}: the workbook has an exercise `{name}` itself; give yours another name", dir.display())]
    Taken {
        /// Where the second one is.
        dir: PathBuf,
        /// Its name.
        name: String,
    },
    /// There is too much.
    #[error("--extra {}: there are more than {MOST_FILES} files in its exercises and solutions", .0.display())]
    TooMuch(PathBuf),
    /// A file can't be read or written.
    #[error("--extra: cannot {doing} {}", path.display())]
    File {
        /// What was tried.
        doing: &'static str,
        /// On which path.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The workbook's own manifest can't be taken for a model.
    #[error("{}: {reason}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// What is wrong with it.
        reason: String,
    },
    /// The exercises are off.
    #[error(transparent)]
    Workspace(#[from] WorkspaceError),
}

fn file(doing: &'static str, path: &Path) -> impl FnOnce(std::io::Error) -> ExtraError {
    move |source| ExtraError::File {
        doing,
        path: path.to_owned(),
        source,
    }
}

/// The exercises in `dir`, as a workspace of their own beside the workbook.
///
/// # Errors
/// When there are none, or one has the name of an exercise of the workbook, or a manifest is off.
pub fn open(workbook: &Workspace, dir: &Path) -> Result<Workspace, ExtraError> {
    let dir = dir.canonicalize().map_err(file("find", dir))?;
    for exercise in &workbook.exercises {
        if dir.join("exercises").join(&exercise.name).exists() {
            let name = exercise.name.clone();
            return Err(ExtraError::Taken { dir, name });
        }
    }
    let digest = Sha256::digest(dir.as_os_str().as_encoded_bytes());
    let id: String = digest[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect();
    let all = builds(&workbook.root).join("grade").join("extra");
    std::fs::create_dir_all(&all).map_err(file("create", &all))?;
    let all = all.canonicalize().map_err(file("find", &all))?;
    sweep(&all);
    let root = all.join(&id);
    std::fs::create_dir_all(&root).map_err(file("create", &root))?;
    write_if_other(&root.join(SOURCE), dir.as_os_str().as_encoded_bytes())?;
    // Cargo tells packages apart by their places in a workspace: two folders' exercises of one name have two places.
    let copy = root.join(&id);
    let mut files = 0;
    for folder in FOLDERS {
        mirror(&dir.join(folder), &copy.join(folder), &mut files)?;
    }
    if files > MOST_FILES {
        return Err(ExtraError::TooMuch(dir));
    }
    let members = members(&copy);
    if !members.iter().any(|member| member.starts_with("exercises")) {
        return Err(ExtraError::Nothing(dir));
    }
    let members = members.iter().map(|member| Path::new(&id).join(member));
    write_if_other(
        &root.join("Cargo.toml"),
        manifest(&workbook.root, members)?.as_bytes(),
    )?;
    for name in ["Cargo.lock", "rust-toolchain.toml"] {
        let from = workbook.root.join(name);
        if let Ok(text) = std::fs::read(&from) {
            std::fs::write(root.join(name), text).map_err(file("write", &root.join(name)))?;
        }
    }
    let mut exercises = exercises(&root, &copy)?;
    exercises.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(Workspace {
        root,
        exercises,
        beside: Some(Beside {
            workbook: workbook.root.clone(),
            dir,
            copy,
        }),
    })
}

fn exercises(root: &Path, copy: &Path) -> Result<Vec<Exercise>, ExtraError> {
    let metadata = MetadataCommand::new()
        .current_dir(root)
        .no_deps()
        .exec()
        .map_err(WorkspaceError::Metadata)?;
    let mut exercises = Vec::new();
    for package in metadata.workspace_packages() {
        if let Some(exercise) = Exercise::from_package(copy, package)? {
            exercises.push(Exercise {
                workspace: Some(root.to_owned()),
                ..exercise
            });
        }
    }
    Ok(exercises)
}

/// Removes the copies of folders that are gone, with what was built of them.
fn sweep(all: &Path) {
    for entry in std::fs::read_dir(all).into_iter().flatten().flatten() {
        let source = std::fs::read_to_string(entry.path().join(SOURCE));
        if source.is_ok_and(|source| !Path::new(&source).exists()) {
            // What stays is in nobody's way.
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

/// Where cargo builds.
fn builds(root: &Path) -> PathBuf {
    match std::env::var_os("CARGO_TARGET_DIR") {
        Some(target) => std::path::absolute(&target).unwrap_or_else(|_| target.into()),
        None => root.join("target"),
    }
}

/// The packages, as paths from the copy.
fn members(copy: &Path) -> Vec<PathBuf> {
    let mut members = Vec::new();
    for folder in FOLDERS {
        let entries = std::fs::read_dir(copy.join(folder)).into_iter().flatten();
        for entry in entries.flatten() {
            if entry.path().join("Cargo.toml").is_file() {
                members.push(Path::new(folder).join(entry.file_name()));
            }
        }
    }
    members.sort();
    members
}

/// The workbook's manifest with other members, and with paths that hold from anywhere.
fn manifest(workbook: &Path, members: impl Iterator<Item = PathBuf>) -> Result<String, ExtraError> {
    let path = workbook.join("Cargo.toml");
    let text = std::fs::read_to_string(&path).map_err(file("read", &path))?;
    let fault = |reason: String| ExtraError::Manifest {
        path: path.clone(),
        reason,
    };
    let mut manifest: toml::Table = text.parse().map_err(|error| fault(format!("{error}")))?;
    let workspace = manifest
        .get_mut("workspace")
        .and_then(toml::Value::as_table_mut)
        .ok_or_else(|| fault("it has no [workspace]".to_owned()))?;
    let members = members.map(|member| toml::Value::from(member.to_string_lossy().into_owned()));
    workspace.insert("members".to_owned(), toml::Value::Array(members.collect()));
    workspace.remove("default-members");
    let dependencies = workspace
        .get_mut("dependencies")
        .and_then(toml::Value::as_table_mut);
    for (_, dependency) in dependencies.into_iter().flatten() {
        let path = dependency
            .as_table_mut()
            .and_then(|table| table.get_mut("path"));
        if let Some(toml::Value::String(path)) = path {
            *path = workbook.join(&*path).to_string_lossy().into_owned();
        }
    }
    // Settings for packages that aren't there would be warned about.
    if let Some(profile) = manifest
        .get_mut("profile")
        .and_then(|profiles| profiles.get_mut("dev"))
        .and_then(|dev| dev.get_mut("package"))
        .and_then(toml::Value::as_table_mut)
    {
        profile.retain(|name, _| name == "*");
    }
    Ok(manifest.to_string())
}

/// Makes a folder hold what another one holds. Files that are the same already stay as they are, with their times.
fn mirror(from: &Path, to: &Path, files: &mut usize) -> Result<(), ExtraError> {
    std::fs::create_dir_all(to).map_err(file("create", to))?;
    let mut kept = BTreeSet::new();
    let entries = match std::fs::read_dir(from) {
        Ok(entries) => Some(entries),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => None,
        Err(error) => return Err(file("read", from)(error)),
    };
    for entry in entries.into_iter().flatten() {
        let entry = entry.map_err(file("read", from))?;
        let name = entry.file_name();
        let hidden = name.as_encoded_bytes().starts_with(b".");
        if hidden || LEFT_OUT.iter().any(|left_out| name == *left_out) {
            continue;
        }
        let (source, copy) = (entry.path(), to.join(&name));
        // A link is followed: DIR is its owner's.
        if source.is_dir() {
            mirror(&source, &copy, files)?;
        } else {
            *files += 1;
            if *files > MOST_FILES {
                return Ok(());
            }
            let bytes = std::fs::read(&source).map_err(file("read", &source))?;
            write_if_other(&copy, &bytes)?;
        }
        kept.insert(name);
    }
    for entry in std::fs::read_dir(to).map_err(file("read", to))?.flatten() {
        if !kept.contains(&entry.file_name()) {
            let path = entry.path();
            let removed = match path.is_dir() {
                true => std::fs::remove_dir_all(&path),
                false => std::fs::remove_file(&path),
            };
            removed.map_err(file("remove", &path))?;
        }
    }
    Ok(())
}

fn write_if_other(path: &Path, bytes: &[u8]) -> Result<(), ExtraError> {
    if std::fs::read(path).is_ok_and(|old| old == bytes) {
        return Ok(());
    }
    std::fs::write(path, bytes).map_err(file("write", path))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mirror_holds_what_is_there_and_nothing_that_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        let (from, to) = (folder.path().join("from"), folder.path().join("to"));
        let write = |path: &str, text: &str| {
            let path = from.join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        write("a/src/lib.rs", "one");
        write("b/Cargo.toml", "two");
        write("a/target/debug/big", "left out");
        write("a/.hidden", "left out");
        let copy = || mirror(&from, &to, &mut 0).unwrap();
        copy();
        let made = std::fs::metadata(to.join("b/Cargo.toml")).unwrap();
        std::fs::remove_dir_all(from.join("a")).unwrap();
        write("b/src/lib.rs", "three");
        copy();
        let kept = std::fs::metadata(to.join("b/Cargo.toml")).unwrap();
        assert_eq!(made.modified().unwrap(), kept.modified().unwrap());
        assert!(!to.join("a").exists());
        assert_eq!(std::fs::read(to.join("b/src/lib.rs")).unwrap(), b"three");
        std::fs::remove_dir_all(&from).unwrap();
        copy();
        assert_eq!(std::fs::read_dir(&to).unwrap().count(), 0);
    }

    #[test]
    fn the_manifest_has_the_workbook_s_versions_and_finds_its_packages() {
        let workbook = Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap();
        let members = [PathBuf::from("x/exercises/mean")].into_iter();
        let text = manifest(workbook, members).unwrap();
        let table: toml::Table = text.parse().unwrap();
        let workspace = table["workspace"].as_table().unwrap();
        assert_eq!(workspace["members"].as_array().unwrap().len(), 1);
        assert!(workspace.get("default-members").is_none());
        let judge = workspace["dependencies"]["workbook-judge"]["path"].as_str();
        assert!(Path::new(judge.unwrap()).join("src/lib.rs").is_file());
        assert!(workspace["package"]["edition"].is_str() && table["profile"].is_table());
    }
}
