//! Rebuilding the site when a source of a page changes.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc;
use std::time::Duration;

use notify_debouncer_full::notify::{Error, EventKind, RecommendedWatcher, RecursiveMode};
use notify_debouncer_full::{DebounceEventResult, Debouncer, RecommendedCache, new_debouncer};

use super::Site;

/// How long the files must be quiet before a rebuild: an editor saves in several steps.
const QUIET: Duration = Duration::from_millis(80);

/// Watches for as long as the returned value lives.
pub type Watcher = Debouncer<RecommendedWatcher, RecommendedCache>;

/// Starts watching everything that pages are made of.
pub fn rebuild_on_change(root: &Path, site: Arc<Site>) -> Result<Watcher, Error> {
    let (changed, changes) = mpsc::channel();
    let sources = sources(root);
    let watched = sources.clone();
    let above = root.to_owned();
    let mut watcher = new_debouncer(QUIET, None, move |result: DebounceEventResult| {
        let Ok(events) = result else { return };
        let matters = |path: &PathBuf| {
            // What lies above the watched folder is the reader's business, whatever it is called.
            let below = |source: &PathBuf| path.strip_prefix(source).is_ok_and(|at| !ignored(at));
            !path.strip_prefix(&above).is_ok_and(is_answer) && watched.iter().any(below)
        };
        let change = events
            .iter()
            .filter(|event| !matches!(event.kind, EventKind::Access(_)))
            .flat_map(|event| &event.paths)
            .find(|path| matters(path));
        if let Some(path) = change {
            let _ = changed.send(path.clone());
        }
    })?;
    for source in &sources {
        if source.exists() {
            watcher.watch(source, RecursiveMode::Recursive)?;
        }
    }
    let root = root.to_owned();
    // Builds take their time: they run beside the watcher, one after the other, the waiting changes taken together.
    std::thread::spawn(move || {
        while let Ok(path) = changes.recv() {
            while changes.try_recv().is_ok() {}
            let shown = path.strip_prefix(&root).unwrap_or(&path).display();
            match site.rebuild() {
                Ok(()) => println!("{shown} changed: the book is rebuilt"),
                Err(error) => eprintln!(
                    "{shown} changed, but the book doesn't build; the last good one is still served:\n{error}"
                ),
            }
        }
    });
    Ok(watcher)
}

/// The folders and files that pages are made of.
fn sources(root: &Path) -> Vec<PathBuf> {
    [
        "book/src",
        "book/assets",
        "book/book.toml",
        "book/listings",
        "book/measurements",
        "exercises",
        "solutions",
        "workbook/stopwatch/src",
        ".workbook/measurements",
        ".workbook/machines",
    ]
    .iter()
    .map(|path| root.join(path))
    .collect()
}

/// Whether a path below the repository is an answer to an exercise: no page shows it, and a build would get in the way of
/// the check that usually follows.
fn is_answer(path: &Path) -> bool {
    let mut parts = path.iter();
    parts.next().is_some_and(|part| part == "exercises")
        && parts.nth(1).is_some_and(|part| part == "src")
}

/// Build outputs and editors' droppings below the watched folders.
fn ignored(path: &Path) -> bool {
    let component = path.components().any(|part| {
        matches!(
            part.as_os_str().to_str(),
            Some("target" | "__pycache__" | ".git")
        )
    });
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    component || name.starts_with('.') || name.ends_with('~') || name.ends_with(".swp")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_on_no_page() {
        for (path, is) in [
            ("exercises/q1/src/lib.rs", true),
            ("exercises/q1/spec.rs", false),
            ("exercises/src/lib.rs", false),
            ("solutions/q1/src/lib.rs", false),
            ("book/src/timing.md", false),
        ] {
            assert_eq!(is_answer(Path::new(path)), is, "{path}");
        }
    }

    #[test]
    fn build_outputs_and_editors_droppings_do_not_count() {
        for path in [
            "q1/target/a.rs",
            "python/__pycache__/a.pyc",
            ".timing.md.swp",
            "timing.md~",
        ] {
            assert!(ignored(Path::new(path)), "{path}");
        }
        assert!(!ignored(Path::new("timing.md")));
    }
}
