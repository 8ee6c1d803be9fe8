//! The reader's guesses, in `.workbook/guesses.json`: every one of them, with what was known of its answer at the time.
//!
//! ```text
//! {"format": 1, "store": "9f…", "guesses": [
//!   {"question": "timing#powers/powf/powi/x^3", "at": "2026-03-01T09:30:00.000Z", "guess": 3.0, "reference": 7.9, "own": null}]}
//! ```
//!
//! A browser keeps the same list for itself and hands over what the file lacks. `store` tells it whether this is still the
//! file that it handed them to: if the file was lost, its successor has another name, and the browser hands all over again.

use std::collections::BTreeSet;
use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};

use crate::atomic;

/// The format of the file, and of what pages send.
pub const FORMAT: u32 = 1;
/// How many guesses the file takes. A reader who makes ten a day fills it in years.
pub const MOST: usize = 10_000;
/// The longest name of a question, in bytes.
const LONGEST_QUESTION: usize = 160;

/// A guess at a ratio of two times.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Guess {
    /// The question as its page names it: `page#kernel/a/b/size`.
    pub question: String,
    /// When, in UTC, to the millisecond: `2026-03-01T09:30:00.000Z`.
    pub at: String,
    /// The ratio guessed; none if the reader looked without a guess.
    pub guess: Option<f64>,
    /// The reference machine's ratio at that time.
    pub reference: f64,
    /// The reader's own ratio, if it was measured by then.
    pub own: Option<f64>,
}

/// What is wrong with a guess.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum Wrong {
    /// Its question isn't one that a page of this book could ask.
    #[error("`{0}` is no question of this book: one looks like `timing#powers/powf/powi/x^3`")]
    Question(String),
    /// Its time isn't one.
    #[error("`{0}` is no time: one looks like `2026-03-01T09:30:00.000Z`")]
    Time(String),
    /// A ratio that no two times have.
    #[error("{0} is no ratio of two times: it must be above 0, and finite")]
    Ratio(f64),
}

impl Guess {
    /// Whether it is one at all: whatever sent it may be broken, or hostile.
    ///
    /// # Errors
    /// With the first thing that is wrong.
    pub fn check(&self) -> Result<(), Wrong> {
        if !is_question(&self.question) {
            let shown = self.question.chars().take(40).collect();
            return Err(Wrong::Question(shown));
        }
        let is_time = self.at.len() == 24
            && self.at.ends_with('Z')
            && self.at.as_bytes()[10] == b'T'
            && self.at.as_bytes()[19] == b'.'
            && self.at.parse::<jiff::Timestamp>().is_ok();
        if !is_time {
            return Err(Wrong::Time(self.at.chars().take(40).collect()));
        }
        let ratios = [self.guess, Some(self.reference), self.own];
        let is_ratio = |ratio: f64| ratio.is_finite() && (1e-12..=1e12).contains(&ratio);
        match ratios.into_iter().flatten().find(|ratio| !is_ratio(*ratio)) {
            Some(ratio) => Err(Wrong::Ratio(ratio)),
            None => Ok(()),
        }
    }

    /// What makes it the same guess, wherever it is kept.
    fn identity(&self) -> (&str, &str) {
        (&self.at, &self.question)
    }
}

/// `page#kernel/a/b/size`, each of plain characters; a size may have spaces, superscripts and what sizes are written with.
fn is_question(text: &str) -> bool {
    let is_name = |name: &str, more: &str| {
        let plain = |c: char| c.is_ascii_alphanumeric() || c == '-' || more.contains(c);
        !name.is_empty() && !name.starts_with('.') && name.chars().all(plain)
    };
    let is_size = |size: &str| {
        let plain =
            |c: char| (c.is_alphanumeric() || " -_^.,:+*×·()=²³".contains(c)) && !c.is_control();
        !size.trim().is_empty() && !size.contains("..") && size.chars().all(plain)
    };
    let Some((page, rest)) = text.split_once('#') else {
        return false;
    };
    let parts: Vec<&str> = rest.split('/').collect();
    let [kernel, a, b, size] = parts[..] else {
        return false;
    };
    text.len() <= LONGEST_QUESTION
        && page.split('/').all(|part| is_name(part, "_"))
        && is_name(kernel, "_")
        && is_name(a, "_:")
        && is_name(b, "_:")
        && is_size(size)
}

/// All that is kept.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Kept {
    /// The format.
    pub format: u32,
    /// The file's own name, drawn when it was begun.
    pub store: String,
    /// In the order of their time.
    pub guesses: Vec<Guess>,
}

