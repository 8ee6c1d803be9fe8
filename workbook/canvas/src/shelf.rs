//! Where finished figures go.

use std::io;
use std::path::PathBuf;

/// Somewhere to put figures: a folder for a paper, a list for a test.
pub trait Shelf {
    /// Takes a whole PDF, and replaces the one of that name if there is one.
    ///
    /// # Errors
    ///
    /// Whatever keeps it from being put there; then the old one, if there is one, is as it was.
    fn put(&mut self, name: &str, pdf: &[u8]) -> io::Result<()>;
}

/// A folder, in which the figure `orbit` becomes the file `orbit.pdf`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Folder(pub PathBuf);

impl Shelf for Folder {
    /// Writes beside the place and then renames, so that no half figure is ever there.
    fn put(&mut self, name: &str, pdf: &[u8]) -> io::Result<()> {
        let half = self.0.join(format!(".{name}.pdf.half"));
        let written = std::fs::write(&half, pdf)
            .and_then(|()| std::fs::rename(&half, self.0.join(format!("{name}.pdf"))));
        if written.is_err() {
            // It may never have come to be.
            let _ = std::fs::remove_file(&half);
        }
        written
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_figure_is_whole_and_replaces_the_one_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut shelf = Folder(folder.path().to_owned());
        for pdf in [&b"one"[..], b"another"] {
            shelf.put("orbit", pdf).unwrap();
            assert_eq!(std::fs::read(folder.path().join("orbit.pdf")).unwrap(), pdf);
        }
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let mut shelf = Folder(folder.path().join("nowhere"));
        let error = shelf.put("orbit", b"pdf").unwrap_err();
        assert_eq!(error.kind(), io::ErrorKind::NotFound);
    }

    #[test]
    fn a_figure_that_can_t_take_its_place_leaves_nothing_behind() {
        let folder = tempfile::tempdir().unwrap();
        std::fs::create_dir(folder.path().join("orbit.pdf")).unwrap();
        assert!(
            Folder(folder.path().to_owned())
                .put("orbit", b"pdf")
                .is_err()
        );
        assert_eq!(std::fs::read_dir(folder.path()).unwrap().count(), 1);
    }
}
