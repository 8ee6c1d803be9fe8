//! An attribute that times a function, solved.
//!
//! # Why this way
//!
//! The macro understands next to nothing of the function, and that is why it works for all of them. It doesn't wrap the
//! body in a second function, which would have to be handed the arguments, the generics and `self`. It doesn't wrap it in
//! a closure, which `return` and `?` leave instead of the function, and whose result can't be `impl Trait`. It puts one
//! statement before the body: a guard, whose `drop` makes the report. Whatever way the body is left, by its end, by
//! `return`, by `?`, by a panic, the guard is dropped, and as it was made first it is dropped last.
//!
//! Names are the other half of the work. A macro's identifiers live among the function's. Variables with the span
//! `mixed_site` can't be seen by any code but the macro's; types can, so the guard's type is defined in a block of
//! its own, which ends before the function's code begins. The sink is the function's code too: it is evaluated outside
//! that block. And paths begin with `::`, since `std` may be anything where the function stands.
//!
//! What can't be timed is refused with an error that points at the word that is in the way. A macro that panics points
//! nowhere.
//!
//! # A second good answer
//!
//! Keep the guard as a type in a library beside the macro, and let the macro write one line: `let _guard =
//! ::timing::Guard::new("name", sink);`. It is shorter, it compiles faster where many functions are timed, and the type can be
//! tested without any macro. It takes a second crate, as a crate of macros can hold nothing else.

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
