//! The figures that pages show are those that the code draws.

use std::collections::BTreeSet;

use ink::Figure;
use listings::figures::{FIGURES, record::root};

/// Students' copies have no kernel `market`, and keep these as they were drawn with it.
const OF_ALL_KERNELS: [&str; 2] = ["overview", "roofline"];

#[test]
fn the_committed_figures_are_those_that_are_drawn_from_the_committed_records() {
    for draw in FIGURES {
        let drawn = draw().unwrap();
        if cfg!(not(feature = "market")) && OF_ALL_KERNELS.contains(&&*drawn.name) {
            continue;
        }
        let kept = Figure::read(&root(), &drawn.name).unwrap();
        assert!(
            kept == drawn,
            "book/figures/{}.json isn't what is drawn today; to draw it: cargo run -p listings --example figures",
            drawn.name
        );
    }
}

#[test]
fn no_figure_lies_there_that_nothing_draws() {
    let drawn: BTreeSet<String> = FIGURES.iter().map(|draw| draw().unwrap().name).collect();
    let kept = std::fs::read_dir(root().join("book/figures")).unwrap();
    let kept: BTreeSet<String> = kept
        .filter_map(|entry| Some(entry.unwrap().path().file_stem()?.to_str()?.to_owned()))
        .collect();
    assert_eq!(kept, drawn);
    assert_eq!(drawn.len(), FIGURES.len(), "two figures have one name");
}
