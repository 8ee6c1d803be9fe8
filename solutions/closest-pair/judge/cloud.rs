//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};
use workbook_judge::fresh::Fresh;

use crate::search::{closest, neighbours, squared};

/// Points, one after the other.
pub struct Cloud {
    pub dimensions: usize,
    pub coordinates: Vec<f64>,
}

impl Cloud {
    /// Points in a square, a cube or the like.
    pub fn scattered(fresh: &mut Fresh, dimensions: usize, count: usize) -> Cloud {
        Cloud {
            dimensions,
            coordinates: (0..count * dimensions)
                .map(|_| 2.0 * fresh.fraction() - 1.0)
                .collect(),
        }
    }

    /// Points on so many lines in each direction.
    pub fn on_a_lattice(fresh: &mut Fresh, dimensions: usize, count: usize, lines: u64) -> Cloud {
        Cloud {
            dimensions,
            coordinates: (0..count * dimensions)
                .map(|_| fresh.below(lines) as f64 / 4.0)
                .collect(),
        }
    }

    fn count(&self) -> usize {
        self.coordinates.len() / self.dimensions
    }

    fn point(&self, place: usize) -> &[f64] {
        &self.coordinates[place * self.dimensions..][..self.dimensions]
    }

    pub fn request(&self) -> Writer {
        let mut request = Writer::new();
        request.u8(self.dimensions as u8).f64s(&self.coordinates);
        request
    }

    /// The error that is due.
    fn error(&self) -> Option<(u8, u64)> {
        if self.count() < 2 {
            return Some((1, self.count() as u64));
        }
        let nowhere = self.coordinates.iter().position(|x| !x.is_finite())?;
        Some((2, (nowhere / self.dimensions) as u64))
    }

    /// The case, and what its reply is checked by.
    pub fn case(self, about: &str) -> Case {
        let label = format!("{about}: {} points, D = {}", self.count(), self.dimensions);
        Case::new(label, self.request(), move |reply| match self.error() {
            None => {
                let (first, second, squared) =
                    closest(&self.coordinates, self.dimensions, self.dimensions);
                self.compare(reply, (first, second, squared.sqrt()))
            }
            Some((code, number)) => {
                let due = words(code, number);
                match reply.u8()? {
                    0 => {
                        let places = reply.u64s()?;
                        reply.f64()?;
                        Err(format!("the pair {places:?}, where {due} is due"))
                    }
                    found => {
                        let numbers = reply.u64s()?;
                        let number_found = numbers.first().copied().unwrap_or(u64::MAX);
                        if (found, number_found) == (code, number) {
                            Ok(())
                        } else {
                            Err(format!(
                                "{}, where {due} is due",
                                words(found, number_found)
                            ))
                        }
                    }
                }
            }
        })
    }

    /// Checks the pair in a reply.
    pub fn compare(
        &self,
        reply: &mut Reader<'_>,
        expected: (usize, usize, f64),
    ) -> Result<(), String> {
        let (first, second, distance) = expected;
        let due = format!("the pair ({first}, {second}) at {distance:?}");
        let code = reply.u8()?;
        let numbers = reply.u64s()?;
        let &[found_first, found_second] = &numbers[..] else {
            let number = numbers.first().copied().unwrap_or(u64::MAX);
            return Err(format!("{}, where there is {due}", words(code, number)));
        };
        let (i, j, found) = (found_first as usize, found_second as usize, reply.f64()?);
        if (i, j, found) == expected {
            return Ok(());
        }
        let also = self.mistake((i, j, found), expected);
        Err(format!("({i}, {j}) at {found:?}, not {due}{also}"))
    }

    /// Which mistake gives this, as far as one can tell.
    fn mistake(
        &self,
        (i, j, found): (usize, usize, f64),
        (first, second, distance): (usize, usize, f64),
    ) -> &'static str {
        if i >= self.count() || j >= self.count() {
            return ": there is no such point";
        }
        if i == j {
            return ": a point is no pair with itself. Does the search begin with a number that is too small?";
        }
        let due = squared(self.point(first), self.point(second), self.dimensions);
        let of_found = squared(self.point(i), self.point(j), self.dimensions);
        let fewer = (1..self.dimensions).any(|looked_at| {
            let (first, second, squared) = closest(&self.coordinates, self.dimensions, looked_at);
            (first, second, squared.sqrt()) == (i, j, found)
        });
        let places = (i.min(j), i.max(j));
        let beside = (0..self.dimensions)
            .any(|axis| neighbours(&self.coordinates, self.dimensions, axis) == places);
        if fewer && found != of_found.sqrt() {
            ": not every coordinate is looked at"
        } else if places == (first, second) && i > j {
            ": the lower place is the first"
        } else if places == (first, second) && found == due && found != distance {
            ": that is the square of the distance"
        } else if places == (first, second) {
            ": the pair is right, and the distance isn't"
        } else if of_found == due {
            ": that pair is as close, but not the first"
        } else if beside {
            ": that is the closest of those that follow each other in the order of one coordinate"
        } else {
            ": there is a closer pair"
        }
    }
}

/// An error in words.
fn words(code: u8, number: u64) -> String {
    match code {
        1 => format!("TooFew({number})"),
        2 => format!("NotFinite({number})"),
        _ => "a reply that makes no sense".to_owned(),
    }
}
