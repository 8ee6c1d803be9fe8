//! A paper has ten figures, made in ten months. In the first the numbers at the ticks are too small to read, the fourth has
//! another font, the seventh is twice as wide. In Python the cure is a decorator: it opens a figure in your style, hands
//! it to the function that draws, and saves the result as a PDF. Write `@myplot` once, put it on every figure, and they
//! all look alike. Here you build it in Rust, in two layers.
//!
//! **(a) A function that wraps a function.** `house_style(name, draw)` returns a function of a shelf and some arguments.
//! Each time *that* is called, it
//!
//! 1. opens a fresh canvas, `Canvas::new(&HOUSE)`;
//! 2. calls `draw` with it and the arguments, once;
//! 3. turns the canvas into a PDF and puts it on the shelf under `name`, once.
//!
//! If `draw` fails, that is `Err(FigureError::Draw(…))`, and the shelf isn't touched: half a figure is worse than none.
//! If the shelf fails, because a folder is gone or a disk is full, that is `Err(FigureError::Save(…))`. Nothing happens
//! before the wrapped function is called.
//!
//! **(b) A macro that puts it on a function in one line.** `figure!(pub fn heights(metres: &[f64], unit: &str) =
//! draw_heights);` makes a function `heights(shelf, metres, unit)` out of `draw_heights(canvas, metres, unit)`: in the
//! house style, saved under the name `heights`. It works for any number of arguments, none included, and in any crate,
//! also in one that has imported nothing of yours but the macro. The pattern is given; what it becomes is yours. (An
//! attribute macro would be closer to Python's `@`. It needs a crate of its own, and is the exercise *Timed*.)
//!
//! **And two quite different figures**, which look alike all the same:
//!
//! - `draw_orbit(canvas, x)`: an axis `step` from 0 to the last step, an axis `x` on which all of the finite numbers have
//!   a place and that isn't much longer than needed, and one solid line through (0, x₀), (1, x₁), … A number that isn't
//!   finite is a gap: the line ends before it and goes on after it, and the steps count on. An orbit that rests at one
//!   number is an orbit. With fewer than two numbers, or none that is finite, it fails with `DrawError::NoData`.
//! - `draw_market(canvas, days)`: the days that question 1's market spent in each state. An axis `state` with the names
//!   `bull`, `bear` and `stagnant`, an axis `share of days` from 0 to 1, a bar each. Without any days it fails with
//!   `DrawError::NoData`.
//!
//! **What is given.** `HOUSE` is one column of a journal, 84 mm by 60 mm. The canvas has axes, lines, marks, bars and
//! notes, and knows nothing of any house. A `Shelf` is where figures go: `Folder` puts them on disk, and a test brings
//! one of its own, as `make_sure` had its input and output brought.
//!
//! **Before you start, guess.** Which of these can the type of `house_style` guarantee, so that no test is needed: that
//! `draw` gets a canvas, that it gets it before the PDF is made, that two calls don't share one?
//!
//! **What earns points.**
//!
//! | group | what is looked at |
//! | --- | --- |
//! | `page` | `house_style`: one page of the right size, vectors, text that can be selected |
//! | `alike` | two quite different figures have the same fonts, sizes, ticks and lines |
//! | `failures` | drawings that fail, shelves that fail |
//! | `macro` | names, arguments, and figures made twice |
//! | `figures` | the orbit and the market |
//! | `gaps` | numbers that aren't finite, figures without data |
//!
//! The judge reads your PDFs with a PDF library. Besides `std` you may use `canvas`. `unsafe` isn't needed, nor allowed.

use answer::{
    Axis, Canvas, DrawError, FigureError, Folder, HOUSE, Shelf, Stroke, draw_market, draw_orbit,
    house_style, market, orbit,
};
use std::cell::Cell;
use std::io;

/// A shelf that remembers.
#[derive(Default)]
struct Pile(Vec<(String, Vec<u8>)>);

impl Shelf for Pile {
    fn put(&mut self, name: &str, pdf: &[u8]) -> io::Result<()> {
        self.0.push((name.to_owned(), pdf.to_owned()));
        Ok(())
    }
}

