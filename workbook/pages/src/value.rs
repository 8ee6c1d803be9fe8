//! Numbers in prose: a time, a ratio, a machine; all from the reference record.

use crate::directive::{Pair, Variant, View};
use crate::html::{escape, without_markdown};
use crate::kernel::{Kernel, KernelError};
use crate::machine;
use crate::quantity::{precise_ratio, ratio, time, time_interval};

/// The time of a variant.
pub fn value(kernel: &Kernel, variant: &Variant, view: &View) -> Result<String, KernelError> {
    let row = kernel.row(variant, view)?;
    let mut title = format!(
        "{} at {}, {} thread{}: median, 95 % interval {}",
        row.variant,
        row.size,
        row.threads,
        if row.threads == 1 { "" } else { "s" },
        time_interval(row.low_s, row.median_s, row.high_s)
    );
    if let Some(size) = &row.scaled_from {
        title.push_str(&format!(", scaled from {size}"));
    }
    Ok(data(kernel, row.median_s, &time(row.median_s), &title))
}

/// The time of one variant ÷ the time of another.
pub fn quotient(kernel: &Kernel, pair: &Pair) -> Result<String, KernelError> {
    let (a, b) = kernel.pair(pair)?;
    let found = kernel.ratio(a, b)?;
    let title = format!(
        "time of {} ÷ time of {} at {}: 95 % interval {} to {}",
        a.variant,
        b.variant,
        a.size,
        precise_ratio(found.low),
        precise_ratio(found.high)
    );
    Ok(data(kernel, found.ratio, &ratio(found.ratio), &title))
}

/// The reference machine of a kernel, in a few words.
pub fn machine(kernel: &Kernel) -> String {
    format!(
        "<span>{}</span>",
        without_markdown(&escape(&machine::line(&kernel.reference)))
    )
}

fn data(kernel: &Kernel, value: f64, text: &str, title: &str) -> String {
    format!(
        "<data class=\"number\" value=\"{value:e}\" title=\"{}\">{text}</data>",
        escape(&format!(
            "{title}; measured on {}",
            machine::line(&kernel.reference)
        ))
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    fn variant(name: &str) -> Variant {
        Variant {
            language: None,
            name: name.to_owned(),
        }
    }

    fn kernel() -> Kernel {
        sample::kernel(
            &[
                sample::row("mul", "x^2", 1, 1e-3),
                sample::row("powf", "x^2", 1, 3.4e-3),
                sample::row("powf", "x^3", 1, 5e-3),
                sample::row("powf", "x^3", 2, 2.5e-3),
                sample::python("powf", "x^2", 1, 7e-3),
            ],
            &[],
        )
    }

    #[test]
    fn a_time_is_that_of_the_first_size_unless_another_is_named() {
        let rust = |size: Option<&str>, threads| {
            let view = View {
                size: size.map(str::to_owned),
                threads,
            };
            value(
                &kernel(),
                &Variant {
                    language: Some(crate::record::Language::Rust),
                    name: "powf".to_owned(),
                },
                &view,
            )
            .unwrap()
        };
        assert!(rust(None, None).contains(">3.40\u{a0}ms</data>"));
        assert!(rust(Some("x^3"), None).contains(">5.00\u{a0}ms</data>"));
        assert!(rust(Some("x^3"), Some(2)).contains(">2.50\u{a0}ms</data>"));
        assert!(
            rust(None, Some(2)).contains(">3.40\u{a0}ms</data>"),
            "a serial variant stays as it is"
        );
        assert!(
            rust(None, None)
                .contains("95 % interval 3.33–3.47\u{a0}ms; measured on Sample CPU &lt;1&gt;")
        );
    }

    #[test]
    fn a_ratio_has_two_digits_and_its_interval_in_the_title() {
        let pair = Pair {
            kernel: "powers".to_owned(),
            a: Variant {
                language: Some(crate::record::Language::Rust),
                name: "powf".to_owned(),
            },
            b: variant("mul"),
            view: View::default(),
        };
        let text = quotient(&kernel(), &pair).unwrap();
        assert!(
            text.contains(">3.4</data>") && text.contains("interval 3.40 to 3.40"),
            "{text}"
        );
    }

    #[test]
    fn what_is_not_there_or_not_clear_is_an_error_that_lists_what_is() {
        let error = |name: &str, size: Option<&str>, threads| {
            let view = View {
                size: size.map(str::to_owned),
                threads,
            };
            value(&kernel(), &variant(name), &view)
                .unwrap_err()
                .to_string()
        };
        assert!(
            error("pow", None, None).contains("no variant `pow` at `x^2`; it has `mul`, `powf`")
        );
        assert!(error("powf", Some("x^9"), None).contains("no size `x^9`; it has `x^2`, `x^3`"));
        assert!(error("powf", Some("x^3"), Some(4)).contains("with 4 threads; it has `1`, `2`"));
        assert!(error("powf", None, None).contains("python:powf"));
    }
}
