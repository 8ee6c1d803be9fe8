//! The judge of ufunc: fresh arrays and views of many shapes, and what the four methods make of them.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::fresh::Fresh;

#[path = "judge/ask.rs"]
mod ask;
#[path = "judge/tensor.rs"]
mod tensor;

use ask::{UFUNCS, Ufunc, View, called, called_into, each_with_each, reduced};
use tensor::Tensor;

fn main() -> ExitCode {
    contest::main(&Ufuncs)
}

struct Ufuncs;

const GROUPS: [Group; 6] = [
    Group::new(
        "errors",
        2,
        "shapes that don't fit, outputs, axes, nothing to reduce",
    ),
    Group::new(
        "same-shape",
        1,
        "two arrays of one shape, whatever the function",
    ),
    Group::new("broadcast", 2, "shapes that have to be stretched"),
    Group::new(
        "views",
        1,
        "arguments and outputs that don't lie in memory row by row",
    ),
    Group::new("outer", 2, "each number with each"),
    Group::new("reduce", 2, "any axis, the order, the identity"),
];

impl Judge for Ufuncs {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "same-shape" => same_shape(&mut fresh),
            "broadcast" => broadcast(&mut fresh),
            "views" => views(&mut fresh),
            "outer" => outer(&mut fresh),
            "reduce" => reduce(&mut fresh),
            _ => Vec::new(),
        }
    }
}

const ADD: Ufunc = UFUNCS[0];
const SUBTRACT: Ufunc = UFUNCS[1];
const LARGER: Ufunc = UFUNCS[3];
const HYPOT: Ufunc = UFUNCS[4];
const MIX: Ufunc = UFUNCS[5];

/// Quarters from -8 to 8, which no sum or product of a few rounds.
fn number(fresh: &mut Fresh) -> f64 {
    fresh.below(65) as f64 / 4.0 - 8.0
}

fn array(fresh: &mut Fresh, shape: &[usize]) -> View {
    View::whole(Tensor::new(shape, |_| number(fresh)))
}

/// An array with a few numbers that need care.
fn odd_array(fresh: &mut Fresh, shape: &[usize]) -> View {
    const ODD: [f64; 5] = [f64::NAN, f64::INFINITY, f64::NEG_INFINITY, -0.0, 0.0];
    View::whole(Tensor::new(shape, |_| match fresh.below(10) as usize {
        odd @ 0..5 => ODD[odd],
        _ => number(fresh),
    }))
}

/// A view of this shape into a larger array: its axes in any order, steps of one or two, in either direction.
fn view(fresh: &mut Fresh, shape: &[usize]) -> View {
    let mut order: Vec<usize> = (0..shape.len()).collect();
    for last in (1..order.len()).rev() {
        order.swap(last, fresh.below(last as u64 + 1) as usize);
    }
    let steps: Vec<isize> = shape
        .iter()
        .map(|_| [1, -1, 2, -2][fresh.below(4) as usize])
        .collect();
    let mut base = vec![0; shape.len()];
    for ((&axis, &length), step) in order.iter().zip(shape).zip(&steps) {
        base[axis] = length * step.unsigned_abs();
    }
    View {
        base: array(fresh, &base).base,
        order,
        steps,
    }
}

/// Two axes of the same array, exchanged.
fn transposed(fresh: &mut Fresh, rows: usize, columns: usize) -> View {
    View {
        order: vec![1, 0],
        ..array(fresh, &[columns, rows])
    }
}

fn any(fresh: &mut Fresh) -> Ufunc {
    UFUNCS[fresh.below(UFUNCS.len() as u64) as usize]
}

/// One to four lengths from one to five.
fn shape(fresh: &mut Fresh) -> Vec<usize> {
    let axes = 1 + fresh.below(4);
    (0..axes).map(|_| 1 + fresh.below(5) as usize).collect()
}

/// A shape that broadcasts to this one: some lengths are one, some axes on the left aren't there.
fn shrunk(fresh: &mut Fresh, shape: &[usize]) -> Vec<usize> {
    let missing = fresh.below(shape.len() as u64 + 1) as usize;
    let kept = shape[missing..].iter();
    kept.map(|&length| if fresh.below(2) == 0 { 1 } else { length })
        .collect()
}

// The cases.

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let pairs: [(&[usize], &[usize]); 8] = [
        (&[3], &[2]),
        (&[6], &[3]),
        (&[2, 3], &[2]),
        (&[3, 2], &[2, 3]),
        (&[4, 1, 3], &[2, 1, 3]),
        (&[0], &[3]),
        (&[2, 0], &[2, 5]),
        (&[2, 3, 4], &[2, 3]),
    ];
    for (left, right) in pairs {
        let (x, y) = (array(fresh, left), array(fresh, right));
        cases.push(called("shapes that don't fit", ADD, x.clone(), y.clone()));
        let out = array(fresh, left).unwritten();
        cases.push(called_into("shapes that don't fit", ADD, y, x, out));
    }
    let outputs: [&[usize]; 6] = [&[3, 2], &[6], &[1, 2, 3], &[5, 2, 3], &[1, 3], &[]];
    for output in outputs {
        let (x, y) = (array(fresh, &[2, 3]), array(fresh, &[3]));
        let out = array(fresh, output).unwritten();
        cases.push(called_into("an output of another shape", MIX, x, y, out));
    }
    let axes: [(&[usize], usize); 4] = [(&[2, 3], 2), (&[2], 1), (&[], 0), (&[0], 7)];
    for (shape, axis) in axes {
        cases.push(reduced("no such axis", ADD, array(fresh, shape), axis));
    }
    let nothing: [(&[usize], usize); 4] = [(&[0], 0), (&[2, 0], 1), (&[0, 3], 0), (&[2, 0, 3], 1)];
    for (shape, axis) in nothing {
        cases.push(reduced(
            "nothing and no identity",
            LARGER,
            array(fresh, shape),
            axis,
        ));
    }
    cases
}

