//! Expect build-error: contained
//!
//! Tries to change, move and remove what is there.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let escaped = std::fs::write("{VICTIM}", "spoilt").is_ok()
        || std::fs::File::options().write(true).truncate(true).open("{VICTIM}").is_ok()
        || std::fs::remove_file("{VICTIM}").is_ok()
        || std::fs::rename("{VICTIM}", "mine").is_ok()
        || std::fs::hard_link("{VICTIM}", "mine").is_ok();
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
