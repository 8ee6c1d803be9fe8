//! A confined process from its start to its end: its output, its time, its death.

use std::io::Read;
use std::os::unix::process::CommandExt;
use std::process::{Command, Stdio};
use std::sync::mpsc::{Receiver, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, killpg};
use nix::unistd::Pid;

use super::{Launch, Sandbox, SandboxError};

/// How long output may take to arrive after the last process that could write it was killed.
const DRAIN: Duration = Duration::from_secs(2);

/// In what `/proc` counts processor time, on every architecture that has a Rust for Linux.
const TICKS_PER_SECOND: u64 = 100;

/// A process group that can be signalled until its leader is reaped; afterwards its number may be another's.
#[derive(Debug, Clone)]
struct Group(Arc<Mutex<Option<Pid>>>);

impl Group {
    fn signal(&self, signal: Signal) {
        if let Some(leader) = *self.0.lock().unwrap_or_else(PoisonError::into_inner) {
            // A group that is gone already is what we want.
            let _ = killpg(leader, signal);
        }
    }
}

/// What a process printed on one stream, up to its limit.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Printed {
    /// The bytes.
    pub bytes: Vec<u8>,
    /// There was more.
    pub overflowed: bool,
}

impl Printed {
    /// The text, with anything that isn't UTF-8 replaced.
    #[must_use]
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// How a process ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// By itself, with a status.
    Status(i32),
    /// By a signal.
    Signal(i32),
    /// It didn't, and was killed by us.
    Killed,
}

/// A process that has ended.
#[derive(Debug, Clone)]
pub struct Ending {
    /// How.
    pub exit: Exit,
    /// Processor time, where the system tells.
    pub cpu: Duration,
    /// Standard output.
    pub output: Printed,
    /// Standard error.
    pub errors: Printed,
}

impl Ending {
    /// Whether it printed more than it may.
    #[must_use]
    pub fn overflowed(&self) -> bool {
        self.output.overflowed || self.errors.overflowed
    }
}

/// A confined process that was started.
#[derive(Debug)]
pub struct Running {
    leader: Pid,
    group: Group,
    output: Receiver<Printed>,
    errors: Receiver<Printed>,
}

impl Sandbox {
    /// Starts a launch. Descriptor 0 of the process is `input`; both output streams are read, up to the limit.
    ///
    /// # Errors
    /// When the launcher can't be started. A launcher that fails later shows as a process that ends early.
    pub fn start(&self, launch: &Launch, input: Stdio) -> Result<Running, SandboxError> {
        let failed = |source| SandboxError::Start {
            program: self.launcher.clone(),
            source,
        };
        let text = serde_json::to_string(launch).map_err(|error| failed(error.into()))?;
        let mut child = Command::new(&self.launcher)
            .args(["launch", &text])
            .env_clear()
            .stdin(input)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .process_group(0)
            .spawn()
            .map_err(failed)?;
        let leader = Pid::from_raw(child.id().cast_signed());
        let group = Group(Arc::new(Mutex::new(Some(leader))));
        let most = launch.limits.output_bytes;
        Ok(Running {
            leader,
            output: read_capped(child.stdout.take(), most, group.clone()),
            errors: read_capped(child.stderr.take(), most, group.clone()),
            group,
        })
    }
}

/// Reads a stream in a thread of its own; beyond `most` bytes it kills the group.
fn read_capped(
    stream: Option<impl Read + Send + 'static>,
    most: u64,
    group: Group,
) -> Receiver<Printed> {
    let (sender, receiver) = sync_channel(1);
    std::thread::spawn(move || {
        let mut printed = Printed::default();
        if let Some(stream) = stream {
            // An error ends the stream as its end does: what has arrived is kept.
            let _ = stream.take(most + 1).read_to_end(&mut printed.bytes);
        }
        if printed.bytes.len() as u64 > most {
            printed
                .bytes
                .truncate(usize::try_from(most).unwrap_or(usize::MAX));
            printed.overflowed = true;
            group.signal(Signal::SIGKILL);
        }
        // Nobody waits for it any more only when the process was given up.
        let _ = sender.send(printed);
    });
    receiver
}

impl Running {
    /// Stops the process, so that it can't work or disturb while another is timed.
    pub fn pause(&self) {
        self.group.signal(Signal::SIGSTOP);
    }

    /// Lets it go on.
    pub fn resume(&self) {
        self.group.signal(Signal::SIGCONT);
    }

    /// Kills the process and all that belong to it.
    pub fn kill(&self) {
        self.group.signal(Signal::SIGKILL);
    }

    /// Waits for the end until `deadline`, then kills. Either way nothing of its group is left.
    #[must_use]
    pub fn finish(self, deadline: Instant) -> Ending {
        self.finish_while(deadline, || true)
    }

