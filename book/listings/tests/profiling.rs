//! What the profiling lesson shows that isn't measured.

mod python;

use listings::column::counted;

#[test]
fn the_page_shows_these_counts() {
    // The counters belong to the process, and no other test of this one counts.
    assert_eq!(counted::table(), include_str!("../src/column/calls.txt"));
}

#[test]
fn the_python_cells_keep_their_promises() {
    if let Some(python) = python::interpreter("import numpy", "NumPy", "profiling.py") {
        python::run(&python, "profiling.py");
    }
}
