//! Fails refused with wrong: no error says `async`
//!
//! What can't be timed is expanded all the same. An async function is timed until its first wait, and what isn't a
//! function makes an error that speaks of tokens.

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
    let function = syn::parse2::<ItemFn>(item)?;
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
    let name = sig.ident.unraw().to_string();
    let hidden = |name: &str| Ident::new(name, Span::mixed_site());
    let (given, guard) = (hidden("given"), hidden("guard"));
    Ok(quote! {
        #(#attrs)*
        #vis #sig {
            let #given = #sink;
            let #guard = {
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
                Guard { sink: #given, begin: ::std::time::Instant::now() }
            };
            #block
        }
    })
}
