//! Expect build-error: cannot find function `primes_below`
//!
//! Compiles, but without what was asked for.

/// Something else.
pub fn primes() {}
