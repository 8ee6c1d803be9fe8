//! Expect build-error: lib.rs
//!
//! Isn't a macro yet.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    item.expand()
}