/// Why guesses aren't kept. The file is as it was.
#[derive(Debug, thiserror::Error)]
pub enum GuessesError {
    /// Another program won't let go of the file, or the folder can't be written.
    #[error("cannot read or write {}: make sure that the folder is yours and has room, then try again", path.display())]
    File {
        /// Which file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// More than the file takes.
    #[error("{} holds {MOST} guesses and takes no more: export them, and erase them, on the page of guesses", .0.display())]
    Full(PathBuf),
}

/// What came of reading the file, beside its content.
#[derive(Debug)]
pub struct Read {
    /// What is kept.
    pub kept: Kept,
    /// Where a file went that couldn't be read, or only in part.
    pub set_aside: Option<PathBuf>,
}

/// The file, shared with other servers of the same workbook.
#[derive(Debug, Clone)]
pub struct Guesses {
    own_dir: PathBuf,
}

impl Guesses {
    /// The guesses kept in the folder `.workbook`.
    pub fn of(own_dir: &Path) -> Self {
        Self {
            own_dir: own_dir.to_owned(),
        }
    }

    fn path(&self) -> PathBuf {
        self.own_dir.join("guesses.json")
    }

    /// Adds the guesses that aren't there yet, and tells what is kept then.
    ///
    /// # Errors
    /// When the file can't be read or written, or is full. Then nothing is added.
    pub fn merge(&self, more: Vec<Guess>) -> Result<Read, GuessesError> {
        let _held = self.hold()?;
        let (mut read, is_new) = self.read()?;
        let known: BTreeSet<(String, String)> = read
            .kept
            .guesses
            .iter()
            .map(|guess| (guess.at.clone(), guess.question.clone()))
            .collect();
        let before = read.kept.guesses.len();
        let is_added = |guess: &Guess| !known.contains(&(guess.at.clone(), guess.question.clone()));
        read.kept.guesses.extend(more.into_iter().filter(is_added));
        let guesses = &mut read.kept.guesses;
        guesses.sort_by(|one, other| one.identity().cmp(&other.identity()));
        guesses.dedup_by(|one, other| one.identity() == other.identity());
        if guesses.len() > MOST {
            return Err(GuessesError::Full(self.path()));
        }
        if is_new || guesses.len() != before {
            self.write(&read.kept)?;
        }
        Ok(read)
    }

    /// Forgets all guesses, and keeps a dated copy under `.workbook/kept/guesses`. The copy's path, if there was a guess.
    ///
    /// # Errors
    /// When the copy or the new file can't be written; then nothing is forgotten.
    pub fn erase(&self) -> Result<(Read, Option<PathBuf>), GuessesError> {
        let _held = self.hold()?;
        let (mut read, _) = self.read()?;
        let copy = if read.kept.guesses.is_empty() {
            None
        } else {
            let copy = free_name(&self.own_dir.join("kept/guesses"), "guesses");
            let text = text(&read.kept);
            atomic::write(&copy, text.as_bytes()).map_err(at(&copy))?;
            Some(copy)
        };
        read.kept.guesses.clear();
        self.write(&read.kept)?;
        Ok((read, copy))
    }

    /// Waits its turn among the servers of this workbook; held until dropped.
    fn hold(&self) -> Result<File, GuessesError> {
        let path = self.own_dir.join("guesses.lock");
        std::fs::create_dir_all(&self.own_dir).map_err(at(&path))?;
        let file = File::create(&path).map_err(at(&path))?;
        file.lock().map_err(at(&path))?;
        Ok(file)
    }

    /// Reads the file. One that doesn't hold what it should is set aside whole, and what can be read of it carried over.
    fn read(&self) -> Result<(Read, bool), GuessesError> {
        let path = self.path();
        let bytes = match std::fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                let read = Read {
                    kept: fresh(Vec::new()).map_err(at(&path))?,
                    set_aside: None,
                };
                return Ok((read, true));
            }
            Err(source) => return Err(GuessesError::File { path, source }),
        };
        if let Some(kept) = whole(&bytes) {
            let set_aside = None;
            return Ok((Read { kept, set_aside }, false));
        }
        let kept = fresh(legible(&bytes)).map_err(at(&path))?;
        let aside = free_name(&self.own_dir.join("kept/guesses"), "unreadable");
        let folder = aside.parent().unwrap_or(&self.own_dir);
        std::fs::create_dir_all(folder).map_err(at(folder))?;
        std::fs::rename(&path, &aside).map_err(at(&aside))?;
        eprintln!(
            "note: {} couldn't be read; it is kept as {}, and {} of its guesses are carried over",
            path.display(),
            aside.display(),
            kept.guesses.len()
        );
        let set_aside = Some(aside);
        Ok((Read { kept, set_aside }, true))
    }

    fn write(&self, kept: &Kept) -> Result<(), GuessesError> {
        let path = self.path();
        atomic::write(&path, text(kept).as_bytes()).map_err(at(&path))
    }
}

