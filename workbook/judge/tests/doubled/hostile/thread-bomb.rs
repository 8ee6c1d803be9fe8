//! Expect build-limit: 
//!
//! Starts threads until there are no more, and waits.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut threads = 0_u64;
    let sleep = || std::thread::sleep(std::time::Duration::from_secs(1 << 30));
    while std::thread::Builder::new().spawn(sleep).is_ok() {
        threads += 1;
        assert!(threads < 100_000, "a hundred thousand threads");
    }
    std::thread::sleep(std::time::Duration::from_secs(1 << 30));
    item
}
