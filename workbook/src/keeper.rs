//! Keepers: whatever ends the command, nothing that it started on a leash goes on.
//!
//! A process that is killed can't end what it started. So this program, started once more, stands between the two: it
//! starts the program of its command line in a process group of that one's own and ends as that one ends. Its standard
//! input is the [leash](crate::leash): a byte asks the group to end. The end of the input, which the kernel sees to when
//! whoever holds the other side is gone, kills it. On Linux orphans become the keeper's children, whatever group or session
//! they have, and none outlives it; elsewhere those that left the group do.

use std::ffi::{OsStr, OsString};
use std::io::{self, Read};
use std::os::unix::process::CommandExt;
use std::process::{Command, ExitCode, Stdio};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use nix::errno::Errno;
use nix::sys::signal::{SigHandler, Signal, kill, killpg, raise, signal};
use nix::sys::wait::{WaitStatus, wait};
use nix::unistd::Pid;

/// The first argument of a keeper.
const WORD: &str = "__keep";

/// The status of a program that can't be started, as a shell has it.
const NOT_STARTED: u8 = 127;

/// A command that keeps `program`; what is added to it is that one's, but for standard input, which must be a pipe.
pub fn command(program: impl AsRef<OsStr>) -> Command {
    // The program that runs, even if its file was replaced meanwhile.
    let this = if cfg!(target_os = "linux") {
        Ok("/proc/self/exe".into())
    } else {
        std::env::current_exe()
    };
    // One that can't be told can't be started, and that is said there.
    let mut command = Command::new(this.unwrap_or_default());
    command.arg(WORD).arg(program);
    command
}

/// Keeps a program, if this process was started to do that; its exit status.
pub fn called() -> Option<ExitCode> {
    let mut words = std::env::args_os().skip(1);
    if words.next()? != WORD {
        return None;
    }
    let program = words.next()?;
    Some(keep(&program, words).unwrap_or_else(|error| {
        eprintln!("error: cannot start `{}`: {error}", program.display());
        ExitCode::from(NOT_STARTED)
    }))
}

fn keep(program: &OsStr, arguments: impl Iterator<Item = OsString>) -> io::Result<ExitCode> {
    #[cfg(target_os = "linux")]
    {
        orphans::adopt()?;
        // Whoever ends all of this program by its name ends no keeper, which then ends what it keeps.
        nix::sys::prctl::set_name(c"leash")?;
    }
    // Its number is its own until it was waited for.
    let kept = Arc::new(Mutex::new(None));
    let mut child = lock(&kept);
    std::thread::Builder::new().spawn({
        let kept = Arc::clone(&kept);
        move || {
            loop {
                let pulled = pull();
                let Some(child) = *lock(&kept) else { return };
                // It may have ended by itself, or have left its group.
                let _ = killpg(child, pulled);
                if pulled == Signal::SIGKILL {
                    let _ = kill(child, pulled);
                    return;
                }
            }
        }
    })?;
    let started = Command::new(program)
        .args(arguments)
        .stdin(Stdio::null())
        .process_group(0)
        .spawn()?;
    let number = Pid::from_raw(started.id().cast_signed());
    *child = Some(number);
    drop(child);
    let ended = outlive(number);
    *lock(&kept) = None;
    sweep(number);
    Ok(match ended {
        WaitStatus::Exited(_, code) => ExitCode::from(u8::try_from(code).unwrap_or(u8::MAX)),
        WaitStatus::Signaled(_, by, _) => end_by(by),
        // By a signal without a name.
        _ => ExitCode::FAILURE,
    })
}

fn lock(kept: &Mutex<Option<Pid>>) -> MutexGuard<'_, Option<Pid>> {
    kept.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Waits for the next pull at the leash, and tells the signal to pass on.
fn pull() -> Signal {
    let mut byte = [0];
    loop {
        match io::stdin().read(&mut byte) {
            Ok(1..) => return Signal::SIGTERM,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Ok(0) | Err(_) => return Signal::SIGKILL,
        }
    }
}

/// Waits for the end of `child`, and meanwhile for those of orphans.
fn outlive(child: Pid) -> WaitStatus {
    loop {
        match wait() {
            Ok(status) if status.pid() == Some(child) => return status,
            // A number that nobody has any more was waited for just now.
            Err(Errno::EINVAL) if kill(child, None).is_err() => return WaitStatus::StillAlive,
            Err(Errno::ECHILD) => return WaitStatus::StillAlive,
            Ok(_) | Err(_) => {}
        }
    }
}

/// Kills all who are left, whatever group they have.
#[cfg(target_os = "linux")]
fn sweep(_: Pid) {
    /// How long a process that was killed may take to end.
    const PATIENCE: std::time::Duration = std::time::Duration::from_secs(10);
    orphans::sweep(PATIENCE);
}

/// Kills what is left of the group.
#[cfg(not(target_os = "linux"))]
fn sweep(group: Pid) {
    let _ = killpg(group, Signal::SIGKILL);
}

/// Ends by a signal, so that whoever waits reads what they would read of the program that was kept.
fn end_by(by: Signal) -> ExitCode {
    // The program has left its memory behind, if that was wanted.
    #[cfg(target_os = "linux")]
    let _ = nix::sys::prctl::set_dumpable(false);
    // SAFETY: no handler is put in place, but the one that is there, if any, taken away.
    let _ = unsafe { signal(by, SigHandler::SigDfl) };
    let _ = raise(by);
    ExitCode::from(128 + u8::try_from(by as i32).unwrap_or(0))
}
