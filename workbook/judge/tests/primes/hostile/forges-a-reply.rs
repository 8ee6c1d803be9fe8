//! Expect wrong: instead of
//!
//! Owning the channel gains nothing: it has to hold right values.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    use std::io::Write;
    use std::os::fd::AsFd;

    let socket = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let mut socket = std::os::unix::net::UnixStream::from(socket);
    socket.write_all(&8_u32.to_le_bytes()).unwrap();
    socket.write_all(&(limit + 12_345).to_le_bytes()).unwrap();
    0
}
