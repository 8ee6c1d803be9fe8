//! A kernel's figure: marks, plot, table, reading and machines.

mod best;
mod bound;
mod further;
mod plot;
mod reading;
mod table;

use crate::directive::{Variant, View};
use crate::html::{code, escape};
use crate::kernel::{Kernel, KernelError, Own, names};
use crate::machine;
use crate::record::{Language, Record, Row};
use crate::stale;

/// What a figure shows: the chosen rows, size by size.
struct Shown<'a> {
    kernel: &'a Kernel,
    groups: Vec<Group<'a>>,
}

/// The rows of one size.
struct Group<'a> {
    size: &'a str,
    lines: Vec<Line<'a>>,
}

/// A variant with its row in each record; some of them may lack it.
struct Line<'a> {
    reference: Option<&'a Row>,
    own: Option<&'a Row>,
    /// The rows on further machines, in the order of [`Kernel::machines`].
    further: Vec<Option<&'a Row>>,
}

impl<'a> Line<'a> {
    /// The row that tells what this is.
    fn row(&self) -> &'a Row {
        self.reference
            .or(self.own)
            .or_else(|| self.further.iter().copied().flatten().next())
            .expect("a line has a row")
    }

    /// The name of the variant, with the language where it isn't the page's own.
    fn label(&self) -> String {
        label(self.row())
    }
}

/// A row's name on a plot or in a sentence.
fn label(row: &Row) -> String {
    let threads = if row.threads > 1 {
        format!(", {} threads", row.threads)
    } else {
        String::new()
    };
    match row.language {
        Language::Python => format!("{} (Python{threads})", row.variant),
        Language::Rust if row.threads > 1 => format!("{} ({} threads)", row.variant, row.threads),
        Language::Rust => row.variant.clone(),
    }
}

/// A row's name in a sentence.
fn name(row: &Row) -> String {
    code(&row.variant) + &label(row)[row.variant.len()..]
}

/// The whole figure, as one line of HTML. `number` counts the figures of a page.
pub fn figure(
    kernel: &Kernel,
    view: &View,
    only: &[Variant],
    number: usize,
) -> Result<String, KernelError> {
    let shown = Shown::of(kernel, view, only)?;
    let mut html = format!(
        "<figure class=\"measured\" data-kernel=\"{}\" data-variants=\"{}\">",
        escape(&kernel.name),
        escape(&rust_variants(kernel).join(" "))
    );
    html.extend(stale::mark(kernel));
    html.extend(stale::own_mark(kernel));
    html.extend(further::marks(kernel));
    html.push_str(&plot::figure(&shown, number));
    html.push_str(&table::table(&shown, number));
    html.push_str(&format!(
        "<p class=\"reading\">{}</p>",
        reading::sentences(&shown)
    ));
    html.push_str(&bound::sentences(&shown));
    html.extend(best::sentence(&shown));
    html.push_str(&machine::cards(
        &kernel.reference,
        kernel.own(),
        &kernel.machines,
    ));
    html.push_str(&invitation(kernel));
    html.push_str("</figure>");
    Ok(html)
}

/// The variants that `profile` can look into: those in Rust, each once, in the record's order.
fn rust_variants(kernel: &Kernel) -> Vec<&str> {
    let mut names = Vec::new();
    for row in &kernel.reference.rows {
        if row.language == Language::Rust && !names.contains(&row.variant.as_str()) {
            names.push(row.variant.as_str());
        }
    }
    names
}

/// How the reader gets numbers of their own, or what is wrong with those they have.
pub(crate) fn invitation(kernel: &Kernel) -> String {
    let command = code(&format!("cargo workbook bench {}", kernel.name));
    match &kernel.own {
        Own::None => format!("<p class=\"yours\">For your own numbers beside these: {command}</p>"),
        Own::Unusable(reason) => {
            format!(
                "<p class=\"stale\" role=\"note\"><strong>Your own numbers are left out:</strong> {}. To measure again: {command}</p>",
                escape(reason)
            )
        }
        Own::Record(record) if record.run.interrupted => {
            format!(
                "<p class=\"yours\">Yours come from a run that was interrupted. For a whole one: {command}</p>"
            )
        }
        Own::Record(record) if record.run.quick => {
            format!("<p class=\"yours\">Yours come from a quick run. For a full one: {command}</p>")
        }
        Own::Record(_) => String::new(),
    }
}