/// A shelf that takes nothing.
struct Full;

impl Shelf for Full {
    fn put(&mut self, _: &str, _: &[u8]) -> io::Result<()> {
        Err(io::Error::from(io::ErrorKind::StorageFull))
    }
}

/// The only figure on a pile, as text: the canvas compresses nothing.
fn only(pile: &Pile) -> String {
    assert_eq!(pile.0.len(), 1, "one call saves one figure");
    String::from_utf8_lossy(&pile.0[0].1).into_owned()
}

/// The words of a PDF, in the order in which they were written.
fn words(pdf: &str) -> Vec<&str> {
    let lines = pdf.lines().filter_map(|line| line.strip_suffix(") Tj"));
    lines
        .map(|line| &line[line.find('(').map_or(0, |at| at + 1)..])
        .collect()
}

/// The operators of a kind with what they work on, each once.
fn operators<'a>(pdf: &'a str, operator: &str) -> Vec<&'a str> {
    let mut found: Vec<_> = pdf
        .lines()
        .filter(|line| line.ends_with(operator))
        .collect();
    found.sort_unstable();
    found.dedup();
    found
}

/// Into how many pieces the data's lines fall: each begins with a move.
fn pieces(pdf: &str) -> usize {
    let data = pdf.find("/Data").map_or("", |at| &pdf[at..]);
    data.lines().filter(|line| line.ends_with(" m")).count()
}

/// A square, of any side.
fn square(canvas: &mut Canvas, side: f64) -> Result<(), DrawError> {
    canvas.axes(
        Axis::numbers("width", 0.0, 10.0),
        Axis::numbers("height", 0.0, 10.0),
    )?;
    let corners = [(0.0, 0.0), (side, 0.0), (side, side), (0.0, side)];
    canvas.line(&corners, Stroke::Solid)
}

// (a) The function that wraps a function.

#[test]
fn a_wrapped_function_saves_a_pdf_under_its_name() {
    let mut pile = Pile::default();
    house_style("square", square)(&mut pile, 3.0).expect("nothing fails here");
    assert!(only(&pile).starts_with("%PDF-"), "what is saved is a PDF");
    assert_eq!(pile.0[0].0, "square", "the name that it was given");
}

#[test]
fn the_canvas_is_drawn_on_before_it_is_saved() {
    let mut pile = Pile::default();
    house_style("square", square)(&mut pile, 3.0).expect("nothing fails here");
    let pdf = only(&pile);
    assert!(
        words(&pdf).contains(&"width"),
        "the label that `draw` wrote isn't in the PDF, which says {:?}",
        words(&pdf)
    );
}

#[test]
fn the_page_is_one_column_wide_and_in_the_house_s_font() {
    let mut pile = Pile::default();
    house_style("square", square)(&mut pile, 3.0).expect("nothing fails here");
    let pdf = only(&pile);
    let sheet = Canvas::new(&HOUSE).into_pdf();
    let sheet = String::from_utf8_lossy(&sheet).into_owned();
    let size = |pdf: &str| {
        pdf.lines()
            .find(|line| line.contains("/MediaBox"))
            .map(str::to_owned)
    };
    assert_eq!(
        size(&pdf),
        size(&sheet),
        "84 mm by 60 mm: open the canvas with `HOUSE`"
    );
    assert!(
        pdf.contains("/Helvetica"),
        "another font: open the canvas with `HOUSE`"
    );
}

#[test]
fn the_arguments_arrive() {
    let mut piles = [Pile::default(), Pile::default()];
    let save = house_style("square", square);
    for (pile, side) in piles.iter_mut().zip([2.0, 7.0]) {
        save(pile, side).expect("nothing fails here");
    }
    let [two, seven] = &piles;
    assert_ne!(only(two), only(seven), "two sides, two squares");
}

#[test]
fn every_call_begins_with_an_empty_canvas() {
    let mut pile = Pile::default();
    let save = house_style("square", square);
    for _ in 0..2 {
        save(&mut pile, 3.0).expect("nothing fails here");
    }
    assert_eq!(pile.0.len(), 2, "two calls save two figures");
    assert_eq!(
        pile.0[0], pile.0[1],
        "the second figure holds something of the first"
    );
}

