//! How much is read of what was handed in, and who counts.

use std::cell::Cell;
use std::io::Read;
use std::rc::Rc;
use std::time::{Duration, Instant};

use super::archive::said;

/// The most that intake does for one submission, and for all of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Caps {
    /// Files of one submission, those in its archives included.
    pub entries: usize,
    /// Size of a source, in bytes.
    pub source_bytes: u64,
    /// Size of an archive, packed, in bytes.
    pub archive_bytes: u64,
    /// What is unpacked and read of one submission, in bytes.
    pub unpacked_bytes: u64,
    /// How many times larger something gets when it is unpacked; the first 64 KiB of a stream are free.
    pub ratio: u64,
    /// Archives that are opened in one submission.
    pub archives: usize,
    /// Texts that are kept of one submission, in bytes together.
    pub kept_bytes: u64,
    /// Time for one submission.
    pub time: Duration,
    /// What is unpacked and read of all submissions, in bytes.
    pub batch_bytes: u64,
    /// Files of an archive that holds all submissions.
    pub batch_entries: usize,
}

impl Default for Caps {
    fn default() -> Self {
        Self::usual()
    }
}

impl Caps {
    /// What no honest submission comes near.
    #[must_use]
    pub const fn usual() -> Self {
        Self {
            entries: 20_000,
            source_bytes: 1 << 20,
            archive_bytes: 128 << 20,
            unpacked_bytes: 256 << 20,
            ratio: 500,
            archives: 16,
            kept_bytes: 16 << 20,
            time: Duration::from_secs(20),
            batch_bytes: 64 << 30,
            batch_entries: 500_000,
        }
    }

    /// The caps of an archive that holds all submissions: those of the batch.
    pub(super) fn of_the_batch(self) -> Self {
        Self {
            entries: self.batch_entries,
            archive_bytes: self.batch_bytes,
            unpacked_bytes: self.batch_bytes,
            time: Duration::MAX,
            ..self
        }
    }
}

/// A size as a message tells it.
pub(super) fn size(bytes: u64) -> String {
    match bytes {
        0..1024 => format!("{bytes} bytes"),
        1024..0x10_0000 => format!("{} KiB", bytes >> 10),
        0x10_0000..0x4000_0000 => format!("{} MiB", bytes >> 20),
        _ => format!("{} GiB", bytes >> 30),
    }
}

/// What one submission has used of its caps.
#[derive(Debug)]
pub(super) struct Budget {
    caps: Caps,
    entries: Cell<usize>,
    bytes: Cell<u64>,
    archives: Cell<usize>,
    kept: Cell<u64>,
    spent: Cell<Duration>,
    since: Cell<Option<Instant>>,
    batch: Rc<Cell<u64>>,
}

impl Budget {
    /// An unused budget; `batch` is what all submissions have used together, in bytes.
    pub fn new(caps: Caps, batch: &Rc<Cell<u64>>) -> Self {
        Self {
            caps,
            entries: Cell::new(0),
            bytes: Cell::new(0),
            archives: Cell::new(0),
            kept: Cell::new(0),
            spent: Cell::new(Duration::ZERO),
            since: Cell::new(None),
            batch: Rc::clone(batch),
        }
    }

    pub fn caps(&self) -> Caps {
        self.caps
    }

    /// Does some work on the submission's time.
    pub fn on_time<T>(&self, work: impl FnOnce() -> Result<T, String>) -> Result<T, String> {
        self.since.set(Some(Instant::now()));
        let result = self.in_time().and_then(|()| work());
        if let Some(since) = self.since.take() {
            self.spent.set(self.spent.get() + since.elapsed());
        }
        result
    }

    fn in_time(&self) -> Result<(), String> {
        let running = self
            .since
            .get()
            .map_or(Duration::ZERO, |since| since.elapsed());
        match self.spent.get() + running >= self.caps.time {
            true => Err(format!(
                "reading it takes longer than {} s; hand in the exercise's folder alone",
                self.caps.time.as_secs()
            )),
            false => Ok(()),
        }
    }

    /// Counts a file.
    pub fn entry(&self) -> Result<(), String> {
        self.entries.set(self.entries.get() + 1);
        if self.entries.get() > self.caps.entries {
            return Err(format!(
                "more than {} files; hand in the exercise's folder alone",
                self.caps.entries
            ));
        }
        self.in_time()
    }

    /// Counts an archive that is about to be opened.
    pub fn archive(&self) -> Result<(), String> {
        self.archives.set(self.archives.get() + 1);
        match self.archives.get() > self.caps.archives {
            true => Err(format!("more than {} archives", self.caps.archives)),
            false => Ok(()),
        }
    }

