//! Two decorators on one function.

use listings_macros::decorate;

// ANCHOR: order
/// The given function, and `n` more.
pub fn plus(n: i32, function: impl Fn(i32) -> i32) -> impl Fn(i32) -> i32 {
    move |x| function(x) + n
}

/// The given function, twice as large.
pub fn doubled(function: impl Fn(i32) -> i32) -> impl Fn(i32) -> i32 {
    move |x| 2 * function(x)
}

/// Three times `x`, decorated.
#[decorate(doubled)]
#[decorate(plus(1))]
pub fn three(x: i32) -> i32 {
    3 * x
}
// ANCHOR_END: order

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_lowest_decorator_comes_first() {
        assert_eq!(three(5), 2 * (15 + 1));
        assert_eq!(doubled(plus(1, |x| 3 * x))(5), three(5));
    }
}
