//! The judge of q2: drawings of its own in the answer's house style, and PDFs read by a library.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge};
use workbook_judge::frames::Writer;
use workbook_judge::fresh::Fresh;

#[path = "judge/event.rs"]
mod event;
#[path = "judge/look.rs"]
mod look;

use canvas::read::Figure;
use event::{Call, Event, Outcome, one_call};

fn main() -> ExitCode {
    contest::main(&Plotting)
}

struct Plotting;

const GROUPS: [Group; 6] = [
    Group::new(
        "page",
        4,
        "one page of the right size, vectors, text that can be selected",
    ),
    Group::new(
        "alike",
        4,
        "the same fonts, sizes, ticks and lines on quite different figures",
    ),
    Group::new("failures", 4, "drawings that fail, shelves that fail"),
    Group::new("macro", 4, "names, arguments, and figures made twice"),
    Group::new("figures", 2, "the orbit and the market"),
    Group::new(
        "gaps",
        2,
        "numbers that aren't finite, figures without data",
    ),
];

impl Judge for Plotting {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "page" => page(&mut fresh),
            "alike" => alike(&mut fresh),
            "failures" => failures(&mut fresh),
            "macro" => by_macro(&mut fresh),
            "figures" => figures(&mut fresh),
            "gaps" => gaps(&mut fresh),
            _ => Vec::new(),
        }
    }
}

/// The judge's drawings: the number by which a subject knows it, and texts on it.
const DRAWINGS: [(u8, &[&str]); 3] = [
    (0, &["time (s)", "height (m)", "-1.0", "1.0", "0"]),
    (
        1,
        &[
            "fruit",
            "apple",
            "pear",
            "plum",
            "quince",
            "yield (t)",
            "5000",
        ],
    ),
    (2, &["mass (kg)", "count", "2e7", "a note of some length"]),
];

/// Heights for the drawings, none of which is cut off.
fn heights(fresh: &mut Fresh, count: u64) -> Vec<f64> {
    (0..count).map(|_| 2.0 * fresh.fraction() - 1.0).collect()
}

/// A wrapped drawing, called a few times.
struct Wrapped {
    drawing: u8,
    name: String,
    times: u8,
    fails: bool,
    shelf_fails: bool,
}

impl Wrapped {
    fn request(&self, fresh: &mut Fresh) -> Writer {
        let count = if self.drawing == 1 {
            4
        } else {
            5 + fresh.below(40)
        };
        let mut input = Writer::new();
        input.u8(0).bool(self.shelf_fails).u8(self.times);
        input.str(&self.name).u8(self.drawing).bool(self.fails);
        input.f64s(&heights(fresh, count));
        input
    }

    fn outcome(&self) -> Outcome {
        match (self.fails, self.shelf_fails) {
            (true, _) => Outcome::NoData,
            (false, true) => Outcome::SaveError,
            (false, false) => Outcome::Fine,
        }
    }

    fn case(
        self,
        fresh: &mut Fresh,
        label: &str,
        look: impl Fn(&Figure) -> Result<(), String> + 'static,
    ) -> Case {
        let input = self.request(fresh);
        let label = format!(
            "{label}: `house_style({:?}, …)`, called {} times",
            self.name, self.times
        );
        Case::new(label, input, move |reply| {
            let events = event::read(reply)?;
            let mut events = &events[..];
            match events.split_first() {
                Some((Event::Wrapped, rest)) => events = rest,
                _ => {
                    return Err(
                        "something is drawn or saved before the wrapped function is called"
                            .to_owned(),
                    );
                }
            }
            let call = Call {
                name: &self.name,
                watched: true,
                outcome: self.outcome(),
            };
            calls(events, call, self.times, &look)
        })
    }
}

/// Some calls of a wrapped function, of which each gives the same figure.
fn calls(
    mut events: &[Event],
    call: Call<'_>,
    times: u8,
    look: impl Fn(&Figure) -> Result<(), String>,
) -> Result<(), String> {
    let mut first: Option<Figure> = None;
    for _ in 0..times {
        let Some(figure) = one_call(&mut events, call)? else {
            continue;
        };
        look(&figure)?;
        match &first {
            Some(first) if *first != figure => {
                return Err("the same function with the same arguments gives another figure the second time".to_owned());
            }
            Some(_) => {}
            None => first = Some(figure),
        }
    }
    match events {
        [] => Ok(()),
        _ => Err("more happened than was asked for".to_owned()),
    }
}

// The cases.

fn page(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (drawing, texts) in DRAWINGS {
        for times in [1, 3] {
            let wrapped = Wrapped {
                drawing,
                name: format!("figure-{}", fresh.below(1000)),
                times,
                fails: false,
                shelf_fails: false,
            };
            cases.push(wrapped.case(fresh, "a page", |figure| look::page(figure, texts)));
        }
    }
    cases
}

fn alike(fresh: &mut Fresh) -> Vec<Case> {
    DRAWINGS
        .into_iter()
        .map(|(drawing, _)| {
            let wrapped = Wrapped {
                drawing,
                name: format!("figure-{}", fresh.below(1000)),
                times: 1,
                fails: false,
                shelf_fails: false,
            };
            wrapped.case(fresh, "the style", look::style)
        })
        .collect()
}

fn failures(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (drawing, _) in DRAWINGS {
        for (fails, shelf_fails) in [(true, false), (false, true), (true, true)] {
            let wrapped = Wrapped {
                drawing,
                name: format!("figure-{}", fresh.below(1000)),
                times: 2,
                fails,
                shelf_fails,
            };
            let label = match (fails, shelf_fails) {
                (true, false) => "a drawing that fails after its last line",
                (false, _) => "a shelf that is full",
                (true, true) => "a drawing that fails, and a shelf that would",
            };
            cases.push(wrapped.case(fresh, label, |_| Ok(())));
        }
    }
    cases
}

