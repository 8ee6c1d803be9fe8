//! The flame graph as SVG: a bar for each function, as wide as its share of the samples, upon the one that called it.

use super::{Flame, Profile, percent};
use crate::html::escape;

const WIDTH: f64 = 720.0;
const HEIGHT: f64 = 24.0;
/// About the width of a letter of the font below.
const LETTER: f64 = 7.0;
/// Bars narrower than this are left out.
const NARROWEST: f64 = 1.5;
/// Colours of the page's theme that bars take turns in.
const COLOURS: usize = 7;

/// The graph for a page: coloured by its theme, with a name for those who don't see it.
pub(super) fn inline(profile: &Profile, label: &str) -> String {
    let (body, height) = bars(profile);
    format!(
        "<svg viewBox=\"0 0 {WIDTH} {height}\" role=\"img\" aria-label=\"{}\" focusable=\"false\">{body}</svg>",
        escape(label)
    )
}

/// The graph as a file of its own, light or dark as whoever looks at it likes.
#[must_use]
pub fn document(profile: &Profile) -> String {
    let (body, height) = bars(profile);
    let colours = |list: [&str; COLOURS]| {
        let each = list.iter().enumerate();
        each.map(|(n, colour)| format!("--plot-{n}:{colour};"))
            .collect::<String>()
    };
    let light = colours([
        "#0b5a9c", "#a63a08", "#166633", "#7d369a", "#a0184b", "#645700", "#00606a",
    ]);
    let dark = colours([
        "#6cb6ff", "#ffa35c", "#6fd08c", "#d3a6f2", "#ff94b6", "#d8c74a", "#5cd0d8",
    ]);
    format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"-10 -34 {} {}\" font-family=\"sans-serif\" role=\"img\">\
         <title>{title}</title><style>svg{{{light}color:#222;background:#fff}}\
         @media (prefers-color-scheme:dark){{svg{{{dark}color:#ddd;background:#222}}}}</style>\
         <text y=\"-12\" font-size=\"15\" fill=\"currentColor\">{title}</text>{body}</svg>\n",
        WIDTH + 20.0,
        height + 44.0,
        title = escape(&format!(
            "{}: {} samples in {:.1} s",
            profile.title(),
            profile.samples,
            profile.seconds
        )),
    )
}

/// All bars, and the height that they need.
fn bars(profile: &Profile) -> (String, f64) {
    let rows = profile.flames.iter().map(depth).max().unwrap_or(0);
    let height = rows as f64 * HEIGHT;
    let mut body = String::new();
    let mut left = 0.0;
    for flame in &profile.flames {
        bar(profile, flame, left, height - HEIGHT, &mut body);
        left += width(profile, flame);
    }
    (body, height)
}

fn width(profile: &Profile, flame: &Flame) -> f64 {
    WIDTH * profile.share(flame.count)
}

fn depth(flame: &Flame) -> usize {
    1 + flame.inner.iter().map(depth).max().unwrap_or(0)
}

fn bar(profile: &Profile, flame: &Flame, left: f64, top: f64, body: &mut String) {
    let width = width(profile, flame);
    if width < NARROWEST {
        return;
    }
    let share = percent(profile.share(flame.count));
    // FNV-1a: the same name has the same colour in every graph.
    let hash = flame.name.bytes().fold(0x811c_9dc5_u32, |hash, byte| {
        (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193)
    });
    let colour = hash as usize % COLOURS;
    body.push_str(&format!(
        "<g><title>{}</title><rect x=\"{:.2}\" y=\"{:.2}\" width=\"{:.2}\" height=\"{}\" rx=\"2\" fill-opacity=\"0.22\" \
         stroke-width=\"1\" style=\"fill:var(--plot-{colour});stroke:var(--plot-{colour})\"/>",
        escape(&format!("{}, {}: {share}", flame.name, flame.file)),
        left + 0.5,
        top + 0.5,
        (width - 1.0).max(0.5),
        HEIGHT - 1.0,
    ));
    let room = ((width - 10.0) / LETTER).max(0.0) as usize;
    let words = format!("{} {share}", flame.name);
    let words = if words.chars().count() <= room {
        words
    } else {
        flame.name.clone()
    };
    if words.chars().count() <= room {
        body.push_str(&format!(
            "<text x=\"{:.2}\" y=\"{:.2}\" font-size=\"13\" fill=\"currentColor\">{}</text>",
            left + 5.0,
            top + 16.5,
            escape(&words)
        ));
    }
    body.push_str("</g>");
    let mut at = left;
    for inner in &flame.inner {
        bar(profile, inner, at, top - HEIGHT, body);
        at += self::width(profile, inner);
    }
}
