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
        nix::sys::prctl::set_child_subreaper(true)?;
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

/// Kills all children, and theirs, which become ours, until there are none.
#[cfg(target_os = "linux")]
fn sweep(_: Pid) {
    use nix::sys::wait::{WaitPidFlag, waitpid};
    use std::time::{Duration, Instant};

    /// How long a process that was killed may take to end.
    const PATIENCE: Duration = Duration::from_secs(10);

    let deadline = Instant::now() + PATIENCE;
    loop {
        match waitpid(None, Some(WaitPidFlag::WNOHANG)) {
            Err(Errno::ECHILD) => return,
            Ok(WaitStatus::StillAlive) if Instant::now() > deadline => return,
            Ok(WaitStatus::StillAlive) => {
                for child in children() {
                    // It may have ended by itself, and wait for us.
                    let _ = kill(child, Signal::SIGKILL);
                }
                std::thread::sleep(Duration::from_micros(500));
            }
            _ => {}
        }
    }
}

/// Kills what is left of the group.
#[cfg(not(target_os = "linux"))]
fn sweep(group: Pid) {
    let _ = killpg(group, Signal::SIGKILL);
}

/// The processes whose parent this one is.
#[cfg(target_os = "linux")]
fn children() -> impl Iterator<Item = Pid> {
    let this = nix::unistd::getpid();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| process_and_parent(&stat))
        .filter(move |(_, parent)| *parent == this)
        .map(|(process, _)| process)
}

/// From a line of `/proc/PID/stat`.
#[cfg(target_os = "linux")]
fn process_and_parent(stat: &str) -> Option<(Pid, Pid)> {
    // The second field is the program's name, in brackets: it may hold anything.
    let (process, _) = stat.split_once(' ')?;
    let (_, fields) = stat.rsplit_once(')')?;
    let parent = fields.split_whitespace().nth(1)?;
    Some((
        Pid::from_raw(process.parse().ok()?),
        Pid::from_raw(parent.parse().ok()?),
    ))
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_parent_is_read_whatever_a_program_is_called() {
        let stat = "71 (a) 1 (b c) R 9 70 70 0 -1 4194560 9 0 0 0 150 25";
        let pair = (Pid::from_raw(71), Pid::from_raw(9));
        assert_eq!(process_and_parent(stat), Some(pair));
        assert_eq!(process_and_parent("71 (a"), None);
    }
}
