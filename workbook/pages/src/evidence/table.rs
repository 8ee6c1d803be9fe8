//! Bytes, instructions, width and core-time of a kernel's variants, as a table.

use std::path::Path;

use super::{Evidence, EvidenceError, Loop};
use crate::directive::Variant;
use crate::html::{code, escape};
use crate::kernel::Kernel;
use crate::quantity::{NO_BREAK, time};
use crate::record::{Language, Row};

/// The table, as one line of HTML; `number` counts the figures of a page. `kernel` is the measured record, for core-time.
pub fn table(
    evidence: &Evidence,
    kernel: Option<&Kernel>,
    root: &Path,
    only: &[Variant],
    number: usize,
) -> Result<String, EvidenceError> {
    let known = evidence.variants();
    if let Some(unknown) = only
        .iter()
        .find(|variant| !known.contains(&variant.name.as_str()))
    {
        return Err(evidence.no_such(format!("variant `{}`", unknown.name), &known));
    }
    let shown: Vec<&str> = known
        .into_iter()
        .filter(|name| only.is_empty() || only.iter().any(|variant| variant.name == *name))
        .collect();
    let columns: Vec<Column> = [
        Column::asked(evidence, &shown),
        Column::most(evidence, &shown),
        Column::executed(evidence, &shown),
        Column::at_once(evidence, &shown),
        Column::core_time(evidence, kernel, &shown),
    ]
    .into_iter()
    .filter(|column| column.cells.iter().any(Option::is_some))
    .collect();
    let head: String = columns
        .iter()
        .map(|column| format!("<th scope=\"col\">{}</th>", column.head))
        .collect();
    let rows: String = shown
        .iter()
        .enumerate()
        .map(|(row, name)| {
            let cells: String = columns
                .iter()
                .map(|column| format!("<td>{}</td>", column.cells[row].as_deref().unwrap_or("–")))
                .collect();
            format!("<tr><th scope=\"row\">{}</th>{cells}</tr>", code(name))
        })
        .collect();
    Ok(format!(
        "<figure class=\"measured evidence\" data-kernel=\"{0}\">{mark}<div class=\"table-wrapper\" role=\"region\" tabindex=\"0\" \
         aria-label=\"Evidence {number} of {0}\"><table><caption>What one evaluation of {1} at {2} takes on any machine</caption>\
         <thead><tr><th scope=\"col\">Variant</th>{head}</tr></thead><tbody>{rows}</tbody></table></div>\
         <p class=\"yours\">{3}</p></figure>",
        escape(&evidence.kernel),
        code(&evidence.kernel),
        code(&evidence.size),
        notes(evidence, &columns),
        mark = evidence.mark(root),
    ))
}

struct Column {
    head: &'static str,
    cells: Vec<Option<String>>,
    note: Option<String>,
}

impl Column {
    fn of(head: &'static str, shown: &[&str], cell: impl Fn(&str) -> Option<String>) -> Self {
        Self {
            head,
            cells: shown.iter().map(|name| cell(name)).collect(),
            note: None,
        }
    }

    fn asked(evidence: &Evidence, shown: &[&str]) -> Self {
        let row = |name: &str| evidence.bytes.iter().find(|row| row.variant == name);
        Self::of("Bytes asked for, per number", shown, |name| {
            Some(per_number(row(name)?.asked, evidence.numbers))
        })
    }

    fn most(evidence: &Evidence, shown: &[&str]) -> Self {
        let row = |name: &str| evidence.bytes.iter().find(|row| row.variant == name);
        let mut column = Self::of("at most at a time", shown, |name| {
            Some(per_number(row(name)?.most, evidence.numbers))
        });
        let differs =
            |row: &super::Bytes| shown.contains(&row.variant.as_str()) && row.asked != row.most;
        if !evidence.bytes.iter().any(differs) {
            column.cells.fill(None);
        }
        column
    }

    fn executed(evidence: &Evidence, shown: &[&str]) -> Self {
        let Some(instructions) = &evidence.instructions else {
            return Self::of("", shown, |_| None);
        };
        let row = |name: &str| instructions.rows.iter().find(|row| row.variant == name);
        let mut column = Self::of("Instructions, per number", shown, |name| {
            Some(per_number(row(name)?.count, evidence.numbers))
        });
        let dispatched =
            |copy: &Loop| shown.contains(&copy.variant.as_str()) && copy.level == "AVX-512";
        let narrower = if instructions.level != "AVX-512" && evidence.code.iter().any(dispatched) {
            format!(
                " It knows no AVX-512, so variants that pick their registers ran with those of {} there.",
                escape(&instructions.level)
            )
        } else {
            String::new()
        };
        column.note = Some(format!(
            "Instructions were counted by {}.{narrower}",
            escape(&instructions.counter)
        ));
        column
    }

