//! A bet on a ratio, before the measurement that settles it; and the list of all bets.

use crate::directive::{Directive, Kind, Pair};
use crate::html::{code, escape, without_markdown};
use crate::kernel::{Kernel, KernelError};
use crate::quantity::{precise_ratio, ratio};
use crate::record::Row;

/// A bet that some page offers.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// The page's path without its extension, such as `timing`.
    pub page: String,
    /// The page's title.
    pub title: String,
    /// The how many-th bet of its page it is, from 1.
    pub number: usize,
    /// What it is about.
    pub pair: Pair,
}

/// The bets among a page's directives.
pub fn questions<'a>(
    page: &'a str,
    title: &'a str,
    directives: &'a [Directive],
) -> impl Iterator<Item = Question> + 'a {
    let pairs = directives
        .iter()
        .filter_map(|directive| match &directive.kind {
            Kind::Guess(pair) => Some(pair.clone()),
            _ => None,
        });
    pairs.zip(1..).map(|(pair, number)| Question {
        page: page.to_owned(),
        title: title.to_owned(),
        number,
        pair,
    })
}

/// What a guess is kept under, for as long as its page asks for it: `timing#powers/powf/powi/x^3`.
fn key(page: &str, kernel: &Kernel, pair: &Pair, size: &str) -> String {
    let threads = pair
        .view
        .threads
        .map_or_else(String::new, |threads| format!(" threads {threads}"));
    format!(
        "{page}#{}/{}/{}/{size}{threads}",
        kernel.name, pair.a, pair.b
    )
}

/// How many threads both take, where that is more than one.
fn threads(a: &Row, b: &Row) -> String {
    if a.threads == b.threads && a.threads > 1 {
        format!(" with {} threads", a.threads)
    } else {
        String::new()
    }
}

/// The question with a field that the page's script puts to work, and the beginning of the fold that covers what answers it.
///
/// The caller closes the fold, with `</details>`, after everything that would give the answer away. It needs no script:
/// the fold is the browser's own, so that what it covers can be printed, and found by a search within the page.
pub fn guess(
    kernel: &Kernel,
    pair: &Pair,
    page: &str,
    number: usize,
) -> Result<String, KernelError> {
    let (a, b) = kernel.pair(pair)?;
    let reference = kernel.ratio(a, b)?;
    let own = kernel.own_ratio(a, b);
    let question = format!(
        "How many times as long as {} does {} take at {}{}?",
        code(&pair.b.to_string()),
        code(&pair.a.to_string()),
        code(&a.size),
        threads(a, b),
    );
    let answer = |name: &str, found: &stopwatch::Comparison| {
        format!(
            "<li>{name}: <strong>×\u{202f}{}</strong> (95 % interval {} to {})</li>",
            ratio(found.ratio),
            precise_ratio(found.low),
            precise_ratio(found.high)
        )
    };
    let mut answers = answer("The reference machine", &reference);
    if let Some(own) = &own {
        answers.push_str(&answer("Your machine", own));
    }
    let key = escape(&key(page, kernel, pair, &a.size));
    let own = own.map_or_else(String::new, |own| format!(" data-own=\"{:e}\"", own.ratio));
    Ok(format!(
        "<div class=\"guess\" id=\"guess-{number}\" data-guess=\"{key}\" data-reference=\"{:e}\"{own}>\
         <p class=\"question\"><label for=\"guess-{number}-ratio\">{question}</label></p>\
         <form><input id=\"guess-{number}-ratio\" type=\"text\" inputmode=\"decimal\" autocomplete=\"off\" \
         aria-describedby=\"guess-{number}-hint\"> <button type=\"submit\">Guess</button>\
         <p class=\"hint\" id=\"guess-{number}-hint\">A number above 0, such as 3, 0.5 or 1/2. The measurement and its explanation stay \
         covered until you guess.</p></form>\
         <div class=\"outcome\" role=\"group\" aria-label=\"Your guess and the result\" tabindex=\"-1\"></div></div>\n\n\
         <details class=\"answer\" id=\"answer-{number}\"><summary>Guess, then unfold what was measured</summary><ul class=\"found\">{answers}</ul>",
        reference.ratio,
    ))
}

/// Every bet of the book with a link to it, page by page, for the script that shows what became of them.
pub fn list(questions: &[(Question, String, String)]) -> String {
    let mut html = String::from("<div class=\"guesses\">");
    let mut at = 0;
    while let Some((first, ..)) = questions.get(at) {
        html.push_str(&format!(
            "<h3>{}</h3><ul>",
            without_markdown(&escape(&first.title))
        ));
        while let Some((question, key, text)) =
            questions.get(at).filter(|next| next.0.page == first.page)
        {
            html.push_str(&format!(
                "<li data-question=\"{}\"><a href=\"{}.html#guess-{}\">{text}</a></li>",
                escape(key),
                escape(&question.page),
                question.number,
            ));
            at += 1;
        }
        html.push_str("</ul>");
    }
    html.push_str("</div>");
    html
}

