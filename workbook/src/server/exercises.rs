//! An exercise for its page: the file to edit, hints, copies, the solution, and how far the reader is with all of them.
//!
//! Requests name an exercise, never a file. Reading is a POST as well: a browser sends no `Origin` with a plain GET of the
//! page's own server, and everything here stands behind the check of it.

use std::sync::{Arc, Mutex, PoisonError};

use axum::extract::{Request, State};
use axum::response::Response;
use serde::Deserialize;
use serde_json::{Value, json};

use super::jobs;
use super::json;
use super::refusal::Refusal;
use crate::answer::{self, AnswerError, Saved};
use crate::cli::Failure;
use crate::command::{hint, reset};
use crate::hints::{self, HINTS};
use crate::kept::Copies;
use crate::progress::{self, Progress, State as Stage};
use crate::workspace::{Exercise, Workspace};

/// The version of these requests.
const FORMAT: u32 = 1;
/// The longest request that brings a file, in bytes: JSON may write a byte as six.
const LONGEST: usize = 6 * answer::LONGEST + 4096;

/// The exercises, whose files one request at a time changes.
#[derive(Debug, Clone)]
pub struct Exercises {
    workspace: Arc<Workspace>,
    changing: Arc<Mutex<()>>,
}

impl Exercises {
    /// Those of a workspace.
    pub fn of(workspace: Arc<Workspace>) -> Self {
        Self {
            workspace,
            changing: Arc::default(),
        }
    }

    fn find(&self, id: &str) -> Result<&Exercise, Refusal> {
        jobs::exercise(&self.workspace, id)
    }

    fn copies(&self, exercise: &Exercise) -> Copies {
        Copies::of(&self.workspace.own_dir(), &exercise.name)
    }

    /// Does something with files where no other request waits for it, and changes none that another one changes.
    async fn change<T: Send + 'static>(
        self,
        work: impl FnOnce(&Self) -> Result<T, Refusal> + Send + 'static,
    ) -> Result<T, Refusal> {
        let done = tokio::task::spawn_blocking(move || {
            let changing = Arc::clone(&self.changing);
            let _alone = changing.lock().unwrap_or_else(PoisonError::into_inner);
            work(&self)
        });
        done.await
            .map_err(|error| Refusal::Fault(error.to_string()))?
    }
}

/// A request about one exercise, with nothing to add.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    format: u32,
    id: String,
}

/// A file on its way to the disk.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Save {
    format: u32,
    id: String,
    text: String,
    /// The version that the text began with.
    base: String,
    /// Whether what is replaced is to be kept: the reader decides against something that they didn't write here.
    #[serde(default)]
    keep: bool,
}

/// A text that is to be kept aside.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Aside {
    format: u32,
    id: String,
    text: String,
}

/// A copy that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Wanted {
    format: u32,
    id: String,
    copy: String,
}

/// A solution that is wanted.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Solution {
    format: u32,
    id: String,
    /// Whether the reader wants to see it before the tests pass.
    anyway: bool,
}

/// Everything that a card shows.
pub async fn show(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Named = json::read(request).await?;
    check(asked.format)?;
    let card = exercises.change(move |exercises| {
        let exercise = exercises.find(&asked.id)?;
        let file = answer::read(&exercise.file()).map_err(refusal)?;
        let progress = Progress::load(&exercises.workspace.own_dir());
        Ok(json!({
            "format": FORMAT,
            "id": exercise.name,
            "title": exercise.manifest.title,
            "text": file.text,
            "version": file.version,
            "state": progress.state(exercise),
            "untouched": progress::untouched(exercise),
            "race": exercise.has_race,
            "hints": hints(exercise, &exercises.workspace)?,
            "of_hints": HINTS,
            "copies": exercises.copies(exercise).list(),
            "solution": solution(exercise).is_file(),
        }))
    });
    Ok(json::answer(&card.await?))
}

/// Writes the file, if it is still the one that the page has seen.
pub async fn save(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Save = json::read_within(request, LONGEST).await?;
    check(asked.format)?;
    let saved = exercises.change(move |exercises| {
        let exercise = exercises.find(&asked.id)?;
        let copies = asked.keep.then(|| exercises.copies(exercise));
        let saved = answer::save(
            &exercise.file(),
            &asked.text,
            &asked.base,
            copies.as_ref(),
        );
        match saved.map_err(refusal)? {
            Saved::Done { version, copy } => Ok(json!({
                "format": FORMAT,
                "version": version,
                "copy": copy.as_deref().and_then(std::path::Path::file_name).map(|name| name.to_string_lossy()),
                "copies": exercises.copies(exercise).list(),
            })),
            Saved::Differs(there) => Err(Refusal::Differs(json!({
                "disk": there,
                "yours": asked.text,
            }))),
        }
    });
    Ok(json::answer(&saved.await?))
}

/// Keeps a copy of what stands in the page's editor, before something else does.
pub async fn keep_aside(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Aside = json::read_within(request, LONGEST).await?;
    check(asked.format)?;
    if asked.text.len() > answer::LONGEST {
        return Err(Refusal::TooLong(answer::LONGEST));
    }
    let kept = exercises.change(move |exercises| {
        let copies = exercises.copies(exercises.find(&asked.id)?);
        copies
            .keep(asked.text.as_bytes())
            .map_err(|error| Refusal::Fault(format!("cannot keep a copy: {error}")))?;
        Ok(json!({ "format": FORMAT, "copies": copies.list() }))
    });
    Ok(json::answer(&kept.await?))
}

