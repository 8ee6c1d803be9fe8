//! The Markov chain of question 1 as a graph: three states, nine arrows.

use ink::{Area, Drawn, Figure, GROUND, INK, WIDTH, canvas, series, text};
use plotters::prelude::*;
use plotters::style::text_anchor::{HPos, VPos};

use super::record::RecordError;

/// The states, in the order of rows and columns.
const STATES: [&str; 3] = ["bull", "bear", "stagnant"];

/// The probabilities of going from one state to another in a day. Rows are "from", columns are "to".
pub const ROWS: [[f64; 3]; 3] = [[0.9, 0.075, 0.025], [0.15, 0.8, 0.05], [0.25, 0.25, 0.5]];

/// Where the states stand, in pixels.
const PLACES: [(f64, f64); 3] = [(200.0, 110.0), (520.0, 110.0), (360.0, 300.0)];

/// In which direction a state's arrow to itself leaves the picture's middle.
const OUTWARDS: [(f64, f64); 3] = [(-1.0, 0.0), (1.0, 0.0), (0.0, 1.0)];

const HEIGHT: u32 = 430;
const RADIUS: f64 = 44.0;

/// The shares of days that the chain settles at: what a day more doesn't change.
pub fn settled(rows: &[[f64; 3]; 3]) -> [f64; 3] {
    let mut shares = [1.0, 0.0, 0.0];
    for _ in 0..1000 {
        shares = [0, 1, 2].map(|to| (0..3).map(|from| shares[from] * rows[from][to]).sum());
    }
    shares
}

/// The figure.
///
/// # Errors
/// None: the type is that of all figures.
pub fn figure() -> Result<Figure, RecordError> {
    let shares = settled(&ROWS);
    let [bull, bear, stagnant] = shares.map(|share| format!("{:.2} %", 100.0 * share));
    let reading = format!(
        "The arrows that leave a state add up to 1, the one that comes back included; run for long enough, the market \
         spends {bull} of its days as bull, {bear} as bear and {stagnant} stagnant, wherever it began."
    );
    let row = |from: usize| {
        let mut cells = vec![STATES[from].to_owned()];
        cells.extend(ROWS[from].map(|p| p.to_string()));
        cells.push(format!("{:.4}", shares[from]));
        cells
    };
    Ok(Figure::new(
        "market-graph",
        "The stock market as a Markov chain",
        reading,
        &[
            "from",
            "to bull",
            "to bear",
            "to stagnant",
            "share of days, in the long run",
        ],
        (0..3).map(row).collect(),
        canvas(
            (WIDTH, HEIGHT),
            "Three circles, bull, bear and stagnant, with an arrow from each to each and the probability beside it; the \
             table below has the numbers",
            draw,
        ),
    ))
}

fn draw(area: &Area) -> Drawn<()> {
    for from in 0..3 {
        for to in 0..3 {
            let curve = if from == to {
                returning(from)
            } else {
                leading(from, to)
            };
            arrow(area, &curve, series(from))?;
            label(area, &curve, from, to)?;
        }
    }
    for (n, (name, (x, y))) in STATES.into_iter().zip(PLACES).enumerate() {
        let at = (x.round() as i32, y.round() as i32);
        area.draw(&Circle::new(at, RADIUS as i32, GROUND.filled()))?;
        area.draw(&Circle::new(at, RADIUS as i32, series(n).stroke_width(3)))?;
        text(area, at, name, INK, (HPos::Center, VPos::Center))?;
    }
    Ok(())
}

/// A cubic Bézier curve.
type Curve = [(f64, f64); 4];

/// From one state to another, bent to the side so that the way back has room.
fn leading(from: usize, to: usize) -> Curve {
    let (begin, end) = (PLACES[from], PLACES[to]);
    let (dx, dy) = (end.0 - begin.0, end.1 - begin.1);
    let length = dx.hypot(dy);
    let (along, aside) = ((dx / length, dy / length), (dy / length, -dx / length));
    let at = |share: f64, side: f64| {
        (
            begin.0 + share * dx + side * aside.0,
            begin.1 + share * dy + side * aside.1,
        )
    };
    // Each curve leaves and reaches its circle a little to its own side.
    let side = 16.0;
    let gap = (RADIUS + 3.0).mul_add(RADIUS + 3.0, -side * side).sqrt();
    let edge = |share: f64, sign: f64| {
        let (x, y) = at(share, side);
        (x + sign * gap * along.0, y + sign * gap * along.1)
    };
    [
        edge(0.0, 1.0),
        at(0.35, 34.0),
        at(0.65, 34.0),
        edge(1.0, -1.0),
    ]
}

