//! Expect build-limit: signal
//!
//! Takes the compiler down with it.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    fn deeper(item: &str) -> usize {
        let text = format!("{item}.");
        deeper(std::hint::black_box(&text)) + text.len()
    }
    format!("const _: usize = {};", deeper(&item.to_string())).parse().unwrap()
}
