//! Expect build-error: 
//!
//! Ends the compiler as if all were well.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    if !item.is_empty() {
        std::process::exit(0);
    }
    item
}
