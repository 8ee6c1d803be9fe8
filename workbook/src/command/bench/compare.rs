//! `bench --compare`: the reference, the reader's best and the reader's latest run, row by row.
//!
//! A row's *best* is its lowest median among the runs on this machine, that is, with the processor and the number of cores
//! of the latest run. It is the median that counts, and not a ratio to another row: that other row may have changed in
//! between, and a ratio between runs on two machines says nothing about either. Runs elsewhere are counted and left out.
//!
//! The interval of latest ÷ best pairs the far ends: the lowest that the latest may be with the highest that the best may
//! be, and the other way round. Both hold their medians with 95 %, so both do at once with at least 90 %. It knows of the
//! noise within the two runs only. Two runs also differ in what no run can see, such as where the code came to lie in
//! memory, the machine's other work, the temperature; and the best of many is partly the luckiest. So a difference counts
//! from 10 % on, the band within which two rows are called level everywhere in the book; what the interval doesn't place
//! on either side of that is *cannot tell*.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::path::Path;

use serde::Serialize;
use stopwatch::{LEAST_ROUNDS, Seconds};
use workbook_pages::record::{Best, Language, Record, Row};
use workbook_pages::stale;

use super::error::BenchError;
use super::history::History;
use super::records::Shelf;

/// The ratio up to which two runs are level.
const BAND: f64 = 1.1;

/// Prints the comparison of these kernels.
pub fn run(root: &Path, kernels: &[String], json: bool) -> Result<(), BenchError> {
    let history = History::of(root);
    let (reference, own) = (Shelf::reference(root), Shelf::own(root));
    let mut any = false;
    for kernel in kernels {
        let runs = runs(history.runs(kernel)?, own.read(kernel)?);
        let reference = reference.read(kernel)?;
        let compared = Compared::of(root, kernel, reference.as_ref(), &runs);
        any |= !runs.is_empty();
        if json {
            for line in &compared.lines {
                let line = serde_json::to_string(line).expect("a line holds finite numbers only");
                println!("{line}");
            }
        } else if !runs.is_empty() {
            print!("{}", compared.table());
        }
    }
    if !any {
        eprintln!("You have measured none of these yet; to begin: cargo workbook bench");
    } else if !json {
        print!("{LEGEND}");
    }
    Ok(())
}

const LEGEND: &str = "\
Best: the lowest median among your runs on this machine. The interval of the ratio is the widest that both runs allow:
above 1.10 is slower, within 0.91 to 1.10 level, anything else cannot tell.
* the code changed since   q a quick run   i a run that was interrupted
";

/// The rows of a run that an earlier one on the same machine has clearly faster, which a page says.
pub fn better_before(latest: &Record, runs: &[Record]) -> Vec<Best> {
    let here: Vec<&Record> = std::iter::once(latest)
        .chain(runs.iter().filter(|run| same_machine(run, latest)))
        .collect();
    let better = latest.rows.iter().filter_map(|row| {
        let (run, best) = best_of(&here, row)?;
        let rounds = run.run.rounds.min(latest.run.rounds);
        (verdict(ratio(row, best), rounds) == Verdict::Slower).then(|| Best {
            variant: best.variant.clone(),
            language: best.language,
            size: best.size.clone(),
            threads: best.threads,
            median_s: best.median_s,
            date: run.run.date.clone(),
        })
    });
    better.collect()
}

/// The runs in the history and the record that pages show, which may be older than the history, the newest first.
fn runs(mut runs: Vec<Record>, shown: Option<Record>) -> Vec<Record> {
    if let Some(shown) = shown
        && !runs.iter().any(|run| run.run.date == shown.run.date)
    {
        runs.push(shown);
        runs.sort_by(|a, b| b.run.date.cmp(&a.run.date));
    }
    runs
}

/// One kernel, compared.
struct Compared<'a> {
    kernel: &'a str,
    /// How many runs count, and the dates of the first and the last.
    counted: usize,
    elsewhere: usize,
    lines: Vec<Line<'a>>,
}

/// One row in the reference, in the best run and in the latest.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Line<'a> {
    kernel: &'a str,
    variant: &'a str,
    language: Language,
    size: &'a str,
    threads: u32,
    reference: Option<Side<'a>>,
    best: Option<Side<'a>>,
    latest: Option<Side<'a>>,
    latest_over_best: Option<Ratio>,
    verdict: Option<Verdict>,
    /// What else is different between the best and the latest run.
    differs: Vec<&'static str>,
}

/// A row in one run.
#[derive(Debug, Clone, PartialEq, Serialize)]
struct Side<'a> {
    date: &'a str,
    median_s: f64,
    low_s: f64,
    high_s: f64,
    threads: u32,
    rounds: u32,
    quick: bool,
    interrupted: bool,
    code_changed: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