impl<'a> Shown<'a> {
    fn of(kernel: &'a Kernel, view: &View, only: &[Variant]) -> Result<Self, KernelError> {
        // Names and sizes that aren't there are errors before anything is drawn.
        if let (None, Some(_)) = (only.first(), &view.size) {
            let first = kernel
                .reference
                .rows
                .iter()
                .find(|row| Some(&row.size) == view.size.as_ref())
                .map(|row| Variant {
                    language: Some(row.language),
                    name: row.variant.clone(),
                });
            let first = first.unwrap_or(Variant {
                language: None,
                name: kernel.reference.rows[0].variant.clone(),
            });
            kernel.row(
                &first,
                &View {
                    size: view.size.clone(),
                    threads: None,
                },
            )?;
        }
        for variant in only {
            let sizes = kernel
                .reference
                .rows
                .iter()
                .find(|row| names(variant, row))
                .map(|row| row.size.clone());
            kernel.row(
                variant,
                &View {
                    size: view.size.clone().or(sizes),
                    threads: view.threads,
                },
            )?;
        }
        let is_shown = |row: &&Row| {
            let size = view.size.as_ref().is_none_or(|size| *size == row.size);
            // A serial variant is the yardstick of the others at any number of threads.
            let threads = view
                .threads
                .is_none_or(|threads| threads == row.threads || row.threads == 1);
            size && threads && (only.is_empty() || only.iter().any(|variant| names(variant, row)))
        };
        if let Some(threads) = view.threads
            && !kernel
                .reference
                .rows
                .iter()
                .filter(is_shown)
                .any(|row| row.threads == threads)
        {
            let known = kernel
                .reference
                .rows
                .iter()
                .map(|row| row.threads.to_string())
                .collect::<std::collections::BTreeSet<_>>();
            return Err(KernelError::NoRow {
                kernel: kernel.name.clone(),
                what: format!("row with {threads} threads"),
                known: known.into_iter().collect::<Vec<_>>().join(", "),
            });
        }
        let rows = |record: &'a Record| record.rows.iter().filter(is_shown);
        let mut groups: Vec<Group<'a>> = Vec::new();
        let mut paired: Vec<*const Row> = Vec::new();
        for row in rows(&kernel.reference) {
            let line = Line {
                reference: Some(row),
                own: kernel.own_row(row),
                further: further::answering_all(kernel, row),
            };
            paired.extend(line.own.map(std::ptr::from_ref));
            paired.extend(
                line.further
                    .iter()
                    .flatten()
                    .copied()
                    .map(std::ptr::from_ref),
            );
            group(&mut groups, &row.size).lines.push(line);
        }
        // What only the reader's machine has, or a further one, such as rows of more threads.
        for row in kernel.own().into_iter().flat_map(rows) {
            if !paired.contains(&std::ptr::from_ref(row)) {
                let further = further::answering_all(kernel, row);
                paired.extend(further.iter().flatten().copied().map(std::ptr::from_ref));
                group(&mut groups, &row.size).lines.push(Line {
                    reference: None,
                    own: Some(row),
                    further,
                });
            }
        }
        for machine in &kernel.machines {
            for row in rows(&machine.record) {
                if !paired.contains(&std::ptr::from_ref(row)) {
                    let further = further::answering_all(kernel, row);
                    paired.extend(further.iter().flatten().copied().map(std::ptr::from_ref));
                    group(&mut groups, &row.size).lines.push(Line {
                        reference: None,
                        own: None,
                        further,
                    });
                }
            }
        }
        Ok(Self { kernel, groups })
    }

    /// Whether any line has a row of the reader's.
    fn has_own(&self) -> bool {
        self.groups
            .iter()
            .flat_map(|group| &group.lines)
            .any(|line| line.own.is_some())
    }
}

fn group<'g, 'a>(groups: &'g mut Vec<Group<'a>>, size: &'a str) -> &'g mut Group<'a> {
    let at = groups
        .iter()
        .position(|group| group.size == size)
        .unwrap_or_else(|| {
            groups.push(Group {
                size,
                lines: Vec::new(),
            });
            groups.len() - 1
        });
    &mut groups[at]
}

