//! The plot of a figure: dots with their intervals for one size, lines over the sizes for several.
//!
//! It is drawn with `ink`, so it follows light and dark themes.

mod axis;
mod dots;
mod lines;

use super::{Shown, further};
use crate::html::escape;
pub(super) use axis::size as size_number;
use ink::{Area, COLOURS, Drawn, GROUND, inline, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

/// The plot with its legend, as one line of HTML.
pub(super) fn figure(shown: &Shown, number: usize) -> String {
    let has_own = shown.has_own();
    // Twice as many lines as colours would hide more than they show.
    let is_clear = shown.groups.len() == 1 || lines::names(shown).len() <= usize::from(COLOURS);
    let draws_own = has_own && is_clear;
    let machines = further::shown(shown);
    let drawn_machines = if is_clear { &machines[..] } else { &[] };
    let mut svg = String::new();
    let drawn = match shown.groups.as_slice() {
        [only] => dots::draw(only, draws_own, drawn_machines, &mut svg),
        several => lines::draw(several, draws_own, drawn_machines, &mut svg),
    };
    drawn.expect("drawing into a string can't fail");
    let reference = "Marks: medians on the reference machine. Bars: 95&nbsp;% intervals.";
    let legend = match (draws_own, shown.groups.len()) {
        (true, 1) => "Filled marks: the reference machine. Hollow marks: yours. Bars: 95&nbsp;% intervals.".to_owned(),
        (true, _) => "Filled marks and full lines: the reference machine. Hollow marks and dashed lines: yours. Bars: 95&nbsp;% intervals.".to_owned(),
        (false, _) if has_own => format!("{reference} Yours are in the table."),
        (false, _) => reference.to_owned(),
    };
    let letters = match (machines.is_empty(), drawn_machines.is_empty()) {
        (true, _) => String::new(),
        (false, true) => " Further machines are in the table.".to_owned(),
        (false, false) => format!(
            " Letters: further machines, {}.",
            further::legend(shown.kernel, drawn_machines)
        ),
    };
    let sizes = match shown.groups.as_slice() {
        [only] => format!("at {}", only.size),
        several => format!("over {} sizes", several.len()),
    };
    let label = format!(
        "Plot {number}: time of each variant of {} {sizes}; the table below has the numbers",
        shown.kernel.name
    );
    format!(
        "<div class=\"plot\" role=\"region\" tabindex=\"0\" aria-label=\"{0}\">{1}</div><figcaption>{legend}{letters}</figcaption>",
        escape(&format!("Plot {number} of {}", shown.kernel.name)),
        inline(&svg, &label)
    )
}

/// The mark of a further machine: its letter on a piece of the page's ground.
fn lettered(area: &Area, at: (i32, i32), colour: RGBColor, machine: usize) -> Drawn<()> {
    area.draw(&Circle::new(at, 7, GROUND.filled()))?;
    let middle = (HPos::Center, VPos::Center);
    text(area, at, &further::letter(machine), colour, middle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::View;
    use crate::record::Row;
    use crate::sample;

    fn svg(reference: &[Row], own: &[Row]) -> String {
        let kernel = sample::kernel(reference, own);
        figure(&Shown::of(&kernel, &View::default(), &[]).unwrap(), 3)
    }

    fn rows(sizes: &[&str]) -> Vec<Row> {
        let row = |size: &&str| {
            [
                sample::row("loop", size, 1, 2e-3),
                sample::python("numpy", size, 1, 1e-5),
            ]
        };
        sizes.iter().flat_map(row).collect()
    }

    #[test]
    fn a_plot_is_one_line_in_the_colours_of_the_theme_with_a_name() {
        for sizes in [
            &["10^6"][..],
            &["10^3", "10^6", "10^7"],
            &["small", "large"],
        ] {
            let svg = svg(&rows(sizes), &rows(sizes));
            assert!(!svg.contains('\n') && !svg.contains("http"), "{svg}");
            assert!(!svg.contains('#'), "a fixed colour is left: {svg}");
            assert!(
                svg.contains("role=\"img\" aria-label=\"Plot 3: time of each variant of powers "),
                "{svg}"
            );
            assert!(
                svg.contains("currentColor") && svg.contains("var(--plot-0)"),
                "{svg}"
            );
            assert!(svg.matches("</svg>").count() == 1 && svg.matches("<svg").count() == 1);
        }
    }

    #[test]
    fn every_variant_is_labelled_in_its_plot() {
        for sizes in [&["10^6"][..], &["10^3", "10^6"]] {
            let svg = svg(&rows(sizes), &[]);
            assert!(
                svg.contains("loop") && svg.contains("numpy (Python)"),
                "{svg}"
            );
        }
    }

    #[test]
    fn the_readers_marks_are_hollow() {
        assert!(!svg(&rows(&["1"]), &[]).contains("var(--bg)"));
        let both = svg(&rows(&["1"]), &rows(&["1"]));
        assert!(both.contains("var(--bg)") && both.contains("Hollow marks: yours"));
    }

    #[test]
    fn the_readers_lines_stay_out_of_a_crowded_plot() {
        let crowd: Vec<Row> = (0..9)
            .flat_map(|n| ["1", "2"].map(|size| sample::row(&format!("v{n}"), size, 1, 1.0)))
            .collect();
        let svg = svg(&crowd, &crowd);
        assert!(!svg.contains("var(--bg)") && svg.contains("Yours are in the table."));
    }
}
