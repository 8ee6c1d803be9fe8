//! The Python cell of the page on other roads keeps its promise. (Its Rust twin is tested beside its source.)
#![cfg(not(windows))] // Windows has no library named m.

mod python;

#[test]
fn the_cosine_of_c_is_a_cosine_in_python_too() {
    python::cells_keep_their_promises("other_roads.py");
}