/// From a state back to itself, on the outside.
fn returning(state: usize) -> Curve {
    let ((x, y), (dx, dy)) = (PLACES[state], OUTWARDS[state]);
    let at = |out: f64, aside: f64| (x + out * dx - aside * dy, y + out * dy + aside * dx);
    let edge = (RADIUS + 3.0) * 0.5_f64.sqrt();
    [
        at(edge, -edge),
        at(125.0, -62.0),
        at(125.0, 62.0),
        at(edge, edge),
    ]
}

fn point(curve: &Curve, t: f64) -> (f64, f64) {
    let s = 1.0 - t;
    let weights = [s * s * s, 3.0 * s * s * t, 3.0 * s * t * t, t * t * t];
    let sum =
        |part: fn(&(f64, f64)) -> f64| curve.iter().zip(weights).map(|(p, w)| w * part(p)).sum();
    (sum(|p| p.0), sum(|p| p.1))
}

fn pixel((x, y): (f64, f64)) -> (i32, i32) {
    (x.round() as i32, y.round() as i32)
}

fn arrow(area: &Area, curve: &Curve, colour: RGBColor) -> Drawn<()> {
    const PARTS: u32 = 40;
    let points = (0..=PARTS).map(|i| pixel(point(curve, f64::from(i) / f64::from(PARTS))));
    area.draw(&PathElement::new(
        points.collect::<Vec<_>>(),
        colour.stroke_width(2),
    ))?;
    let (tip, before) = (curve[3], point(curve, 0.93));
    let (dx, dy) = (tip.0 - before.0, tip.1 - before.1);
    let length = dx.hypot(dy);
    let (dx, dy) = (11.0 * dx / length, 11.0 * dy / length);
    let corner = |side: f64| pixel((tip.0 - dx - side * dy, tip.1 - dy + side * dx));
    area.draw(&Polygon::new(
        vec![pixel(tip), corner(0.45), corner(-0.45)],
        colour.filled(),
    ))
}

/// The probability, on the outer side of its arrow's middle.
fn label(area: &Area, curve: &Curve, from: usize, to: usize) -> Drawn<()> {
    let middle = point(curve, 0.5);
    let (dx, dy) = if from == to {
        OUTWARDS[from]
    } else {
        let (begin, end) = (PLACES[from], PLACES[to]);
        let (dx, dy) = (end.0 - begin.0, end.1 - begin.1);
        let length = dx.hypot(dy);
        (dy / length, -dx / length)
    };
    let horizontal = match dx {
        dx if dx > 0.5 => HPos::Left,
        dx if dx < -0.5 => HPos::Right,
        _ => HPos::Center,
    };
    let at = pixel((middle.0 + 8.0 * dx, middle.1 + 14.0 * dy));
    let words = ROWS[from][to].to_string();
    text(area, at, &words, INK, (horizontal, VPos::Center))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_settles_at_shares_that_a_day_more_leaves_alone() {
        for (found, known) in settled(&ROWS).into_iter().zip([0.625, 0.3125, 0.0625]) {
            assert!((found - known).abs() < 1e-12, "{found}");
        }
    }

    /// The page gives the eigenvalues by their square roots.
    #[test]
    fn the_eigenvalues_are_one_and_six_tenths_with_a_root_to_either_side() {
        let minor = |a: usize, b: usize| ROWS[a][a] * ROWS[b][b] - ROWS[a][b] * ROWS[b][a];
        let trace: f64 = (0..3).map(|i| ROWS[i][i]).sum();
        let pairs = minor(0, 1) + minor(0, 2) + minor(1, 2);
        let [[a, b, c], [d, e, f], [g, h, i]] = ROWS;
        let determinant = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g);
        let root = 0.1 * 2_f64.sqrt();
        for value in [1.0, 0.6 + root, 0.6 - root] {
            let polynomial: f64 =
                value.powi(3) - trace * value * value + pairs * value - determinant;
            assert!(polynomial.abs() < 1e-12, "{value}: {polynomial}");
        }
    }

    #[test]
    fn every_arrow_and_every_label_is_on_the_picture() {
        for from in 0..3 {
            assert!((ROWS[from].iter().sum::<f64>() - 1.0).abs() < 1e-12);
            for to in 0..3 {
                let curve = if from == to {
                    returning(from)
                } else {
                    leading(from, to)
                };
                for part in 0..=10 {
                    let (x, y) = point(&curve, f64::from(part) / 10.0);
                    assert!(
                        (40.0..f64::from(WIDTH) - 40.0).contains(&x),
                        "{from} {to}: {x}"
                    );
                    assert!(
                        (10.0..f64::from(HEIGHT) - 20.0).contains(&y),
                        "{from} {to}: {y}"
                    );
                }
            }
        }
    }
}
