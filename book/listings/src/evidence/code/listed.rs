//! The functions whose machine code is looked at, and what is claimed of each.

use super::{Arithmetic, Compiled, Level};
use crate::{
    apply, closest_pair, discriminant, double, grid_max, mandelbrot, pi, powers, quadratic_map,
    scaling, standard_deviation, sum, table, trace_tanh, trig, vector_maths,
};

/// What the pages say of a loop, and a test holds against its instructions.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Claim {
    /// It computes with whole registers in the copies for AVX2 and for AVX-512. For older processors nothing is claimed:
    /// there the compiler may find that a wide copy doesn't pay.
    Packed,
    /// It computes with packed registers, of the narrowest kind: it isn't dispatched.
    Narrow,
    /// It computes with one number at a time.
    Scalar,
    /// It calls a function for each number.
    Calls,
}

impl Claim {
    /// Whether a copy of a loop is as claimed.
    ///
    /// # Errors
    /// With what it is instead.
    pub fn holds(self, copy: &Compiled) -> Result<(), String> {
        let Arithmetic {
            packed,
            scalar,
            bits,
        } = copy.arithmetic;
        let is_packed = packed > 0 && scalar == 0;
        let calls = copy
            .body
            .iter()
            .any(|line| line.trim_start().starts_with("call"));
        let holds = match self {
            Self::Packed => copy.level < Level::Avx2 || (is_packed && bits == copy.level.bits()),
            Self::Narrow => is_packed && bits == Level::Any.bits() && copy.level == Level::Any,
            Self::Scalar => packed == 0 && scalar > 0,
            Self::Calls => calls,
        };
        if holds {
            return Ok(());
        }
        Err(format!(
            "{} for {:?} claims to be {self:?}, and its loop has {packed} packed and {scalar} scalar operations in registers of \
             {bits} bits:\n{}",
            copy.variant,
            copy.level,
            copy.body.join("\n")
        ))
    }
}

/// One variant of a kernel, by its function.
#[derive(Debug, Clone, Copy)]
pub struct Listed {
    /// The kernel.
    pub kernel: &'static str,
    /// The variant.
    pub variant: &'static str,
    /// Where its function begins.
    pub function: *const (),
    /// What is claimed of it.
    pub claim: Claim,
}

impl Listed {
    /// Whether all copies of the loop are as claimed; one that is dispatched has a copy for each width.
    ///
    /// # Errors
    /// With what doesn't hold.
    pub fn holds(&self, copies: &[Compiled]) -> Result<(), String> {
        let told = |why: String| format!("{}/{}: {why}", self.kernel, self.variant);
        for copy in copies {
            self.claim.holds(copy).map_err(told)?;
        }
        let has = |level| copies.iter().any(|copy| copy.level == level);
        if self.claim == Claim::Packed && !(has(Level::Avx2) && has(Level::Avx512)) {
            let levels: Vec<Level> = copies.iter().map(|copy| copy.level).collect();
            return Err(told(format!("it has copies for {levels:?} only")));
        }
        Ok(())
    }
}

type Fill = fn(&[f64], &mut [f64]);

/// `powers::each_wide` as the table's row at x³ has it.
fn cube_wide(x: &[f64], powers: &mut [f64]) {
    powers::each_wide(x, powers, powers::multiply::<3>);
}

/// `powers::each` likewise.
fn cube(x: &[f64], powers: &mut [f64]) {
    powers::each(x, powers, powers::multiply::<3>);
}

/// A call of a function that is known when this is compiled.
fn applied(x: &[f64], out: &mut [f64]) {
    apply::generic(apply::smooth, x, out);
}

