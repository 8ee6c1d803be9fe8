//! Expect build-error: a macro ended the compiler
//!
//! Ends the compiler as a launcher does that can't confine it.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    if !item.is_empty() {
        eprintln!("cannot confine a process: Landlock");
        std::process::exit(125);
    }
    item
}
