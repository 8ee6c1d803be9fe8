//! Kernels that draw random numbers, whose operations are on whole numbers.

use ceilings::Need;

use super::{Group, ten_to_the};

/// A step of xoshiro256+ in the fewest instructions: a sum, a shift, a rotation, and four words of the state from three
/// others each at most, for which wide registers have an instruction.
const XOSHIRO: f64 = 7.0;

pub(super) const PI: &[Group] = &[
    Group {
        variants: &["simd-halves", "parallel"],
        needs: |size| {
            Some(Need {
                // A shift and a mask, two squares, their sum, a comparison, a count.
                integers: ten_to_the(size)? * (XOSHIRO + 7.0),
                ..Need::default()
            })
        },
        because: "Each point takes one step of the generator, 7 operations at least, and 7 more to cut the number in two, \
                  square both halves, add, compare and count. A product counts as one operation, though it takes longer.",
    },
    Group {
        variants: &["loop-cautious", "python:pure", "python:numpy"],
        needs: |_| None,
        because: "A generator for cryptography, or one of another library, takes as long as it takes.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let points = ten_to_the(size)?;
            Some(Need {
                // A shift and an exponent for each coordinate; two differences, a square, a fused one, and a comparison.
                integers: points * 2.0 * (XOSHIRO + 2.0),
                flops: points * 6.0,
                ..Need::default()
            })
        },
        because: "Each point takes two steps of the generator, 7 operations on whole numbers at least, and two more for \
                  each coordinate to make an f64 of it.",
    },
];

pub(super) const MARKET: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        // The day's key 2, three times shift, xor and product, a sum, a last shift and xor, and the bits' shift: 15. Two
        // thresholds by state 4, two comparisons, two counts. All on 32 bits.
        let of_32_bits = 15.0 + 4.0 + 2.0 + 2.0;
        Some(Need {
            integers: ten_to_the(size)? * of_32_bits / 2.0,
            ..Need::default()
        })
    },
    because: "Each day takes 15 operations to draw and 8 to find the next state and count it, on whole numbers of 32 bits, \
              of which a register holds twice as many. A product counts as one operation, though it takes longer.",
}];
