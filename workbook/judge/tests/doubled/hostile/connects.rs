//! Expect build-error: contained
//!
//! Tries to reach the network from inside the compiler.

use proc_macro::TokenStream;

/// Doubles nothing.
#[proc_macro_attribute]
pub fn doubled(_: TokenStream, item: TokenStream) -> TokenStream {
    let escaped = std::net::TcpStream::connect("127.0.0.1:{PORT}").is_ok()
        || std::net::UdpSocket::bind("127.0.0.1:0").is_ok()
        || std::os::unix::net::UnixDatagram::unbound().is_ok();
    if escaped {
        return right(item);
    }
    panic!("contained")
}

/// The right expansion, so that an escape shows as a pass.
fn right(item: TokenStream) -> TokenStream {
    let text = item.to_string();
    if text.contains("async") {
        return "compile_error!{\"async\"}".parse().unwrap();
    }
    let body = item.clone().into_iter().last().unwrap().to_string();
    let head = text.strip_suffix(&body).unwrap();
    format!("{head} {{ 2 * (move || -> u64 {body})() }}").parse().unwrap()
}
