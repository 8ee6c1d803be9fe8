//! Guardians: whatever ends the grader, nothing that it started goes on.
//!
//! Every launch asks the kernel to be killed when its parent dies. Between its start and that request there is a gap, in
//! bubblewrap's own child too, and a grader that is killed just then leaves an orphan behind. So two processes stand
//! above the grader, the one that was called and one below it. Orphans become their children, and when the grader or one
//! of the two has ended, what is left is killed.

use std::io;
use std::time::Duration;

use nix::errno::Errno;
use nix::sys::prctl::set_pdeathsig;
use nix::sys::signal::{SigSet, Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{ForkResult, Pid, fork, getpid, getppid};

/// The kernel's word that the guardian above has ended.
const ABANDONED: Signal = Signal::SIGUSR1;

/// What is passed on to the grader.
const PASSED_ON: [Signal; 4] = [
    Signal::SIGINT,
    Signal::SIGTERM,
    Signal::SIGHUP,
    Signal::SIGQUIT,
];

/// How long a process that was killed may take to end.
const PATIENCE: Duration = Duration::from_secs(10);

/// Puts two guardians above this process; only the process to be guarded returns.
///
/// # Errors
/// When this process has more than one thread, since a fork copies only one, or when the kernel refuses.
pub fn guard() -> io::Result<()> {
    if std::fs::read_dir("/proc/self/task")?.count() > 1 {
        return Err(io::Error::other("this process has started threads already"));
    }
    let mut awaited = SigSet::empty();
    for signal in PASSED_ON.into_iter().chain([Signal::SIGCHLD, ABANDONED]) {
        awaited.add(signal);
    }
    let before = awaited.thread_swap_mask(nix::sys::signal::SigmaskHow::SIG_BLOCK)?;

    let caller = getpid();
    if let Some(below) = split()? {
        watch(below, &awaited);
    }
    set_pdeathsig(ABANDONED)?;
    if getppid() != caller {
        // It ended before it could be asked to tell.
        end(1);
    }
    if let Some(grader) = split()? {
        watch(grader, &awaited);
    }
    Ok(before.thread_set_mask()?)
}

/// Forks. The parent adopts orphans from now on and gets its child's number.
fn split() -> nix::Result<Option<Pid>> {
    orphans::adopt()?;
    // SAFETY: this process has one thread, so the child has all that a process may rely on.
    match unsafe { fork()? } {
        ForkResult::Parent { child } => Ok(Some(child)),
        ForkResult::Child => Ok(None),
    }
}

/// Waits until `child` has ended, kills all others below, and ends as it did.
fn watch(child: Pid, awaited: &SigSet) -> ! {
    let status = loop {
        match awaited.wait() {
            Ok(ABANDONED) => break 128 + Signal::SIGKILL as i32,
            Ok(Signal::SIGCHLD) => {
                if let Some(status) = reap(child) {
                    break status;
                }
            }
            // It may have ended by itself.
            Ok(signal) => drop(kill(child, signal)),
            Err(_) => {}
        }
    };
    orphans::sweep(PATIENCE);
    end(status)
}

/// Reaps all that have ended; the status of `child`, if it is one of them.
fn reap(child: Pid) -> Option<i32> {
    let mut status = None;
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Ok(WaitStatus::Exited(pid, code)) if pid == child => status = Some(code),
            Ok(WaitStatus::Signaled(pid, signal, _)) if pid == child => {
                status = Some(128 + signal as i32);
            }
            Ok(WaitStatus::StillAlive) => return status,
            Ok(_) | Err(Errno::EINTR) => {}
            // No child is left.
            Err(_) => return status,
        }
    }
}

/// Ends at once: what is to be done at a program's end is the grader's.
fn end(status: i32) -> ! {
    // SAFETY: it takes a number and doesn't return.
    unsafe { libc::_exit(status) }
}
