//! What was seen: stacks of addresses, with the functions and lines that they belong to.

use serde::Serialize;

/// All samples of a run.
#[derive(Debug, Serialize)]
pub struct Samples {
    /// How often the work was done.
    pub calls: u64,
    /// For how long, by the clock on the wall.
    pub seconds: f64,
    /// How many samples were taken.
    pub taken: u64,
    /// How many found no room any more.
    pub lost: u64,
    /// For each address, what runs there: the function itself last, before it what was inlined into it.
    pub places: Vec<Vec<Symbol>>,
    /// The stacks that were seen.
    pub stacks: Vec<Stack>,
}

/// A function, and where in it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Symbol {
    /// Its name, as far as the line tables tell it.
    pub name: String,
    /// The file that it is written in.
    pub file: Option<String>,
    /// The line that was running, or called what was running.
    pub line: Option<u32>,
}

/// One stack, and how many samples found it.
#[derive(Debug, Serialize)]
pub struct Stack {
    /// Places in [`Samples::places`], innermost first.
    pub places: Vec<usize>,
    /// How many samples found it.
    pub count: u64,
}

impl Samples {
    /// One line of JSON.
    ///
    /// # Panics
    /// Never: there is nothing in it that JSON can't hold.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("numbers and texts")
    }
}

/// Looks every address up.
#[cfg(unix)]
pub(crate) fn resolve(seen: crate::ticking::Seen, calls: u64, seconds: f64) -> Samples {
    use std::collections::HashMap;

    let mut symbols: HashMap<usize, Vec<Symbol>> = HashMap::new();
    let mut counts: HashMap<Vec<usize>, u64> = HashMap::new();
    let taken = seen.stacks.len() as u64;
    for stack in &seen.stacks {
        // The handler's own frames come first, then the one that the system calls it from.
        let handler = stack.iter().position(|&address| {
            let at = symbols.entry(address).or_insert_with(|| look_up(address));
            at.iter()
                .any(|symbol| symbol.name.contains(crate::ticking::HANDLER))
        });
        let interrupted = handler.map_or(0, |at| at + 2);
        let Some((&leaf, callers)) = stack.get(interrupted..).and_then(<[_]>::split_first) else {
            continue;
        };
        // A return address lies behind its call, and is looked up one byte earlier. Where the program was interrupted
        // is no return address.
        let addresses = std::iter::once(leaf.wrapping_add(1)).chain(callers.iter().copied());
        *counts.entry(addresses.collect()).or_default() += 1;
    }
    let mut places = Vec::new();
    let mut numbers: HashMap<usize, usize> = HashMap::new();
    let mut stacks: Vec<Stack> = counts
        .into_iter()
        .map(|(addresses, count)| {
            let place = |address| {
                *numbers.entry(address).or_insert_with(|| {
                    places.push(
                        symbols
                            .get(&address)
                            .cloned()
                            .unwrap_or_else(|| look_up(address)),
                    );
                    places.len() - 1
                })
            };
            Stack {
                places: addresses.into_iter().map(place).collect(),
                count,
            }
        })
        .collect();
    stacks.sort_by(|a, b| b.count.cmp(&a.count).then_with(|| a.places.cmp(&b.places)));
    Samples {
        calls,
        seconds,
        taken,
        lost: seen.lost,
        places,
        stacks,
    }
}

/// The functions at an address, innermost first.
#[cfg(unix)]
fn look_up(address: usize) -> Vec<Symbol> {
    let mut found = Vec::new();
    backtrace::resolve(address as *mut std::ffi::c_void, |symbol| {
        found.push(Symbol {
            // The alternative form leaves out the hash.
            name: symbol
                .name()
                .map_or_else(|| "?".to_owned(), |name| format!("{name:#}")),
            file: symbol
                .filename()
                .map(|file| file.to_string_lossy().into_owned()),
            line: symbol.lineno(),
        });
    });
    found
}

#[cfg(all(test, unix))]
mod tests {
    use std::hint::black_box;
    use std::time::Duration;

    use super::*;

    #[inline(never)]
    fn turns(count: u64) -> u64 {
        (0..count).fold(0, |sum, n| black_box(sum ^ n.wrapping_mul(0x9E37_79B9)))
    }

    #[inline(never)]
    fn much() -> u64 {
        black_box(turns(black_box(2_000_000)))
    }

    #[inline(never)]
    fn little() -> u64 {
        black_box(turns(black_box(20_000)))
    }

    /// Samples that found a function of this name anywhere on the stack.
    fn with(samples: &Samples, name: &str) -> u64 {
        let has = |stack: &&Stack| {
            let mut symbols = stack
                .places
                .iter()
                .flat_map(|&place| &samples.places[place]);
            symbols.any(|symbol| symbol.name.contains(name))
        };
        samples.stacks.iter().filter(has).map(|s| s.count).sum()
    }

    // One test, as a process can be sampled once at a time.
    #[test]
    fn samples_fall_on_what_takes_long_and_on_every_thread() {
        let work = || {
            black_box(much());
            black_box(little());
        };
        let samples = crate::sample(Duration::from_millis(600), work).unwrap();
        assert!(samples.calls > 0 && samples.seconds >= 0.6);
        assert!(samples.taken >= 20, "{} samples", samples.taken);
        assert_eq!(samples.lost, 0);
        let (much, little) = (with(&samples, "much"), with(&samples, "little"));
        assert!(
            10 * much >= 9 * samples.taken,
            "{much} of {}",
            samples.taken
        );
        assert!(
            10 * little <= samples.taken,
            "{little} of {}",
            samples.taken
        );
        let here = samples.places.iter().flatten().find(|symbol| {
            symbol.name.contains("turns")
                && symbol.line.is_some()
                && symbol
                    .file
                    .as_ref()
                    .is_some_and(|file| file.ends_with("samples.rs"))
        });
        assert!(here.is_some(), "{:?}", samples.places);
        assert!(samples.json().contains("\"stacks\":[{\"places\":["));

        // What a second thread does counts, and so does what allocates.
        let threads = crate::sample(Duration::from_millis(400), || {
            let other = std::thread::spawn(|| black_box(super::tests::much()));
            let words: Vec<String> = (0..20_000).map(|n| n.to_string()).collect();
            black_box(words);
            other.join().unwrap();
        });
        assert!(with(&threads.unwrap(), "much") > 0);
    }
}
