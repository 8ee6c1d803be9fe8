//! Expect build-limit: wasn't done after
//!
//! Waits while the compiler waits for it.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    std::thread::sleep(std::time::Duration::from_secs(1 << 30));
    item
}