fn by_macro(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for times in [1, 2] {
        let values = heights(fresh, 12);
        let mut input = Writer::new();
        let words = format!("sample {}", fresh.below(1000));
        input.u8(1).bool(false).u8(times).f64s(&values).str(&words);
        let label = "figure!(fn noted(values: &[f64], words: &str) = draw_noted)";
        cases.push(made(label, input, "noted", times, move |figure| {
            look::page(figure, &[&words, "time (s)"])
        }));

        let values = heights(fresh, 3);
        let mut input = Writer::new();
        input.u8(2).bool(false).u8(times);
        for value in &values {
            input.f64(*value);
        }
        let label = "figure!(fn steps(a: f64, b: f64, c: f64) = draw_steps)";
        cases.push(made(label, input, "steps", times, move |figure| {
            look::page(figure, &["height (m)"])?;
            let [_, bottom, _, height] = figure.frames[0];
            let found: Vec<_> = figure
                .data
                .iter()
                .flat_map(|data| data.lines.iter().flatten())
                .collect();
            let place = |value: &f64| bottom + (value + 1.0) / 2.0 * height;
            let near =
                |(point, value): (&&(f64, f64), &f64)| (point.1 - place(value)).abs() < look::NEAR;
            if found.len() == 3 && found.iter().zip(&values).all(near) {
                Ok(())
            } else {
                Err("the arguments don't arrive in their order".to_owned())
            }
        }));

        let mut input = Writer::new();
        input.u8(3).bool(false).u8(times);
        let label = "figure!(pub fn bare() = draw_bare)";
        cases.push(made(label, input, "bare", times, |figure| {
            look::page(figure, &["quince"])
        }));
    }
    let mut input = Writer::new();
    input.u8(3).bool(true).u8(1);
    let label = "figure!(pub fn bare() = draw_bare), and a shelf that is full";
    cases.push(Case::new(label, input, |reply| {
        let call = Call {
            name: "bare",
            watched: true,
            outcome: Outcome::SaveError,
        };
        calls(&event::read(reply)?, call, 1, |_| Ok(()))
    }));
    cases
}

fn made(
    label: &str,
    input: Writer,
    name: &'static str,
    times: u8,
    look: impl Fn(&Figure) -> Result<(), String> + 'static,
) -> Case {
    Case::new(
        format!("{label}, called {times} times"),
        input,
        move |reply| {
            let call = Call {
                name,
                watched: true,
                outcome: Outcome::Fine,
            };
            calls(&event::read(reply)?, call, times, &look)
        },
    )
}

fn figures(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in [2, 3, 26, 200] {
        let mut x = 0.05 + 0.9 * fresh.fraction();
        let rate = 3.6 + 0.39 * fresh.fraction();
        let values = (0..count).map(|_| {
            x = rate * x * (1.0 - x);
            x
        });
        cases.push(orbit(values.collect(), "an orbit"));
    }
    let values: Vec<f64> = heights(fresh, 30)
        .iter()
        .map(|height| 1e4 * height - 3e5)
        .collect();
    cases.push(orbit(values, "an orbit far from zero"));
    for scale in [1, 1000, 1 << 40] {
        let days =
            [1 + fresh.below(100), 1 + fresh.below(100), fresh.below(20)].map(|days| days * scale);
        cases.push(market(days));
    }
    cases
}

fn gaps(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for odd in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        for at in [5, 0, 11] {
            let mut values = heights(fresh, 12);
            values[at] = odd;
            cases.push(orbit(values, "an orbit with a gap"));
        }
    }
    cases.push(orbit(vec![fresh.fraction(); 9], "an orbit that rests"));
    for values in [vec![], vec![0.5], vec![f64::NAN; 4]] {
        cases.push(orbit(values, "an orbit without data"));
    }
    cases.push(market([0; 3]));
    cases.push(market([0, 0, 7]));
    cases
}

fn orbit(values: Vec<f64>, label: &str) -> Case {
    let mut input = Writer::new();
    input.u8(4).bool(false).u8(1).f64s(&values);
    let empty = values.len() < 2 || values.iter().all(|value| !value.is_finite());
    let outcome = if empty {
        Outcome::NoData
    } else {
        Outcome::Fine
    };
    let label = format!("{label} of {} numbers", values.len());
    Case::new(label, input, move |reply| {
        let call = Call {
            name: "orbit",
            watched: false,
            outcome,
        };
        calls(&event::read(reply)?, call, 1, |figure| {
            look::page(figure, &["step", "x"])?;
            look::style(figure)?;
            look::line(figure, &values)
        })
    })
}

fn market(days: [u64; 3]) -> Case {
    let mut input = Writer::new();
    input
        .u8(5)
        .bool(false)
        .u8(1)
        .u64(days[0])
        .u64(days[1])
        .u64(days[2]);
    let days_f64 = days.map(|days| days as f64);
    let all: f64 = days_f64.iter().sum();
    let outcome = if all == 0.0 {
        Outcome::NoData
    } else {
        Outcome::Fine
    };
    Case::new(format!("the market's days {days:?}"), input, move |reply| {
        let call = Call {
            name: "market",
            watched: false,
            outcome,
        };
        calls(&event::read(reply)?, call, 1, |figure| {
            let texts = [
                "state",
                "bull",
                "bear",
                "stagnant",
                "share of days",
                "0.0",
                "1.0",
            ];
            look::page(figure, &texts)?;
            look::style(figure)?;
            look::bars(figure, days_f64.map(|days| days / all))
        })
    })
}
