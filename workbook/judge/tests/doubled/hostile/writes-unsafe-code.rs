//! Expect crash: SIGSEGV
//!
//! Hands to the subject what it mayn't write itself. No lint sees it; where it runs it is contained.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    "fn square(x: u64) -> u64 { unsafe { *(8 as *const u64) + x } }".parse().unwrap_or(item)
}
