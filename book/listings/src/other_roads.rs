//! What the page on other roads shows: a function of the C library, called from Rust.

// ANCHOR: extern_c
unsafe extern "C" {
    /// The cosine of the C library.
    pub safe fn cos(x: f64) -> f64;
}
// ANCHOR_END: extern_c

#[cfg(test)]
mod tests {
    use super::cos;

    #[test]
    fn the_cosine_of_c_is_a_cosine() {
        for x in [0.0, 0.5, 3.0, -40.0] {
            assert!((cos(x) - x.cos()).abs() < 1e-15, "{x}");
        }
        assert!(cos(f64::INFINITY).is_nan());
    }
}
