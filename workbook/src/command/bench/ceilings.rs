//! What `bench` knows of the machine's ceilings: how far to measure them, and what the rows reach of them.

use std::path::Path;

use workbook_pages::ceiling::{Ceilings, Whose};
use workbook_pages::record::{Machine, Record};

use super::BenchError;

/// The ceilings that rows are compared with: those that were kept, until new ones are measured.
pub struct Known {
    ceilings: Ceilings,
    whose: Whose,
}

impl Known {
    /// Reads the bounds, and the ceilings of the machine that the records are of.
    pub fn read(root: &Path, reference: bool) -> Result<Self, BenchError> {
        Ok(Self {
            ceilings: Ceilings::read(root)?,
            whose: if reference {
                Whose::Reference
            } else {
                Whose::Own
            },
        })
    }

    /// Tells each row its ceiling and its share of it; takes a record of ceilings for those that follow.
    pub fn fill(&mut self, record: &mut Record) {
        if record.kernel == ::ceilings::RECORD {
            self.ceilings.replace(record, self.whose);
        } else {
            self.ceilings.fill(record, self.whose);
        }
    }

    /// Says, on standard error, which rows reach more than there is.
    pub fn remark(&self, record: &Record) {
        for row in self.ceilings.impossible(record) {
            eprintln!(
                "note: {row}. More than all there is can't be: the ceiling was measured while the machine was busier or \
                 warmer, or the bound is wrong. To measure the ceilings again: cargo workbook bench ceiling{}",
                match self.whose {
                    Whose::Reference => " --reference",
                    Whose::Own => "",
                }
            );
        }
    }

    /// Says how to get ceilings, to somebody who has none.
    pub fn invite(&self) {
        if !self.ceilings.has(self.whose) {
            println!(
                "To see which share of what this machine allows that is: cargo workbook bench ceiling"
            );
        }
    }
}

/// Bytes of the largest working set: several times all caches of the last level together, but no more than a quarter of the
/// memory.
pub fn largest_set(machine: &Machine) -> u64 {
    const LEAST: u64 = 256 << 20;
    let cores = machine.logical_cores.unwrap_or(1).max(1);
    let last = machine.caches.iter().max_by_key(|cache| cache.level);
    let caches = last.map_or(0, |cache| {
        let pieces = cores.div_ceil(cache.shared_by.max(1));
        cache.bytes.saturating_mul(u64::from(pieces))
    });
    let wanted = caches.saturating_mul(4).clamp(LEAST, 1 << 40);
    let room = machine.memory_bytes.map_or(u64::MAX, |memory| memory / 4);
    let wanted = wanted.next_power_of_two();
    if wanted <= room {
        wanted
    } else {
        // A power of two again: sizes are named by them.
        (room / 2 + 1).next_power_of_two().max(1 << 20)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use workbook_pages::record::Cache;

    fn machine(last: u64, shared_by: u32, memory: Option<u64>) -> Machine {
        let cache = |level, bytes, shared_by| Cache {
            level,
            kind: "unified".to_owned(),
            bytes,
            shared_by,
        };
        Machine {
            logical_cores: Some(16),
            caches: vec![cache(3, last, shared_by), cache(2, 1 << 20, 1)],
            memory_bytes: memory,
            ..Machine::default()
        }
    }

    #[test]
    fn the_largest_set_is_several_times_the_last_caches_and_fits_in_memory() {
        const MIB: u64 = 1 << 20;
        assert_eq!(largest_set(&Machine::default()), 256 * MIB);
        assert_eq!(largest_set(&machine(32 * MIB, 16, None)), 256 * MIB);
        assert_eq!(
            largest_set(&machine(32 * MIB, 4, None)),
            512 * MIB,
            "four of them"
        );
        assert_eq!(largest_set(&machine(100 * MIB, 16, None)), 512 * MIB);
        assert_eq!(
            largest_set(&machine(100 * MIB, 16, Some(1000 * MIB))),
            128 * MIB
        );
        assert_eq!(largest_set(&machine(u64::MAX, 1, Some(1))), MIB);
    }
}
