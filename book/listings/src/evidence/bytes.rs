//! How many bytes each variant asks the allocator for.

use serde::Serialize;

use super::Subject;
use crate::counting::Counting;
use crate::kernel::Kernel;

/// What one evaluation of a variant asks for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Row {
    /// The variant's name.
    pub variant: &'static str,
    /// Threads that it uses.
    pub threads: u32,
    /// Bytes, in all. With several threads it differs by a little from run to run.
    pub asked: usize,
    /// Bytes, at most at a time.
    pub most: usize,
}

/// Counts what the first evaluation of each variant asks for. `allocator` has to be the program's own.
///
/// Variants on worker processes are left out: what those ask for, nobody counts here.
#[must_use]
pub fn count(allocator: &Counting, kernel: &Kernel, subject: &Subject) -> Vec<Row> {
    let here = kernel
        .variants
        .iter()
        .filter(|variant| !variant.name.starts_with("processes"));
    here.filter_map(|variant| {
        // What happens once, such as starting threads, is no part of the work.
        (variant.prepare)(subject.size)?.run();
        let mut ready = (variant.prepare)(subject.size)?;
        let asked = allocator.count(|| ready.run());
        Some(Row {
            variant: variant.name,
            threads: variant.threads,
            asked: asked.all,
            most: asked.most,
        })
    })
    .collect()
}