#[test]
fn nothing_is_drawn_before_the_wrapped_function_is_called() {
    let drawn = Cell::new(0);
    let save = house_style("square", |canvas: &mut Canvas, side| {
        drawn.set(drawn.get() + 1);
        square(canvas, side)
    });
    assert_eq!(drawn.get(), 0, "`house_style` only makes a function");
    save(&mut Pile::default(), 1.0).expect("nothing fails here");
    assert_eq!(drawn.get(), 1, "one call draws once");
}

#[test]
fn a_drawing_that_fails_is_an_error_and_saves_nothing() {
    let mut pile = Pile::default();
    let result = house_style("half", |canvas: &mut Canvas, ()| {
        square(canvas, 1.0)?;
        canvas.bars(&[f64::NAN])
    })(&mut pile, ());
    assert!(
        matches!(result, Err(FigureError::Draw(DrawError::NotFinite { .. }))),
        "the drawing's own error is handed on, not {result:?}"
    );
    assert!(pile.0.is_empty(), "half a figure was saved");
}

#[test]
fn a_shelf_that_fails_is_an_error() {
    let result = house_style("square", square)(&mut Full, 1.0);
    let Err(FigureError::Save(error)) = result else {
        panic!("the figure wasn't saved, and nobody is told: {result:?}");
    };
    assert_eq!(
        error.kind(),
        io::ErrorKind::StorageFull,
        "the shelf's own error is handed on"
    );
}

#[test]
fn figures_can_go_to_a_folder() {
    let folder = tempfile::tempdir().expect("there is room for a folder");
    let mut shelf = Folder(folder.path().to_owned());
    house_style("square", square)(&mut shelf, 3.0).expect("the folder is there");
    let pdf = std::fs::read(folder.path().join("square.pdf"))
        .expect("the shelf makes `square` the file `square.pdf`");
    assert!(pdf.starts_with(b"%PDF-"), "what is saved is a PDF");

    let mut nowhere = Folder(folder.path().join("nowhere"));
    let result = house_style("square", square)(&mut nowhere, 3.0);
    assert!(
        matches!(result, Err(FigureError::Save(_))),
        "a folder that isn't there takes no figure: {result:?}"
    );
}

// (b) The macro.

/// What a macro is put on: all kinds of arguments.
fn draw_note(canvas: &mut Canvas, at: (f64, f64), words: &str) -> Result<(), DrawError> {
    square(canvas, 1.0)?;
    canvas.note(at, words)
}

fn draw_axes(canvas: &mut Canvas) -> Result<(), DrawError> {
    square(canvas, 0.0)
}

answer::figure!(fn note(at: (f64, f64), words: &str) = draw_note);
answer::figure!(
    /// A figure without arguments.
    pub fn axes() = draw_axes
);

#[test]
fn the_macro_makes_a_function_that_saves_under_its_own_name() {
    let mut pile = Pile::default();
    note(&mut pile, (2.0, 5.0), "here").expect("nothing fails here");
    let pdf = only(&pile);
    assert_eq!(
        pile.0[0].0, "note",
        "the name of the function, not of the one that draws"
    );
    assert!(
        words(&pdf).contains(&"here"),
        "the argument `words` should arrive, but the PDF says {:?}",
        words(&pdf)
    );
}

#[test]
fn the_macro_needs_no_arguments() {
    let mut pile = Pile::default();
    axes(&mut pile).expect("nothing fails here");
    only(&pile);
    assert_eq!(pile.0[0].0, "axes", "the name of the function");
}

#[test]
fn the_macro_hands_errors_on() {
    let mut pile = Pile::default();
    let result = note(&mut pile, (f64::NAN, 5.0), "nowhere");
    assert!(
        matches!(result, Err(FigureError::Draw(_))),
        "a note has no place at NaN: {result:?}"
    );
    assert!(pile.0.is_empty(), "half a figure was saved");
    let result = note(&mut Full, (1.0, 1.0), "x");
    assert!(
        matches!(result, Err(FigureError::Save(_))),
        "the figure wasn't saved, and nobody is told: {result:?}"
    );
}

