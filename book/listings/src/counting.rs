//! An allocator that counts.

use std::alloc::{GlobalAlloc, Layout, System};
use std::sync::atomic::{AtomicUsize, Ordering::Relaxed};

/// The system's allocator, with a record of what was asked of it.
#[derive(Debug, Default)]
pub struct Counting {
    held: AtomicUsize,
    most: AtomicUsize,
    all: AtomicUsize,
}

/// Bytes that a piece of work asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Asked {
    /// In all.
    pub all: usize,
    /// At most at a time.
    pub most: usize,
}

impl Counting {
    /// One that has counted nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            held: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            all: AtomicUsize::new(0),
        }
    }

    /// Runs `work`, and says how many bytes it asked for beyond those held before. Counts all threads.
    pub fn count<T>(&self, work: impl FnOnce() -> T) -> Asked {
        let before = self.held.load(Relaxed);
        self.most.store(before, Relaxed);
        self.all.store(0, Relaxed);
        let value = work();
        let asked = Asked {
            all: self.all.load(Relaxed),
            most: self.most.load(Relaxed) - before,
        };
        drop(value);
        asked
    }
}

// SAFETY: every call is passed on to the system's allocator, with nothing changed; the counters don't touch memory.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        let held = self.held.fetch_add(layout.size(), Relaxed) + layout.size();
        self.most.fetch_max(held, Relaxed);
        self.all.fetch_add(layout.size(), Relaxed);
        // SAFETY: the caller keeps the contract of `alloc`.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, pointer: *mut u8, layout: Layout) {
        self.held.fetch_sub(layout.size(), Relaxed);
        // SAFETY: the pointer came from `alloc` above, and so from the system's allocator, with this layout.
        unsafe { System.dealloc(pointer, layout) }
    }
}
