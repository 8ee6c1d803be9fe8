//! A folder of one grader's alone, which goes with it, or with the next one if it was killed.

use std::fs::File;
use std::path::Path;
use std::time::Duration;

use tempfile::TempDir;

use crate::error::JudgeError;

/// The file in it that is locked for as long as its grader lives.
const HELD: &str = "held";

/// How old a folder must be to be taken for a dead grader's: a live one locks its file sooner than this.
const SETTLED: Duration = Duration::from_secs(60);

/// A folder whose grader lives.
#[derive(Debug)]
pub(super) struct Place {
    folder: TempDir,
    _held: File,
}

impl Place {
    /// Makes a folder in `parent`, and removes those of graders that were killed.
    pub fn open(parent: &Path, prefix: &str) -> Result<Self, JudgeError> {
        sweep(parent, prefix);
        let create = JudgeError::file("create a folder in", parent);
        let made = || {
            let parent = parent.canonicalize()?;
            let folder = tempfile::Builder::new().prefix(prefix).tempdir_in(parent)?;
            let held = File::create(folder.path().join(HELD))?;
            // Where files can't be locked, nobody takes the folder for a dead grader's either.
            let _ = held.try_lock();
            Ok((folder, held))
        };
        let (folder, held) = made().map_err(create)?;
        Ok(Self {
            folder,
            _held: held,
        })
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Removes this user's folders of graders that are dead. What can't be removed stays: it is in nobody's way.
fn sweep(parent: &Path, prefix: &str) {
    for entry in std::fs::read_dir(parent).into_iter().flatten().flatten() {
        let named = entry.file_name().to_string_lossy().starts_with(prefix);
        if named && is_dead(&entry.path()) {
            let _ = std::fs::remove_dir_all(entry.path());
        }
    }
}

fn is_dead(folder: &Path) -> bool {
    use std::os::unix::fs::MetadataExt;

    let own = nix::unistd::Uid::effective().as_raw();
    let is_own = folder
        .symlink_metadata()
        .is_ok_and(|data| data.is_dir() && data.uid() == own);
    let Some(held) = is_own.then(|| File::open(folder.join(HELD)).ok()).flatten() else {
        return false;
    };
    let age = held.metadata().and_then(|data| data.modified()).ok();
    let settled = age.is_some_and(|made| made.elapsed().is_ok_and(|age| age > SETTLED));
    settled && held.try_lock().is_ok()
}

#[cfg(test)]
mod tests {
    use std::time::SystemTime;

    use super::*;

    #[test]
    fn what_a_killed_grader_left_is_removed_and_nothing_else() {
        let parent = tempfile::tempdir().unwrap();
        let folder = |name: &str, age: u64| {
            let folder = parent.path().join(name);
            std::fs::create_dir(&folder).unwrap();
            let held = File::create(folder.join(HELD)).unwrap();
            held.set_modified(SystemTime::now() - Duration::from_secs(age))
                .unwrap();
            (folder, held)
        };
        let (dead, _) = folder("grade-dead", 3600);
        let (new, _) = folder("grade-new", 1);
        let (other, _) = folder("other", 3600);
        let (alive, held) = folder("grade-alive", 3600);
        held.try_lock().unwrap();
        let place = Place::open(parent.path(), "grade-").unwrap();
        assert!(!dead.exists());
        for path in [&new, &other, &alive, &place.path().to_owned()] {
            assert!(path.exists(), "{}", path.display());
        }
        let path = place.path().to_owned();
        drop(place);
        assert!(!path.exists());
    }
}
