//! The judge's own plain version: one operation at a time, and a fresh slice for each of them.

/// How many equations have a real root, and the roots.
pub fn real_roots([a, b, c]: [&[f64]; 3]) -> (u64, Vec<f64>, Vec<f64>) {
    let squares = each(b, b, |x, y| x * y);
    let products = each(a, c, |x, y| x * y);
    let quadruples = scaled(4.0, &products);
    let discriminants = each(&squares, &quadruples, |x, y| x - y);
    let distances: Vec<f64> = discriminants.iter().map(|x| x.sqrt()).collect();
    let signed = each(&distances, b, f64::copysign);
    let sums = each(b, &signed, |x, y| x + y);
    let q = scaled(-0.5, &sums);
    let quotients = each(c, &q, |x, y| x / y);
    let near = each(&quotients, &q, |x, q| if q == 0.0 { 0.0 } else { x });
    let quotients = each(&q, a, |x, y| x / y);
    let lines = each(a, &near, |a, near| if a == 0.0 { near } else { f64::NAN });
    let far = each(&quotients, &lines, |x, y| if y.is_nan() { x } else { y });
    let slopes = each(
        a,
        b,
        |a, b| {
            if a == 0.0 && b == 0.0 { f64::NAN } else { 1.0 }
        },
    );
    let real = each(&discriminants, &slopes, |d, slope| {
        if (0.0..f64::INFINITY).contains(&d) {
            slope
        } else {
            f64::NAN
        }
    });
    let smaller = each(&far, &near, f64::min);
    let larger = each(&far, &near, f64::max);
    let low = each(&smaller, &real, |x, y| x * y);
    let high = each(&larger, &real, |x, y| x * y);
    let count = real.iter().filter(|x| !x.is_nan()).count();
    (count as u64, low, high)
}

/// One operation on two slices, and a fresh slice for it.
fn each(x: &[f64], y: &[f64], operation: impl Fn(f64, f64) -> f64) -> Vec<f64> {
    let pairs = x.iter().zip(y);
    pairs.map(|(&x, &y)| operation(x, y)).collect()
}

/// All numbers times one.
fn scaled(factor: f64, x: &[f64]) -> Vec<f64> {
    x.iter().map(|x| factor * x).collect()
}
