//! From tokens to tokens: what `#[decorate(…)]` makes of a function.

use proc_macro2::TokenStream;
use quote::quote;
use syn::{Attribute, Error, Expr, FnArg, Ident, ItemFn, Pat, Safety, Signature, Type};

// ANCHOR: expand
/// The function that takes the place of `function`.
pub fn expand(decorator: Expr, function: ItemFn) -> Result<TokenStream, Error> {
    let (vis, sig, block) = (&function.vis, &function.sig, &function.block);
    let (parameters, result) = (&sig.inputs, &sig.output);
    let (arguments, types) = arguments(sig)?;
    let decorated = apply(decorator)?;
    // A decorator further down belongs to the inner function, docs to the outer.
    let is_decorator = |attribute: &Attribute| attribute.path().is_ident("decorate");
    let (inner, outer): (Vec<_>, Vec<_>) = function.attrs.into_iter().partition(is_decorator);

    Ok(quote! {
        #(#outer)*
        #vis #sig {
            type Decorated =
                ::std::boxed::Box<dyn Fn(#(#types),*) #result + Send + Sync>;
            static DECORATED: ::std::sync::LazyLock<Decorated> =
                ::std::sync::LazyLock::new(|| ::std::boxed::Box::new(#decorated));
            #(#inner)*
            fn undecorated(#parameters) #result #block
            DECORATED(#(#arguments),*)
        }
    })
}
// ANCHOR_END: expand

// ANCHOR: apply
/// `cached` to `cached(undecorated)`, `retried(3)` to `retried(3, undecorated)`.
fn apply(decorator: Expr) -> Result<TokenStream, Error> {
    match decorator {
        Expr::Path(path) => Ok(quote!(#path(undecorated))),
        Expr::Call(mut call) => {
            call.args.push(syn::parse_quote!(undecorated));
            Ok(quote!(#call))
        }
        other => Err(Error::new_spanned(
            other,
            "a decorator is a function's name, with or without arguments: \
             #[decorate(cached)], #[decorate(retried(3))]",
        )),
    }
}
// ANCHOR_END: apply

/// The names and types of a function's arguments, if it is one that can be decorated.
fn arguments(signature: &Signature) -> Result<(Vec<&Ident>, Vec<&Type>), Error> {
    let refuse = |what: &str| Err(Error::new_spanned(signature, what));
    if !signature.generics.params.is_empty() {
        return refuse(
            "a generic function can't be decorated: what the decorator returns is kept in one static, whatever the type",
        );
    }
    let keywords = [
        matches!(signature.safety, Safety::Unsafe(_)),
        signature.constness.is_some(),
        signature.asyncness.is_some(),
        signature.abi.is_some(),
    ];
    if keywords.contains(&true) {
        return refuse("only a plain `fn` can be decorated: no unsafe, const, async or extern");
    }
    let mut found = (Vec::new(), Vec::new());
    for input in &signature.inputs {
        let name = match input {
            FnArg::Typed(argument) => match &*argument.pat {
                Pat::Ident(name) if name.subpat.is_none() && name.mutability.is_none() => {
                    Some((&name.ident, &*argument.ty))
                }
                _ => None,
            },
            FnArg::Receiver(_) => None,
        };
        let Some((name, kind)) = name else {
            return Err(Error::new_spanned(
                input,
                "a decorated function's arguments are plain names: `point: Point`, and not `self`, `mut x` or a pattern",
            ));
        };
        found.0.push(name);
        found.1.push(kind);
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use quote::ToTokens;
    use syn::{Item, parse_quote, parse_str};

    use super::*;

    /// The function of this name in a source file.
    fn function(source: &str, name: &str) -> ItemFn {
        let file: syn::File = parse_str(source).unwrap();
        let functions = file.items.into_iter().filter_map(|item| match item {
            Item::Fn(function) => Some(function),
            _ => None,
        });
        let mut named = functions.filter(|function| function.sig.ident == name);
        named.next().unwrap()
    }

    // ANCHOR: test
    #[test]
    fn the_expansion_on_the_page_is_the_macros() {
        let mut fib = function(include_str!("../../src/decorators/cached.rs"), "fib");
        fib.attrs
            .retain(|attribute| !attribute.path().is_ident("decorate"));
        let expanded = expand(parse_quote!(cached), fib).unwrap();

        let shown = function(include_str!("../../src/decorators/expanded.rs"), "fib");
        // Read and printed again, as `||` can be one token or two.
        let expanded: ItemFn = syn::parse2(expanded).unwrap();
        assert_eq!(
            expanded.to_token_stream().to_string(),
            shown.to_token_stream().to_string()
        );
    }
    // ANCHOR_END: test

    fn expanded(decorator: Expr, function: ItemFn) -> String {
        let tokens = expand(decorator, function).unwrap();
        syn::parse2::<ItemFn>(tokens.clone()).expect("it is a function");
        tokens.to_string()
    }

    #[test]
    fn a_decorators_own_arguments_come_before_the_function() {
        let text = expanded(
            parse_quote!(tools::retried(3)),
            parse_quote!(
                fn f(x: f64) {}
            ),
        );
        assert!(
            text.contains("tools :: retried (3 , undecorated)"),
            "{text}"
        );
    }

    #[test]
    fn docs_stay_outside_and_further_decorators_go_inside() {
        let text = expanded(
            parse_quote!(first),
            parse_quote! {
                /// Docs.
                #[decorate(second)]
                pub(crate) fn f(a: &str, b: u8) -> usize { a.len() }
            },
        );
        let [docs, outer, decorator, inner] = [
            "Docs",
            "pub (crate) fn f",
            "decorate (second)",
            "fn undecorated",
        ]
        .map(|part| {
            text.find(part)
                .unwrap_or_else(|| panic!("{part} is missing in {text}"))
        });
        assert!(
            docs < outer && outer < decorator && decorator < inner,
            "{text}"
        );
        assert!(text.contains("dyn Fn (& str , u8) -> usize"), "{text}");
        assert!(text.contains("DECORATED (a , b)"), "{text}");
    }

    #[test]
    fn what_cannot_be_decorated_is_refused_by_name() {
        let refused: [(ItemFn, &str); 7] = [
            (
                parse_quote!(
                    fn f<T>(x: T) {}
                ),
                "generic",
            ),
            (
                parse_quote!(
                    fn f<'a>(x: &'a u8) {}
                ),
                "generic",
            ),
            (
                parse_quote!(
                    const fn f() {}
                ),
                "plain `fn`",
            ),
            (
                parse_quote!(
                    async fn f() {}
                ),
                "plain `fn`",
            ),
            (
                parse_quote!(
                    unsafe fn f() {}
                ),
                "plain `fn`",
            ),
            (
                parse_quote!(
                    fn f((x, y): (f64, f64)) {}
                ),
                "plain names",
            ),
            (
                parse_quote!(
                    fn f(&self) {}
                ),
                "plain names",
            ),
        ];
        for (function, why) in refused {
            let error = expand(parse_quote!(cached), function)
                .unwrap_err()
                .to_string();
            assert!(error.contains(why), "{error}");
        }
        let closure = expand(
            parse_quote!(|f| f),
            parse_quote!(
                fn f() {}
            ),
        )
        .unwrap_err();
        assert!(closure.to_string().contains("function's name"), "{closure}");
    }
}
