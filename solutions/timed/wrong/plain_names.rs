//! Fails names with build-error: Guard
//!
//! The guard's type stands beside the body, and its variables have the names that they have in the text. A function that uses
//! such a name gets the macro's.

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
    let hidden = |name: &str| Ident::new(name, Span::call_site());
    let (given, guard) = (hidden("given"), hidden("guard"));
    Ok(quote! {
        #(#attrs)*
        #vis #sig {
            let #given = #sink;
                struct Guard<F: ::core::ops::Fn(&'static ::core::primitive::str, ::core::time::Duration)> {
                    sink: F,
                    begin: ::std::time::Instant,
                }
                impl<F: ::core::ops::Fn(&'static ::core::primitive::str, ::core::time::Duration)> ::core::ops::Drop
                    for Guard<F>
                {
                    fn drop(&mut self) {
                        (self.sink)(#name, self.begin.elapsed());
                    }
                }
            let #guard = Guard { sink: #given, begin: ::std::time::Instant::now() };
            #block
        }
    })
}