struct Ratio {
    ratio: f64,
    low: f64,
    high: f64,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
enum Verdict {
    /// The latest run is the best.
    #[serde(rename = "best")]
    Best,
    #[serde(rename = "level")]
    Level,
    #[serde(rename = "slower")]
    Slower,
    #[serde(rename = "cannot tell")]
    CannotTell,
}

impl Verdict {
    fn word(self) -> &'static str {
        match self {
            Self::Best => "the best",
            Self::Level => "level",
            Self::Slower => "slower",
            Self::CannotTell => "cannot tell",
        }
    }
}

/// What tells rows apart.
fn key(row: &Row) -> (&str, Language, &str, u32, Option<&str>) {
    (
        &row.variant,
        row.language,
        &row.size,
        row.threads,
        row.scaled_from.as_deref(),
    )
}

/// Whether two records come from one machine, as far as their cards tell.
fn same_machine(a: &Record, b: &Record) -> bool {
    let card = |record: &'_ Record| {
        let machine = &record.machine;
        (
            machine.cpu.trim().to_owned(),
            machine.arch.clone(),
            machine.logical_cores,
        )
    };
    card(a) == card(b)
}

impl<'a> Compared<'a> {
    fn of(root: &Path, kernel: &'a str, reference: Option<&'a Record>, runs: &'a [Record]) -> Self {
        let here: Vec<&'a Record> = match runs.first() {
            Some(latest) => runs
                .iter()
                .filter(|run| same_machine(run, latest))
                .collect(),
            None => Vec::new(),
        };
        let code = Code::of(root);
        let mut rows: Vec<&'a Row> = Vec::new();
        for row in here.iter().flat_map(|run| &run.rows) {
            if !rows.iter().any(|known| key(known) == key(row)) {
                rows.push(row);
            }
        }
        let unmeasured = reference.into_iter().flat_map(|record| &record.rows);
        for row in unmeasured {
            let known = rows.iter().any(|known| answers(known, row));
            if !known {
                rows.push(row);
            }
        }
        let order = |row: &Row| {
            let rows = reference.map_or(&[][..], |record| &record.rows);
            rows.iter()
                .position(|other| answers(row, other))
                .unwrap_or(rows.len())
        };
        rows.sort_by_key(|row| order(row));
        let lines = rows
            .into_iter()
            .map(|row| line(kernel, row, reference, &here, &code))
            .collect();
        Self {
            kernel,
            counted: here.len(),
            elsewhere: runs.len() - here.len(),
            lines,
        }
    }

    fn table(&self) -> String {
        let plural = |count: usize| if count == 1 { "" } else { "s" };
        let mut text = format!(
            "{}: {} run{} of yours",
            self.kernel,
            self.counted,
            plural(self.counted)
        );
        if self.elsewhere > 0 {
            text += &format!(
                "; {} on another machine {} left out",
                self.elsewhere,
                if self.elsewhere == 1 { "is" } else { "are" }
            );
        }
        text.push('\n');
        let width = self
            .lines
            .iter()
            .map(|line| line.label().chars().count())
            .max()
            .unwrap_or(0);
        let mut groups: Vec<(&str, u32)> = Vec::new();
        for line in &self.lines {
            if !groups.contains(&(line.size, line.threads)) {
                groups.push((line.size, line.threads));
            }
        }
        for (size, threads) in groups {
            text += &format!("\n  {size}, {threads} thread{}\n", plural(threads as usize));
            let lines = self
                .lines
                .iter()
                .filter(|line| (line.size, line.threads) == (size, threads));
            for line in lines {
                text += &line.text(width);
            }
        }
        text.push('\n');
        text
    }
}

/// Whether a row of the reader's answers to one of the reference: with as many threads, or both with several.
fn answers(own: &Row, reference: &Row) -> bool {
    own.variant == reference.variant
        && own.language == reference.language
        && own.size == reference.size
        && (own.threads == reference.threads || own.threads > 1 && reference.threads > 1)
}

/// The run with the lowest median of a row, the latest of several.
fn best_of<'a>(here: &[&'a Record], row: &Row) -> Option<(&'a Record, &'a Row)> {
    let own = here.iter().filter_map(|run| of(run, row));
    own.min_by(|(_, a), (_, b)| a.median_s.total_cmp(&b.median_s))
}

/// The row of a run that is the same as another's.
fn of<'a>(run: &'a Record, row: &Row) -> Option<(&'a Record, &'a Row)> {
    let found = run.rows.iter().find(|other| key(other) == key(row))?;
    Some((run, found))
}

