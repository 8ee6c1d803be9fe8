//! Expect early-exit:
//!
//! Closes the socket and stays.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    use std::os::fd::AsFd;

    let socket = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let socket = std::os::unix::net::UnixStream::from(socket);
    socket.shutdown(std::net::Shutdown::Both).unwrap();
    loop {
        std::thread::sleep(std::time::Duration::from_secs(limit + 1));
    }
}