    /// The same, and kills too when `may_go_on` says that it mayn't; it is asked every few milliseconds.
    #[must_use]
    pub fn finish_while(self, deadline: Instant, may_go_on: impl Fn() -> bool) -> Ending {
        let mut pause = Duration::from_micros(200);
        let in_time = loop {
            if self.has_ended() {
                break true;
            }
            if Instant::now() >= deadline || !may_go_on() {
                break false;
            }
            std::thread::sleep(pause);
            pause = (pause * 2).min(Duration::from_millis(10));
        };
        // What the group has used is gone with it, the leader's own time apart.
        let worked = if in_time {
            Duration::ZERO
        } else {
            processor_time(self.leader)
        };
        // The leader isn't reaped yet, so the number of its group is still its own.
        self.kill();
        let (exit, of_leader) = self.reap();
        let cpu = of_leader.max(worked);
        let drained = |stream: &Receiver<Printed>| stream.recv_timeout(DRAIN).unwrap_or_default();
        let (output, errors) = (drained(&self.output), drained(&self.errors));
        Ending {
            exit: if in_time { exit } else { Exit::Killed },
            cpu,
            output,
            errors,
        }
    }

    fn has_ended(&self) -> bool {
        let mut info = std::mem::MaybeUninit::<libc::siginfo_t>::zeroed();
        let how = libc::WEXITED | libc::WNOHANG | libc::WNOWAIT;
        let id = self.leader.as_raw().cast_unsigned();
        // SAFETY: `info` is a live, zeroed siginfo_t, which the call fills in or leaves; zero is valid for all its fields.
        let (done, info) = unsafe {
            (
                libc::waitid(libc::P_PID, id, info.as_mut_ptr(), how),
                info.assume_init(),
            )
        };
        // An error means that there is no such child: nothing to wait for.
        done != 0 || info.si_signo != 0
    }

    /// Takes the leader's status. From here on the group isn't signalled any more.
    fn reap(&self) -> (Exit, Duration) {
        let mut guard = self.group.0.lock().unwrap_or_else(PoisonError::into_inner);
        let mut status = 0;
        let mut usage = std::mem::MaybeUninit::<libc::rusage>::zeroed();
        let usage = loop {
            // SAFETY: both pointers are to live values that the call may fill in; zero is valid for all fields of rusage.
            let (pid, usage) = unsafe {
                (
                    libc::wait4(self.leader.as_raw(), &raw mut status, 0, usage.as_mut_ptr()),
                    usage.assume_init(),
                )
            };
            let interrupted =
                std::io::Error::last_os_error().kind() == std::io::ErrorKind::Interrupted;
            if pid >= 0 || !interrupted {
                break usage;
            }
        };
        *guard = None;
        let time = |t: libc::timeval| {
            Duration::try_from_secs_f64(t.tv_sec as f64 + t.tv_usec as f64 * 1e-6)
                .unwrap_or_default()
        };
        let exit = match libc::WIFSIGNALED(status) {
            true => Exit::Signal(libc::WTERMSIG(status)),
            false => Exit::Status(libc::WEXITSTATUS(status)),
        };
        (exit, time(usage.ru_utime) + time(usage.ru_stime))
    }
}

/// Processor time of a group of processes so far; nothing where the system doesn't tell.
fn processor_time(leader: Pid) -> Duration {
    let ticks = std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| ticks_in_group(&stat, leader.as_raw()));
    let ticks: u64 = ticks.sum();
    Duration::from_millis(ticks * 1000 / TICKS_PER_SECOND)
}

/// User and system time in a line of `/proc/PID/stat`, if the process is of this group.
fn ticks_in_group(stat: &str, group: i32) -> Option<u64> {
    // The second field is the program's name, in brackets: it may hold anything.
    let (_, fields) = stat.rsplit_once(')')?;
    let fields: Vec<&str> = fields.split_whitespace().collect();
    let number = |field: usize| fields.get(field)?.parse::<u64>().ok();
    (fields.get(2)?.parse() == Ok(group)).then_some(number(11)? + number(12)?)
}

impl Drop for Running {
    fn drop(&mut self) {
        let alive = self
            .group
            .0
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .is_some();
        if alive {
            self.kill();
            self.reap();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn processor_time_is_read_whatever_a_program_is_called() {
        let stat = "71 (a) 1 (b c) R 1 70 70 0 -1 4194560 9 0 0 0 150 25 0 0 20 0 1 0 5 0 0";
        assert_eq!(ticks_in_group(stat, 70), Some(175));
        assert_eq!(ticks_in_group(stat, 71), None);
        assert_eq!(ticks_in_group("", 70), None);
    }
}
