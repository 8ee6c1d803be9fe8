//! What the reader measured better before, where the latest run is clearly slower.

use super::{Shown, name};
use crate::html::code;
use crate::quantity::time;
use crate::record::{Best, Row};

/// So many rows are told, and of the rest how many there are.
const TOLD: usize = 4;

/// A sentence with the rows among those shown that an earlier run has faster.
pub(super) fn sentence(shown: &Shown) -> Option<String> {
    let own = shown.kernel.own()?;
    let lines = shown.groups.iter().flat_map(|group| &group.lines);
    let rows: Vec<(&Row, &Best)> = lines
        .filter_map(|line| line.own)
        .filter_map(|row| Some((row, own.run.best.iter().find(|best| is_of(best, row))?)))
        .collect();
    if rows.is_empty() {
        return None;
    }
    let mut parts: Vec<String> = rows
        .iter()
        .take(TOLD)
        .map(|(row, best)| {
            format!(
                "{} at {} took {} on {}, and {} now",
                name(row),
                code(&row.size),
                time(best.median_s),
                crate::html::escape(best.date.get(..10).unwrap_or(&best.date)),
                time(row.median_s)
            )
        })
        .collect();
    if rows.len() > TOLD {
        parts.push(format!("and {} more", rows.len() - TOLD));
    }
    Some(format!(
        "<p class=\"yours\">You have measured better before: {}. To compare your runs: {}</p>",
        parts.join("; "),
        code(&format!(
            "cargo workbook bench {} --compare",
            shown.kernel.name
        ))
    ))
}

fn is_of(best: &Best, row: &Row) -> bool {
    best.variant == row.variant
        && best.language == row.language
        && best.size == row.size
        && best.threads == row.threads
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::View;
    use crate::kernel::Own;
    use crate::sample;

    fn told(better: usize) -> Option<String> {
        let rows: Vec<Row> = (0..6)
            .map(|n| sample::row(&format!("v{n}"), "1", 1, 2.0))
            .collect();
        let mut kernel = sample::kernel(&rows, &rows);
        let Own::Record(own) = &mut kernel.own else {
            panic!("the sample has one");
        };
        own.run.best = rows[..better]
            .iter()
            .map(|row| Best {
                variant: row.variant.clone(),
                language: row.language,
                size: row.size.clone(),
                threads: row.threads,
                median_s: 1.5,
                date: "2026-11-20T10:00:00Z".to_owned(),
            })
            .collect();
        sentence(&Shown::of(&kernel, &View::default(), &[]).unwrap())
    }

    #[test]
    fn what_was_better_before_is_told_with_its_date_and_no_more_than_a_few_rows() {
        assert_eq!(told(0), None);
        let one = told(1).unwrap().replace('\u{a0}', " ");
        assert!(
            one.contains(
                "<code>v0</code> at <code>1</code> took 1.50 s on 2026-11-20, and 2.00 s now. To"
            ),
            "{one}"
        );
        let many = told(6).unwrap();
        assert!(
            many.contains("v3") && !many.contains("v4") && many.contains("and 2 more"),
            "{many}"
        );
    }
}
