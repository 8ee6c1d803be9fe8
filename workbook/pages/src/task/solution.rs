//! The solution of an exercise, folded; a copy for students has none.

use std::path::Path;

use super::{TaskError, manifest, read};
use crate::html::escape;

/// The fold as Markdown with HTML around it.
pub fn solution(root: &Path, name: &str) -> Result<String, TaskError> {
    let manifest = manifest(root, name)?;
    let title = escape(&manifest.title);
    let open = format!(
        "<details class=\"solution\" id=\"solution-{name}\"><summary>Solution: {title}</summary>"
    );
    if !root.join("solutions").is_dir() {
        return Ok(format!("{open}<p>Not in this copy.</p></details>"));
    }
    let file = Path::new("solutions").join(name).join("src/lib.rs");
    let source = read(root, &file, name)?;
    let shown: Vec<&str> = source
        .lines()
        .filter(|line| !line.contains("ANCHOR:") && !line.contains("ANCHOR_END:"))
        .collect();
    // A longer fence than any in the file's own documentation.
    let longest = source
        .split(|c| c != '`')
        .map(str::len)
        .max()
        .unwrap_or_default();
    let fence = "`".repeat(longest.max(2) + 1);
    Ok(format!(
        "{open}\n\n{fence}rust\n{}\n{fence}\n\n</details>",
        shown.join("\n").trim_end()
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn repository() -> tempfile::TempDir {
        let folder = tempfile::tempdir().unwrap();
        let manifest =
            "[package.metadata.workbook]\ntitle = \"Time\"\npage = \"timing\"\npoints = 2\n";
        sample::write(folder.path(), "exercises/timeit/Cargo.toml", manifest);
        folder
    }

    #[test]
    fn a_solution_is_its_source_in_a_fold() {
        let folder = repository();
        sample::write(
            folder.path(),
            "solutions/timeit/src/lib.rs",
            "//! ```\n//! f();\n//! ```\n// ANCHOR: f\npub fn f() {}\n// ANCHOR_END: f\n",
        );
        let fold = solution(folder.path(), "timeit").unwrap();
        assert_eq!(
            fold,
            "<details class=\"solution\" id=\"solution-timeit\"><summary>Solution: Time</summary>\n\n\
             ````rust\n//! ```\n//! f();\n//! ```\npub fn f() {}\n````\n\n</details>"
        );
    }

    #[test]
    fn a_copy_without_solutions_says_so_and_a_missing_one_is_an_error() {
        let folder = repository();
        assert!(
            solution(folder.path(), "timeit")
                .unwrap()
                .contains("Not in this copy.")
        );
        std::fs::create_dir(folder.path().join("solutions")).unwrap();
        assert!(
            solution(folder.path(), "timeit")
                .unwrap_err()
                .to_string()
                .contains("solutions/timeit/src/lib.rs")
        );
    }
}
