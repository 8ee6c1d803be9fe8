//! Expect build-limit: compiler
//!
//! Expands to more than a compiler can hold.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let item = item.to_string();
    let mut text = String::new();
    loop {
        text += &format!("const _: () = {{ {item} }};").repeat(100_000);
        let stream: TokenStream = text.parse().unwrap();
        std::mem::forget(stream);
    }
}