fn ratio(latest: &Row, best: &Row) -> Ratio {
    Ratio {
        ratio: latest.median_s / best.median_s,
        low: latest.low_s / best.high_s,
        high: latest.high_s / best.low_s,
    }
}

fn line<'a>(
    kernel: &'a str,
    row: &'a Row,
    reference: Option<&'a Record>,
    here: &[&'a Record],
    code: &Code,
) -> Line<'a> {
    let latest = here.iter().find_map(|run| of(run, row));
    let best = best_of(here, row);
    let known = reference.and_then(|record| {
        let rows = || record.rows.iter().filter(|other| answers(row, other));
        let exact = rows().find(|other| other.threads == row.threads);
        let found = exact.or_else(|| rows().max_by_key(|other| other.threads))?;
        Some((record, found))
    });
    let mut line = Line {
        kernel,
        variant: &row.variant,
        language: row.language,
        size: &row.size,
        threads: row.threads,
        reference: known.map(|(run, row)| side(run, row, code)),
        best: best.map(|(run, row)| side(run, row, code)),
        latest: latest.map(|(run, row)| side(run, row, code)),
        latest_over_best: None,
        verdict: None,
        differs: Vec::new(),
    };
    if let (Some((best_run, best)), Some((latest_run, latest))) = (best, latest) {
        if std::ptr::eq(best_run, latest_run) {
            line.verdict = Some(Verdict::Best);
        } else {
            let ratio = ratio(latest, best);
            let rounds = best_run.run.rounds.min(latest_run.run.rounds);
            line.verdict = Some(verdict(ratio, rounds));
            line.latest_over_best = Some(ratio);
            line.differs = differs(best_run, latest_run);
        }
    }
    line
}

fn side<'a>(run: &'a Record, row: &Row, code: &Code) -> Side<'a> {
    Side {
        date: &run.run.date,
        median_s: row.median_s,
        low_s: row.low_s,
        high_s: row.high_s,
        threads: row.threads,
        rounds: run.run.rounds,
        quick: run.run.quick,
        interrupted: run.run.interrupted,
        code_changed: code.changed(run),
    }
}

fn verdict(ratio: Ratio, rounds: u32) -> Verdict {
    if (rounds as usize) < LEAST_ROUNDS {
        Verdict::CannotTell
    } else if ratio.low > BAND {
        Verdict::Slower
    } else if ratio.high <= BAND && ratio.low >= 1.0 / BAND {
        Verdict::Level
    } else {
        Verdict::CannotTell
    }
}

/// What is different between two runs and may be the cause.
fn differs(a: &Record, b: &Record) -> Vec<&'static str> {
    let (one, other) = (&a.machine, &b.machine);
    let mut differs = Vec::new();
    let mut note = |what, differ: bool| {
        if differ {
            differs.push(what);
        }
    };
    note("code", a.run.sources != b.run.sources);
    note("compiler", one.rustc != other.rustc);
    note("flags", one.flags != other.flags);
    note("governor", one.governor != other.governor);
    note("huge pages", one.huge_pages != other.huge_pages);
    note("system", one.os != other.os);
    if let (Some(a), Some(b)) = (&a.run.python, &b.run.python) {
        note("python", a != b);
    }
    differs
}

/// Whether code is what it was, each set of fingerprints compared once.
struct Code<'r> {
    root: &'r Path,
    known: RefCell<BTreeMap<Vec<(String, String)>, bool>>,
}

impl<'r> Code<'r> {
    fn of(root: &'r Path) -> Self {
        Self {
            root,
            known: RefCell::default(),
        }
    }

    fn changed(&self, run: &Record) -> bool {
        let sources = run.run.sources.clone().into_iter().collect();
        *self
            .known
            .borrow_mut()
            .entry(sources)
            .or_insert_with(|| !stale::changed(self.root, run).is_empty())
    }
}

impl Line<'_> {
    fn label(&self) -> String {
        match self.language {
            Language::Rust => self.variant.to_owned(),
            Language::Python => format!("python {}", self.variant),
        }
    }

    /// The row's lines: one for each run, the verdict at the end of the last.
    fn text(&self, width: usize) -> String {
        let mut sides = vec![("reference", &self.reference)];
        if self.verdict == Some(Verdict::Best) {
            sides.push(("latest", &self.latest));
        } else {
            sides.extend([("best", &self.best), ("latest", &self.latest)]);
        }
        let known = sides
            .iter()
            .filter_map(|(name, side)| Some((name, side.as_ref()?)));
        let mut lines: Vec<String> = known
            .map(|(name, side)| format!("{name:<9}  {}", side.text(self.threads)))
            .collect();
        if let Some(last) = lines.last_mut() {
            if let Some(Ratio { ratio, low, high }) = self.latest_over_best {
                *last += &format!("  {ratio:.2} of the best ({low:.2} to {high:.2}):");
            }
            if let Some(verdict) = self.verdict {
                *last += &format!("  {}", verdict.word());
            }
            if !self.differs.is_empty() {
                *last += &format!("; other {}", self.differs.join(", "));
            }
        }
        let mut label = self.label();
        let mut text = String::new();
        for line in lines {
            text += &format!("    {label:<width$}  {}\n", line.trim_end());
            label.clear();
        }
        text
    }
}

