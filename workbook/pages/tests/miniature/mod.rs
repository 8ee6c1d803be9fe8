//! A miniature of the repository in a temporary folder: one kernel, one exercise, and the pages that a test writes.

use std::path::Path;

use mdbook_preprocessor::book::{Book, BookItem, Chapter};
use mdbook_preprocessor::config::Config;
use mdbook_preprocessor::{Preprocessor, PreprocessorContext};
use serde_json::{Value, json};
use workbook_pages::{Pages, Problems, fingerprint};

/// The kernel's code.
pub const KERNEL: &str = "\
// ANCHOR: mul
/// Multiplies.
pub fn mul(x: f64) -> f64 {
    x * x
}
// ANCHOR_END: mul
";

const TWIN: &str = "# ANCHOR: numpy\ndef numpy(x):\n    return x * x\n# ANCHOR_END: numpy\n";

/// The miniature.
pub struct Miniature {
    folder: tempfile::TempDir,
}

impl Miniature {
    /// Writes all but the pages.
    pub fn new() -> Self {
        let miniature = Self {
            folder: tempfile::tempdir().expect("there is a place for temporary files"),
        };
        miniature.write(
            "Cargo.toml",
            "[workspace]\nmembers = [\"book/listings\", \"exercises/*\", \"solutions/*\"]\n",
        );
        miniature.write("book/src/SUMMARY.md", "");
        miniature.write(
            "book/listings/Cargo.toml",
            "[package]\nname = \"listings\"\n",
        );
        miniature.write("book/listings/src/lib.rs", "pub mod powers;\n");
        miniature.write("book/listings/src/powers.rs", KERNEL);
        miniature.write("book/listings/python/powers.py", TWIN);
        miniature.write(
            "exercises/q1/Cargo.toml",
            "[package]\nname = \"exercise-q1\"\n[package.metadata.workbook]\ntitle = \"The stock market\"\npage = \"timing\"\npoints = 20\ngoal = 3.0\n",
        );
        miniature.write(
            "exercises/q1/spec.rs",
            "//! Simulate the market, where $p < 1$.\n\nuse super::answer;\n",
        );
        miniature.write("solutions/q1/src/lib.rs", "pub fn simulate() {}\n");
        miniature.record("book/measurements/powers.json", 3.4);
        miniature
    }

    /// The root of the repository.
    pub fn root(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file.
    pub fn write(&self, path: &str, text: &str) {
        let path = self.root().join(path);
        std::fs::create_dir_all(path.parent().expect("a file has a folder"))
            .expect("folders can be made");
        std::fs::write(path, text).expect("files can be written");
    }

    /// Removes a file or folder.
    pub fn remove(&self, path: &str) {
        let path = self.root().join(path);
        if path.is_dir() {
            std::fs::remove_dir_all(path)
        } else {
            std::fs::remove_file(path)
        }
        .expect("it was there");
    }

    /// Writes a record of the kernel, in which `powf` takes `ratio` times as long as `mul`.
    pub fn record(&self, path: &str, ratio: f64) {
        let row = |variant: &str, language: &str, size: &str, seconds: f64| -> Value {
            let samples: Vec<f64> = (0..9)
                .map(|round| seconds * (0.96 + 0.01 * f64::from(round)))
                .collect();
            json!({"kernel": "powers", "variant": variant, "language": language, "size": size, "threads": 1, "median_s": seconds,
                "low_s": seconds * 0.98, "high_s": seconds * 1.02, "ceiling": null, "share_of_ceiling": null, "samples_s": samples})
        };
        let source =
            |path: &str| fingerprint::file(&self.root().join(path)).expect("the source is there");
        let record = json!({
            "format": 1,
            "kernel": "powers",
            "machine": {"cpu": "Sample CPU", "os": "Sample OS", "rustc": "rustc 1.95.0", "logical_cores": 2},
            "run": {"date": "2026-11-22T10:00:00Z", "rounds": 9, "sources": {
                "book/listings/src/powers.rs": source("book/listings/src/powers.rs"),
                "book/listings/python/powers.py": source("book/listings/python/powers.py")}},
            "rows": [row("mul", "rust", "x^2", 1e-3), row("powf", "rust", "x^2", ratio * 1e-3), row("numpy", "python", "x^2", 2e-3),
                row("mul", "rust", "x^3", 2e-3), row("powf", "rust", "x^3", 3.4e-3)],
        });
        self.write(path, &record.to_string());
    }

    /// Runs the preprocessor over one page.
    pub fn page(&self, text: &str) -> Result<String, Problems> {
        let book = self.book(vec![BookItem::Chapter(Chapter::new(
            "Timing",
            text.to_owned(),
            "timing.md",
            vec![],
        ))])?;
        Ok(book
            .chapters()
            .next()
            .expect("the chapter is still there")
            .content
            .clone())
    }

    /// Runs the preprocessor over a book, as mdBook does.
    pub fn book(&self, items: Vec<BookItem>) -> Result<Book, Problems> {
        let context = PreprocessorContext::new(
            self.root().join("book"),
            Config::default(),
            "html".to_owned(),
        );
        Pages::new()
            .run(&context, Book::new_with_items(items))
            .map_err(|error| {
                error
                    .downcast()
                    .expect("every failure is a list of problems")
            })
    }

    /// The message for a page that has one fault.
    #[track_caller]
    pub fn fault(&self, text: &str) -> String {
        match self.page(text) {
            Err(problems) if problems.0.len() == 1 => problems.0[0].to_string(),
            Err(problems) => panic!("not one problem: {problems}"),
            Ok(text) => panic!("no problem: {text}"),
        }
    }
}
