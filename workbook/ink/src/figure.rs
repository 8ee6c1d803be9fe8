//! A figure that isn't a measurement table: its drawing, its data and what it says, as `book/figures/NAME.json` keeps it.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

/// The version of the file's format.
pub const FORMAT: u32 = 1;

/// A drawn figure with the data behind it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Figure {
    /// [`FORMAT`].
    pub format: u32,
    /// Its name, in kebab case: that of its file.
    pub name: String,
    /// What is shown, in a few words.
    pub title: String,
    /// What a reader should see in it: one sentence.
    pub reading: String,
    /// The heads of the data table's columns.
    pub columns: Vec<String>,
    /// The data table, row by row, as it is printed.
    pub rows: Vec<Vec<String>>,
    /// The drawing, as [`crate::inline`] makes it.
    pub svg: String,
}

/// Why a figure can't be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum FigureError {
    /// There is no such file, or it can't be read.
    #[error(
        "cannot read the figure {path}: {source}; to draw it: cargo run -p listings --example figures"
    )]
    Read {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
    /// The file isn't a figure.
    #[error(
        "{path} is no figure of format {FORMAT}: {reason}; to draw it again: cargo run -p listings --example figures"
    )]
    Form {
        /// The file.
        path: String,
        /// What is wrong with it.
        reason: String,
    },
    /// It can't be written.
    #[error("cannot write the figure {path}: {source}")]
    Write {
        /// The file.
        path: String,
        /// Why.
        source: std::io::Error,
    },
}

impl Figure {
    /// A figure with its data table.
    ///
    /// # Panics
    /// When a row has another number of cells than there are columns.
    #[must_use]
    pub fn new(
        name: &str,
        title: &str,
        reading: String,
        columns: &[&str],
        rows: Vec<Vec<String>>,
        svg: String,
    ) -> Self {
        assert!(
            rows.iter().all(|row| row.len() == columns.len()),
            "each row of {name} has a cell for each column"
        );
        Self {
            format: FORMAT,
            name: name.to_owned(),
            title: title.to_owned(),
            reading,
            columns: columns.iter().map(|&column| column.to_owned()).collect(),
            rows,
            svg,
        }
    }

    /// Where the figure of that name lies in the repository at `root`.
    #[must_use]
    pub fn path(root: &Path, name: &str) -> PathBuf {
        root.join("book/figures").join(format!("{name}.json"))
    }

    /// Reads the figure of that name.
    ///
    /// # Errors
    /// When the file isn't there, isn't a figure, or is another figure's.
    pub fn read(root: &Path, name: &str) -> Result<Self, FigureError> {
        let path = Self::path(root, name);
        let shown = format!("book/figures/{name}.json");
        let text = std::fs::read_to_string(&path).map_err(|source| FigureError::Read {
            path: shown.clone(),
            source,
        })?;
        let form = |reason: String| FigureError::Form {
            path: shown.clone(),
            reason,
        };
        let figure: Self = serde_json::from_str(&text).map_err(|error| form(error.to_string()))?;
        if figure.format != FORMAT {
            return Err(form(format!("its format is {}", figure.format)));
        }
        if figure.name != name {
            return Err(form(format!("it is the figure `{}`", figure.name)));
        }
        if figure.svg.contains('\n') {
            return Err(form("its drawing has more than one line".to_owned()));
        }
        let width = figure.columns.len();
        if figure.rows.iter().any(|row| row.len() != width) {
            return Err(form(format!("a row hasn't {width} cells")));
        }
        Ok(figure)
    }

    /// The text of its file.
    #[must_use]
    pub fn text(&self) -> String {
        let json = serde_json::to_string_pretty(self).expect("a figure is strings");
        json + "\n"
    }

    /// Writes its file.
    ///
    /// # Errors
    /// When that can't be done.
    pub fn write(&self, root: &Path) -> Result<(), FigureError> {
        let path = Self::path(root, &self.name);
        let failed = |source| FigureError::Write {
            path: format!("book/figures/{}.json", self.name),
            source,
        };
        if let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(failed)?;
        }
        std::fs::write(&path, self.text()).map_err(failed)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Figure {
        Figure::new(
            "circle",
            "A circle",
            "It is round.".to_owned(),
            &["x", "y"],
            vec![vec!["0".to_owned(), "1".to_owned()]],
            "<svg></svg>".to_owned(),
        )
    }

    #[test]
    fn a_figure_comes_back_as_it_was_written() {
        let root = tempfile::tempdir().unwrap();
        sample().write(root.path()).unwrap();
        assert_eq!(Figure::read(root.path(), "circle").unwrap(), sample());
    }

    #[test]
    fn a_figure_that_is_missing_broken_or_another_is_told_with_what_mends_it() {
        let root = tempfile::tempdir().unwrap();
        let error = Figure::read(root.path(), "circle").unwrap_err().to_string();
        assert!(error.contains("cannot read the figure book/figures/circle.json"));
        assert!(error.contains("cargo run -p listings --example figures"));
        let told = |change: fn(&mut Figure)| {
            let mut figure = sample();
            change(&mut figure);
            std::fs::write(Figure::path(root.path(), "circle"), figure.text()).unwrap();
            Figure::read(root.path(), "circle").unwrap_err().to_string()
        };
        sample().write(root.path()).unwrap();
        assert!(told(|figure| figure.format = 9).contains("its format is 9"));
        assert!(told(|figure| figure.name = "square".into()).contains("it is the figure `square`"));
        assert!(told(|figure| figure.svg.push('\n')).contains("more than one line"));
        assert!(told(|figure| figure.rows[0].truncate(1)).contains("hasn't 2 cells"));
    }
}
