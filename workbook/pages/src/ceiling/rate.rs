//! What a row of the ceiling record comes to: `39 GB/s`.

use ceilings::{amount, quantity};

use crate::html::escape;
use crate::kernel::{Kernel, KernelError};
use crate::machine;
use crate::quantity::{NO_BREAK, time};
use crate::record::Row;

use crate::directive::{Variant, View};

/// Why there is no rate.
#[derive(Debug, thiserror::Error)]
pub enum RateError {
    /// The record has no such row.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// The row counts nothing.
    #[error("`{0}` isn't the name of a ceiling, so it has no rate")]
    NoCeiling(String),
}

/// A row's rate as people read it; nothing for a row that counts nothing.
pub(super) fn of(row: &Row) -> Option<String> {
    let rate = quantity(&row.variant)?.rate(amount(&row.size)?, super::time(row));
    Some(rate.replace(' ', &NO_BREAK.to_string()))
}

/// The rate of a row of the reference record, for prose.
pub fn rate(kernel: &Kernel, variant: &Variant, view: &View) -> Result<String, RateError> {
    let row = kernel.row(variant, view)?;
    let text = of(row).ok_or_else(|| RateError::NoCeiling(row.variant.clone()))?;
    let title = format!(
        "{} at {}, {} thread{}: {}; measured on {}",
        row.variant,
        row.size,
        row.threads,
        if row.threads == 1 { "" } else { "s" },
        time(super::time(row)),
        machine::line(&kernel.reference)
    );
    Ok(format!(
        "<data class=\"number\" value=\"{:e}\" title=\"{}\">{text}</data>",
        super::time(row),
        escape(&title)
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sample;

    #[test]
    fn a_rate_is_that_of_the_row_and_another_kernels_row_has_none() {
        let kernel = sample::kernel(
            &[
                sample::row("read", "256 MiB", 1, 268_435_456.0 / 39e9 / 0.98),
                sample::row("mul", "256 MiB", 1, 1.0),
            ],
            &[],
        );
        let variant = |name: &str| Variant {
            language: None,
            name: name.to_owned(),
        };
        let html = rate(&kernel, &variant("read"), &View::default()).unwrap();
        assert!(html.contains(">39.0\u{a0}GB/s</data>"), "{html}");
        assert!(
            html.contains("read at 256 MiB, 1 thread: 6.88\u{a0}ms;"),
            "{html}"
        );
        let error = rate(&kernel, &variant("mul"), &View::default()).unwrap_err();
        assert!(
            error
                .to_string()
                .contains("`mul` isn't the name of a ceiling")
        );
    }
}
