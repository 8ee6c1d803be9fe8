//! Expect panic: contained
//!
//! Tries the network.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    let escaped = std::net::TcpStream::connect("127.0.0.1:{PORT}").is_ok()
        || std::net::TcpListener::bind("127.0.0.1:0").is_ok()
        || std::net::UdpSocket::bind("127.0.0.1:0").is_ok()
        || std::os::unix::net::UnixListener::bind("{FOLDER}/socket").is_ok()
        || std::os::unix::net::UnixDatagram::unbound().is_ok();
    if escaped {
        // The right answer, so that an escape shows as a pass.
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