    /// Counts bytes of a text that is kept.
    pub fn keep(&self, bytes: u64) -> Result<(), String> {
        self.kept.set(self.kept.get() + bytes);
        match self.kept.get() > self.caps.kept_bytes {
            true => Err(format!(
                "more than {} of sources in all",
                size(self.caps.kept_bytes)
            )),
            false => Ok(()),
        }
    }

    /// Counts bytes that were read or unpacked.
    pub fn bytes(&self, bytes: u64) -> Result<(), String> {
        self.bytes.set(self.bytes.get().saturating_add(bytes));
        self.batch.set(self.batch.get().saturating_add(bytes));
        if self.bytes.get() > self.caps.unpacked_bytes {
            return Err(format!(
                "it unpacks to more than {}; hand in the exercise's folder alone",
                size(self.caps.unpacked_bytes)
            ));
        }
        if self.batch.get() > self.caps.batch_bytes {
            return Err(format!(
                "all submissions together unpack to more than {}; grade them in parts",
                size(self.caps.batch_bytes)
            ));
        }
        self.in_time()
    }
}

/// A reader whose bytes are counted.
pub(super) struct Metered<'a, R> {
    inner: R,
    budget: &'a Budget,
}

impl<'a, R> Metered<'a, R> {
    pub fn new(inner: R, budget: &'a Budget) -> Self {
        Self { inner, budget }
    }
}

impl<R: Read> Read for Metered<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.budget.bytes(read as u64).map_err(said)?;
        Ok(read)
    }
}

/// What a stream may grow by before its ratio says anything, in bytes: a decoder reads ahead and writes in blocks.
const FREE: u64 = 64 << 10;

/// A reader of unpacked bytes that stops when they are too many for the packed ones.
pub(super) struct Ratio<R> {
    inner: R,
    packed: Rc<Cell<u64>>,
    unpacked: u64,
    most: u64,
}

impl<R> Ratio<R> {
    /// `packed` is how many bytes `inner` was unpacked from so far.
    pub fn new(inner: R, packed: Rc<Cell<u64>>, most: u64) -> Self {
        Self {
            inner,
            packed,
            unpacked: 0,
            most,
        }
    }
}

impl<R: Read> Read for Ratio<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.unpacked += read as u64;
        if self.unpacked > FREE && self.unpacked / self.packed.get().max(1) > self.most {
            let most = self.most;
            return Err(said(format!(
                "it grows more than {most} times when it is unpacked"
            )));
        }
        Ok(read)
    }
}

/// A reader that says how many bytes were taken from it.
pub(super) struct Counted<R> {
    inner: R,
    count: Rc<Cell<u64>>,
}

impl<R> Counted<R> {
    pub fn new(inner: R) -> (Self, Rc<Cell<u64>>) {
        let count = Rc::new(Cell::new(0));
        let counted = Self {
            inner,
            count: Rc::clone(&count),
        };
        (counted, count)
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.inner.read(buffer)?;
        self.count.set(self.count.get() + read as u64);
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_for_instructors_tells_these_caps() {
        let page = concat!(
            env!("CARGO_MANIFEST_DIR"),
            "/../../book/src/for-instructors.md"
        );
        let page = std::fs::read_to_string(page).unwrap();
        let page = page.split_whitespace().collect::<Vec<_>>().join(" ");
        let caps = Caps::usual();
        let told = format!(
            "more than {} 000 files, {} archives, {} unpacked, {} packed or {} for a source; a growth of more than {} \
             times; more than {} seconds",
            caps.entries / 1000,
            caps.archives,
            size(caps.unpacked_bytes),
            size(caps.archive_bytes),
            size(caps.source_bytes),
            caps.ratio,
            caps.time.as_secs(),
        );
        assert_eq!(caps.entries % 1000, 0);
        assert!(page.contains(&told), "{told}");
    }

    #[test]
    fn time_is_counted_over_all_work_of_a_submission() {
        let caps = Caps {
            time: Duration::ZERO,
            ..Caps::usual()
        };
        let budget = Budget::new(caps, &Rc::default());
        assert!(budget.on_time(|| Ok(())).is_err());
        let budget = Budget::new(Caps::usual(), &Rc::default());
        budget.on_time(|| budget.entry()).unwrap();
        assert!(budget.since.get().is_none(), "nothing runs between");
    }

    #[test]
    fn sizes_are_told_in_their_unit() {
        let told = [12, 4 << 10, 1 << 20, 64 << 30].map(size);
        assert_eq!(told, ["12 bytes", "4 KiB", "1 MiB", "64 GiB"]);
    }
}
