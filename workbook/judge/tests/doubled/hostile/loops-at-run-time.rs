//! Expect timeout: 
//!
//! What it expands to never returns.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    "fn square(mut x: u64) -> u64 { while std::hint::black_box(true) { x += 1 } x }".parse().unwrap_or(item)
}