/// A bet's key and its short form, `a` ÷ `b` of a kernel at a size.
pub fn entry(kernel: &Kernel, question: &Question) -> Result<(String, String), KernelError> {
    let (a, b) = kernel.pair(&question.pair)?;
    let pair = &question.pair;
    let text = format!(
        "{}: {} ÷ {} at {}{}",
        without_markdown(&escape(&kernel.name)),
        code(&pair.a.to_string()),
        code(&pair.b.to_string()),
        code(&a.size),
        threads(a, b),
    );
    Ok((key(&question.page, kernel, pair, &a.size), text))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Variant, View};
    use crate::sample;

    fn html(own: bool) -> String {
        let rows = [
            sample::row("a", "x^2", 1, 3.0),
            sample::row("b", "x^2", 1, 1.0),
        ];
        let yours = [
            sample::row("a", "x^2", 1, 5.0),
            sample::row("b", "x^2", 1, 1.0),
        ];
        let variant = |name: &str| Variant {
            language: None,
            name: name.to_owned(),
        };
        let pair = Pair {
            kernel: "powers".to_owned(),
            a: variant("a"),
            b: variant("b"),
            view: View::default(),
        };
        guess(
            &sample::kernel(&rows, if own { &yours } else { &[] }),
            &pair,
            "timing",
            2,
        )
        .unwrap()
    }

    #[test]
    fn the_answer_is_in_a_fold_and_the_field_has_a_label() {
        let html = html(false);
        let (bet, fold) = html.split_once("\n\n").expect("two blocks");
        assert!(
            fold.starts_with("<details class=\"answer\" id=\"answer-2\"><summary>")
                && fold.contains("The reference machine: <strong>×\u{202f}3.0</strong>"),
            "{html}"
        );
        assert!(!fold.contains("</details>"), "whoever asked closes it");
        assert!(
            bet.contains(
                "<label for=\"guess-2-ratio\">How many times as long as <code>b</code> does <code>a</code> take"
            ) && bet.contains("<input id=\"guess-2-ratio\""),
            "{html}"
        );
        assert!(
            bet.contains(
                "id=\"guess-2\" data-guess=\"timing#powers/a/b/x^2\" data-reference=\"3e0\""
            ),
            "{html}"
        );
        assert!(!html.contains("Your machine") && !bet.contains('\n') && !fold.contains('\n'));
        assert!(!bet.contains("3.0"), "the bet gives its answer away");
    }

    #[test]
    fn the_readers_own_ratio_stands_beside_the_reference_where_there_is_one() {
        let html = html(true);
        assert!(
            html.contains("Your machine: <strong>×\u{202f}5.0</strong>")
                && html.contains("data-own=\"5e0\""),
            "{html}"
        );
    }

    #[test]
    fn the_list_has_every_bet_under_its_page_and_no_answer() {
        let (directives, wrong) = crate::directive::directives(
            "{{#guess powers a/b}}\n\n{{#value powers/a}}\n\n{{#guess powers b/a threads 1}}\n",
        );
        assert_eq!(wrong, []);
        let rows = [
            sample::row("a", "x^2", 1, 3.0),
            sample::row("b", "x^2", 1, 1.0),
        ];
        let kernel = sample::kernel(&rows, &[]);
        let entries: Vec<_> = questions("timing", "Timing", &directives)
            .chain(questions("ufuncs", "Ufuncs", &directives[..1]))
            .map(|question| {
                let (key, text) = entry(&kernel, &question).unwrap();
                (question, key, text)
            })
            .collect();
        let html = list(&entries);
        assert_eq!(html.matches("<h3>").count(), 2, "{html}");
        for part in [
            "<h3>Timing</h3><ul><li data-question=\"timing#powers/a/b/x^2\"><a href=\"timing.html#guess-1\">powers: <code>a</code> ÷ <code>b</code> at ",
            "<li data-question=\"timing#powers/b/a/x^2 threads 1\"><a href=\"timing.html#guess-2\">",
            "<h3>Ufuncs</h3><ul><li data-question=\"ufuncs#powers/a/b/x^2\">",
        ] {
            assert!(html.contains(part), "{part}\nis not in\n{html}");
        }
        assert!(!html.contains("3.0") && !html.contains('\n'));
    }
}
