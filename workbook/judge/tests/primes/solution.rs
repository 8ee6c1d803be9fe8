//! Expect pass:

/// Counts the primes below a limit by the sieve of Eratosthenes.
pub fn primes_below(limit: u64) -> u64 {
    let mut composite = vec![false; limit as usize];
    let mut count = 0;
    for n in 2..limit as usize {
        if !composite[n] {
            count += 1;
            (n * n..limit as usize).step_by(n).for_each(|m| composite[m] = true);
        }
    }
    count
}
