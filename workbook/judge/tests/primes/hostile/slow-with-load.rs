//! Expect pass: not faster
//!
//! Right and slow; leaves threads running that would slow the plain version down.

/// Counts.
pub fn primes_below(limit: u64) -> u64 {
    static LOAD: std::sync::Once = std::sync::Once::new();
    LOAD.call_once(|| {
        for _ in 0..16 {
            std::thread::spawn(|| {
                loop {
                    std::hint::spin_loop();
                }
            });
        }
    });
    (2..limit)
        .filter(|n| (2..).take_while(|d| d * d <= *n).all(|d| n % d != 0))
        .count() as u64
}
