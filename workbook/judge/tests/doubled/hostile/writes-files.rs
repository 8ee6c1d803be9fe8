//! Expect build-error: contained
//!
//! Tries to write outside its folder.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    // A private `/tmp` may be there to be written to; the machine's must not be.
    let _ = std::fs::write("/tmp/workbook-escaped", "escaped");
    let escaped = ["{FOLDER}/escaped", "/var/tmp/workbook-escaped", "/dev/shm/workbook-escaped", "/workbook-escaped"]
        .iter()
        .any(|file| std::fs::write(file, "escaped").is_ok());
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
