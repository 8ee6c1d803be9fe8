//! What is drawn is what a PDF library reads back.

use canvas::read::Figure;
use canvas::{Axis, Canvas, DrawError, Font, Stroke, Style};

fn open() -> Canvas {
    let mut canvas = Canvas::new(&Style::default());
    let axes = [("time (s)", 10.0), ("height (m)", 2.0)];
    let [x, y] = axes.map(|(label, to)| Axis::numbers(label, 0.0, to));
    canvas.axes(x, y).unwrap();
    canvas
}

fn read(canvas: Canvas) -> Figure {
    Figure::of(&canvas.into_pdf()).unwrap()
}

#[test]
fn an_empty_canvas_is_one_page_of_the_style_s_size() {
    let figure = read(Canvas::new(&Style {
        width_mm: 25.4,
        height_mm: 50.8,
        ..Style::default()
    }));
    assert_eq!((figure.pages, figure.images), (1, 0));
    assert!((figure.size_pt.0 - 72.0).abs() < 0.01 && (figure.size_pt.1 - 144.0).abs() < 0.01);
    assert!(figure.texts.is_empty() && figure.data.is_empty());
}

#[test]
fn axes_have_a_frame_ticks_numbers_and_labels_that_can_be_selected() {
    let figure = read(open());
    assert_eq!(figure.frames.len(), 1);
    assert_eq!(figure.ticks.len(), 11 + 11);
    assert!(
        figure
            .ticks
            .iter()
            .all(|length| (length - 5.0).abs() < 1e-3)
    );
    for words in ["time (s)", "height (m)", "0", "10", "0.2", "2.0"] {
        assert!(figure.says(words), "{words}: {:?}", figure.texts);
    }
}

#[test]
fn fonts_sizes_and_widths_are_the_style_s() {
    let style = Style {
        font: Font::Helvetica,
        label_pt: 8.0,
        tick_label_pt: 7.0,
        line_pt: 0.75,
        ..Style::default()
    };
    let mut canvas = Canvas::new(&style);
    let axis = || Axis::numbers("x", 0.0, 1.0);
    canvas.axes(axis(), axis()).unwrap();
    canvas
        .line(&[(0.0, 0.0), (1.0, 1.0)], Stroke::Solid)
        .unwrap();
    let figure = read(canvas);
    assert_eq!(
        figure.fonts().into_iter().collect::<Vec<_>>(),
        ["Helvetica"]
    );
    assert_eq!(figure.sizes().into_iter().collect::<Vec<_>>(), [700, 800]);
    assert_eq!(figure.line_widths.into_iter().collect::<Vec<_>>(), [75]);
}

#[test]
fn a_line_goes_through_its_points_and_stops_at_gaps() {
    let mut canvas = open();
    let gap = [
        (0.0, 0.0),
        (1.0, 1.0),
        (2.0, f64::NAN),
        (3.0, 1.0),
        (4.0, 2.0),
        (5.0, f64::INFINITY),
        (6.0, 1.0),
    ];
    canvas.line(&gap, Stroke::Dashed).unwrap();
    let pdf = canvas.into_pdf();
    let text = String::from_utf8_lossy(&pdf);
    assert!(!text.contains("NaN") && !text.contains("inf"));
    let figure = Figure::of(&pdf).unwrap();
    let data = &figure.data[0];
    assert!(data.broken);
    assert_eq!(data.lines.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2]);
    let [left, bottom, width, height] = figure.frames[0];
    let (x, y) = data.lines[1][1];
    assert!((x - left - 0.4 * width).abs() < 0.01 && (y - bottom - height).abs() < 0.01);
    assert_eq!(data.line(), None, "a line with a gap is two");
}

#[test]
fn marks_and_bars_are_told_from_lines() {
    let mut canvas = open();
    canvas
        .marks(&[(1.0, 1.0), (f64::NAN, 1.0), (2.0, 0.5)])
        .unwrap();
    canvas.bars(&[2.0, 0.0, 1.0]).unwrap();
    canvas
        .line(&[(1.0, 1.0), (2.0, 1.0)], Stroke::Solid)
        .unwrap();
    let figure = read(canvas);
    assert_eq!(figure.data[0].marks().unwrap().len(), 2);
    assert_eq!(figure.data[1].boxes.len(), 3);
    assert!(figure.data[1].marks().is_none());
    assert_eq!(figure.data[2].line().unwrap().len(), 2);
    assert!(!figure.data[2].broken);
}

#[test]
fn names_stand_below_their_bars() {
    let mut canvas = Canvas::new(&Style::default());
    let names = Axis::names("state", &["bull", "bear (ß)"]);
    canvas
        .axes(names, Axis::numbers("share", 0.0, 1.0))
        .unwrap();
    canvas.bars(&[0.75, 0.25]).unwrap();
    canvas.note((0.0, 0.9), "n = 100 – all").unwrap();
    let figure = read(canvas);
    assert!(figure.says("bull") && figure.says("bear (ß)") && figure.says("n = 100 – all"));
    let [left, bottom, width, height] = figure.frames[0];
    let [x, y, w, h] = figure.data[0].boxes[0];
    assert!(
        (x + w / 2.0 - left - width / 4.0).abs() < 0.01,
        "it stands over its name"
    );
    assert!((y - bottom).abs() < 0.01 && (h - 0.75 * height).abs() < 0.01);
}

#[test]
fn what_has_no_place_is_an_error() {
    let mut canvas = Canvas::new(&Style::default());
    assert_eq!(canvas.line(&[], Stroke::Solid), Err(DrawError::NoAxes));
    assert_eq!(canvas.bars(&[1.0]), Err(DrawError::NoAxes));
    let mut canvas = open();
    assert!(matches!(
        canvas.bars(&[1.0, f64::NAN]),
        Err(DrawError::NotFinite { .. })
    ));
    assert!(canvas.note((f64::INFINITY, 0.0), "far").is_err());
    assert!(
        canvas
            .axes(Axis::numbers("x", 0.0, 0.0), Axis::numbers("y", 0.0, 1.0))
            .is_err()
    );
}

#[test]
fn what_is_no_figure_is_unreadable() {
    for bytes in [&b""[..], b"%PDF-1.7", b"<svg/>", &[0; 100]] {
        assert!(Figure::of(bytes).is_err());
    }
    let whole = open().into_pdf();
    for end in (0..whole.len()).step_by(97) {
        // Cut short, it may be read or not; it must not panic.
        let _ = Figure::of(&whole[..end]);
    }
}

#[test]
fn a_broken_figure_is_read_or_refused_and_never_a_panic() {
    let whole = open().into_pdf();
    for at in 0..whole.len() {
        for change in [0x01, 0x20, 0xff] {
            let mut broken = whole.clone();
            broken[at] ^= change;
            if let Err(error) = Figure::of(&broken) {
                assert!(!error.to_string().is_empty());
            }
        }
    }
}