    fn at_once(evidence: &Evidence, shown: &[&str]) -> Self {
        Self::of("Numbers an instruction", shown, |name| {
            // Copies go from the oldest processors to the newest.
            let copy = evidence.code.iter().rfind(|copy| copy.variant == name)?;
            Some(match copy.at_once() {
                1 if copy.calls() => "1, by calls".to_owned(),
                1 => "1".to_owned(),
                many if copy.level == "x86-64" => many.to_string(),
                many => format!("{many} ({})", escape(&copy.level)),
            })
        })
    }

    fn core_time(evidence: &Evidence, kernel: Option<&Kernel>, shown: &[&str]) -> Self {
        let rows = kernel
            .map(|kernel| kernel.reference.rows.as_slice())
            .unwrap_or_default();
        let row = |name: &str| {
            let same = |row: &&Row| {
                row.variant == name && row.size == evidence.size && row.language == Language::Rust
            };
            rows.iter().find(same)
        };
        let mut column = Self::of("Core-time", shown, |name| Some(time(row(name)?.core_s?)));
        column.note = column.cells.iter().any(Option::is_some).then(|| {
            "Core-time is the processor time of all threads, on the reference machine.".to_owned()
        });
        column
    }
}

fn notes(evidence: &Evidence, columns: &[Column]) -> String {
    let mut notes: Vec<String> = columns
        .iter()
        .filter_map(|column| column.note.clone())
        .collect();
    notes.push(format!(
        "{}; for your own: {}",
        escape(evidence.rustc.split(" (").next().unwrap_or_default()),
        code(&format!("cargo workbook evidence {}", evidence.kernel))
    ));
    notes.join(" ")
}

/// A count for each number, with as many digits as say something.
fn per_number(count: u64, numbers: u64) -> String {
    let each = count as f64 / numbers as f64;
    match each {
        0.0 => "0".to_owned(),
        each if each < 0.005 => format!("<{NO_BREAK}0.01").replace('<', "&lt;"),
        each if each < 9.95 && each.fract() != 0.0 => {
            let text = format!("{each:.2}");
            text.trim_end_matches('0').trim_end_matches('.').to_owned()
        }
        each => format!("{each:.0}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::tests::repository;
    use crate::sample;

    fn variant(name: &str) -> Variant {
        Variant {
            language: None,
            name: name.to_owned(),
        }
    }

    #[test]
    fn a_table_has_the_columns_that_something_is_known_of() {
        let folder = repository();
        let evidence = Evidence::read(folder.path(), "powers").unwrap();
        let html = table(&evidence, None, folder.path(), &[], 3).unwrap();
        assert!(!html.contains('\n'));
        for part in [
            "<td>0</td><td>0</td><td>2.5</td><td>1</td>",
            "<td>24</td><td>16</td><td>123</td><td>–</td>",
            "<td>0.1</td><td>0.1</td><td>–</td><td>–</td>",
            "<td>–</td><td>–</td><td>–</td><td>8 (AVX-512)</td>",
            "ran with those of AVX2 there",
            "aria-label=\"Evidence 3 of powers\"",
        ] {
            assert!(html.contains(part), "{part}: {html}");
        }
        assert!(!html.contains("Core-time"), "no row has one: {html}");
        let some = table(&evidence, None, folder.path(), &[variant("mul")], 1).unwrap();
        assert!(
            !some.contains("at most at a time") && !some.contains("no AVX-512"),
            "{some}"
        );
    }

    #[test]
    fn core_time_comes_from_the_record_where_it_has_one() {
        let folder = repository();
        let evidence = Evidence::read(folder.path(), "powers").unwrap();
        let mut row = sample::row("mul", "x^2", 1, 1e-3);
        row.core_s = Some(2e-3);
        let kernel = sample::kernel(&[row], &[]);
        let html = table(&evidence, Some(&kernel), folder.path(), &[], 1).unwrap();
        assert!(
            html.contains("<th scope=\"col\">Core-time</th>") && html.contains("2.00\u{a0}ms"),
            "{html}"
        );
    }

    #[test]
    fn an_unknown_variant_is_an_error() {
        let folder = repository();
        let evidence = Evidence::read(folder.path(), "powers").unwrap();
        let error = table(&evidence, None, folder.path(), &[variant("powi")], 1).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("no variant `powi`; it has `mul`"),
            "{error}"
        );
    }

    #[test]
    fn counts_have_the_digits_that_say_something() {
        for (count, text) in [
            (0, "0"),
            (3, "&lt;\u{a0}0.01"),
            (8000, "8"),
            (1126, "1.13"),
            (2500, "2.5"),
            (9960, "10"),
            (2_424_000, "2424"),
        ] {
            assert_eq!(per_number(count, 1000), text);
        }
    }
}
