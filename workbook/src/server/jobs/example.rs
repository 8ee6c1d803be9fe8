//! Programs that a page tells its reader to run: their names come from the book's own pages, their code is in `book/listings`.

use std::path::Path;
use std::process::Command;

use crate::cargo::Cargo;

/// An example of the listings, as a page has it run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Example {
    name: String,
    /// How many threads rayon's own pool is to have, where the page says so.
    threads: Option<u16>,
}

impl Example {
    /// The one of this name, if some page of the book has a line that runs it and it is there.
    pub fn of(root: &Path, name: &str) -> Option<Self> {
        let pages = std::fs::read_dir(root.join("book/src")).ok()?;
        let found = pages.flatten().find_map(|page| {
            let path = page.path();
            let is_page = path.extension().is_some_and(|extension| extension == "md");
            let text = is_page
                .then(|| std::fs::read_to_string(path).ok())
                .flatten()?;
            text.lines()
                .filter_map(Self::on)
                .find(|example| example.name == name)
        })?;
        let file = root.join(format!("book/listings/examples/{name}.rs"));
        file.is_file().then_some(found)
    }

    /// What a line of a page runs: optimised, as all that is timed, without a word to the program.
    fn on(line: &str) -> Option<Self> {
        const CARGO: [&str; 6] = ["cargo", "run", "--release", "-p", "listings", "--example"];
        let mut words = line.split(' ').peekable();
        let threads = words.next_if(|word| word.starts_with("RAYON_NUM_THREADS="));
        let threads = match threads {
            Some(word) => Some(word.split_once('=')?.1.parse().ok()?),
            None => None,
        };
        if !CARGO.iter().all(|word| words.next() == Some(word)) {
            return None;
        }
        let name = words.next().filter(|name| is_name(name))?;
        words.next().is_none().then(|| Self {
            name: name.to_owned(),
            threads,
        })
    }

    /// The command of `cargo` that runs it.
    pub fn command(&self, cargo: &Cargo) -> Command {
        let mut command = cargo.command();
        command
            .args(["run", "--release", "--package", "listings", "--example"])
            .arg(&self.name);
        if let Some(threads) = self.threads {
            command.env("RAYON_NUM_THREADS", threads.to_string());
        }
        command
    }
}

/// Small letters, digits and underscores: what examples are called.
fn is_name(name: &str) -> bool {
    let fits = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    !name.is_empty() && name.len() <= 60 && name.chars().all(fits)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_of_a_page_runs_an_example() {
        let example = |line: &str| Example::on(line).map(|found| (found.name, found.threads));
        let run = "cargo run --release -p listings --example";
        assert_eq!(
            example(&format!("{run} page_faults")),
            Some(("page_faults".to_owned(), None))
        );
        assert_eq!(
            example(&format!("RAYON_NUM_THREADS=1 {run} threads")),
            Some(("threads".to_owned(), Some(1)))
        );
        for line in [
            // It asks on the terminal.
            "cargo run -p listings --example make_sure",
            // It writes into the book.
            "`cargo run -p listings --example figures`",
            "cargo run --release -p listings --example",
            &format!("{run} "),
            &format!("{run} ../clocks"),
            &format!("{run} clocks --config profile.dev.opt-level=0"),
            &format!("PATH=. {run} clocks"),
            &format!("RAYON_NUM_THREADS=x {run} clocks"),
            &format!("{run} clocks; true"),
        ] {
            assert_eq!(example(line), None, "{line}");
        }
    }

    #[test]
    fn what_no_page_has_run_or_what_is_not_there_is_no_example() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        for path in ["book/src", "book/listings/examples"] {
            std::fs::create_dir_all(root.join(path)).unwrap();
        }
        let run = "cargo run --release -p listings --example";
        std::fs::write(
            root.join("book/src/a.md"),
            format!("# A\n\n```sh\n{run} clocks\n{run} gone\n```\n"),
        )
        .unwrap();
        for name in ["clocks", "bounds"] {
            std::fs::write(root.join(format!("book/listings/examples/{name}.rs")), "").unwrap();
        }
        assert!(Example::of(root, "clocks").is_some());
        for name in ["gone", "bounds", "", "../examples/clocks", "clocks.rs"] {
            assert_eq!(Example::of(root, name), None, "{name}");
        }
    }
}