/// The next hint, and all before it.
pub async fn next_hint(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Named = json::read(request).await?;
    check(asked.format)?;
    let hints = exercises.change(move |exercises| {
        let exercise = exercises.find(&asked.id)?;
        let said = hint::next(exercise, &exercises.workspace).map_err(fault)?;
        let hints = hints(exercise, &exercises.workspace)?;
        Ok(json!({ "format": FORMAT, "said": said, "hints": hints, "of_hints": HINTS }))
    });
    Ok(json::answer(&hints.await?))
}

/// Back to the starting file; what was there is kept.
pub async fn start_again(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Named = json::read(request).await?;
    check(asked.format)?;
    let done = exercises.change(move |exercises| {
        let exercise = exercises.find(&asked.id)?;
        let said = reset::start_again(exercise, &exercises.workspace).map_err(fault)?;
        let file = answer::read(&exercise.file()).map_err(refusal)?;
        Ok(json!({
            "format": FORMAT,
            "said": said,
            "text": file.text,
            "version": file.version,
            "copies": exercises.copies(exercise).list(),
        }))
    });
    Ok(json::answer(&done.await?))
}

/// The text of a copy. It goes into the editor, from where it is saved like any other.
pub async fn get_back(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Wanted = json::read(request).await?;
    check(asked.format)?;
    let text = exercises.change(move |exercises| {
        let copies = exercises.copies(exercises.find(&asked.id)?);
        let copy = copies
            .find(&asked.copy)
            .ok_or_else(|| Refusal::Invalid("there is no such copy".to_owned()))?;
        let text = answer::read(&copy).map_err(refusal)?.text;
        Ok(json!({ "format": FORMAT, "text": text }))
    });
    Ok(json::answer(&text.await?))
}

/// The solution, to those who have passed or say that they want it anyway.
pub async fn reveal(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    let asked: Solution = json::read(request).await?;
    check(asked.format)?;
    let text = exercises.change(move |exercises| {
        let exercise = exercises.find(&asked.id)?;
        let progress = Progress::load(&exercises.workspace.own_dir());
        if !asked.anyway && progress.state(exercise) != Some(Stage::Passing) {
            return Err(Refusal::NotYet);
        }
        let path = solution(exercise);
        if !path.is_file() {
            return Err(Refusal::Invalid(
                "this copy of the workbook has no solutions".to_owned(),
            ));
        }
        let text = answer::read(&path).map_err(refusal)?.text;
        Ok(json!({ "format": FORMAT, "text": text }))
    });
    Ok(json::answer(&text.await?))
}

/// How far the reader is with all exercises, as far as that is known without running anything.
pub async fn progress(
    State(exercises): State<Exercises>,
    request: Request,
) -> Result<Response, Refusal> {
    #[derive(Deserialize)]
    #[serde(deny_unknown_fields)]
    struct Asked {
        format: u32,
    }
    let asked: Asked = json::read(request).await?;
    check(asked.format)?;
    let all = exercises.change(|exercises| {
        let progress = Progress::load(&exercises.workspace.own_dir());
        let row = |exercise: &Exercise| -> Value {
            json!({
                "id": exercise.name,
                "title": exercise.manifest.title,
                "page": exercise.manifest.page,
                "points": exercise.manifest.points,
                "state": progress.state(exercise),
            })
        };
        let rows: Vec<_> = exercises.workspace.exercises.iter().map(row).collect();
        Ok(json!({ "format": FORMAT, "exercises": rows }))
    });
    Ok(json::answer(&all.await?))
}

/// The hints that were shown, each with its number and as HTML.
fn hints(exercise: &Exercise, workspace: &Workspace) -> Result<Vec<Value>, Refusal> {
    let shown = hint::so_far(exercise, workspace).map_err(fault)?;
    let parted = shown.iter().map(|hint| {
        let (title, text) = hint.split_once("\n\n").unwrap_or((hint, ""));
        json!({ "title": title, "html": hints::html(text) })
    });
    Ok(parted.collect())
}

fn solution(exercise: &Exercise) -> std::path::PathBuf {
    exercise.solution_dir.join("src").join("lib.rs")
}

fn check(format: u32) -> Result<(), Refusal> {
    if format == FORMAT {
        Ok(())
    } else {
        Err(Refusal::Invalid(
            "this page is of another version: reload it".to_owned(),
        ))
    }
}

fn refusal(error: AnswerError) -> Refusal {
    match error {
        AnswerError::TooLongToWrite => Refusal::TooLong(answer::LONGEST),
        AnswerError::NotText(_) | AnswerError::TooLong(_) => Refusal::Invalid(error.to_string()),
        AnswerError::Read { .. } | AnswerError::Write { .. } => Refusal::Fault(error.to_string()),
    }
}

fn fault(failure: Failure) -> Refusal {
    Refusal::Fault(failure.to_string())
}
