//! Expect build-error: 
//!
//! Would run when the library is loaded, in whichever compiler.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}

#[unsafe(link_section = ".init_array")]
#[used]
static BEFORE: extern "C" fn() = {
    extern "C" fn before() {
        std::process::exit(0);
    }
    before
};
