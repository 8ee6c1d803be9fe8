//! Expect build-error: 
//!
//! A library like any other.

use std::string::String as TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}
