//! Claims: sentences that hold only as long as the reference record says so.

use crate::directive::{Pair, Relation};
use crate::kernel::Kernel;
use crate::problem::Problem;
use crate::quantity::precise_ratio;

/// What still counts as level: within a tenth.
const LEVEL: std::ops::RangeInclusive<f64> = 0.9..=1.1;

/// A sentence that its record contradicts.
#[derive(Debug, PartialEq, thiserror::Error)]
#[error(
    "`{kernel}` doesn't show that `{a}` is {relation} `{b}` at `{size}`: the time of `{b}` ÷ the time of `{a}` is {ratio} \
     (95 % interval {low} to {high}, {rounds} rounds); mend the sentence, or measure again with `cargo workbook bench {kernel} --reference`"
)]
pub struct ClaimError {
    /// The kernel.
    pub kernel: String,
    /// The variant that the sentence is about.
    pub a: String,
    /// What it is said to be.
    pub relation: &'static str,
    /// The variant it is compared with.
    pub b: String,
    /// The size.
    pub size: String,
    /// The ratio found.
    pub ratio: String,
    /// Low end of its interval.
    pub low: String,
    /// High end of its interval.
    pub high: String,
    /// Rounds it was found in.
    pub rounds: usize,
}

/// Checks a claim; where the reader's own record contradicts it, the note that follows its sentence.
pub fn check(kernel: &Kernel, pair: &Pair, relation: Relation) -> Result<Option<String>, Problem> {
    let (a, b) = kernel.pair(pair)?;
    // How many times faster `a` is.
    let found = kernel.ratio(b, a)?;
    let is_enough = found.rounds >= stopwatch::LEAST_ROUNDS;
    if !is_enough || !holds(relation, found.low, found.high) {
        return Err(Problem::Claim(Box::new(ClaimError {
            kernel: kernel.name.clone(),
            a: pair.a.to_string(),
            relation: words(relation),
            b: pair.b.to_string(),
            size: a.size.clone(),
            ratio: precise_ratio(found.ratio),
            low: precise_ratio(found.low),
            high: precise_ratio(found.high),
            rounds: found.rounds,
        })));
    }
    let Some(own) = kernel.own_ratio(b, a) else {
        return Ok(None);
    };
    if !contradicts(relation, own.low, own.high) {
        return Ok(None);
    }
    Ok(Some(format!(
        "<span class=\"contradiction\" role=\"note\">On your machine this doesn’t hold: there, {} takes {} times as long as {} (95 % interval {} to {}). \
         Other caches, another instruction set, another version of a library or a busy machine can do that; measure again before you believe it.</span>",
        crate::html::code(&pair.b.to_string()),
        precise_ratio(own.ratio),
        crate::html::code(&pair.a.to_string()),
        precise_ratio(own.low),
        precise_ratio(own.high),
    )))
}

fn words(relation: Relation) -> &'static str {
    match relation {
        Relation::FasterThan => "faster than",
        Relation::LevelWith => "level with",
    }
}

/// The whole interval above one; or some of it within a tenth of one.
fn holds(relation: Relation, low: f64, high: f64) -> bool {
    match relation {
        Relation::FasterThan => low > 1.0,
        Relation::LevelWith => low <= *LEVEL.end() && high >= *LEVEL.start(),
    }
}

/// A reader's interval that merely reaches to the other side contradicts nothing.
fn contradicts(relation: Relation, low: f64, high: f64) -> bool {
    match relation {
        Relation::FasterThan => high < 1.0,
        Relation::LevelWith => !holds(relation, low, high),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::directive::{Variant, View};
    use crate::record::Row;
    use crate::sample;

    fn claim(rows: [Row; 2], own: &[Row], relation: Relation) -> Result<Option<String>, String> {
        let variant = |name: &str| Variant {
            language: None,
            name: name.to_owned(),
        };
        let pair = Pair {
            kernel: "powers".to_owned(),
            a: variant("a"),
            b: variant("b"),
            view: View::default(),
        };
        check(&sample::kernel(&rows, own), &pair, relation).map_err(|error| error.to_string())
    }

    fn times(a: f64, b: f64) -> [Row; 2] {
        [sample::row("a", "1", 1, a), sample::row("b", "1", 1, b)]
    }

    #[test]
    fn faster_needs_the_whole_interval_above_one() {
        assert_eq!(claim(times(1.0, 2.0), &[], Relation::FasterThan), Ok(None));
        let error = claim(times(2.0, 1.0), &[], Relation::FasterThan).unwrap_err();
        assert!(
            error.contains("`a` is faster than `b` at `1`")
                && error.contains("is 0.500 (95 % interval 0.500 to 0.500, 9 rounds)"),
            "{error}"
        );
        let mut crossing = times(1.0, 1.02);
        crossing[1].samples_s.reverse();
        assert!(claim(crossing, &[], Relation::FasterThan).is_err());
    }

    #[test]
    fn level_needs_the_interval_to_come_within_a_tenth() {
        assert_eq!(claim(times(1.0, 1.09), &[], Relation::LevelWith), Ok(None));
        assert_eq!(claim(times(1.09, 1.0), &[], Relation::LevelWith), Ok(None));
        assert!(claim(times(1.0, 1.2), &[], Relation::LevelWith).is_err());
        assert!(claim(times(1.2, 1.0), &[], Relation::LevelWith).is_err());
    }

    #[test]
    fn a_handful_of_samples_supports_no_claim() {
        let mut few = times(1.0, 2.0);
        few.iter_mut().for_each(|row| row.samples_s.truncate(5));
        assert!(
            claim(few, &[], Relation::FasterThan)
                .unwrap_err()
                .contains("5 rounds")
        );
    }

    #[test]
    fn the_readers_record_adds_a_note_only_where_it_contradicts() {
        let note = claim(times(1.0, 2.0), &times(2.0, 1.0), Relation::FasterThan)
            .unwrap()
            .unwrap();
        assert!(note.contains("On your machine this doesn’t hold"), "{note}");
        assert_eq!(
            claim(times(1.0, 2.0), &times(1.0, 1.5), Relation::FasterThan),
            Ok(None)
        );
        let mut undecided = times(1.0, 1.02);
        undecided[1].samples_s.reverse();
        assert_eq!(
            claim(times(1.0, 2.0), &undecided, Relation::FasterThan),
            Ok(None)
        );
        assert!(
            claim(times(1.0, 1.0), &times(1.0, 3.0), Relation::LevelWith)
                .unwrap()
                .is_some()
        );
    }
}
