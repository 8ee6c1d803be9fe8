//! The timer and its handler.
//!
//! A handler runs between any two instructions of the program, perhaps in the middle of an allocation. So it allocates
//! nothing, locks nothing and prints nothing: it walks the stack and stores addresses in room that was made beforehand.

use std::io;
use std::ptr;
use std::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};
use std::sync::atomic::{AtomicBool, AtomicPtr, AtomicU64, AtomicUsize};

use crate::SampleError;

/// What the handler's name contains.
pub(crate) const HANDLER: &str = "on_tick_of_the_sampler";

/// Microseconds of CPU time between ticks, as asked for.
const TICK: libc::suseconds_t = 1000;

/// Addresses of one stack at most.
const DEPTH: usize = 192;

/// Room for all stacks: 64 MB of addresses at most, of which the system hands out what is written to.
const ROOM: usize = 8 << 20;

/// Room that is handed out once, and kept: a late tick may still write to it.
static STACKS: AtomicPtr<AtomicUsize> = AtomicPtr::new(ptr::null_mut());
/// How much of it is taken: for each stack its depth, then its addresses.
static TAKEN: AtomicUsize = AtomicUsize::new(0);
/// Stacks for which there was no room.
static LOST: AtomicU64 = AtomicU64::new(0);
/// Whether ticks count.
static RUNNING: AtomicBool = AtomicBool::new(false);
/// Whether somebody is sampling.
static BUSY: AtomicBool = AtomicBool::new(false);

/// What the handler wrote down.
pub(crate) struct Seen {
    /// Addresses, innermost first.
    pub stacks: Vec<Vec<usize>>,
    /// Stacks for which there was no room.
    pub lost: u64,
}

/// A running timer.
pub(crate) struct Ticking {
    /// What the signal did before.
    before: libc::sigaction,
}

impl Ticking {
    pub fn start() -> Result<Self, SampleError> {
        if BUSY.swap(true, AcqRel) {
            return Err(SampleError::Busy);
        }
        if STACKS.load(Acquire).is_null() {
            // Zeroed pages, which cost nothing until they are written to.
            let room: Vec<AtomicUsize> = bytes_of_zero(ROOM);
            STACKS.store(room.leak().as_mut_ptr(), Release);
        }
        TAKEN.store(0, Release);
        LOST.store(0, Release);
        // The first walk loads what later ones need.
        walk(|_| true);
        let before = handle().inspect_err(|_| BUSY.store(false, Release))?;
        RUNNING.store(true, Release);
        let ticking = Self { before };
        match set_timer(TICK) {
            Ok(()) => Ok(ticking),
            Err(source) => {
                ticking.stop();
                let what = "a timer of CPU time";
                Err(SampleError::Refused { what, source })
            }
        }
    }

    pub fn stop(self) -> Seen {
        RUNNING.store(false, Release);
        let _ = set_timer(0);
        // A tick that is on its way would end the process if the signal's default were back. It is ignored from here on,
        // unless somebody else handled it before us.
        let mut after = self.before;
        if after.sa_sigaction == libc::SIG_DFL {
            after.sa_sigaction = libc::SIG_IGN;
        }
        // SAFETY: `after` is what `sigaction` itself gave us, or the same with the signal ignored.
        unsafe { libc::sigaction(libc::SIGPROF, &after, ptr::null_mut()) };
        let seen = read();
        BUSY.store(false, Release);
        seen
    }
}

/// So many zeros.
fn bytes_of_zero(count: usize) -> Vec<AtomicUsize> {
    let zeros = vec![0_usize; count];
    let mut zeros = std::mem::ManuallyDrop::new(zeros);
    // SAFETY: an atomic number is laid out like a number, and the vector is not used as one of numbers any more.
    unsafe { Vec::from_raw_parts(zeros.as_mut_ptr().cast(), zeros.len(), zeros.capacity()) }
}

