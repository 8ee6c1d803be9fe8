//! The judge of binary-mandelbrot: fresh pictures, their points, and what mistakes would have drawn.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/mistake.rs"]
mod mistake;
#[path = "judge/picture.rs"]
mod picture;

use picture::{Picture, along, packed};

fn main() -> ExitCode {
    contest::main(&Mandelbrot)
}

struct Mandelbrot;

const GROUPS: [Group; 5] = [
    Group::new("errors", 1, "pictures of the wrong length"),
    Group::new("points", 2, "single points"),
    Group::new("picture", 3, "pictures of many sizes, large and zoomed in"),
    Group::new(
        "edges",
        2,
        "no steps, too many steps, the circle itself, NaN and infinities, no points",
    ),
    Group::new(SPEED, 2, "faster than one point after the other"),
];

impl Judge for Mandelbrot {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "points" => points(&mut fresh),
            "picture" => pictures(&mut fresh),
            "edges" => edges(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// One point after the other, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let (re, im, steps) = (input.f64s()?, input.f64s()?, input.u32()?);
        let picture = packed(&re, &im, |re, im| picture::rule(re, im, steps));
        output.u8(0).bytes(&picture);
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let shift = 0.05 * fresh.fraction();
        let picture = Picture {
            re: along(-2.0 - shift, 0.6 - shift, WIDTH),
            im: along(1.1 + shift, -1.1 + shift, HEIGHT),
            steps: 300 + fresh.below(200) as u32,
        };
        let request = picture.request(picture.needed());
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, plain| {
                if contender.u8()? != 0 {
                    return Err("WrongRoom, but the room was right".to_owned());
                }
                plain.u8()?;
                picture.compare(contender.bytes()?, plain.bytes()?)
            },
        ))
    }
}

/// Points from left to right in a race; the last byte isn't full.
const WIDTH: usize = 643;

/// Points from top to bottom.
const HEIGHT: usize = 480;

/// A picture of the whole set, not always the same.
fn whole(fresh: &mut Fresh, width: usize, height: usize, steps: u32) -> Picture {
    let shift = 0.2 * fresh.fraction();
    Picture {
        re: along(-2.1 + shift, 0.5 + shift, width),
        im: along(1.1 + shift, -1.3 + shift, height),
        steps,
    }
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for (width, height) in [(9, 3), (8, 1), (1, 1), (17, 5), (0, 4)] {
        let needed: usize = height * usize::div_ceil(width, 8);
        for room in [0, needed + 1, needed.saturating_sub(1), width * height] {
            if room != needed {
                cases.push(whole(fresh, width, height, 20).refused(room));
            }
        }
    }
    cases
}

fn points(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut point = |re: f64, im: f64, steps: u32| {
        let picture = Picture {
            re: vec![re],
            im: vec![im],
            steps,
        };
        cases.push(picture.case("a point"));
    };
    for (re, im) in [(0.0, 0.0), (0.0, 1.0), (-1.0, 0.0), (3.0, 0.0), (0.0, -2.5)] {
        for steps in [1, 2, 50] {
            point(re, im, steps);
        }
    }
    for steps in 1..8 {
        point(0.5, 0.0, steps);
        point(0.4 + 0.2 * fresh.fraction(), 0.0, steps);
    }
    for _ in 0..60 {
        let (re, im) = (2.7 * fresh.fraction() - 2.1, 2.4 * fresh.fraction() - 1.2);
        point(re, im, 1 + fresh.below(200) as u32);
    }
    cases
}

fn pictures(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for width in [1, 2, 7, 8, 9, 15, 16, 17, 31, 32, 33, 64, 65, 100] {
        let (height, steps) = (1 + fresh.below(12) as usize, 5 + fresh.below(60) as u32);
        cases.push(whole(fresh, width, height, steps).case("the whole set"));
    }
    for side in [8, 24, 40] {
        cases.push(whole(fresh, side, side, 40).case("a square picture"));
    }
    for steps in [1, 2, 3, 7, 8, 9, 31, 32, 33] {
        cases.push(whole(fresh, 90, 60, steps).case("a number of steps"));
    }
    for _ in 0..3 {
        let shift = 1e-6 * fresh.fraction();
        let picture = Picture {
            re: along(-0.743_648_9 + shift, -0.743_638_9 + shift, 60),
            im: along(0.131_830_9 + shift, 0.131_820_9 + shift, 40),
            steps: 300 + fresh.below(100) as u32,
        };
        cases.push(picture.case("a magnified piece"));
    }
    cases
}

fn edges(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    let mut case = |re: &[f64], im: &[f64], steps: u32, about: &str| {
        let picture = Picture {
            re: re.to_vec(),
            im: im.to_vec(),
            steps,
        };
        cases.push(picture.case(about));
    };
    let (nan, infinity) = (f64::NAN, f64::INFINITY);
    case(&[-2.0], &[0.0], 1000, "on the circle");
    case(&[2.0], &[0.0], 1, "on the circle");
    case(&[2.0, 0.0, -2.0], &[0.0, 2.0, -2.0], 2, "on the circle");
    case(&[], &[], 9, "no points");
    case(&[], &[0.0, 1.0], 9, "no points");
    case(&[0.0, 1.0], &[], 9, "no points");
    case(&[0.0, nan, 0.0, 0.0], &[0.0, nan], 1, "NaN");
    case(&[0.0, nan, 0.0, 0.0], &[0.0, nan], 50, "NaN");
    for far in [infinity, -infinity, 1e200, -1e155, 1e308] {
        for steps in [1, 2, 3, 50] {
            case(&[0.0, far, 0.0], &[0.0, far, -far], steps, "far away");
        }
    }
    case(&[0.0, nan, infinity, 7.0, 0.0], &[0.0, nan], 0, "no steps");
    case(&along(-2.0, 1.0, 19), &along(-1.0, 1.0, 3), 0, "no steps");
    let shift = fresh.fraction();
    let re = along(1.0 + shift, 3.0, 21);
    case(
        &re,
        &[1.0, 1.5 + shift],
        u32::MAX,
        "steps without end, where all leave at once",
    );
    cases
}