fn text(kept: &Kept) -> String {
    let mut text = serde_json::to_string_pretty(kept).expect("guesses are plain data");
    text.push('\n');
    text
}

fn at(path: &Path) -> impl FnOnce(io::Error) -> GuessesError {
    let path = path.to_owned();
    move |source| GuessesError::File { path, source }
}

/// A file's content under a name of its own.
fn fresh(guesses: Vec<Guess>) -> io::Result<Kept> {
    let mut store = [0; 16];
    getrandom::fill(&mut store).map_err(io::Error::other)?;
    Ok(Kept {
        format: FORMAT,
        store: store.iter().map(|byte| format!("{byte:02x}")).collect(),
        guesses,
    })
}

/// The content, if there is nothing wrong with any of it.
fn whole(bytes: &[u8]) -> Option<Kept> {
    let kept: Kept = serde_json::from_slice(bytes).ok()?;
    let is_good = kept.format == FORMAT
        && !kept.store.is_empty()
        && kept.guesses.iter().all(|guess| guess.check().is_ok());
    is_good.then_some(kept)
}

/// The guesses that can be read in a file that isn't whole. Another format's are left alone: they may mean something else.
fn legible(bytes: &[u8]) -> Vec<Guess> {
    let value: serde_json::Value = serde_json::from_slice(bytes).unwrap_or_default();
    if value.get("format").and_then(serde_json::Value::as_u64) != Some(u64::from(FORMAT)) {
        return Vec::new();
    }
    let guesses = value.get("guesses").and_then(serde_json::Value::as_array);
    guesses
        .into_iter()
        .flatten()
        .filter_map(|guess| serde_json::from_value(guess.clone()).ok())
        .filter(|guess: &Guess| guess.check().is_ok())
        .collect()
}