impl<'a> Group<'a> {
    /// The rows of one record, in the table's order.
    fn rows(&self, own: bool) -> impl Iterator<Item = &'a Row> {
        self.lines
            .iter()
            .filter_map(move |line| if own { line.own } else { line.reference })
    }

    /// The rows of a further machine, in the table's order.
    fn rows_of_further(&self, machine: usize) -> impl Iterator<Item = &'a Row> {
        self.lines
            .iter()
            .filter_map(move |line| line.further[machine])
    }

    /// How many times as fast as the group's first row a row is, on the same machine.
    fn speed(&self, row: &Row, own: bool) -> Option<stopwatch::Comparison> {
        self.rows(own).next()?.over(row)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn view(size: Option<&str>, threads: Option<u32>) -> View {
        View {
            size: size.map(str::to_owned),
            threads,
        }
    }

    fn powers(own: &[Row]) -> Kernel {
        let rows = [
            sample::row("mul", "x^2", 1, 1e-3),
            sample::python("numpy", "x^2", 1, 2e-3),
            sample::row("mul", "x^3", 1, 1e-3),
            sample::row("parallel", "x^3", 2, 5e-4),
        ];
        sample::kernel(&rows, own)
    }

    #[test]
    fn a_figure_is_one_line_with_plot_table_reading_and_machine() {
        let html = figure(&powers(&[]), &View::default(), &[], 1).unwrap();
        assert!(!html.contains('\n') && html.starts_with("<figure") && html.ends_with("</figure>"));
        for part in [
            "<svg",
            "<table",
            "class=\"reading\"",
            "<details class=\"machine\"",
            "cargo workbook bench powers",
        ] {
            assert!(
                html.contains(&code(part).replace("<code>", "").replace("</code>", ""))
                    || html.contains(part),
                "{part}"
            );
        }
        assert!(!html.contains("class=\"stale\""));
    }

    #[test]
    fn the_view_chooses_rows_and_a_wrong_one_is_an_error() {
        let kernel = powers(&[]);
        let count = |view: &View, only: &[Variant]| {
            Shown::of(&kernel, view, only).map(|shown| {
                shown
                    .groups
                    .iter()
                    .map(|group| group.lines.len())
                    .collect::<Vec<_>>()
            })
        };
        let numpy = Variant {
            language: None,
            name: "numpy".to_owned(),
        };
        assert_eq!(count(&view(None, None), &[]).unwrap(), [2, 2]);
        assert_eq!(count(&view(Some("x^2"), None), &[]).unwrap(), [2]);
        assert_eq!(
            count(&view(None, None), std::slice::from_ref(&numpy)).unwrap(),
            [1]
        );
        assert_eq!(count(&view(None, Some(2)), &[]).unwrap(), [2, 2]);
        assert!(
            count(&view(Some("x^9"), None), &[])
                .unwrap_err()
                .to_string()
                .contains("no size `x^9`")
        );
        assert!(
            count(&view(None, Some(3)), &[])
                .unwrap_err()
                .to_string()
                .contains("3 threads")
        );
        assert!(
            count(&view(Some("x^3"), None), &[numpy])
                .unwrap_err()
                .to_string()
                .contains("no variant `numpy`")
        );
    }

    #[test]
    fn rows_that_only_the_reader_has_are_shown_too() {
        let own = [
            sample::row("mul", "x^2", 1, 1e-3),
            sample::row("mine", "x^2", 1, 1e-4),
            sample::row("parallel", "x^3", 8, 1e-4),
        ];
        let kernel = powers(&own);
        let shown = Shown::of(&kernel, &View::default(), &[]).unwrap();
        assert_eq!(shown.groups[0].lines[2].row().variant, "mine");
        assert!(shown.groups[0].lines[2].reference.is_none());
        assert_eq!(
            shown.groups[1].lines[1].own.unwrap().threads,
            8,
            "as many threads as the reader's machine has"
        );
    }

    #[test]
    fn a_broken_record_of_the_reader_is_named_and_left_out() {
        let mut kernel = powers(&[]);
        kernel.own =
            Own::Unusable("the record .workbook/measurements/powers.json is broken".to_owned());
        let html = figure(&kernel, &View::default(), &[], 1).unwrap();
        assert!(html.contains(
            "left out:</strong> the record .workbook/measurements/powers.json is broken"
        ));
        assert!(!html.contains("Yours</th>"));
    }
}
