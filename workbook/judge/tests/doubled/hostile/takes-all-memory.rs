//! Expect build-limit: 
//!
//! Allocates without end.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut all = vec![item.to_string()];
    loop {
        all.push("x".repeat(64 << 20));
    }
}
