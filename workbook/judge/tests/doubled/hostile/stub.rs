//! Expect wrong: instead of
//!
//! Returns its item unchanged.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}