// The two figures.

#[test]
fn an_orbit_is_a_line_with_its_axes() {
    let mut pile = Pile::default();
    orbit(&mut pile, &[0.1, 0.36, 0.9216, 0.289]).expect("four numbers are an orbit");
    let pdf = only(&pile);
    assert_eq!(pile.0[0].0, "orbit");
    for word in ["step", "x", "0", "3"] {
        assert!(
            words(&pdf).contains(&word),
            "{word:?} isn't among {:?}",
            words(&pdf)
        );
    }
    assert_eq!(pieces(&pdf), 1, "one line, without a gap");
}

#[test]
fn the_market_has_a_bar_for_each_state() {
    let mut pile = Pile::default();
    market(&mut pile, [625, 312, 63]).expect("a thousand days are enough");
    let pdf = only(&pile);
    assert_eq!(pile.0[0].0, "market");
    for word in [
        "state",
        "bull",
        "bear",
        "stagnant",
        "share of days",
        "0.0",
        "1.0",
    ] {
        assert!(
            words(&pdf).contains(&word),
            "{word:?} isn't among {:?}",
            words(&pdf)
        );
    }
    let data = &pdf[pdf.find("/Data").expect("there are bars")..];
    assert_eq!(
        data.lines().filter(|line| *line == "f").count(),
        3,
        "three bars are filled"
    );
}

#[test]
fn two_quite_different_figures_look_alike() {
    let (mut one, mut other) = (Pile::default(), Pile::default());
    orbit(&mut one, &[0.1, 0.36, 0.9216, 0.289]).expect("four numbers are an orbit");
    market(&mut other, [5, 3, 2]).expect("ten days are enough");
    let (one, other) = (only(&one), only(&other));
    for operator in [" Tf", " w"] {
        let all = operators(&one, operator);
        assert!(!all.is_empty(), "there are fonts and line widths");
        assert_eq!(
            all,
            operators(&other, operator),
            "fonts with their sizes (Tf) or widths of lines (w) differ"
        );
    }
}

#[test]
fn many_days_are_shares_too() {
    let mut pile = Pile::default();
    market(&mut pile, [u64::MAX, u64::MAX, 1]).expect("shares are numbers from 0 to 1");
}

#[test]
fn a_number_that_is_not_finite_is_a_gap() {
    let mut pile = Pile::default();
    orbit(
        &mut pile,
        &[0.1, 0.2, f64::NAN, 0.3, f64::INFINITY, 0.4, 0.5],
    )
    .expect("five of the numbers have a place");
    let pdf = only(&pile);
    assert!(
        !pdf.contains("NaN") && !pdf.contains("inf"),
        "a PDF has no words for numbers that aren't finite"
    );
    assert!(
        words(&pdf).contains(&"6"),
        "the gaps are steps all the same"
    );
    assert_eq!(
        pieces(&pdf),
        2,
        "two pieces, from step 0 to 1 and from 5 to 6 (0.3 has no neighbour to draw a line to)"
    );
}

#[test]
fn an_orbit_that_rests_is_an_orbit() {
    let mut pile = Pile::default();
    orbit(&mut pile, &[0.75; 20]).expect("the axis needs some length nevertheless");
}

#[test]
fn nothing_to_draw_is_an_error() {
    for x in [&[][..], &[0.5], &[f64::NAN, f64::NAN, f64::INFINITY]] {
        let mut canvas = Canvas::new(&HOUSE);
        assert_eq!(draw_orbit(&mut canvas, x), Err(DrawError::NoData), "{x:?}");
        let mut pile = Pile::default();
        let result = orbit(&mut pile, x);
        assert!(
            matches!(result, Err(FigureError::Draw(DrawError::NoData))),
            "the macro hands on what `draw_orbit` says of {x:?}: {result:?}"
        );
        assert!(pile.0.is_empty(), "an empty figure was saved");
    }
    let mut canvas = Canvas::new(&HOUSE);
    assert_eq!(
        draw_market(&mut canvas, [0; 3]),
        Err(DrawError::NoData),
        "of no days there are no shares"
    );
}
