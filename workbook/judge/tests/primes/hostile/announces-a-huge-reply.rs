//! Expect output-limit: the reply is too long
//!
//! Four gigabytes, it says.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    use std::io::Write;
    use std::os::fd::AsFd;

    let socket = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let mut socket = std::os::unix::net::UnixStream::from(socket);
    socket.write_all(&u32::MAX.to_le_bytes()).unwrap();
    limit
}
