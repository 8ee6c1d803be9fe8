//! Expect build-limit: the compiler's folder
//!
//! Writes what it may write to without end.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    for number in 0.. {
        let _ = std::fs::write(format!("file-{number}"), vec![1; 64 << 20]);
    }
    item
}
