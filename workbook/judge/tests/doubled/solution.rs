//! Expect pass:

use proc_macro::{TokenStream, TokenTree};

/// Doubles what a function returns.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    if item.clone().into_iter().any(|token| token.to_string() == "async") {
        return "compile_error!{\"an async function can't be doubled\"}".parse().unwrap();
    }
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let body = tokens.pop().unwrap();
    let doubled: TokenStream = format!("{{ 2 * (move || -> u64 {body})() }}").parse().unwrap();
    tokens.into_iter().collect::<TokenStream>().into_iter().chain(doubled).collect()
}
