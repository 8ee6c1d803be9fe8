//! The ceilings of the reference machine and of the reader's, as a figure of a page.

use ceilings::{Quantity, amount, quantity};

use super::rate;
use crate::html::{code, escape};
use crate::kernel::{Kernel, Own};
use crate::machine;
use crate::record::Row;
use crate::stale;

/// Both machines' ceilings, as one line of HTML. `number` counts the figures of a page.
pub fn card(kernel: &Kernel, number: usize) -> String {
    let mut html = format!(
        "<figure class=\"measured\" data-kernel=\"{}\">",
        escape(&kernel.name)
    );
    html.extend(stale::mark(kernel));
    html.extend(stale::own_mark(kernel));
    let rows = &kernel.reference.rows;
    let largest = largest(rows);
    let is_top = |row: &&Row| {
        quantity(&row.variant) != Some(Quantity::Bytes) || amount(&row.size) == largest
    };
    let top = rows.iter().filter(is_top);
    html.push_str(&table(
        kernel,
        &format!("Table {number}: what the machine allows, in the faster quarter of the rounds"),
        top,
        what,
    ));
    let reading = rows.iter().filter(|row| row.variant == "read");
    html.push_str("<details class=\"long\"><summary>Reading, by working set</summary>");
    html.push_str(&table(
        kernel,
        &format!("Table {number}, continued: bytes read a second, by working set"),
        reading,
        |row| escape(&row.size),
    ));
    html.push_str("</details>");
    html.push_str(&machine::cards(
        &kernel.reference,
        kernel.own(),
        &kernel.machines,
    ));
    html.push_str(&invitation(kernel));
    html.push_str("</figure>");
    html
}

/// The largest working set that was measured.
fn largest(rows: &[Row]) -> Option<f64> {
    let bytes = { rows.iter() }.filter(|row| quantity(&row.variant) == Some(Quantity::Bytes));
    bytes
        .filter_map(|row| amount(&row.size))
        .max_by(f64::total_cmp)
}

fn table<'a>(
    kernel: &Kernel,
    caption: &str,
    rows: impl Iterator<Item = &'a Row>,
    what: impl Fn(&Row) -> String,
) -> String {
    let has_own = kernel.own().is_some();
    let mut body = String::new();
    for row in rows {
        let Some(reference) = rate::of(row) else {
            continue;
        };
        body.push_str(&format!(
            "<tr><th scope=\"row\">{}</th><td>{}</td><td>{reference}</td>",
            what(row),
            row.threads
        ));
        if has_own {
            let own = kernel.own_row(row);
            let own = own.and_then(rate::of).unwrap_or_else(|| "–".to_owned());
            body.push_str(&format!("<td>{own}</td>"));
        }
        body.push_str("</tr>");
    }
    let own = if has_own {
        "<th scope=\"col\">Yours</th>"
    } else {
        ""
    };
    let caption = escape(caption);
    format!(
        "<div class=\"table-wrapper\" role=\"region\" tabindex=\"0\" aria-label=\"{caption}\"><table><caption>{caption}</caption>\
         <thead><tr><th scope=\"col\">What</th><th scope=\"col\">Threads</th><th scope=\"col\">Reference</th>{own}</tr></thead>\
         <tbody>{body}</tbody></table></div>"
    )
}

/// What a row is, in words.
fn what(row: &Row) -> String {
    let words = match row.variant.as_str() {
        "read" => "reading",
        "copy" => "copying, as the library does",
        "scale" => "one array in, one out",
        "triad" => "two arrays in, one out",
        "scale-streaming" => "one in, one out, streaming stores",
        "triad-streaming" => "two in, one out, streaming stores",
        "scalar" => "arithmetic, one number at a time",
        "simd" => "arithmetic, whole registers",
        "simd-integers" => "whole numbers, whole registers",
        "add" => "an addition that waits",
        "multiply" => "a multiplication that waits",
        "multiply-add" => "a fused multiplication and addition that waits",
        "integer" => "an operation on a whole number that waits: the clock",
        "join-inside" => "a task offered inside a pool",
        "join" => "two tasks for a pool that sleeps",
        "scope" => "a task for a pool that sleeps",
        "spawn" => "a thread started and waited for",
        other => other,
    };
    let set = match quantity(&row.variant) {
        Some(Quantity::Bytes) => format!(", {}", row.size),
        _ => String::new(),
    };
    format!(
        "{}{} <small>{}</small>",
        escape(words),
        escape(&set),
        code(&row.variant)
    )
}

/// How the reader gets ceilings of their own, or what is wrong with those they have.
fn invitation(kernel: &Kernel) -> String {
    let command = code("cargo workbook bench ceiling");
    match &kernel.own {
        Own::None => {
            format!("<p class=\"yours\">For your own machine beside this one: {command}</p>")
        }
        Own::Unusable(reason) => format!(
            "<p class=\"stale\" role=\"note\"><strong>Your own numbers are left out:</strong> {}. To measure again: {command}</p>",
            escape(reason)
        ),
        Own::Record(record) if record.run.quick => {
            format!("<p class=\"yours\">Yours come from a quick run. For a full one: {command}</p>")
        }
        Own::Record(_) => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn the_largest_working_set_stands_in_the_table_and_all_of_them_below_it() {
        let row = |variant, size, seconds| sample::row(variant, size, 1, seconds / 0.98);
        let mebibyte = f64::from(1 << 20);
        let reference = [
            row("read", "1 MiB", mebibyte / 100e9),
            row("read", "4 MiB", 4.0 * mebibyte / 40e9),
            row("scale", "4 MiB", 4.0 * mebibyte / 30e9),
            row("simd", "10^6 operations", 1e6 / 121e9),
            row("add", "10^6 steps", 1e-3),
        ];
        let alone = card(&sample::kernel(&reference, &[]), 2);
        assert!(!alone.contains('\n') && !alone.contains("Yours</th>"));
        for part in [
            "reading, 4 MiB",
            "40.0\u{a0}GB/s",
            "30.0\u{a0}GB/s",
            "121\u{a0}GFLOP/s",
            "1.00\u{a0}ns\u{a0}a\u{a0}step",
            "cargo workbook bench ceiling",
        ] {
            let part = part.replace(
                "cargo workbook bench ceiling",
                &code("cargo workbook bench ceiling"),
            );
            assert!(alone.contains(&part), "{part}: {alone}");
        }
        let (top, below) = alone.split_once("<details class=\"long\">").unwrap();
        assert!(
            !top.contains("1 MiB") && below.contains("100\u{a0}GB/s"),
            "{alone}"
        );

        let own = [row("read", "4 MiB", 4.0 * mebibyte / 20e9)];
        let both = card(&sample::kernel(&reference, &own), 2);
        assert!(
            both.contains("40.0\u{a0}GB/s</td><td>20.0\u{a0}GB/s</td>"),
            "{both}"
        );
        assert!(both.contains("<td>–</td>"), "what only one has");
    }
}
