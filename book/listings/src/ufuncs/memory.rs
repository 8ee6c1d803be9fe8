//! What the ways to compute a discriminant ask for in memory.

use std::fmt::Write;

use ndarray::Array1;

use crate::counting::Counting;
use crate::discriminant::{arrays, discriminant, streaming, zip};

use super::ufunc::Ufunc;

/// Equations.
const EQUATIONS: usize = 100_000;

/// The table of the page: bytes that functions ask for, per equation. `allocator` has to be the program's own.
pub fn table(allocator: &Counting) -> String {
    let [a, b, c] = [1.0, 2.0, 3.0].map(|number| Array1::from_elem(EQUATIONS, number));
    let mut out = Array1::zeros(EQUATIONS);
    let (x, y, z) = (a.view(), b.view(), c.view());
    let slices = [&a, &b, &c].map(|array| array.as_slice().expect("it is in one piece"));
    let cases = [
        ("arrays", allocator.count(|| arrays(x, y, z))),
        (
            "a ufunc",
            allocator.count(|| discriminant.over((&a, &b, &c))),
        ),
        ("zip", allocator.count(|| zip(x, y, z, out.view_mut()))),
        ("streaming", {
            let out = out.as_slice_mut().expect("it is in one piece");
            allocator.count(|| streaming(slices[0], slices[1], slices[2], out))
        }),
    ];
    let mut text = String::from("bytes per equation      asked for   at most at a time\n");
    for (name, asked) in cases {
        let per_equation = |bytes: usize| bytes / EQUATIONS;
        let _ = writeln!(
            text,
            "{name:<22}{:>11}{:>20}",
            per_equation(asked.all),
            per_equation(asked.most)
        );
    }
    text
}
