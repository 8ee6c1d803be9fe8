//! Kernels that read and write whole arrays and compute little.

use ceilings::Need;

use super::{Group, numbers, ten_to_the};

pub(super) const SUM: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        let n = ten_to_the(size)?;
        Some(Need {
            read_bytes: numbers(n),
            flops: n,
            ..Need::default()
        })
    },
    because: "Each number, 8 bytes, is read once and takes one addition.",
}];

pub(super) const STD: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        let n = ten_to_the(size)?;
        Some(Need {
            read_bytes: numbers(n),
            flops: 4.0 * n,
            ..Need::default()
        })
    },
    because: "Each number, 8 bytes, is read from memory once at least, and takes an addition for the mean, a difference, \
              a square and another addition.",
}];

pub(super) const DOUBLE: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        let n = ten_to_the(size)?;
        Some(Need {
            read_bytes: numbers(n),
            written_bytes: numbers(n),
            flops: n,
            ..Need::default()
        })
    },
    because: "Each number is 8 bytes read, one multiplication and 8 bytes written. That an ordinary store reads the line \
              before it changes it isn't counted, since streaming stores don't.",
}];

/// Bytes in a line of a cache, which is what memory hands out, on nearly all machines.
const LINE: f64 = 64.0;

pub(super) const TABLE: &[Group] = &[
    Group {
        variants: &["columns", "simd"],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: numbers(n),
                flops: n,
                ..Need::default()
            })
        },
        because: "In a column of its own each temperature is 8 bytes, and takes one comparison.",
    },
    Group {
        variants: &["rows", "view", "python:numpy-view"],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: LINE * n,
                flops: n,
                ..Need::default()
            })
        },
        because: "In a row of eight numbers each temperature drags the other seven along: memory hands out lines of 64 \
                  bytes.",
    },
    Group {
        variants: &[
            "vec-of-vec",
            "objects",
            "python:pure",
            "python:numpy-objects",
        ],
        needs: |_| None,
        because: "Where each number or row lies somewhere else, it depends on the allocator how many bytes move.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: numbers(n),
                flops: n,
                ..Need::default()
            })
        },
        because: "A column of NumPy's is 8 bytes a temperature, too, and takes one comparison each.",
    },
];

pub(super) const DISCRIMINANT: &[Group] = &[
    Group {
        variants: &["copy"],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: numbers(n),
                written_bytes: numbers(n),
                ..Need::default()
            })
        },
        because: "The copy of the finished answer moves half the bytes: 8 read and 8 written for each equation.",
    },
    Group {
        variants: &[],
        needs: |size| {
            let n = ten_to_the(size)?;
            Some(Need {
                read_bytes: numbers(3.0 * n),
                written_bytes: numbers(n),
                flops: 4.0 * n,
                ..Need::default()
            })
        },
        because: "Each equation is three numbers read and one written, 32 bytes, and takes 4a, b², and a product that is \
                  subtracted.",
    },
];

pub(super) const TRACE_TANH: &[Group] = &[Group {
    variants: &[],
    needs: |size| {
        let side: f64 = size.strip_suffix('²')?.parse().ok()?;
        let n = side * side;
        Some(Need {
            read_bytes: numbers(n),
            written_bytes: numbers(n),
            flops: n,
            ..Need::default()
        })
    },
    because: "Each element is 8 bytes read, one addition and 8 bytes written; the diagonal and its tanh are next to \
              nothing.",
}];
