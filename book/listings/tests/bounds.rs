//! The bounds that pages show are those that the code declares.

use ceilings::Bounds;
use listings::bounds::bounds;
use listings::figures::record::root;

#[test]
fn the_committed_bounds_are_those_that_are_declared() {
    let mut kept = Bounds::read(&root()).unwrap();
    // The kernel `market` is there where its solution is.
    kept.kernels
        .retain(|kernel| listings::kernel(&kernel.kernel).is_some());
    assert!(
        kept == bounds(),
        "{} isn't what is declared today; to write it: cargo run -p listings --example bounds",
        Bounds::PATH
    );
}
