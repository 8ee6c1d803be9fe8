//! Ctrl-C, and what it does to the program that is running.
//!
//! Programs run in process groups of their own, so that a Ctrl-C in the terminal reaches `bench` alone, which then stops
//! them as each wants: `measure` is told on its input and finishes its lap, anything else is ended. Whoever is still
//! there after [`PATIENCE`], or at the second Ctrl-C, is ended with all its children.

use std::io::Write;
use std::process::{Child, ChildStdin, Command};
use std::sync::atomic::{AtomicU8, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

/// How long a program has to finish what it is timing.
const PATIENCE: Duration = Duration::from_secs(20);

/// Whether somebody wants `bench` to stop.
#[derive(Debug, Clone, Default)]
pub struct Stop(Arc<Shared>);

#[derive(Debug, Default)]
struct Shared {
    /// The first signal's number; zero while there was none.
    signal: AtomicU8,
    running: Mutex<Option<Running>>,
}

/// The program that is running.
#[derive(Debug)]
struct Running {
    pid: u32,
    /// The way to ask it to stop, if it has one.
    asks: Option<ChildStdin>,
}

impl Stop {
    /// Listens, from now on, for Ctrl-C, and on Unix for a polite kill or the end of the terminal.
    pub fn listening() -> Self {
        let stop = Self::default();
        let heard = stop.clone();
        std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build();
            // Without it the system's own answer to Ctrl-C stays: the end.
            if let Ok(runtime) = runtime {
                runtime.block_on(heard.listen());
            }
        });
        stop
    }

    #[cfg(unix)]
    async fn listen(&self) {
        use tokio::signal::unix::{SignalKind, signal};
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = kinds.map(signal) else {
            return;
        };
        loop {
            let number = tokio::select! {
                _ = interrupt.recv() => 2,
                _ = terminate.recv() => 15,
                _ = hangup.recv() => 1,
                () = tokio::time::sleep(PATIENCE), if self.signal().is_some() => 0,
            };
            self.hear(number);
        }
    }

    #[cfg(not(unix))]
    async fn listen(&self) {
        loop {
            tokio::select! {
                heard = tokio::signal::ctrl_c() => if heard.is_err() { return },
                () = tokio::time::sleep(PATIENCE), if self.signal().is_some() => {}
            }
            self.hear(2);
        }
    }

    /// The first signal asks, any later one ends.
    fn hear(&self, number: u8) {
        let first = self
            .0
            .signal
            .compare_exchange(0, number, Ordering::SeqCst, Ordering::SeqCst)
            .is_ok();
        if let Some(running) = self.running().as_mut() {
            running.stop(first);
        }
    }

    /// The number of the signal that was heard.
    pub fn signal(&self) -> Option<u8> {
        Some(self.0.signal.load(Ordering::SeqCst)).filter(|&number| number != 0)
    }

    /// From now on a signal stops this program; one that was heard before does so at once.
    pub fn begin(&self, child: &mut Child) {
        let mut running = self.running();
        let running = running.insert(Running {
            pid: child.id(),
            asks: child.stdin.take(),
        });
        if self.signal().is_some() {
            running.stop(true);
        }
    }

    /// The program has ended. What a program that measures started is of no use without it; what another did, such as
    /// cargo, is ended after a signal only.
    pub fn end(&self) {
        if let Some(running) = self.running().take()
            && (running.asks.is_some() || self.signal().is_some())
        {
            end_group(running.pid);
        }
    }

    fn running(&self) -> MutexGuard<'_, Option<Running>> {
        self.0
            .running
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
    }
}

impl Running {
    fn stop(&mut self, politely: bool) {
        match &mut self.asks {
            Some(asks) if politely => {
                // If it doesn't listen any more, it has ended.
                let _ = asks.write_all(b"stop\n").and_then(|()| asks.flush());
            }
            _ => end_group(self.pid),
        }
    }
}

/// Puts a program that is about to start into a process group of its own.
pub fn apart(command: &mut Command) -> &mut Command {
    #[cfg(unix)]
    std::os::unix::process::CommandExt::process_group(command, 0);
    #[cfg(windows)]
    {
        const CREATE_NEW_PROCESS_GROUP: u32 = 0x200;
        std::os::windows::process::CommandExt::creation_flags(command, CREATE_NEW_PROCESS_GROUP);
    }
    command
}

/// Ends a process group, or on Windows a process and its children. One that has ended already is no fault.
fn end_group(leader: u32) {
    #[cfg(unix)]
    if let Ok(leader) = i32::try_from(leader) {
        use nix::sys::signal::{Signal, killpg};
        let _ = killpg(nix::unistd::Pid::from_raw(leader), Signal::SIGKILL);
    }
    #[cfg(windows)]
    {
        let _ = Command::new("taskkill")
            .args(["/T", "/F", "/PID", &leader.to_string()])
            .output();
    }
}

#[cfg(all(test, unix))]
mod tests {
    use std::os::unix::process::ExitStatusExt;
    use std::process::Stdio;

    use super::*;

    #[test]
    fn the_first_signal_asks_and_the_second_ends() {
        let stop = Stop::default();
        let mut asked = Command::new("sh");
        asked.args(["-c", "read word; echo $word; sleep 60"]);
        let mut child = apart(&mut asked)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap();
        stop.begin(&mut child);
        assert_eq!(stop.signal(), None);
        stop.hear(15);
        stop.hear(2);
        let output = child.wait_with_output().unwrap();
        stop.end();
        assert_eq!(output.status.signal(), Some(9));
        assert_eq!(stop.signal(), Some(15), "the first counts");
    }

    #[test]
    fn a_program_that_cannot_be_asked_is_ended_with_its_children() {
        let stop = Stop::default();
        stop.hear(2);
        let mut command = Command::new("sh");
        command.args(["-c", "sleep 60 & wait"]);
        let mut child = apart(&mut command).stdout(Stdio::piped()).spawn().unwrap();
        stop.begin(&mut child);
        // Its output ends when the last that holds it is gone.
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.signal(), Some(9));
    }
}
