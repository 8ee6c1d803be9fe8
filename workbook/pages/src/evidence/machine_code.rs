//! The loop that a variant spends its time in, on a page.

use std::path::Path;

use super::{Evidence, EvidenceError, Loop};
use crate::html::code;

/// A loop of more lines than this is folded.
const LONG: usize = 32;

/// The loop as Markdown with HTML around it: of the copy for `level`, or for the widest registers that there are.
pub fn machine_code(
    evidence: &Evidence,
    root: &Path,
    variant: &str,
    level: Option<&str>,
) -> Result<String, EvidenceError> {
    let copies: Vec<&Loop> = evidence
        .code
        .iter()
        .filter(|copy| copy.variant == variant)
        .collect();
    if copies.is_empty() {
        let mut known: Vec<&str> = evidence
            .code
            .iter()
            .map(|copy| copy.variant.as_str())
            .collect();
        known.dedup();
        return Err(evidence.no_such(format!("machine code of `{variant}`"), &known));
    }
    let found = match level {
        None => copies.last().copied(),
        Some(level) => copies.iter().find(|copy| copy.level == level).copied(),
    };
    let Some(found) = found else {
        let known: Vec<&str> = copies.iter().map(|copy| copy.level.as_str()).collect();
        return Err(evidence.no_such(
            format!("copy of `{variant}` for `{}`", level.unwrap_or_default()),
            &known,
        ));
    };
    let name = code(&format!("{}/{variant}", evidence.kernel));
    let title = format!(
        "The loop of {name}, compiled for {}",
        processors(found, copies.len())
    );
    let body = format!("```text\n{}\n```", found.body.join("\n"));
    let body = if found.body.len() > LONG {
        format!(
            "<details class=\"long\"><summary>{title}: {} lines</summary>\n\n{body}\n\n</details>",
            found.body.len()
        )
    } else {
        body
    };
    Ok(format!(
        "<figure class=\"machine-code\">{mark}\n\n{body}\n\n<figcaption>{title}: {}. <small>{}; the destination stands first.</small></figcaption></figure>",
        arithmetic(found),
        evidence.rustc.split(" (").next().unwrap_or_default(),
        mark = evidence.mark(root),
    ))
}

fn processors(copy: &Loop, copies: usize) -> String {
    match (copy.level.as_str(), copies) {
        ("x86-64", 1) => "any x86-64 processor".to_owned(),
        ("x86-64", _) => "the oldest x86-64 processors".to_owned(),
        (level, _) => format!("processors with {level}"),
    }
}

/// What its instructions compute with, in words.
fn arithmetic(copy: &Loop) -> String {
    let count = |number: u32, kind: &str| {
        let plural = if number == 1 { "" } else { "s" };
        format!("{number} {kind} operation{plural}")
    };
    match (copy.packed, copy.scalar) {
        (0, 0) => "no floating-point arithmetic".to_owned(),
        (0, scalar) => format!("{}, one number at a time", count(scalar, "scalar")),
        (packed, 0) => format!(
            "{} in registers of {} bits",
            count(packed, "packed"),
            copy.bits
        ),
        (packed, scalar) => format!(
            "{} in registers of up to {} bits, and {}",
            count(packed, "packed"),
            copy.bits,
            count(scalar, "scalar")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::tests::repository;

    #[test]
    fn a_loop_is_shown_as_text_with_what_it_computes_with() {
        let folder = repository();
        let evidence = Evidence::read(folder.path(), "powers").unwrap();
        let text = machine_code(&evidence, folder.path(), "simd", None).unwrap();
        for part in [
            "```text\n1:\n    mulpd xmm0, xmm1\n",
            "processors with AVX-512",
            "2 packed operations in registers of 512 bits",
            "rustc 1.95.0",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        let narrow = machine_code(&evidence, folder.path(), "simd", Some("x86-64")).unwrap();
        assert!(
            narrow.contains("the oldest x86-64 processors") && narrow.contains("128 bits"),
            "{narrow}"
        );
        let scalar = machine_code(&evidence, folder.path(), "mul", None).unwrap();
        assert!(
            scalar.contains("1 scalar operation, one number at a time"),
            "{scalar}"
        );
    }

    #[test]
    fn a_long_loop_is_folded_and_what_is_not_there_is_named() {
        let folder = repository();
        let mut evidence = Evidence::read(folder.path(), "powers").unwrap();
        evidence.code[0].body = vec!["    nop".to_owned(); 40];
        let text = machine_code(&evidence, folder.path(), "mul", None).unwrap();
        assert!(
            text.contains("<summary>The loop of") && text.contains("40 lines"),
            "{text}"
        );
        let wrong = |variant, level| {
            machine_code(&evidence, folder.path(), variant, level)
                .unwrap_err()
                .to_string()
        };
        assert!(wrong("powi", None).contains("no machine code of `powi`; it has `mul`, `simd`"));
        assert!(
            wrong("simd", Some("AVX9"))
                .contains("no copy of `simd` for `AVX9`; it has `x86-64`, `AVX-512`")
        );
    }
}
