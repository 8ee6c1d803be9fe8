//! A progress bar over a parallel map.

use indicatif::{ParallelProgressIterator, ProgressBar};
use rayon::prelude::*;

// ANCHOR: progress
/// The map with a bar, as `list(tqdm(pool.imap(work, xs), total=len(xs)))` is one.
pub fn with_progress<T: Sync, R: Send>(
    xs: &[T],
    bar: ProgressBar,
    work: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    xs.par_iter().progress_with(bar).map(work).collect()
}
// ANCHOR_END: progress

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_counts_every_job_and_the_order_is_kept() {
        let xs: Vec<u64> = (0..100).collect();
        let bar = ProgressBar::hidden();
        bar.set_length(100);
        let squares = with_progress(&xs, bar.clone(), |x| x * x);
        assert_eq!(squares, xs.iter().map(|x| x * x).collect::<Vec<_>>());
        assert_eq!(bar.position(), 100);
    }
}
