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
    let id = format!(
        "guess-{}",
        slug(&format!("{}-{}-{}-{}", kernel.name, pair.a, pair.b, a.size))
    );
    let truth = own.map_or(reference.ratio, |own| own.ratio);
    Ok(format!(
        "<div class=\"guess\" data-guess=\"{}\" data-reference=\"{:e}\" data-truth=\"{truth:e}\">\
         <form><label for=\"{id}\">{question}</label> \
         <span class=\"guess-field\"><input id=\"{id}\" type=\"number\" min=\"0\" step=\"any\" inputmode=\"decimal\" required> times</span> \
         <button type=\"submit\">Reveal</button></form>\
         <p class=\"guess-verdict\" role=\"status\"></p>\
         <details><summary><span class=\"guess-question\">{question} </span>Show the answer</summary><ul>{answers}</ul></details></div>",
        escape(&key),
        reference.ratio,
    ))
}

/// Letters, digits and hyphens for an id.
fn slug(text: &str) -> String {
    text.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '-'
            }
        })
        .collect()
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
            html.contains("<label for=\"guess-powers-a-b-x-2\">")
                && html.contains("<input id=\"guess-powers-a-b-x-2\""),
            "{html}"
        );
        assert!(
            html.contains(
                "data-guess=\"timing#powers/a/b/x^2\" data-reference=\"3e0\" data-truth=\"3e0\""
            ),
            "{html}"
        );
        assert!(!html.contains("Your machine") && !html.contains('\n'));
    }

    #[test]
    fn the_readers_own_ratio_is_the_truth_where_there_is_one() {
        let html = html(true);
        assert!(
            html.contains("Your machine: <strong>5.0</strong>")
                && html.contains("data-truth=\"5e0\""),
            "{html}"
        );
    }
}
