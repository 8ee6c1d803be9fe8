//! Below a table: where its ceilings come from, and what to think of a row that passes one.

use ceilings::{Bound, KernelBounds};

use super::{Shown, label};
use crate::ceiling::MOST;
use crate::html::{code, escape, without_markdown};
use crate::quantity::percent;
use crate::record::{Language, Row};

/// The sentences, as HTML; none for a kernel of which nothing is declared.
pub(super) fn sentences(shown: &Shown) -> String {
    let Some(bounds) = &shown.kernel.bounds else {
        return String::new();
    };
    let mut html = String::from(
        "<p class=\"bound\"><strong><a href=\"ceilings.html\">The ceiling.</a></strong> ",
    );
    match &bounds.reason {
        Some(reason) => html.push_str(&prose(reason)),
        None => html.push_str(&derivations(shown, bounds)),
    }
    html.push_str("</p>");
    html.push_str(&remark(shown));
    html
}

/// The sentence of each bound that a shown row is compared with.
fn derivations(shown: &Shown, bounds: &KernelBounds) -> String {
    let rows = || shown.groups.iter().flat_map(|group| &group.lines);
    let is_used = |bound: &&Bound| {
        { rows() }.any(|line| {
            let row = line.row();
            let of_row = bounds.of(&row.variant, row.language == Language::Python);
            of_row.is_some_and(|of_row| std::ptr::eq(of_row, *bound))
        })
    };
    let used: Vec<&Bound> = bounds.bounds.iter().filter(is_used).collect();
    let sentence = |bound: &&Bound| {
        let whose: Vec<String> = bound.variants.iter().map(|name| variant(name)).collect();
        match (whose.is_empty(), used.len()) {
            (_, 1) => prose(&bound.because),
            (true, _) => format!("The others: {}", prose(&bound.because)),
            (false, _) => format!("{}: {}", whose.join(", "), prose(&bound.because)),
        }
    };
    used.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// A variant as bounds name it, as tables do.
fn variant(name: &str) -> String {
    match name.strip_prefix("python:") {
        Some(name) => format!("{} (Python)", code(name)),
        None => code(name),
    }
}

/// A sentence with its code marked.
fn prose(text: &str) -> String {
    let parts = text.split('`').enumerate().map(|(n, part)| {
        if n % 2 == 1 {
            code(part)
        } else {
            without_markdown(&escape(part))
        }
    });
    parts.collect()
}

/// What is said of the reader's rows above what their machine allows. In a reference record they fail `verify`.
fn remark(shown: &Shown) -> String {
    let rows = shown.groups.iter().flat_map(|group| group.rows(true));
    let above: Vec<String> = rows
        .filter_map(|row: &Row| {
            let share = row.share_of_ceiling.filter(|share| *share > MOST)?;
            let bound = row.ceiling.as_deref()?;
            Some(format!(
                "{} at {} reaches {} of {}",
                code(&label(row)),
                code(&row.size),
                percent(share),
                escape(bound)
            ))
        })
        .collect();
    if above.is_empty() {
        return String::new();
    }
    format!(
        "<p class=\"remark\" role=\"note\"><strong>On your machine {}.</strong> More than all there is can’t be: the ceiling was \
         measured while the machine was busier or warmer, or the bound doesn’t hold there. To measure the ceilings again: {}</p>",
        above.join("; "),
        code("cargo workbook bench ceiling")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Variant, View};
    use crate::kernel::Kernel;
    use crate::sample;

    fn bound(variants: &[&str], because: &str) -> Bound {
        Bound {
            variants: variants.iter().map(|&name| name.to_owned()).collect(),
            because: because.to_owned(),
            needs: Vec::new(),
        }
    }

    fn kernel(own_share: f64) -> Kernel {
        let rows = [
            sample::row("loop", "1", 1, 1.0),
            sample::row("grid", "1", 1, 1.0),
        ];
        let mut own = rows.clone();
        own[0].share_of_ceiling = Some(own_share);
        own[0].ceiling = Some("arithmetic".to_owned());
        let mut kernel = sample::kernel(&rows, &own);
        kernel.bounds = Some(KernelBounds {
            kernel: "powers".to_owned(),
            reason: None,
            bounds: vec![
                bound(&["grid", "python:tree"], "It skips `most` pairs."),
                bound(&[], "All n (n − 1) / 2 pairs, six operations each."),
            ],
        });
        kernel
    }

    fn html(kernel: &Kernel, only: &[&str]) -> String {
        let only: Vec<Variant> = { only.iter() }
            .map(|&name| Variant {
                language: None,
                name: name.to_owned(),
            })
            .collect();
        sentences(&Shown::of(kernel, &View::default(), &only).unwrap())
    }

    #[test]
    fn the_sentence_of_each_bound_that_is_compared_with_stands_below_the_table() {
        let both = html(&kernel(0.5), &[]);
        assert!(
            both.contains("<code>grid</code>, <code>tree</code> (Python): It skips <code>most</code> pairs&#46;"),
            "{both}"
        );
        assert!(
            both.contains("The others: All n (n − 1) / 2 pairs, six"),
            "{both}"
        );
        assert!(!both.contains("remark"), "{both}");
        let one = html(&kernel(0.5), &["loop"]);
        assert!(
            one.contains("</strong> All n") && !one.contains("grid"),
            "{one}"
        );
    }

    #[test]
    fn a_kernel_without_a_bound_says_why_and_one_of_which_nothing_is_known_says_nothing() {
        let mut kernel = kernel(0.5);
        kernel.bounds = Some(KernelBounds {
            kernel: "powers".to_owned(),
            reason: Some("There is no bound: it sleeps.".to_owned()),
            bounds: Vec::new(),
        });
        assert!(html(&kernel, &[]).contains("There is no bound: it sleeps&#46;"));
        kernel.bounds = None;
        assert_eq!(html(&kernel, &[]), "");
    }

    #[test]
    fn a_reader_above_the_ceiling_is_told_what_that_can_mean() {
        let html = html(&kernel(1.31), &[]);
        assert!(
            html.contains("On your machine <code>loop</code> at <code>1</code> reaches 131&nbsp;% of arithmetic."),
            "{html}"
        );
        assert!(
            !self::html(&kernel(1.09), &[]).contains("remark"),
            "that is noise"
        );
    }
}
