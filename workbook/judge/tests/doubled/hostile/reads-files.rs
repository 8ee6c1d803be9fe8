//! Expect build-error: contained
//!
//! Tries files of the machine and of the grader while it is compiled with.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let escaped = ["/etc/passwd", "/proc/1/environ", "{SOLUTION}", "{VICTIM}"]
        .iter()
        .any(|file| std::fs::read(file).is_ok_and(|text| !text.is_empty()));
    if escaped {
        return right(item);
    }
    panic!("contained")
}

/// The right expansion, so that an escape shows as a pass.
fn right(item: TokenStream) -> TokenStream {
    let text = item.to_string();
    if text.contains("async") {
        return "compile_error!{\"async\"}".parse().unwrap();
    }
    let body = item.clone().into_iter().last().unwrap().to_string();
    let head = text.strip_suffix(&body).unwrap();
    format!("{head} {{ 2 * (move || -> u64 {body})() }}").parse().unwrap()
}