impl Side<'_> {
    fn text(&self, threads: u32) -> String {
        let (median, low, high) = (
            Seconds(self.median_s).to_string(),
            Seconds(self.low_s).to_string(),
            Seconds(self.high_s).to_string(),
        );
        let mut marks = String::new();
        for (mark, set) in [
            ("*", self.code_changed),
            ("q", self.quick),
            ("i", self.interrupted),
        ] {
            if set {
                marks += mark;
            }
        }
        if self.threads != threads {
            marks += &format!(" {} threads", self.threads);
        }
        let day = self.date.get(..10).unwrap_or("no date");
        format!("{median:>8}  {low:>8} to {high:>8}  {day}{marks:<2}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::command::bench::sample;

    fn reference() -> Record {
        sample::record("2026-11-01T00:00:00Z", &[("powi", 3e-6), ("powf", 4e-6)])
    }

    fn run(date: &str, powi: f64) -> Record {
        sample::record(date, &[("powi", powi)])
    }

    #[test]
    fn the_best_is_the_lowest_median_and_the_latest_the_newest() {
        let root = tempfile::tempdir().unwrap();
        let runs = [
            run("2026-11-24T00:00:00Z", 2.6e-6),
            run("2026-11-23T00:00:00Z", 2e-6),
            run("2026-11-22T00:00:00Z", 5e-6),
        ];
        let reference = reference();
        let compared = Compared::of(root.path(), "powers", Some(&reference), &runs);
        let powi = &compared.lines[0];
        assert_eq!(powi.best.as_ref().unwrap().date, "2026-11-23T00:00:00Z");
        assert_eq!(powi.latest.as_ref().unwrap().date, "2026-11-24T00:00:00Z");
        assert_eq!(powi.reference.as_ref().unwrap().median_s, 3e-6);
        let ratio = powi.latest_over_best.unwrap();
        assert!((ratio.ratio - 1.3).abs() < 1e-12);
        assert!((ratio.low - 1.3 * 0.98 / 1.02).abs() < 1e-12);
        assert!((ratio.high - 1.3 * 1.02 / 0.98).abs() < 1e-12);
        assert_eq!(powi.verdict, Some(Verdict::Slower));
        let powf = &compared.lines[1];
        assert!(powf.best.is_none() && powf.verdict.is_none());
    }

    #[test]
    fn a_difference_that_two_runs_may_have_anyway_is_not_called_one() {
        let verdict = |ratio: f64, low, high| verdict(Ratio { ratio, low, high }, 9);
        assert_eq!(verdict(1.0, 0.95, 1.05), Verdict::Level);
        assert_eq!(
            verdict(1.08, 1.04, 1.12),
            Verdict::CannotTell,
            "some of it is above the band"
        );
        assert_eq!(verdict(1.2, 1.05, 1.3), Verdict::CannotTell);
        assert_eq!(verdict(1.2, 1.11, 1.3), Verdict::Slower);
        assert_eq!(verdict(1.0, 0.5, 2.0), Verdict::CannotTell);
        let few = Ratio {
            ratio: 2.0,
            low: 2.0,
            high: 2.0,
        };
        assert_eq!(super::verdict(few, 5), Verdict::CannotTell);
    }

    #[test]
    fn runs_on_another_machine_are_counted_and_left_out() {
        let root = tempfile::tempdir().unwrap();
        let mut elsewhere = run("2026-11-20T00:00:00Z", 1e-9);
        elsewhere.machine.cpu = "Another CPU".to_owned();
        let runs = [run("2026-11-24T00:00:00Z", 2e-6), elsewhere];
        let reference = reference();
        let compared = Compared::of(root.path(), "powers", Some(&reference), &runs);
        assert_eq!((compared.counted, compared.elsewhere), (1, 1));
        assert_eq!(compared.lines[0].verdict, Some(Verdict::Best));
        assert!(
            compared
                .table()
                .contains("1 on another machine is left out")
        );
    }

    #[test]
    fn a_row_that_the_latest_run_lacks_has_the_latest_of_its_own() {
        let root = tempfile::tempdir().unwrap();
        let runs = [
            run("2026-11-24T00:00:00Z", 2e-6),
            sample::record("2026-11-23T00:00:00Z", &[("powf", 7e-6), ("mine", 1e-6)]),
        ];
        let reference = reference();
        let compared = Compared::of(root.path(), "powers", Some(&reference), &runs);
        let names: Vec<&str> = compared.lines.iter().map(|line| line.variant).collect();
        assert_eq!(
            names,
            ["powi", "powf", "mine"],
            "the reference's order, then the rest"
        );
        assert_eq!(
            compared.lines[1].latest.as_ref().unwrap().date,
            "2026-11-23T00:00:00Z"
        );
        assert!(compared.lines[2].reference.is_none());
    }

    #[test]
    fn rows_of_several_threads_stand_beside_a_reference_of_another_number() {
        let root = tempfile::tempdir().unwrap();
        let threads = |date, threads| {
            let mut record = run(date, 2e-6);
            record.rows[0].threads = threads;
            record
        };
        let runs = [threads("2026-11-24T00:00:00Z", 8)];
        let reference = threads("2026-11-01T00:00:00Z", 2);
        let compared = Compared::of(root.path(), "powers", Some(&reference), &runs);
        assert_eq!(compared.lines.len(), 1);
        assert_eq!(compared.lines[0].reference.as_ref().unwrap().threads, 2);
        assert!(
            compared.table().contains("2026-11-01* 2 threads"),
            "{}",
            compared.table()
        );
    }

    #[test]
    fn what_changed_between_the_runs_is_told_and_changed_code_is_marked() {
        let root = tempfile::tempdir().unwrap();
        std::fs::create_dir(root.path().join("src")).unwrap();
        let file = root.path().join("src/powers.rs");
        std::fs::write(&file, "fn f() {}").unwrap();
        let mut latest = run("2026-11-24T00:00:00Z", 2.1e-6);
        let today = workbook_pages::fingerprint::file(&file).unwrap();
        latest.run.sources.insert("src/powers.rs".to_owned(), today);
        latest.machine.rustc = "rustc 1.96.0".to_owned();
        let mut best = run("2026-11-23T00:00:00Z", 2e-6);
        best.run.quick = true;
        let runs = [latest, best];
        let reference = reference();
        let compared = Compared::of(root.path(), "powers", Some(&reference), &runs);
        let powi = &compared.lines[0];
        assert_eq!(powi.differs, ["code", "compiler"]);
        assert!(powi.best.as_ref().unwrap().code_changed);
        assert!(!powi.latest.as_ref().unwrap().code_changed);
        let table = compared.table();
        assert_eq!(
            table,
            "\
powers: 2 runs of yours

  x^3, 1 thread
    powi  reference   3.00 µs   2.94 µs to  3.06 µs  2026-11-01*
          best        2.00 µs   1.96 µs to  2.04 µs  2026-11-23*q
          latest      2.10 µs   2.06 µs to  2.14 µs  2026-11-24    1.05 of the best (1.01 to 1.09):  level; other code, compiler
    powf  reference   4.00 µs   3.92 µs to  4.08 µs  2026-11-01*

"
        );
    }

    #[test]
    fn a_page_hears_only_of_what_was_clearly_better_before_on_this_machine() {
        let mut elsewhere = run("2026-11-19T00:00:00Z", 1e-9);
        elsewhere.machine.logical_cores = Some(64);
        let before = [run("2026-11-20T00:00:00Z", 2e-6), elsewhere];
        let better = better_before(&run("2026-11-24T00:00:00Z", 3e-6), &before);
        assert_eq!(better.len(), 1);
        assert_eq!(
            (better[0].median_s, better[0].date.as_str()),
            (2e-6, "2026-11-20T00:00:00Z")
        );
        assert_eq!(
            better_before(&run("2026-11-24T00:00:00Z", 2.1e-6), &before),
            []
        );
        assert_eq!(
            better_before(&run("2026-11-24T00:00:00Z", 1e-6), &before),
            []
        );
    }

    #[test]
    fn the_record_that_pages_show_is_a_run_even_where_there_was_no_history() {
        let kept = vec![run("2026-11-22T00:00:00Z", 2e-6)];
        let shown = run("2026-11-24T00:00:00Z", 3e-6);
        let both = runs(kept.clone(), Some(shown));
        assert_eq!(both[0].run.date, "2026-11-24T00:00:00Z");
        assert_eq!(runs(kept.clone(), Some(kept[0].clone())).len(), 1);
    }
}
