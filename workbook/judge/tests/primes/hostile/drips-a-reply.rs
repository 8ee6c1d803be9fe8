//! Expect timeout: no reply within
//!
//! A byte now and then keeps no deadline away.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    use std::io::Write;
    use std::os::fd::AsFd;

    let socket = std::io::stdin().as_fd().try_clone_to_owned().unwrap();
    let mut socket = std::os::unix::net::UnixStream::from(socket);
    socket.write_all(&1_000_000_u32.to_le_bytes()).unwrap();
    loop {
        socket.write_all(&[limit as u8]).unwrap();
        std::thread::sleep(std::time::Duration::from_millis(100));
    }
}
