//! A bet on a ratio, before the table that settles it.

use crate::directive::Pair;
use crate::html::{code, escape};
use crate::kernel::{Kernel, KernelError};
use crate::quantity::{precise_ratio, ratio};

/// The question, a field for the guess that the page's script puts to work, and the answer in a fold for readers without scripts.
pub fn guess(kernel: &Kernel, pair: &Pair, page: &str) -> Result<String, KernelError> {
    let (a, b) = kernel.pair(pair)?;
    let reference = kernel.ratio(a, b)?;
    let own = kernel.own_ratio(a, b);
    let threads = if a.threads == b.threads && a.threads > 1 {
        format!(" with {} threads", a.threads)
    } else {
        String::new()
    };
    let question = format!(
        "How many times as long as {} does {} take at {}{threads}?",
        code(&pair.b.to_string()),
        code(&pair.a.to_string()),
        code(&a.size)
    );
    let answer = |name: &str, found: &stopwatch::Comparison| {
        format!(
            "{name}: <strong>{}</strong> (95 % interval {} to {})",
            ratio(found.ratio),
            precise_ratio(found.low),
            precise_ratio(found.high)
        )
    };
    let mut answers = format!("<li>{}</li>", answer("Reference machine", &reference));
    if let Some(own) = &own {
        answers.push_str(&format!("<li>{}</li>", answer("Your machine", own)));
    }
    let key = format!("{page}#{}/{}/{}/{}", kernel.name, pair.a, pair.b, a.size);
    let own = own.map_or_else(String::new, |own| format!(" data-own=\"{:e}\"", own.ratio));
    Ok(format!(
        "<div class=\"guess\" data-guess=\"{}\" data-reference=\"{:e}\"{own}>\
         <form><label>{question} <input type=\"number\" min=\"0\" step=\"any\" inputmode=\"decimal\" required></label> \
         <button type=\"submit\">Reveal</button> <button type=\"button\">Show without guessing</button></form>\
         <p role=\"status\"></p>\
         <details><summary><span>{question} </span>Show the answer</summary><ul>{answers}</ul></details></div>",
        escape(&key),
        reference.ratio,
    ))
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
        )
        .unwrap()
    }

    #[test]
    fn the_answer_is_in_a_fold_and_the_field_has_a_label() {
        let html = html(false);
        assert!(
            html.contains("<details>") && html.contains("Reference machine: <strong>3.0</strong>"),
            "{html}"
        );
        assert!(
            html.contains(
                "<form><label>How many times as long as <code>b</code> does <code>a</code> take"
            ),
            "{html}"
        );
        assert!(
            html.contains("data-guess=\"timing#powers/a/b/x^2\" data-reference=\"3e0\""),
            "{html}"
        );
        assert!(!html.contains("Your machine") && !html.contains('\n'));
    }

    #[test]
    fn the_readers_own_ratio_is_the_truth_where_there_is_one() {
        let html = html(true);
        assert!(
            html.contains("Your machine: <strong>5.0</strong>")
                && html.contains("data-own=\"5e0\""),
            "{html}"
        );
    }
}
