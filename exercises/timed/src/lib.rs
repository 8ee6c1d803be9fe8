//! An attribute that times a function. The task is in `spec.rs`; this is the file to edit.

use proc_macro::TokenStream;

/// `#[timed(sink)]`: each call of the function ends with a call of `sink`, with the function's name and the time that the
/// call took.
#[proc_macro_attribute]
pub fn timed(sink: TokenStream, function: TokenStream) -> TokenStream {
    // A macro that panics would keep its spec from being compiled. This one gives back what it got.
    function
}
