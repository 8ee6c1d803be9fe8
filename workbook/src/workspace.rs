//! The workspace is the register of exercises: whatever `cargo metadata` finds under `exercises/`.

use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};
use workbook_pages::exercise::Manifest;

/// The repository, as cargo sees it.
#[derive(Debug, Clone)]
pub struct Workspace {
    /// The folder that holds the root `Cargo.toml`.
    pub root: PathBuf,
    /// In the order of their pages' lessons, then by name.
    pub exercises: Vec<Exercise>,
    /// Where these exercises come from, where they aren't the workbook's own.
    pub beside: Option<Beside>,
}

/// Exercises that stand beside a workbook.
#[derive(Debug, Clone)]
#[cfg_attr(
    not(feature = "grade"),
    expect(dead_code, reason = "only graders take exercises from elsewhere")
)]
pub struct Beside {
    /// The folder of the workbook.
    pub workbook: PathBuf,
    /// Where their author keeps them.
    pub dir: PathBuf,
    /// The copy that is built.
    pub copy: PathBuf,
}

/// One exercise package.
#[derive(Debug, Clone)]
pub struct Exercise {
    /// Folder name, such as `q1`; the package is `exercise-q1`.
    pub name: String,
    /// `exercises/NAME`.
    pub dir: PathBuf,
    /// `solutions/NAME`; absent from hand-outs.
    pub solution_dir: PathBuf,
    /// The workspace that builds it, where that isn't the workbook.
    #[cfg_attr(
        not(feature = "grade"),
        expect(dead_code, reason = "only graders take exercises from elsewhere")
    )]
    pub workspace: Option<PathBuf>,
    /// What the manifest says of it.
    pub manifest: Manifest,
    /// Crates that `[dependencies]` names.
    pub dependencies: Vec<String>,
    /// Whether there is a race to run.
    pub has_race: bool,
    /// Whether an answer is a crate of procedural macros.
    #[cfg_attr(
        not(feature = "grade"),
        expect(dead_code, reason = "only graders build answers in another way")
    )]
    pub is_macro: bool,
}

/// Why there is no workspace to work in.
#[derive(Debug, thiserror::Error)]
pub enum WorkspaceError {
    /// `cargo metadata` failed.
    #[error(
        "cargo cannot read the workspace around this folder; run this inside the workbook, and mend the manifest it names"
    )]
    Metadata(#[source] cargo_metadata::Error),
    /// It is some other workspace.
    #[error("{} has no folder `exercises` and `book`: this is not the workbook; change into its folder first", .0.display())]
    NotTheWorkbook(PathBuf),
    /// An exercise's manifest is off.
    #[error("{}: [package.metadata.workbook] of {package}: {reason}", path.display())]
    Manifest {
        /// The manifest.
        path: PathBuf,
        /// Its package.
        package: String,
        /// What is wrong.
        reason: String,
    },
    /// No such exercise.
    #[error("there is no exercise `{name}`; there are: {known}")]
    UnknownExercise {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
}

impl Workspace {
    /// Reads the workspace around the current folder.
    pub fn find() -> Result<Self, WorkspaceError> {
        let metadata = MetadataCommand::new()
            .no_deps()
            .exec()
            .map_err(WorkspaceError::Metadata)?;
        let root = metadata.workspace_root.clone().into_std_path_buf();
        if !root.join("exercises").is_dir() || !root.join("book").is_dir() {
            return Err(WorkspaceError::NotTheWorkbook(root));
        }
        let mut exercises = Vec::new();
        for package in metadata.workspace_packages() {
            if let Some(exercise) = Exercise::from_package(&root, package)? {
                exercises.push(exercise);
            }
        }
        let lessons = lesson_order(&root);
        exercises.sort_by_key(|exercise| {
            let lesson = lessons
                .iter()
                .position(|page| *page == exercise.manifest.page)
                .unwrap_or(usize::MAX);
            (lesson, exercise.name.clone())
        });
        Ok(Self {
            root,
            exercises,
            beside: None,
        })
    }

    /// The exercise of this name.
    pub fn exercise(&self, name: &str) -> Result<&Exercise, WorkspaceError> {
        let name = name.strip_prefix("exercise-").unwrap_or(name);
        self.exercises
            .iter()
            .find(|exercise| exercise.name == name)
            .ok_or_else(|| WorkspaceError::UnknownExercise {
                name: name.to_owned(),
                known: self
                    .exercises
                    .iter()
                    .map(|exercise| exercise.name.as_str())
                    .collect::<Vec<_>>()
                    .join(", "),
            })
    }

    /// Where the tool keeps what is the reader's own: records, progress, kept copies. Ignored by git.
    pub fn own_dir(&self) -> PathBuf {
        self.root.join(".workbook")
    }
}

impl Exercise {
    /// The exercise that a package is, if it lies in `root`'s folder `exercises`.
    pub fn from_package(root: &Path, package: &Package) -> Result<Option<Self>, WorkspaceError> {
        let manifest_path = package.manifest_path.as_std_path();
        let dir = manifest_path.parent().expect("a manifest lies in a folder");
        if dir.parent() != Some(&root.join("exercises")) {
            return Ok(None);
        }
        let fault = |reason: String| WorkspaceError::Manifest {
            path: manifest_path.to_owned(),
            package: package.name.to_string(),
            reason,
        };
        let name = dir
            .file_name()
            .expect("a folder has a name")
            .to_string_lossy()
            .into_owned();
        if package.name.as_str() != format!("exercise-{name}") {
            return Err(fault(format!(
                "the package in folder `{name}` must be called `exercise-{name}`"
            )));
        }
        let metadata = package
            .metadata
            .get("workbook")
            .ok_or_else(|| fault("the table is missing".to_owned()))?;
        let manifest: Manifest =
            serde_json::from_value(metadata.clone()).map_err(|error| fault(error.to_string()))?;
        let dependencies = package
            .dependencies
            .iter()
            .filter(|dependency| dependency.kind == DependencyKind::Normal)
            .map(|dependency| dependency.name.clone())
            .collect();
        Ok(Some(Self {
            dir: dir.to_owned(),
            solution_dir: root.join("solutions").join(&name),
            workspace: None,
            is_macro: package
                .targets
                .iter()
                .any(cargo_metadata::Target::is_proc_macro),
            has_race: dir.join("race.rs").is_file(),
            name,
            manifest,
            dependencies,
        }))
    }

    /// The package's name.
    pub fn package(&self) -> String {
        format!("exercise-{}", self.name)
    }

    /// The one file that a learner edits.
    pub fn file(&self) -> PathBuf {
        self.dir.join("src").join("lib.rs")
    }

    /// The starting text of that file.
    pub fn start(&self) -> PathBuf {
        self.dir.join("start.rs")
    }

    /// The tests.
    pub fn spec(&self) -> PathBuf {
        self.dir.join("spec.rs")
    }

    /// Crates that the manifest depends on and grading won't allow.
    pub fn refused_crates(&self) -> Vec<&str> {
        self.dependencies
            .iter()
            .map(String::as_str)
            .filter(|name| !self.manifest.crates.iter().any(|allowed| allowed == name))
            .collect()
    }
}

/// Page names in the order of `SUMMARY.md`, without `.md`. Draft chapters have no page.
fn lesson_order(root: &Path) -> Vec<String> {
    let summary = std::fs::read_to_string(root.join("book/src/SUMMARY.md")).unwrap_or_default();
    summary
        .lines()
        .filter_map(|line| line.split_once("](")?.1.split_once(".md)"))
        .map(|(page, _)| page.trim_start_matches("./").to_owned())
        .collect()
}
