//! Fails values with build-error: captured variable cannot escape
//! Fails exits with wrong: there was no report
//! Fails generics with build-error: `impl Trait` is not allowed
//!
//! The body is a closure, so that `return` and `?` leave that and not the function. A result that is `impl Trait` can't be
//! a closure's, what is borrowed from an argument can't be handed back, and a panic still gets past the report.

use proc_macro::TokenStream;
use proc_macro2::{Span, TokenStream as Tokens};
use quote::quote;
use syn::ext::IdentExt;
use syn::{Error, Expr, Ident, ItemFn};

/// `#[timed(sink)]`: each call of the function ends with a call of `sink`, with the function's name and the time that the
/// call took.
#[proc_macro_attribute]
pub fn timed(sink: TokenStream, function: TokenStream) -> TokenStream {
    expand(sink.into(), function.into())
        .unwrap_or_else(Error::into_compile_error)
        .into()
}

fn expand(sink: Tokens, item: Tokens) -> Result<Tokens, Error> {
    let function = syn::parse2::<ItemFn>(item.clone())
        .map_err(|_| Error::new_spanned(item, "only a function with a body can be timed"))?;
    let ItemFn {
        attrs,
        vis,
        sig,
        block,
        ..
    } = function;
    if sink.is_empty() {
        let message = "where is the time to be reported? Name a sink: #[timed(sink)]";
        return Err(Error::new(Span::call_site(), message));
    }
    let sink: Expr = syn::parse2(sink)?;
    if let Some(word) = sig.asyncness {
        let message = "an async function can't be timed: while it waits, others work";
        return Err(Error::new_spanned(word, message));
    }
    if let Some(word) = sig.constness {
        let message = "a const function can't be timed: the compiler runs it without a clock";
        return Err(Error::new_spanned(word, message));
    }
    let name = sig.ident.unraw().to_string();
    let hidden = |name: &str| Ident::new(name, Span::mixed_site());
    let (given, begin, result) = (hidden("given"), hidden("begin"), hidden("result"));
    let output = &sig.output;
    Ok(quote! {
        #(#attrs)*
        #vis #sig {
            let #given = #sink;
            let #begin = ::std::time::Instant::now();
            let #result = (|| #output #block)();
            #given(#name, #begin.elapsed());
            #result
        }
    })
}
