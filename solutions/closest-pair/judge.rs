//! The judge of closest-pair: fresh points, the closest two of them, and what mistakes would have found.

use std::process::ExitCode;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase, SPEED};
use workbook_judge::frames::{Malformed, Reader, Writer};
use workbook_judge::fresh::Fresh;

#[path = "judge/cloud.rs"]
mod cloud;
#[path = "judge/search.rs"]
mod search;

use cloud::Cloud;

fn main() -> ExitCode {
    contest::main(&Closest)
}

struct Closest;

const GROUPS: [Group; 6] = [
    Group::new("errors", 1, "too few points, and points that aren't finite"),
    Group::new("pairs", 2, "scattered points in a plane"),
    Group::new(
        "ties",
        2,
        "equally close pairs, and points that occur twice",
    ),
    Group::new("dimensions", 2, "one, three and five coordinates"),
    Group::new(
        "hard",
        1,
        "points on a line, in clusters, very near and very far",
    ),
    Group::new(SPEED, 2, "faster than every pair, in a plane"),
];

/// Points in a race.
const RACED: usize = 20_000;

impl Judge for Closest {
    fn groups(&self) -> &[Group] {
        &GROUPS
    }

    fn cases(&self, group: &str, seed: u64) -> Vec<Case> {
        let mut fresh = Fresh::new(seed, group);
        match group {
            "errors" => errors(&mut fresh),
            "pairs" => pairs(&mut fresh),
            "ties" => ties(&mut fresh),
            "dimensions" => dimensions(&mut fresh),
            "hard" => hard(&mut fresh),
            _ => Vec::new(),
        }
    }

    /// Every pair, under the same requests as the subject.
    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let _dimensions = input.u8()?;
        let coordinates = input.f64s()?;
        let (points, _) = coordinates.as_chunks::<2>();
        let (first, second, squared) = search::every_pair(points);
        output.u8(0).u64s(&[first as u64, second as u64]);
        output.f64(squared.sqrt());
        Ok(())
    }

    fn race(&self, seed: u64, round: u32) -> Option<RaceCase> {
        let mut fresh = Fresh::new(seed ^ u64::from(round) << 32, SPEED);
        let cloud = Cloud::scattered(&mut fresh, 2, RACED);
        let request = cloud.request();
        Some(RaceCase::new(
            request.clone(),
            request,
            move |contender, plain| {
                let _ok = plain.u8()?;
                let places = plain.u64s()?;
                let &[first, second] = &places[..] else {
                    return Err("the plain version found no pair".to_owned());
                };
                let expected = (first as usize, second as usize, plain.f64()?);
                cloud.compare(contender, expected)
            },
        ))
    }
}

fn errors(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for dimensions in [1, 2, 3, 5] {
        for count in [0, 1] {
            cases.push(Cloud::scattered(fresh, dimensions, count).case("too few points"));
        }
        for nowhere in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
            for count in [1, 2, 3, 50] {
                let mut cloud = Cloud::scattered(fresh, dimensions, count);
                for _ in 0..2 {
                    let place = fresh.below((count * dimensions) as u64) as usize;
                    cloud.coordinates[place] = nowhere;
                }
                cases.push(cloud.case("a point that is nowhere"));
            }
        }
    }
    cases
}

fn pairs(fresh: &mut Fresh) -> Vec<Case> {
    (2..20)
        .chain([31, 32, 33, 100, 257, 1000, 2000])
        .map(|count| Cloud::scattered(fresh, 2, count).case("scattered points"))
        .collect()
}

fn ties(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for count in [3, 4, 8, 20, 60, 200] {
        for lines in [2, 4, 16, 64] {
            for dimensions in [1, 2, 3] {
                let cloud = Cloud::on_a_lattice(fresh, dimensions, count, lines);
                cases.push(cloud.case("points on a lattice"));
            }
        }
        let mut cloud = Cloud::scattered(fresh, 2, count);
        for _ in 0..2 {
            // A point that occurs again, somewhere else in the slice.
            let [from, to] = [0, 1].map(|_| 2 * fresh.below(count as u64) as usize);
            cloud.coordinates.copy_within(from..from + 2, to);
        }
        cases.push(cloud.case("points that occur twice"));
        cases.push(Cloud::on_a_lattice(fresh, 2, count, 1).case("all at one place"));
    }
    cases
}

fn dimensions(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for dimensions in [1, 3, 5] {
        for count in [2, 3, 10, 64, 300, 1000] {
            cases.push(Cloud::scattered(fresh, dimensions, count).case("scattered points"));
            let cloud = Cloud::on_a_lattice(fresh, dimensions, count, 8);
            cases.push(cloud.case("points on a lattice"));
        }
    }
    cases
}

fn hard(fresh: &mut Fresh) -> Vec<Case> {
    let mut cases = Vec::new();
    for flat in [0, 1] {
        for count in [10, 1000] {
            let mut cloud = Cloud::scattered(fresh, 2, count);
            let numbers = cloud.coordinates.iter_mut().skip(flat).step_by(2);
            numbers.for_each(|x| *x = 0.25);
            cases.push(cloud.case("on a line"));
            let mut cloud = Cloud::scattered(fresh, 2, count);
            for point in cloud.coordinates.chunks_mut(2) {
                point[0] = point[0] * 1e-3 + (point[1] * 8.0).floor();
                point[1] = point[1] * 1e-3 + flat as f64;
            }
            cases.push(cloud.case("clusters"));
        }
    }
    for unit in [1e7, 1e150, 1e200, 1e-150, 1e-161, 1e-200, 1e-310] {
        for count in [2, 3, 40] {
            let mut cloud = Cloud::scattered(fresh, 2, count);
            cloud.coordinates.iter_mut().for_each(|x| *x *= unit);
            cases.push(cloud.case("a strange unit"));
        }
    }
    let mut cloud = Cloud::scattered(fresh, 2, 30);
    cloud.coordinates[..40].iter_mut().for_each(|x| *x *= 1e200);
    cases.push(cloud.case("some very far, some near"));
    cases
}
