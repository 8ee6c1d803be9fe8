//! The functions over whole slices, with the widest registers that this processor has.

use fearless_simd::{Level, dispatch};

use super::each;

/// A function over slices for each function over registers.
macro_rules! over_slices {
    ($($name:ident: $what:literal),*) => {$(
        #[doc = concat!($what, " of each number of `x`.\n\n# Panics\n\nIf `x` and `out` differ in length.")]
        pub fn $name(x: &[f64], out: &mut [f64]) {
            dispatch!(Level::new(), simd => each(
                simd,
                x,
                out,
                #[inline(always)]
                |x| super::$name(simd, x),
            ));
        }
    )*};
}

over_slices!(sin: "The sine", cos: "The cosine", exp: "The exponential", tanh: "The hyperbolic tangent");
