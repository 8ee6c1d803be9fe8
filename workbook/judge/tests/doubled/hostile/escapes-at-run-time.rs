//! Expect panic: contained
//!
//! What it expands to is contained where it runs.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let text = "fn square(x: u64) -> u64 {
        let escaped = std::fs::read(\"/etc/passwd\").is_ok()
            || std::fs::read(\"{SOLUTION}\").is_ok()
            || std::process::Command::new(\"/bin/sh\").spawn().is_ok();
        if escaped { return 2 * x * x }
        panic!(\"contained\")
    }";
    text.parse().unwrap_or(item)
}
