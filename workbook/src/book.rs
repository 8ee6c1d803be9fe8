//! Building the book: mdBook as a library, with our preprocessor in-process, into a sibling folder that is swapped in when it is whole.

use std::path::{Path, PathBuf};

use mdbook_driver::MDBook;
use workbook_pages::Pages;

/// A file in every book we built: what may be replaced by the next build.
const MARK: &str = ".built-by-cargo-workbook";

/// Why there is no new book. The last good one is still where it was.
#[derive(Debug, thiserror::Error)]
pub enum BookError {
    /// mdBook or the preprocessor refused.
    #[error("{0}")]
    Build(String),
    /// The output folder holds something else.
    #[error(
        "{} is not empty and is not a book built by `cargo workbook` or mdBook: it is left alone; name another folder with --out",
        .0.display()
    )]
    NotABook(PathBuf),
    /// A folder can't be made, renamed or removed.
    #[error("cannot put the book into {}", path.display())]
    Place {
        /// Which folder.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
}

/// Renders the book of the workspace at `root` into the new or emptied folder `out`.
///
/// With `live_reload`, pages hold mdBook's own script that reloads them when told to over that WebSocket path, and a
/// `<meta name="workbook-server">`.
///
/// # Errors
/// When a page doesn't hold: the message names page and line.
pub fn render(root: &Path, out: &Path, live_reload: Option<&str>) -> Result<(), BookError> {
    let failed = |error: &dyn std::fmt::Display| BookError::Build(error.to_string());
    let mut book =
        MDBook::load(root.join("book")).map_err(|error| failed(&format!("{error:#}")))?;
    out.clone_into(&mut book.config.build.build_dir);
    if let Some(endpoint) = live_reload {
        book.config
            .set("output.html.live-reload-endpoint", endpoint)
            .map_err(|error| failed(&format!("{error:#}")))?;
    }
    // Takes the place of the command that book.toml names for plain mdBook.
    book.with_preprocessor(Pages::new());
    book.build()
        .map_err(|error| failed(&format!("{error:#}")))?;
    let place = |source| BookError::Place {
        path: out.to_owned(),
        source,
    };
    if live_reload.is_some() {
        tell_pages_of_the_server(out).map_err(place)?;
    }
    std::fs::write(out.join(MARK), "").map_err(place)
}

/// Keeps the article as it stands in the file, and which elements it became, for `fill.js`: later scripts change it. The
/// copy belongs to a document that loads nothing.
const KEPT: &str = "<script>
            globalThis.workbookSource = (() => {
                const main = document.querySelector(\"main\");
                const copy = document.implementation.createHTMLDocument(\"\").importNode(main, true);
                return { copy, elements: [main, ...main.querySelectorAll(\"*\")] };
            })();
        </script>";

/// Puts into each page's head that it comes from our server, so that scripts elsewhere don't ask for one in vain; and
/// behind its article what keeps a copy of it. The page of all pages, which is for printing, reloads.
fn tell_pages_of_the_server(out: &Path) -> std::io::Result<()> {
    for entry in std::fs::read_dir(out)? {
        let path = entry?.path();
        if path.is_dir() {
            tell_pages_of_the_server(&path)?;
        } else if path
            .extension()
            .is_some_and(|extension| extension == "html")
        {
            let page = std::fs::read_to_string(&path)?;
            let mark = "<head>\n        <meta name=\"workbook-server\" content=\"1\">";
            let mut page = page.replacen("<head>", mark, 1);
            if path.file_name().is_none_or(|name| name != "print.html") {
                page = page.replacen("</main>", &format!("</main>\n        {KEPT}"), 1);
            }
            std::fs::write(&path, page)?;
        }
    }
    Ok(())
}

/// Builds the book beside `out` and swaps it in: a failed build leaves the last good book.
///
/// # Errors
/// As [`render`], and when `out` holds something that isn't a book.
pub fn build(root: &Path, out: &Path) -> Result<(), BookError> {
    let place = |path: &Path| {
        let path = path.to_owned();
        move |source| BookError::Place { path, source }
    };
    let out = std::path::absolute(out).map_err(place(out))?;
    let parent = out.parent().unwrap_or(&out).to_owned();
    if holds_something_else(&out) {
        return Err(BookError::NotABook(out));
    }
    std::fs::create_dir_all(&parent).map_err(place(&parent))?;
    let name = out
        .file_name()
        .unwrap_or_default()
        .to_string_lossy()
        .into_owned();
    let scratch = tempfile::Builder::new()
        .prefix(&format!(".{name}."))
        .tempdir_in(&parent)
        .map_err(place(&parent))?;
    let (next, last) = (scratch.path().join("next"), scratch.path().join("last"));
    render(root, &next, None)?;
    if out.exists() {
        std::fs::rename(&out, &last).map_err(place(&out))?;
    }
    if let Err(source) = std::fs::rename(&next, &out) {
        // Put the last good book back before giving up.
        let _ = std::fs::rename(&last, &out);
        return Err(BookError::Place { path: out, source });
    }
    Ok(())
}

/// Whether replacing `out` would lose something that isn't a book.
fn holds_something_else(out: &Path) -> bool {
    let Ok(mut entries) = std::fs::read_dir(out) else {
        return out.exists();
    };
    let ours = out.join(MARK).is_file();
    // mdBook leaves no mark of its own; these two together are its hand.
    let mdbooks = out.join(".nojekyll").is_file() && out.join("print.html").is_file();
    entries.next().is_some() && !ours && !mdbooks
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_that_is_not_a_book_is_never_replaced() {
        let dir = tempfile::tempdir().unwrap();
        assert!(!holds_something_else(&dir.path().join("missing")));
        assert!(!holds_something_else(dir.path()));
        std::fs::write(dir.path().join("thesis.tex"), "").unwrap();
        assert!(holds_something_else(dir.path()));
        assert!(holds_something_else(&dir.path().join("thesis.tex")));
        std::fs::write(dir.path().join(MARK), "").unwrap();
        assert!(!holds_something_else(dir.path()));
    }
}