fn same_shape(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let shapes: [&[usize]; 7] = [&[3], &[1], &[], &[0], &[4, 5], &[2, 0, 3], &[2, 3, 2, 2]];
    for shape in shapes {
        for ufunc in UFUNCS {
            let (x, y) = (array(fresh, shape), odd_array(fresh, shape));
            cases.push(called("one shape", ufunc, x, y));
        }
        let (x, y) = (odd_array(fresh, shape), array(fresh, shape));
        let out = array(fresh, shape).unwritten();
        cases.push(called_into("one shape", SUBTRACT, x, y, out));
    }
    cases
}

fn broadcast(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let pairs: [(&[usize], &[usize]); 12] = [
        (&[2, 3], &[3]),
        (&[3], &[2, 3]),
        (&[2, 2], &[2]),
        (&[3, 3], &[3]),
        (&[4, 1], &[3]),
        (&[3, 1], &[1, 4]),
        (&[], &[2, 2]),
        (&[3, 1, 4], &[2, 1]),
        (&[1], &[0]),
        (&[0], &[1]),
        (&[2, 1], &[2, 0]),
        (&[3, 3, 3], &[3, 1]),
    ];
    for (left, right) in pairs {
        let (x, y) = (array(fresh, left), array(fresh, right));
        cases.push(called("stretched", SUBTRACT, x, y));
    }
    for _ in 0..60 {
        let common = shape(fresh);
        let (left, right) = (shrunk(fresh, &common), shrunk(fresh, &common));
        let (x, y) = (array(fresh, &left), odd_array(fresh, &right));
        let ufunc = any(fresh);
        if fresh.below(2) == 0 {
            cases.push(called("stretched", ufunc, x, y));
        } else if let Some(result) = tensor::common_shape(&left, &right) {
            let out = array(fresh, &result).unwritten();
            cases.push(called_into("stretched", ufunc, x, y, out));
        }
    }
    cases
}

fn views(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (rows, columns) in [(3, 3), (2, 4), (1, 5)] {
        let (x, y) = (
            array(fresh, &[rows, columns]),
            transposed(fresh, rows, columns),
        );
        cases.push(called("the second is transposed", SUBTRACT, x, y));
        let (x, y) = (
            transposed(fresh, rows, columns),
            array(fresh, &[rows, columns]),
        );
        let out = transposed(fresh, rows, columns).unwritten();
        cases.push(called_into(
            "the first and the output are transposed",
            SUBTRACT,
            x,
            y,
            out,
        ));
    }
    for _ in 0..40 {
        let common = shape(fresh);
        let (left, right) = (shrunk(fresh, &common), shrunk(fresh, &common));
        let (x, y) = (view(fresh, &left), view(fresh, &right));
        let ufunc = any(fresh);
        if let Some(result) = tensor::common_shape(&left, &right) {
            let out = view(fresh, &result).unwritten();
            cases.push(called_into("views into larger arrays", ufunc, x, y, out));
        }
    }
    cases
}

fn outer(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let pairs: [(&[usize], &[usize]); 9] = [
        (&[3], &[2]),
        (&[3], &[3]),
        (&[1], &[4]),
        (&[2, 3], &[4]),
        (&[4], &[2, 3]),
        (&[], &[2, 2]),
        (&[2, 2], &[]),
        (&[0], &[2, 3]),
        (&[1, 2], &[2]),
    ];
    for (left, right) in pairs {
        let (x, y) = (array(fresh, left), array(fresh, right));
        cases.push(each_with_each("each with each", SUBTRACT, x, y));
    }
    for _ in 0..20 {
        let left: Vec<usize> = shape(fresh).into_iter().take(2).collect();
        let right: Vec<usize> = shape(fresh).into_iter().take(2).collect();
        let (x, y) = (view(fresh, &left), view(fresh, &right));
        let ufunc = any(fresh);
        cases.push(each_with_each("each with each, of views", ufunc, x, y));
    }
    cases
}

fn reduce(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for ufunc in [ADD, HYPOT] {
        let zeros = View::whole(Tensor::new(&[1, 2], |_| -0.0));
        cases.push(reduced("one number", ufunc, zeros, 0));
        let negative = View::whole(Tensor::new(&[1], |_| -1.0 - fresh.fraction()));
        cases.push(reduced("one number", ufunc, negative, 0));
        cases.push(reduced("nothing", ufunc, array(fresh, &[3, 0]), 1));
        cases.push(reduced("no results", ufunc, array(fresh, &[3, 0]), 0));
    }
    cases.push(reduced("no results", LARGER, array(fresh, &[2, 0]), 0));
    let shapes: [(&[usize], usize); 6] = [
        (&[5], 0),
        (&[3, 4], 0),
        (&[3, 4], 1),
        (&[4, 4], 1),
        (&[4, 4], 0),
        (&[2, 3, 4], 1),
    ];
    for (shape, axis) in shapes {
        for ufunc in UFUNCS {
            cases.push(reduced("any axis", ufunc, array(fresh, shape), axis));
        }
        cases.push(reduced(
            "numbers that need care",
            LARGER,
            odd_array(fresh, shape),
            axis,
        ));
        cases.push(reduced(
            "numbers that need care",
            ADD,
            odd_array(fresh, shape),
            axis,
        ));
    }
    for _ in 0..30 {
        let shape = shape(fresh);
        let axis = fresh.below(shape.len() as u64) as usize;
        let (ufunc, x) = (any(fresh), view(fresh, &shape));
        cases.push(reduced("a view", ufunc, x, axis));
    }
    cases
}
