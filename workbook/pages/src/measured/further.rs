//! What a figure shows of further machines: a pair of columns each, and a letter in the plot.

use super::table::{Cells, cells as pair};
use super::{Group, Line, Shown};
use crate::html::{code, escape};
use crate::kernel::{Kernel, answering};
use crate::record::Row;

/// The rows of all further machines that answer to a row.
pub(super) fn answering_all<'a>(kernel: &'a Kernel, row: &Row) -> Vec<Option<&'a Row>> {
    kernel
        .machines
        .iter()
        .map(|machine| answering(&machine.record, row))
        .collect()
}

/// The further machines that have a row among those shown, by their numbers.
pub(super) fn shown(shown: &Shown) -> Vec<usize> {
    (0..shown.kernel.machines.len())
        .filter(|&machine| {
            shown
                .groups
                .iter()
                .any(|group| group.rows_of_further(machine).next().is_some())
        })
        .collect()
}

/// The letter that stands for a machine in a plot.
pub(super) fn letter(machine: usize) -> String {
    let alphabet = (b'A'..=b'Z').map(char::from);
    alphabet
        .clone()
        .nth(machine)
        .map_or_else(|| machine.to_string(), String::from)
}

/// What the letters of a plot stand for.
pub(super) fn legend(kernel: &Kernel, machines: &[usize]) -> String {
    let words = machines.iter().map(|&machine| {
        format!(
            "{}: {}",
            letter(machine),
            code(&kernel.machines[machine].name)
        )
    });
    words.collect::<Vec<_>>().join(", ")
}

/// The heads of the machines' columns.
pub(super) fn heads(kernel: &Kernel, machines: &[usize]) -> String {
    let head = |&machine: &usize| {
        let name = escape(&kernel.machines[machine].name);
        format!("<th scope=\"colgroup\" colspan=\"2\">{name}</th>")
    };
    machines.iter().map(head).collect()
}

/// The second row of heads.
pub(super) fn second_heads(machines: &[usize]) -> String {
    "<th scope=\"col\">Time</th><th scope=\"col\">Speed</th>".repeat(machines.len())
}

/// The cells of a line on each machine.
pub(super) fn cells(group: &Group, line: &Line, machines: &[usize]) -> String {
    let threads = line.row().threads;
    let cell = |&machine: &usize| {
        let Some(row) = line.further[machine] else {
            return pair(Cells::NotMeasured);
        };
        let first = group.rows_of_further(machine).next();
        pair(Cells::Measured {
            row,
            speed: first.and_then(|first| first.over(row)),
            threads: (row.threads != threads).then_some(row.threads),
        })
    };
    machines.iter().map(cell).collect()
}

/// What is to be said of further machines' numbers: those that are older than the code, and those that can't be used.
pub(super) fn marks(kernel: &Kernel) -> Vec<String> {
    let older = kernel
        .machines
        .iter()
        .filter(|machine| !machine.changed.is_empty());
    let older = older.map(|machine| {
        format!(
            "<p class=\"stale\" role=\"note\"><strong>The numbers of {} are older than the code.</strong></p>",
            code(&machine.name)
        )
    });
    let broken = kernel.remarks.iter().map(|remark| {
        format!(
            "<p class=\"stale\" role=\"note\"><strong>A machine is left out:</strong> {}.</p>",
            escape(remark)
        )
    });
    older.chain(broken).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::View;
    use crate::machines::Further;
    use crate::measured::figure;
    use crate::sample;

    fn kernel(names: &[(&str, &[Row])]) -> Kernel {
        let mut kernel = sample::kernel(
            &[
                sample::row("loop", "1", 1, 4.0),
                sample::row("parallel", "1", 2, 2.0),
            ],
            &[],
        );
        kernel.machines = names
            .iter()
            .map(|(name, rows)| Further {
                name: (*name).to_owned(),
                record: sample::record("powers", rows),
                changed: Vec::new(),
            })
            .collect();
        kernel
    }

    #[test]
    fn a_further_machine_has_columns_a_letter_and_a_card() {
        let rows = [
            sample::row("loop", "1", 1, 3.0),
            sample::row("parallel", "1", 8, 0.5),
        ];
        let kernel = kernel(&[("ward-8", &rows)]);
        let html = figure(&kernel, &View::default(), &[], 1).unwrap();
        for part in [
            "<th scope=\"colgroup\" colspan=\"2\">Reference</th><th scope=\"colgroup\" colspan=\"2\">ward-8</th>",
            "<td>3.00\u{a0}s <small>",
            "8 threads",
            "6.0&nbsp;×",
            "A: <code>ward&#45;8</code>",
            ">A</text>",
            "<th scope=\"col\">Reference</th><th scope=\"col\">ward-8</th>",
        ] {
            assert!(html.contains(part), "{part} is not in {html}");
        }
        assert!(!html.contains("Yours</th>") && !html.contains('\n'));
    }

    #[test]
    fn machines_without_a_row_here_have_no_column_and_rows_of_their_own_are_lines() {
        let mine = [sample::row("threads-16", "1", 16, 0.25)];
        let other = [sample::row("loop", "2", 1, 3.0)];
        let kernel = kernel(&[("acre", &other), ("ward", &mine)]);
        let view = View {
            size: Some("1".to_owned()),
            threads: None,
        };
        let found = Shown::of(&kernel, &view, &[]).unwrap();
        assert_eq!(shown(&found), [1]);
        assert_eq!(found.groups[0].lines.len(), 3);
        let html = figure(&kernel, &view, &[], 1).unwrap();
        assert!(
            html.contains("<code>threads&#45;16</code>") && html.contains("not measured"),
            "{html}"
        );
        assert!(!html.contains("colspan=\"2\">acre"));
    }

    #[test]
    fn old_and_broken_numbers_are_told() {
        let rows = [sample::row("loop", "1", 1, 3.0)];
        let mut kernel = kernel(&[("ward", &rows)]);
        kernel.machines[0].changed.push("src/f.rs".to_owned());
        kernel.remarks.push("the record <x> is broken".to_owned());
        let marks = marks(&kernel).concat();
        assert!(marks.contains("<code>ward</code> are older"), "{marks}");
        assert!(
            marks.contains("left out:</strong> the record &lt;x&gt; is broken."),
            "{marks}"
        );
    }

    #[test]
    fn letters_do_not_run_out() {
        assert_eq!(
            (letter(0), letter(25), letter(26)),
            ("A".to_owned(), "Z".to_owned(), "26".to_owned())
        );
    }
}
