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

#[test]
fn the_instructions_that_the_page_shows_are_those_of_the_ways_it_compares() {
    let table = include_str!("../examples/instructions.txt");
    let rows: Vec<(&str, f64)> = table
        .lines()
        .skip(1)
        .map(|line| {
            line.split_once(char::is_whitespace)
                .expect("a name and a count")
        })
        .map(|(way, count)| (way, count.trim().parse().expect("a count")))
        .collect();
    let ways: Vec<&str> = rows.iter().map(|(way, _)| *way).collect();
    assert_eq!(ways, ["loop", "welford", "blocks"]);
    // A number can be neither loaded nor added by less than a part of an instruction, and no way here takes a hundred.
    assert!(
        rows.iter().all(|(_, count)| (0.2..100.0).contains(count)),
        "{rows:?}"
    );
}
