//! The kernels under the machine's roofs: operations a second against operations a byte.
//!
//! The plot is that of Samuel Williams, Andrew Waterman and David Patterson (2009).

use ceilings::{KernelBounds, Need, PROBES};
use ink::{Area, Axis, Drawn, Figure, GRID, INK, LETTER, WIDTH, canvas, line, mark, series, text};
use plotters::style::text_anchor::{HPos, VPos};

use super::limits::{Limits, limits};
use super::record::{RecordError, Row, rows};
use crate::KERNELS;
use crate::bounds::bounds;

/// A kernel's best variant, and what the machine allows it.
struct Best {
    kernel: String,
    row: Row,
    need: Need,
    ceiling: String,
    share: f64,
}

impl Best {
    /// Operations on `f64`s for each byte; nothing where there are none of either.
    fn intensity(&self) -> Option<f64> {
        let both = self.need.flops > 0.0 && self.need.bytes() > 0.0;
        both.then(|| self.need.flops / self.need.bytes())
    }

    /// Operations a second, those that the bound counts.
    fn speed(&self) -> f64 {
        self.need.flops / self.row.median_s
    }
}

/// The fastest row, in Rust, that is compared with a ceiling, at the largest size at which bytes move; at the largest of
/// all where none do.
fn best(kernel: &KernelBounds, limits: &Limits) -> Result<Option<Best>, RecordError> {
    let needs = || kernel.bounds.iter().flat_map(|bound| &bound.needs);
    let moves = |size: &str| needs().any(|need| need.size == size && need.bytes() > 0.0);
    let sizes = KERNELS
        .iter()
        .find(|known| known.name == kernel.kernel)
        .map_or(&[][..], |known| known.sizes);
    let moving = sizes.iter().rev().find(|size| moves(size));
    let Some(&size) = moving.or(sizes.last()) else {
        return Ok(None);
    };
    if needs().next().is_none() {
        return Ok(None);
    }
    let compared = rows(&kernel.kernel)?.into_iter().filter_map(|row| {
        let competes = row.language == "rust" && !PROBES.contains(&row.variant.as_str());
        if row.size != size || !competes {
            return None;
        }
        let need = kernel.of(&row.variant, false)?.at(size)?.clone();
        let ceiling = limits.machine.ceiling(&need, row.threads)?;
        Some(Best {
            kernel: kernel.kernel.clone(),
            share: ceiling.share(row.median_s),
            ceiling: ceiling.name,
            need,
            row,
        })
    });
    Ok(compared.min_by(|a, b| a.row.median_s.total_cmp(&b.row.median_s)))
}

/// The figure, from the reference records.
///
/// # Errors
/// When a kernel has no record, or the ceilings have none.
pub fn figure() -> Result<Figure, RecordError> {
    let limits = limits()?;
    let mut bests = Vec::new();
    for kernel in &bounds().kernels {
        bests.extend(best(kernel, &limits)?);
    }
    let logs = bests.iter().map(|best| best.share.ln());
    let distance = (-logs.sum::<f64>() / bests.len() as f64).exp();
    let farthest = bests.iter().min_by(|a, b| a.share.total_cmp(&b.share));
    let nearest = bests.iter().max_by(|a, b| a.share.total_cmp(&b.share));
    let one = |best: Option<&Best>| {
        best.map_or_else(String::new, |best| {
            format!(
                "{} ({:.0} % of {})",
                best.kernel,
                best.share * 100.0,
                best.ceiling
            )
        })
    };
    let reading = format!(
        "The best variants of these {} kernels take {distance:.2} times as long as the machine allows (geometric mean); nearest \
         to its ceiling is {}, farthest from it is {}.",
        bests.len(),
        one(nearest),
        one(farthest)
    );
    let table = bests.iter().map(|best| {
        let dash = || "–".to_owned();
        let speed = || format!("{:.2}", best.speed() / 1e9);
        vec![
            best.kernel.clone(),
            best.row.size.clone(),
            best.row.variant.clone(),
            best.row.threads.to_string(),
            best.intensity().map_or_else(dash, intensity),
            if best.need.flops > 0.0 {
                speed()
            } else {
                dash()
            },
            best.ceiling.clone(),
            format!("{:.0} %", best.share * 100.0),
        ]
    });
    let table: Vec<Vec<String>> = table.collect();
    Ok(Figure::new(
        "roofline",
        "The kernels under the roofs of the reference machine",
        reading,
        &[
            "kernel",
            "size",
            "best variant",
            "threads",
            "operations a byte",
            "GFLOP/s",
            "ceiling",
            "share of it",
        ],
        table,
        svg(&bests, &limits),
    ))
}

