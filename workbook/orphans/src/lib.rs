//! Ending what a process was left with. On Linux a process can adopt: orphans below it become its children, whatever group
//! or session they have. Those who stand guard over others, in the judge and in the server, end them all with this.
#![cfg(target_os = "linux")]

use std::time::{Duration, Instant};

use nix::errno::Errno;
use nix::sys::signal::{Signal, kill};
use nix::sys::wait::{WaitPidFlag, WaitStatus, waitpid};
use nix::unistd::{Pid, getpid};

/// Adopts, from now on, those below this process whose parent ends.
///
/// # Errors
/// When the kernel refuses.
pub fn adopt() -> nix::Result<()> {
    nix::sys::prctl::set_child_subreaper(true)
}

/// Kills all children, and theirs, which become ours if we [adopt], until there are none or `patience` is over.
pub fn sweep(patience: Duration) {
    let deadline = Instant::now() + patience;
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

/// The processes whose parent this one is.
fn children() -> impl Iterator<Item = Pid> {
    let this = getpid();
    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| process_and_parent(&stat))
        .filter(move |(_, parent)| *parent == this)
        .map(|(process, _)| process)
}

/// From a line of `/proc/PID/stat`.
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

#[cfg(test)]
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
