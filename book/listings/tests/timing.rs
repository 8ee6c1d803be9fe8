//! The Python cells of the timing lesson keep their promises.

mod python;

#[test]
fn the_python_cells_keep_their_promises() {
    python::cells_keep_their_promises("timing.py");
}