fn intensity(value: f64) -> String {
    match value {
        v if v < 1.0 => format!("{v:.3}"),
        v if v < 100.0 => format!("{v:.1}"),
        _ => format!("{value:.0}"),
    }
}

const LEFT: i32 = 84;
const TOP: i32 = 34;
const BOTTOM: i32 = 430;
const RIGHT: i32 = WIDTH as i32 - 16;

/// Both axes, logarithmic.
struct Axes {
    x: Axis,
    y: Axis,
}

impl Axes {
    fn at(&self, intensity: f64, speed: f64) -> (i32, i32) {
        let across = self.x.share(intensity) * f64::from(RIGHT - LEFT);
        let up = self.y.share(speed) * f64::from(BOTTOM - TOP);
        (LEFT + across.round() as i32, BOTTOM - up.round() as i32)
    }
}

/// A slope and the level that it ends at.
struct Roof {
    name: String,
    bandwidth: f64,
    peak: f64,
    colour: usize,
}

/// The roofs: memory on one thread and on two, and the caches, whose slopes end at the peak of two.
fn roofs(limits: &Limits) -> Vec<Roof> {
    let peak = |threads| limits.machine.flops(threads);
    let roof = |name: String, set: f64, threads, colour| {
        Some(Roof {
            name,
            bandwidth: limits.machine.bandwidth(set, threads, true)?,
            peak: peak(threads)?,
            colour,
        })
    };
    let memory = f64::from(256 << 20);
    let mut roofs = vec![
        roof("memory, one thread".to_owned(), memory, 1, 0),
        roof("memory, two threads".to_owned(), memory, 2, 1),
    ];
    for (n, cache) in limits.caches.iter().rev().enumerate() {
        let pieces = 2_u32.div_ceil(cache.shared_by.max(1));
        let half = cache.bytes as f64 * f64::from(pieces) / 2.0;
        let name = format!("L{}, two threads", cache.level);
        roofs.push(roof(name, half, 2, 2 + n));
    }
    roofs.into_iter().flatten().collect()
}

fn svg(bests: &[Best], limits: &Limits) -> String {
    let roofs = roofs(limits);
    let mut drawn: Vec<(&Best, f64, f64)> = bests
        .iter()
        .filter_map(|best| Some((best, best.intensity()?, best.speed() / 1e9)))
        .collect();
    let low = drawn.iter().map(|best| best.1).fold(0.05, f64::min);
    let high = drawn.iter().map(|best| best.1).fold(1e3, f64::max);
    let top = roofs.iter().map(|roof| roof.peak / 1e9).fold(1.0, f64::max);
    let bottom = drawn.iter().map(|best| best.2).fold(1.0, f64::min);
    let axes = Axes {
        x: Axis::of_amounts([low, high].into_iter()),
        y: Axis::of_amounts([bottom, top * 1.3].into_iter()),
    };
    let label = "Operations a second against operations a byte, both logarithmic: each kernel's best variant under the roofs of \
                 bandwidth and arithmetic; the table below has the numbers";
    let height = (BOTTOM + 66 + 24 * roofs.len() as i32) as u32;
    canvas((WIDTH, height), label, |area| {
        frame(area, &axes)?;
        for (n, roof) in roofs.iter().enumerate() {
            let (rate, peak) = (roof.bandwidth / 1e9, roof.peak / 1e9);
            let start = low / 2.0;
            let (from, knee) = (start.max(bottom / 2.0 / rate), peak / rate);
            let knee_at = axes.at(knee, peak);
            line(
                area,
                axes.at(from, from * rate),
                knee_at,
                series(roof.colour),
                2,
            )?;
            line(area, knee_at, (RIGHT, knee_at.1), series(roof.colour), 2)?;
            let at = (LEFT, BOTTOM + 66 + 24 * n as i32);
            line(area, at, (at.0 + 32, at.1), series(roof.colour), 2)?;
            let words = format!("{}: {rate:.0} GB/s, up to {peak:.0} GFLOP/s", roof.name);
            text(
                area,
                (at.0 + 44, at.1),
                &words,
                INK,
                (HPos::Left, VPos::Center),
            )?;
        }
        let mut placed = Vec::new();
        for (best, intensity, speed) in &drawn {
            let at = axes.at(*intensity, *speed);
            placed.push([at.0 - 6, at.1 - 6, at.0 + 6, at.1 + 6]);
            mark(area, at, INK, best.row.threads > 1, false)?;
        }
        // From the left, where there is least room.
        drawn.sort_by(|a, b| a.1.total_cmp(&b.1));
        for (best, intensity, speed) in &drawn {
            name(area, axes.at(*intensity, *speed), &best.kernel, &mut placed)?;
        }
        Ok(())
    })
}

