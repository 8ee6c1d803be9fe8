//! A row of a measurement record, as one line of JSON.

use serde::Serialize;
use stopwatch::Samples;

use super::Entry;

/// The timing of one variant at one size: the fields of a row in a record.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Row {
    /// The kernel's name.
    pub kernel: String,
    /// The variant's name.
    pub variant: String,
    /// Which language ran it.
    pub language: Language,
    /// The size, in the table's words.
    pub size: String,
    /// Threads the variant was allowed to use.
    pub threads: u32,
    /// Median time of one evaluation, in seconds.
    pub median_s: f64,
    /// Low end of the interval of the median.
    pub low_s: f64,
    /// High end of the interval of the median.
    pub high_s: f64,
    /// Name of the bound; not measured yet.
    pub ceiling: Option<String>,
    /// The bound's time over the median; not measured yet.
    pub share_of_ceiling: Option<f64>,
    /// The smaller size that ran in its place, if the times are scaled.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scaled_from: Option<String>,
    /// Of a row that stands for many races: how they ended.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub verdicts: Option<Verdicts>,
    /// Processor time of one evaluation over all threads, where it is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub core_s: Option<f64>,
    /// Time of one evaluation in each round.
    pub samples_s: Vec<f64>,
}

/// How many races ended in which verdict.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Verdicts {
    /// With the contender called faster.
    pub faster: u32,
    /// With the contender called not faster.
    pub not_faster: u32,
    /// Without telling.
    pub cannot_tell: u32,
}

/// A language that rows are measured in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Language {
    /// Compiled with this crate.
    Rust,
    /// Run by the worker.
    Python,
}

impl Row {
    /// A row with the statistics of its samples.
    pub(super) fn new(kernel: &str, entry: &Entry, samples: &Samples) -> Self {
        Self {
            threads: entry.threads,
            language: entry.language,
            scaled_from: entry.scaled_from.clone(),
            core_s: entry.cores.median(samples.as_slice().len()),
            ..Self::of_samples(kernel, entry.variant, entry.size, samples)
        }
    }

    /// A row of Rust code on one thread.
    #[must_use]
    pub fn of_samples(kernel: &str, variant: &str, size: &str, samples: &Samples) -> Self {
        let interval = samples.interval();
        Self {
            kernel: kernel.to_owned(),
            variant: variant.to_owned(),
            language: Language::Rust,
            size: size.to_owned(),
            threads: 1,
            median_s: samples.median(),
            low_s: interval.low,
            high_s: interval.high,
            ceiling: None,
            share_of_ceiling: None,
            scaled_from: None,
            verdicts: None,
            core_s: None,
            samples_s: samples.as_slice().to_vec(),
        }
    }

    /// The row as one line of JSON.
    ///
    /// # Panics
    /// Never: a row holds strings and finite numbers only.
    #[must_use]
    pub fn json(&self) -> String {
        serde_json::to_string(self).expect("a row holds nothing that JSON lacks")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_is_one_line_with_the_fields_of_a_record() {
        let samples = Samples::new(vec![3e-6, 1e-6, 2e-6]).unwrap();
        let row = Row::of_samples("powers", "powi", "x^3", &samples);
        assert_eq!(
            row.json(),
            r#"{"kernel":"powers","variant":"powi","language":"rust","size":"x^3","threads":1,"median_s":2e-6,"low_s":1e-6,"high_s":3e-6,"ceiling":null,"share_of_ceiling":null,"samples_s":[3e-6,1e-6,2e-6]}"#
        );
    }
}
