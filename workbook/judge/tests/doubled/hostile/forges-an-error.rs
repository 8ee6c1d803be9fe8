//! Expect wrong: 0 instead of
//!
//! Prints what the compiler would say, and compiles.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    eprintln!("{{\"level\":\"error\",\"message\":\"async\",\"spans\":[]}}");
    "fn square(_: u64) -> u64 { 0 }".parse().unwrap_or(item)
}
