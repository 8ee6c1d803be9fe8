//! Expect panic: contained
//!
//! Tries calls that change the machine or look into other processes.

unsafe extern "C" {
    fn syscall(number: i64, ...) -> i64;
}

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    // ptrace, mount, unshare, socket, process_vm_readv, bpf, io_uring_setup, memfd_create, prlimit of the parent.
    let numbers = if cfg!(target_arch = "x86_64") {
        [101, 165, 272, 41, 310, 321, 425, 319]
    } else {
        [117, 40, 97, 198, 270, 280, 425, 279]
    };
    // SAFETY: a fixture that is meant to be stopped.
    let escaped = numbers
        .iter()
        .any(|number| unsafe { syscall(*number, 2_i64, 1_i64, 0_i64, 0_i64) } >= 0);
    if escaped {
        return (2..limit)
            .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
            .count() as u64;
    }
    panic!("contained")
}