/// Grid, ticks and what the axes are.
fn frame(area: &Area, axes: &Axes) -> Drawn<()> {
    for tick in axes.y.ticks() {
        let at = axes.at(1.0, tick);
        line(area, (LEFT, at.1), (RIGHT, at.1), GRID, 1)?;
        let words = format!("{tick}");
        text(
            area,
            (LEFT - 10, at.1),
            &words,
            INK,
            (HPos::Right, VPos::Center),
        )?;
    }
    for tick in axes.x.ticks() {
        let at = axes.at(tick, 1.0);
        line(area, (at.0, TOP), (at.0, BOTTOM), GRID, 1)?;
        let words = format!("{tick}");
        text(
            area,
            (at.0, BOTTOM + 8),
            &words,
            INK,
            (HPos::Center, VPos::Top),
        )?;
    }
    text(area, (8, 6), "GFLOP/s", INK, (HPos::Left, VPos::Top))?;
    let middle = ((LEFT + RIGHT) / 2, BOTTOM + 30);
    text(
        area,
        middle,
        "operations a byte",
        INK,
        (HPos::Center, VPos::Top),
    )
}

/// Writes a kernel's name beside its mark, where nothing stands yet.
fn name(area: &Area, at: (i32, i32), words: &str, placed: &mut Vec<[i32; 4]>) -> Drawn<()> {
    let width = words.chars().count() as i32 * LETTER as i32;
    let places = [
        (10, 0),
        (-10 - width, 0),
        (-width / 2, 17),
        (-width / 2, -17),
        (10, 15),
        (10, -15),
        (-10 - width, 15),
        (-10 - width, -15),
        (10, -28),
        (10, 28),
    ];
    let frame = |(dx, dy): (i32, i32)| {
        let (left, middle) = (at.0 + dx, at.1 + dy);
        [left, middle - 8, left + width, middle + 8]
    };
    let is_free = |place: &&(i32, i32)| {
        let [left, top, right, bottom] = frame(**place);
        let inside = left > LEFT && right < RIGHT + 12 && top > TOP && bottom < BOTTOM;
        let apart = |other: &[i32; 4]| {
            right < other[0] || other[2] < left || bottom < other[1] || other[3] < top
        };
        inside && placed.iter().all(apart)
    };
    let place = *places.iter().find(is_free).unwrap_or(&places[0]);
    placed.push(frame(place));
    let left = (at.0 + place.0, at.1 + place.1);
    text(area, left, words, INK, (HPos::Left, VPos::Center))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_intensity_has_as_many_digits_as_it_needs() {
        assert_eq!(
            [0.0625, 2.53, 3749.8].map(intensity),
            ["0.062", "2.5", "3750"]
        );
    }
}
