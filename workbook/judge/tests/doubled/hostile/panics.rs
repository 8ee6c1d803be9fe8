//! Expect build-error: nothing comes to mind
//!
//! A panic is the compiler's to tell.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    panic!("nothing comes to mind for {item}")
}
