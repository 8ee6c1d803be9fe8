//! Writing a file so that a reader, or a crash, sees the old text or the new one and nothing between.

use std::io::{self, Write};
use std::path::Path;
use std::time::{Duration, SystemTime};

/// How the name of a file begins that isn't whole yet.
const PART: &str = ".part-";
/// A part that is older belongs to nobody: no write takes as long.
const OLD: Duration = Duration::from_secs(600);

/// Replaces `path` by `bytes`; its folder is made if need be.
///
/// # Errors
/// When the folder can't be made or the file can't be written or renamed; the old file is then untouched.
pub fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let dir = path
        .parent()
        .filter(|dir| !dir.as_os_str().is_empty())
        .unwrap_or(Path::new("."));
    std::fs::create_dir_all(dir)?;
    let mut file = tempfile::Builder::new().prefix(PART).tempfile_in(dir)?;
    file.write_all(bytes)?;
    file.as_file().sync_all()?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        // A temporary file is private; what it becomes is an ordinary file.
        file.as_file()
            .set_permissions(std::fs::Permissions::from_mode(0o644))?;
    }
    file.persist(path).map_err(|error| error.error)?;
    // The rename itself lasts once its folder is on the disk; not every system lets a folder be opened for that.
    #[cfg(unix)]
    std::fs::File::open(dir)?.sync_all()?;
    Ok(())
}

/// Removes what a write that was killed left in a folder. That there is none, or that it can't go, is no fault.
pub fn sweep(dir: &Path) {
    let now = SystemTime::now();
    for entry in std::fs::read_dir(dir).into_iter().flatten().flatten() {
        let is_part = entry.file_name().to_string_lossy().starts_with(PART);
        let age = entry
            .metadata()
            .and_then(|about| about.modified())
            .map(|modified| now.duration_since(modified).unwrap_or_default());
        if is_part && age.is_ok_and(|age| age > OLD) {
            let _ = std::fs::remove_file(entry.path());
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_replaced_whole_and_its_folder_made() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("new/record.json");
        write(&path, b"first").unwrap();
        write(&path, b"second").unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"second");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1,
            "no temporary file stays behind"
        );
    }

    #[test]
    fn what_a_killed_write_left_is_swept_once_nobody_can_be_at_it() {
        let dir = tempfile::tempdir().unwrap();
        let long_ago = SystemTime::now() - 2 * OLD;
        for (name, old) in [(".part-a", true), (".part-b", false), ("c.json", true)] {
            let file = std::fs::File::create(dir.path().join(name)).unwrap();
            if old {
                file.set_modified(long_ago).unwrap();
            }
        }
        sweep(dir.path());
        sweep(&dir.path().join("missing"));
        let mut left: Vec<_> = std::fs::read_dir(dir.path())
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        left.sort();
        assert_eq!(left, [".part-b", "c.json"]);
    }
}
