//! Whether a figure looks as the house wants it, and shows what it should.

use std::collections::BTreeSet;

use canvas::read::{Data, Figure};

/// Width and height in points: 84 mm by 60 mm.
const SIZE: (f64, f64) = (84.0 / 25.4 * 72.0, 60.0 / 25.4 * 72.0);

/// How far apart lengths may be, in points: a PDF's numbers are single precision.
pub const NEAR: f64 = 0.02;

/// One page of vectors in the size of the house, and these texts on it.
pub fn page(figure: &Figure, texts: &[&str]) -> Result<(), String> {
    if figure.pages != 1 {
        return Err(format!("the PDF has {} pages, not one", figure.pages));
    }
    if figure.images > 0 {
        return Err("the figure is a picture made of pixels; it should be vectors".to_owned());
    }
    let (width, height) = figure.size_pt;
    if (width - SIZE.0).abs() > NEAR || (height - SIZE.1).abs() > NEAR {
        return Err(format!(
            "the page is {width:.1} pt by {height:.1} pt; the house's 84 mm by 60 mm are {:.1} pt by {:.1} pt",
            SIZE.0, SIZE.1
        ));
    }
    match figure.frames.len() {
        1 => {}
        0 => return Err("there are no axes on the page".to_owned()),
        more => {
            return Err(format!(
                "{more} figures were drawn over each other: each call needs a canvas of its own"
            ));
        }
    }
    match texts.iter().find(|text| !figure.says(text)) {
        None => Ok(()),
        Some(missing) => {
            let said: Vec<_> = figure
                .texts
                .iter()
                .map(|text| text.words.as_str())
                .collect();
            Err(format!(
                "the text {missing:?} isn't among those that can be selected: {said:?}"
            ))
        }
    }
}

/// The house's fonts, sizes, ticks and lines.
pub fn style(figure: &Figure) -> Result<(), String> {
    let compare = |what: &str, found: String, wanted: String| {
        if found == wanted {
            Ok(())
        } else {
            Err(format!("{what}: {found} instead of the house's {wanted}"))
        }
    };
    let points = |hundredths: &BTreeSet<u32>| {
        let points: Vec<_> = hundredths.iter().map(|&h| f64::from(h) / 100.0).collect();
        format!("{points:?} pt")
    };
    compare(
        "fonts",
        format!("{:?}", figure.fonts()),
        "{\"Helvetica\"}".to_owned(),
    )?;
    compare(
        "sizes of text",
        points(&figure.sizes()),
        "[7.0, 8.0] pt".to_owned(),
    )?;
    let ticks = figure
        .ticks
        .iter()
        .map(|length| (length * 100.0).round() as u32)
        .collect();
    compare("lengths of ticks", points(&ticks), "[3.0] pt".to_owned())?;
    compare(
        "widths of lines",
        points(&figure.line_widths),
        "[0.75] pt".to_owned(),
    )?;
    // Six on each of two axes.
    if figure.ticks.len() > 12 {
        return Err(format!(
            "{} ticks are more than five steps an axis",
            figure.ticks.len()
        ));
    }
    Ok(())
}

/// The only piece of data on the page.
pub fn only(figure: &Figure) -> Result<&Data, String> {
    match &figure.data[..] {
        [data] => Ok(data),
        [] => Err("no data was drawn".to_owned()),
        more => Err(format!("{} pieces of data were drawn, not one", more.len())),
    }
}

/// A line, in runs without gaps, through `(i, values[i])` for the finite values: straight axes, nothing cut off, and no
/// more than half of the frame's height left empty.
pub fn line(figure: &Figure, values: &[f64]) -> Result<(), String> {
    let [left, bottom, width, height] = figure.frames[0];
    let data = only(figure)?;
    if !data.boxes.is_empty() || data.broken {
        return Err("the orbit isn't one solid line".to_owned());
    }
    let indexed: Vec<_> = values.iter().copied().enumerate().collect();
    let runs = indexed
        .split(|(_, value)| !value.is_finite())
        .filter(|run| run.len() > 1);
    let wanted: Vec<Vec<(usize, f64)>> = runs.map(<[_]>::to_vec).collect();
    let lengths = |runs: Vec<usize>| format!("{runs:?}");
    let found = lengths(data.lines.iter().map(Vec::len).collect());
    let expected = lengths(wanted.iter().map(Vec::len).collect());
    if found != expected {
        return Err(format!(
            "lines of {found} points instead of {expected}; a number that isn't finite is a gap"
        ));
    }
    let all = || {
        data.lines
            .iter()
            .flatten()
            .copied()
            .zip(wanted.iter().flatten().copied())
    };
    let last = (values.len() - 1) as f64;
    for ((x, y), (step, value)) in all() {
        let place = left + step as f64 / last * width;
        if (x - place).abs() > NEAR {
            return Err(format!(
                "step {step} isn't in its place on an axis from 0 to {last}"
            ));
        }
        if y < bottom - NEAR || y > bottom + height + NEAR {
            return Err(format!(
                "step {step}, which is {value}, lies beyond the axis"
            ));
        }
    }
    let finite = || values.iter().copied().filter(|value| value.is_finite());
    let low = finite().fold(f64::INFINITY, f64::min);
    let high = finite().fold(f64::NEG_INFINITY, f64::max);
    let range = |points: &mut dyn Iterator<Item = f64>| {
        points.fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), y| {
            (low.min(y), high.max(y))
        })
    };
    let (lowest, highest) = range(&mut all().map(|((_, y), _)| y));
    if high > low {
        if highest - lowest < height / 2.0 - NEAR {
            return Err("more than half of the frame's height is empty".to_owned());
        }
        let (least, most) = range(&mut all().map(|(_, (_, value))| value));
        let scale = (highest - lowest) / (most - least);
        let off = all()
            .find(|((_, y), (_, value))| (lowest + (value - least) * scale - y).abs() > 2.0 * NEAR);
        if let Some((_, (step, value))) = off {
            return Err(format!("step {step}, which is {value}, isn't in its place"));
        }
    }
    Ok(())
}

/// A bar for each share.
pub fn bars(figure: &Figure, shares: [f64; 3]) -> Result<(), String> {
    let [_, bottom, _, height] = figure.frames[0];
    let data = only(figure)?;
    if data.boxes.len() != 3 || !data.lines.is_empty() {
        return Err(format!("{} bars, not three", data.boxes.len()));
    }
    for (([_, y, _, tall], share), name) in data
        .boxes
        .iter()
        .zip(shares)
        .zip(["bull", "bear", "stagnant"])
    {
        if (y - bottom).abs() > NEAR || (tall - share * height).abs() > NEAR {
            let found = tall / height;
            return Err(format!(
                "the bar of {name} is {found:.4} tall; its share is {share:.4}"
            ));
        }
    }
    Ok(())
}
