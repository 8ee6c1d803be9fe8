//! Whether a figure shows what it should.

use canvas::read::Figure;

use crate::law::Law;

/// How far from its place a point may be, in points on the page.
const NEAR: f64 = 0.03;

/// Marks, a dashed line, a solid line, each through all entries; labels and words.
pub fn figure(pdf: &[u8], law: &Law) -> Result<(), String> {
    let figure = Figure::of(pdf).map_err(|error| format!("the figure can't be read: {error}"))?;
    for words in ["threads", "speed-up", "measured", "ideal", "Amdahl"] {
        if !figure.says(words) {
            return Err(format!("the text {words:?} isn't on the figure"));
        }
    }
    let [frame] = figure.frames[..] else {
        return Err(format!("{} frames, not one", figure.frames.len()));
    };
    let marks: Vec<_> = figure.data.iter().filter_map(|data| data.marks()).collect();
    let [marks] = &marks[..] else {
        return Err(format!(
            "{} series are drawn as marks, not one",
            marks.len()
        ));
    };
    let line = |broken: bool, what: &str| {
        let lines: Vec<_> = figure
            .data
            .iter()
            .filter(|data| data.broken == broken)
            .filter_map(|data| data.line())
            .collect();
        match lines[..] {
            [line] => Ok(line),
            _ => Err(format!("{} lines are {what}, not one", lines.len())),
        }
    };
    let dashed = line(true, "dashed")?;
    let solid = line(false, "solid")?;
    // Both axes begin at zero; how far they go, one point tells.
    let scale = Scale::of(frame, &law.threads, &law.ideal, dashed)?;
    scale.holds("the ideal ones, dashed,", &law.threads, &law.ideal, dashed)?;
    scale.holds(
        "the measured ones, marked,",
        &law.threads,
        &law.measured,
        marks,
    )?;
    scale.holds("Amdahl's, solid,", &law.threads, &law.amdahl, solid)
}

/// Points on the page for each thread and for each unit of speed-up.
struct Scale {
    frame: [f64; 4],
    thread: f64,
    unit: f64,
}

impl Scale {
    fn of(
        frame: [f64; 4],
        threads: &[u64],
        ideal: &[f64],
        points: &[(f64, f64)],
    ) -> Result<Scale, String> {
        let [left, bottom, ..] = frame;
        let last = points.last().zip(threads.last()).zip(ideal.last());
        let Some(((&(x, y), &n), &speed_up)) = last else {
            return Err("the ideal speed-ups aren't drawn".to_owned());
        };
        Ok(Scale {
            frame,
            thread: (x - left) / n as f64,
            unit: (y - bottom) / speed_up,
        })
    }

    fn holds(
        &self,
        what: &str,
        threads: &[u64],
        values: &[f64],
        points: &[(f64, f64)],
    ) -> Result<(), String> {
        let [left, bottom, width, height] = self.frame;
        if points.len() != values.len() {
            return Err(format!(
                "of {} speed-ups, {what} show {}",
                values.len(),
                points.len()
            ));
        }
        for ((&n, &value), &(x, y)) in threads.iter().zip(values).zip(points) {
            let (at_x, at_y) = (left + n as f64 * self.thread, bottom + value * self.unit);
            if (x - at_x).abs() > NEAR || (y - at_y).abs() > NEAR {
                return Err(format!(
                    "of the speed-ups {what} that of {n} threads isn't at {value}; both axes begin at zero"
                ));
            }
            if x > left + width + NEAR || y > bottom + height + NEAR {
                return Err(format!(
                    "of the speed-ups {what} that of {n} threads is cut off"
                ));
            }
        }
        Ok(())
    }
}