/// A dated name in a folder that no file has yet.
fn free_name(folder: &Path, stem: &str) -> PathBuf {
    let stamp = jiff::Timestamp::now().strftime("%Y-%m-%dT%H%M%S");
    let mut names = (0..).map(|number| match number {
        0 => folder.join(format!("{stem}-{stamp}.json")),
        number => folder.join(format!("{stem}-{stamp}-{number}.json")),
    });
    names
        .find(|path| !path.exists())
        .expect("some number is free")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn guess(second: u32, ratio: f64) -> Guess {
        Guess {
            question: "timing#powers/powf/powi/x^3".to_owned(),
            at: format!("2026-03-01T09:30:{second:02}.000Z"),
            guess: Some(ratio),
            reference: 7.9,
            own: None,
        }
    }

    #[test]
    fn guesses_are_merged_by_question_and_time_and_stay_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let guesses = Guesses::of(dir.path());
        let first = guesses.merge(vec![guess(2, 3.0)]).unwrap().kept;
        let both = guesses
            .merge(vec![guess(1, 2.0), guess(2, 99.0), guess(1, 2.0)])
            .unwrap()
            .kept;
        assert_eq!(both.guesses, [guess(1, 2.0), guess(2, 3.0)]);
        assert_eq!(both.store, first.store);
        assert_eq!(guesses.merge(Vec::new()).unwrap().kept, both);
    }

    #[test]
    fn erasing_keeps_a_copy_and_the_files_name() {
        let dir = tempfile::tempdir().unwrap();
        let guesses = Guesses::of(dir.path());
        let kept = guesses.merge(vec![guess(1, 2.0)]).unwrap().kept;
        let (after, copy) = guesses.erase().unwrap();
        assert_eq!(
            (after.kept.guesses, after.kept.store),
            (vec![], kept.store.clone())
        );
        let copied: Kept = serde_json::from_slice(&std::fs::read(copy.unwrap()).unwrap()).unwrap();
        assert_eq!(copied, kept);
        assert_eq!(guesses.erase().unwrap().1, None, "nothing, twice");
    }

    #[test]
    fn a_file_that_cannot_be_read_is_set_aside_and_what_is_legible_carried_over() {
        let good = serde_json::to_string(&guess(1, 2.0)).unwrap();
        for (text, carried) in [
            ("not json".to_owned(), 0),
            (String::new(), 0),
            ("[]".to_owned(), 0),
            (
                format!("{{\"format\":2,\"store\":\"a\",\"guesses\":[{good}]}}"),
                0,
            ),
            (
                format!(
                    "{{\"format\":1,\"store\":\"a\",\"guesses\":[{good},{{\"question\":\"../x\"}}]}}"
                ),
                1,
            ),
        ] {
            let dir = tempfile::tempdir().unwrap();
            std::fs::write(dir.path().join("guesses.json"), &text).unwrap();
            let guesses = Guesses::of(dir.path());
            let read = guesses.merge(Vec::new()).unwrap();
            assert_eq!(read.kept.guesses.len(), carried, "{text}");
            assert_ne!(read.kept.store, "a", "its successor has another name");
            let aside = read.set_aside.expect("it says where the old one is");
            assert_eq!(std::fs::read_to_string(aside).unwrap(), text);
            assert!(guesses.merge(Vec::new()).unwrap().set_aside.is_none());
        }
    }

    #[test]
    fn two_servers_lose_no_guess() {
        let dir = tempfile::tempdir().unwrap();
        std::thread::scope(|scope| {
            for server in 0..4 {
                let guesses = Guesses::of(dir.path());
                scope.spawn(move || {
                    for second in 0..10 {
                        guesses
                            .merge(vec![guess(server * 10 + second, 2.0)])
                            .unwrap();
                    }
                });
            }
        });
        let kept = Guesses::of(dir.path()).merge(Vec::new()).unwrap().kept;
        assert_eq!(kept.guesses.len(), 40);
    }

    #[test]
    fn a_full_file_takes_no_more_and_keeps_what_it_has() {
        let dir = tempfile::tempdir().unwrap();
        let guesses = Guesses::of(dir.path());
        let many = |count: usize| {
            (0..count)
                .map(|number| Guess {
                    at: format!(
                        "2026-03-01T09:{:02}:{:02}.{:03}Z",
                        number / 60_000,
                        number / 1000 % 60,
                        number % 1000
                    ),
                    ..guess(0, 2.0)
                })
                .collect()
        };
        guesses.merge(many(MOST)).unwrap();
        assert!(matches!(
            guesses.merge(many(MOST + 1)),
            Err(GuessesError::Full(_))
        ));
        assert_eq!(guesses.merge(Vec::new()).unwrap().kept.guesses.len(), MOST);
    }

    #[test]
    fn only_questions_that_a_page_could_ask_are_questions() {
        for question in [
            "timing#powers/powf/powi/x^3",
            "ufuncs#grid-max/arrays/zip/5000² arrays",
            "parallelism#sleep-square/pool-created/scoped/9:awake",
            "a/b#double/python:numpy/rust:loop/10^7 threads 2",
        ] {
            assert!(is_question(question), "{question}");
        }
        let long = format!("timing#powers/powf/powi/{}", "1".repeat(LONGEST_QUESTION));
        for question in [
            "",
            "timing",
            "timing#powers/powf/powi",
            "timing#powers/powf/powi/x/y",
            "../timing#powers/powf/powi/x",
            "..#powers/powf/powi/x",
            "timing#../powf/powi/x",
            "timing#powers/powf/powi/..",
            "timing#powers/powf/powi/<b>",
            "timing#powers/powf/powi/\n",
            "timing#powers/powf/powi/\u{0}",
            "timing#powers/po wf/powi/x",
            "C:\\a#powers/powf/powi/x",
            &long,
        ] {
            assert!(!is_question(question), "{question}");
        }
    }

    #[test]
    fn what_is_no_guess_is_told_from_one() {
        assert_eq!(guess(1, 2.0).check(), Ok(()));
        for ratio in [0.0, -1.0, f64::INFINITY, 1e300] {
            assert_eq!(guess(1, ratio).check(), Err(Wrong::Ratio(ratio)));
        }
        for at in [
            "",
            "yesterday",
            "2026-03-01T09:30:00Z",
            "2026-13-01T09:30:00.000Z",
            "2026-03-01 09:30:00.000Z",
            "ééééééééééééZ",
        ] {
            let wrong = Guess {
                at: at.to_owned(),
                ..guess(1, 2.0)
            };
            assert!(matches!(wrong.check(), Err(Wrong::Time(_))), "{at}");
        }
    }
}
