//! The attribute macro of the decorators lesson: [`macro@decorate`].

use proc_macro::TokenStream;
use syn::{Error, Expr, ItemFn, parse_macro_input};

mod decorate;

// ANCHOR: attribute
/// Puts a decorator on a function: `#[decorate(cached)]` is what `@cached` is in Python.
///
/// The decorator is a function that takes a function. It is called once, when the function is first used, and from then
/// on every call of that name goes to what it returned, the function's calls of itself included. The result is
/// kept in a `static`, so it must be `Send + Sync`, and the function can't be generic.
///
/// `#[decorate(retried(3))]` calls `retried(3, function)`. Of several decorators the lowest comes first, as in Python.
#[proc_macro_attribute]
pub fn decorate(decorator: TokenStream, function: TokenStream) -> TokenStream {
    let decorator = parse_macro_input!(decorator as Expr);
    let function = parse_macro_input!(function as ItemFn);
    decorate::expand(decorator, function)
        .unwrap_or_else(Error::into_compile_error)
        .into()
}
// ANCHOR_END: attribute