/// Every listed variant. What claims to be packed and isn't here, a test can't look after.
pub const LISTED: &[Listed] = &[
    listed(
        "powers",
        "multiply",
        cube as Fill as *const (),
        Claim::Narrow,
    ),
    listed(
        "powers",
        "simd",
        cube_wide as Fill as *const (),
        Claim::Packed,
    ),
    listed("sum", "loop", sum::indexed as *const (), Claim::Scalar),
    listed("sum", "iterator", sum::iterator as *const (), Claim::Scalar),
    listed("sum", "lanes", sum::lanes::<8> as *const (), Claim::Narrow),
    listed("sum", "simd", sum::simd as *const (), Claim::Packed),
    listed(
        "sum",
        "compensated",
        sum::compensated as *const (),
        Claim::Scalar,
    ),
    listed("sum", "integers", sum::integers as *const (), Claim::Narrow),
    listed(
        "std",
        "loop",
        standard_deviation::two_loops as *const (),
        Claim::Scalar,
    ),
    listed(
        "std",
        "welford",
        standard_deviation::welford as *const (),
        Claim::Scalar,
    ),
    listed(
        "std",
        "lanes",
        standard_deviation::two_passes as *const (),
        Claim::Narrow,
    ),
    listed(
        "std",
        "blocks",
        standard_deviation::blocks as *const (),
        Claim::Narrow,
    ),
    listed(
        "std",
        "simd",
        standard_deviation::simd as *const (),
        Claim::Packed,
    ),
    listed("double", "loop", double::nested as *const (), Claim::Narrow),
    listed(
        "double",
        "iterator",
        double::iterator as *const (),
        Claim::Narrow,
    ),
    listed("double", "simd", double::simd as *const (), Claim::Packed),
    listed(
        "double",
        "streaming",
        double::streaming as *const (),
        Claim::Narrow,
    ),
    listed(
        "table",
        "simd",
        table::in_wide_columns as *const (),
        Claim::Packed,
    ),
    listed(
        "mandelbrot",
        "loop",
        mandelbrot::points as *const (),
        Claim::Scalar,
    ),
    listed(
        "mandelbrot",
        "simd",
        mandelbrot::simd as *const (),
        Claim::Packed,
    ),
    listed(
        "apply",
        "generic",
        applied as Fill as *const (),
        Claim::Narrow,
    ),
    listed("apply", "simd", apply::simd as *const (), Claim::Packed),
    listed(
        "quadratic-map",
        "loop",
        quadratic_map::indexed as *const (),
        Claim::Scalar,
    ),
    listed("pi", "simd", pi::simd as *const (), Claim::Packed),
    listed("pi", "simd-halves", pi::halves as *const (), Claim::Packed),
    listed(
        "closest-pair",
        "simd",
        closest_pair::simd as *const (),
        Claim::Packed,
    ),
    listed(
        "closest-pair",
        "sweep",
        closest_pair::sweep as *const (),
        Claim::Packed,
    ),
    listed(
        "functions",
        "simd",
        vector_maths::slices::sin as *const (),
        Claim::Packed,
    ),
    listed("trig", "loop", trig::indexed as *const (), Claim::Calls),
    listed("trig", "simd", trig::simd as *const (), Claim::Packed),
    listed(
        "discriminant",
        "loop",
        discriminant::indexed as *const (),
        Claim::Narrow,
    ),
    listed(
        "discriminant",
        "iterator",
        discriminant::iterator as *const (),
        Claim::Narrow,
    ),
    listed(
        "discriminant",
        "simd",
        discriminant::simd as *const (),
        Claim::Packed,
    ),
    listed(
        "discriminant",
        "streaming",
        discriminant::streaming as *const (),
        Claim::Narrow,
    ),
    listed(
        "grid-max",
        "simd",
        grid_max::simd as *const (),
        Claim::Packed,
    ),
    listed(
        "trace-tanh",
        "simd",
        trace_tanh::simd as *const (),
        Claim::Packed,
    ),
    listed("scaling", "loop", scaling::waves as *const (), Claim::Calls),
    listed("scaling", "simd", scaling::simd as *const (), Claim::Packed),
];

const fn listed(
    kernel: &'static str,
    variant: &'static str,
    function: *const (),
    claim: Claim,
) -> Listed {
    Listed {
        kernel,
        variant,
        function,
        claim,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_function_is_a_variant_of_a_subject_and_every_simd_variant_is_listed() {
        for listed in LISTED {
            let kernel = crate::kernel(listed.kernel).expect(listed.kernel);
            let is_variant = kernel
                .variants
                .iter()
                .any(|variant| variant.name == listed.variant);
            assert!(is_variant, "{}/{}", listed.kernel, listed.variant);
            assert!(
                super::super::super::subject(listed.kernel).is_some(),
                "{}",
                listed.kernel
            );
        }
        let claiming = crate::KERNELS.iter().flat_map(|kernel| {
            let simd = kernel
                .variants
                .iter()
                .filter(|variant| variant.name.contains("simd"));
            simd.map(|variant| (kernel.name, variant.name))
        });
        for (kernel, variant) in claiming {
            // Its code is an answer to an exercise, and not of this crate.
            if kernel == "market" {
                continue;
            }
            let is_listed = LISTED
                .iter()
                .any(|listed| (listed.kernel, listed.variant) == (kernel, variant));
            assert!(
                is_listed,
                "{kernel}/{variant} claims to be packed; list it, so that a test sees whether it is"
            );
        }
    }

    fn copy(level: Level, packed: u32, scalar: u32, bits: u32) -> Compiled {
        Compiled {
            variant: "simd",
            level,
            body: vec!["    call r13".to_owned()],
            arithmetic: Arithmetic {
                packed,
                scalar,
                bits,
            },
        }
    }

    #[test]
    fn a_loop_that_is_not_as_claimed_is_found() {
        let wide = [copy(Level::Avx2, 4, 0, 256), copy(Level::Avx512, 4, 0, 512)];
        let simd = LISTED
            .iter()
            .find(|listed| listed.variant == "simd")
            .expect("some are");
        assert_eq!(simd.holds(&wide), Ok(()));
        for (broken, why) in [
            (copy(Level::Avx512, 4, 0, 256), "registers of 256 bits"),
            (copy(Level::Avx512, 4, 1, 512), "1 scalar operations"),
            (copy(Level::Avx512, 0, 8, 128), "0 packed"),
            (copy(Level::Any, 4, 0, 128), "copies for [Avx2, Any] only"),
        ] {
            let told = simd.holds(&[wide[0].clone(), broken]).unwrap_err();
            assert!(
                told.contains(why) && told.contains("powers/simd"),
                "{why}: {told}"
            );
        }
        let scalar = copy(Level::Any, 0, 8, 128);
        assert_eq!(Claim::Scalar.holds(&scalar), Ok(()));
        assert_eq!(Claim::Calls.holds(&scalar), Ok(()));
        assert!(Claim::Narrow.holds(&scalar).is_err());
        assert!(Claim::Scalar.holds(&wide[0]).is_err());
    }
}
