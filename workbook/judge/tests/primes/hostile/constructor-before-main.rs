//! Expect build-error: unsafe
//!
//! Would end the process before its main.

#[unsafe(link_section = ".init_array")]
#[used]
static BEFORE_MAIN: extern "C" fn() = {
    extern "C" fn leave() {
        std::process::exit(0)
    }
    leave
};

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    limit
}
