//! How many bytes a decorated function takes.

use std::fmt::Write;
use std::mem::size_of_val;

use super::make_sure::{hello, make_sure, make_sure_with, terminal};

// ANCHOR: weights
/// What is handed around, and how many bytes it takes.
pub fn weights() -> [(&'static str, usize); 6] {
    let pointer: fn() = hello;
    let boxed: Box<dyn Fn()> = Box::new(make_sure(hello));
    [
        ("hello", size_of_val(&hello)),
        ("make_sure(hello)", size_of_val(&make_sure(hello))),
        (
            "make_sure(make_sure(hello))",
            size_of_val(&make_sure(make_sure(hello))),
        ),
        ("make_sure(hello as fn())", size_of_val(&make_sure(pointer))),
        (
            "make_sure_with(terminal, \"sure?\", hello)",
            size_of_val(&make_sure_with(terminal, "sure?", hello)),
        ),
        ("Box<dyn Fn()> of make_sure(hello)", size_of_val(&boxed)),
    ]
}
// ANCHOR_END: weights

/// The weights, a line each.
#[must_use]
pub fn table() -> String {
    let mut table = String::new();
    for (name, bytes) in weights() {
        let _ = writeln!(table, "{name:<42}{bytes:>3}");
    }
    table
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    #[cfg(target_pointer_width = "64")]
    fn the_page_shows_these_weights() {
        assert_eq!(table(), include_str!("weight.txt"));
    }

    #[test]
    fn a_closure_weighs_what_it_captures() {
        let weight = |name: &str| {
            weights()
                .iter()
                .find(|(other, _)| *other == name)
                .unwrap()
                .1
        };
        assert_eq!(weight("make_sure(make_sure(hello))"), 0);
        assert_eq!(weight("make_sure(hello as fn())"), size_of::<fn()>());
        assert_eq!(
            weight("make_sure_with(terminal, \"sure?\", hello)"),
            size_of::<&str>()
        );
    }
}
