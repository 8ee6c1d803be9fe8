//! Refused: a vector grows while a slice of it is alive.

// ANCHOR: grown
fn main() {
    let mut v = vec![1.0, 2.0, 3.0];
    let part = &v[1..];
    v.push(4.0);
    println!("{part:?}");
}
// ANCHOR_END: grown