/// Has the signal handled, and returns what was done with it before.
fn handle() -> Result<libc::sigaction, SampleError> {
    // SAFETY: all zeros are a valid `sigaction`: the default action, no flags.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    let handler: extern "C" fn(libc::c_int) = on_tick_of_the_sampler;
    action.sa_sigaction = handler as libc::sighandler_t;
    // Calls of the system that a tick interrupts go on by themselves.
    action.sa_flags = libc::SA_RESTART;
    // SAFETY: as above.
    let mut before: libc::sigaction = unsafe { std::mem::zeroed() };
    // SAFETY: both point to a `sigaction` of ours; the handler does only what a handler may.
    let done = unsafe {
        libc::sigemptyset(&mut action.sa_mask);
        libc::sigaction(libc::SIGPROF, &action, &mut before)
    };
    if done == 0 {
        Ok(before)
    } else {
        Err(SampleError::Refused {
            what: "a handler for the profiling signal",
            source: io::Error::last_os_error(),
        })
    }
}

/// One tick each so many microseconds of CPU time; none for zero.
fn set_timer(microseconds: libc::suseconds_t) -> io::Result<()> {
    let every = libc::timeval {
        tv_sec: 0,
        tv_usec: microseconds,
    };
    let timer = libc::itimerval {
        it_interval: every,
        it_value: every,
    };
    // SAFETY: `timer` is a valid `itimerval`, and the old one isn't asked for.
    match unsafe { libc::setitimer(libc::ITIMER_PROF, &timer, ptr::null_mut()) } {
        0 => Ok(()),
        _ => Err(io::Error::last_os_error()),
    }
}

/// Calls `each` with the addresses on the stack, innermost first, until it returns false.
fn walk(mut each: impl FnMut(usize) -> bool) {
    // SAFETY: unsynchronized means that two threads must not look *names* up at once; walking reads the stack and the
    // program's unwind tables, both of this thread or constant.
    unsafe { backtrace::trace_unsynchronized(|frame| each(frame.ip() as usize)) }
}

// ANCHOR: handler
#[inline(never)]
extern "C" fn on_tick_of_the_sampler(_: libc::c_int) {
    if !RUNNING.load(Acquire) {
        return;
    }
    let error = Errno::now();
    let (mut stack, mut depth) = ([0; DEPTH], 0);
    walk(|address| {
        stack[depth] = address;
        depth += 1;
        depth < DEPTH
    });
    keep(&stack[..depth]);
    error.put_back();
}
// ANCHOR_END: handler

/// Stores a stack, if there is room.
fn keep(stack: &[usize]) {
    let start = TAKEN.fetch_add(stack.len() + 1, AcqRel);
    if start + stack.len() + 1 > ROOM {
        LOST.fetch_add(1, Relaxed);
        return;
    }
    for (offset, &address) in stack.iter().enumerate() {
        room(start + 1 + offset).store(address, Relaxed);
    }
    // Last, so that a depth means that its addresses are there.
    room(start).store(stack.len(), Release);
}

fn room(at: usize) -> &'static AtomicUsize {
    assert!(at < ROOM);
    // SAFETY: `STACKS` points to `ROOM` atomic numbers that are never freed, since before the handler was set.
    unsafe { &*STACKS.load(Acquire).add(at) }
}

/// Everything that was stored, and the room emptied.
fn read() -> Seen {
    let end = TAKEN.load(Acquire).min(ROOM);
    let (mut stacks, mut at) = (Vec::new(), 0);
    while at < end {
        let depth = room(at).swap(0, AcqRel);
        if depth == 0 {
            break;
        }
        let addresses = (at + 1..=at + depth).map(|at| room(at).swap(0, Relaxed));
        stacks.push(addresses.collect());
        at += depth + 1;
    }
    Seen {
        stacks,
        lost: LOST.load(Relaxed),
    }
}

/// The last error of the system, which the interrupted code may be about to read.
struct Errno(libc::c_int);

impl Errno {
    fn now() -> Self {
        // SAFETY: the pointer is to this thread's own number.
        Self(unsafe { *Self::place() })
    }

    fn put_back(self) {
        // SAFETY: as above.
        unsafe { *Self::place() = self.0 }
    }

    #[cfg(any(target_os = "macos", target_os = "ios", target_os = "freebsd"))]
    fn place() -> *mut libc::c_int {
        // SAFETY: always allowed.
        unsafe { libc::__error() }
    }

    #[cfg(not(any(target_os = "macos", target_os = "ios", target_os = "freebsd")))]
    fn place() -> *mut libc::c_int {
        // SAFETY: always allowed.
        unsafe { libc::__errno_location() }
    }
}
