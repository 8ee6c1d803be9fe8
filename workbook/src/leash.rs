//! Child processes that can be called off, together with whatever they have started.

use std::io;
use std::ops::{Deref, DerefMut};
use std::process::{Child, Command, ExitStatus};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Holds the children that are started through it. Its clones hold the same ones.
#[derive(Debug, Clone, Default)]
pub struct Leash(Option<Arc<Mutex<Held>>>);

#[derive(Debug, Default)]
struct Held {
    cut: bool,
    /// Each child leads a process group of its own, whose number is the child's.
    groups: Vec<u32>,
}

impl Leash {
    /// A leash that can be cut: children get process groups of their own, and a Ctrl-C doesn't reach them by itself.
    pub fn new() -> Self {
        Self(Some(Arc::default()))
    }

    /// No leash: children stay in the command's own group, and end with it when the terminal says so.
    pub fn none() -> Self {
        Self(None)
    }

    /// Starts a child on this leash; fails with [`io::ErrorKind::Interrupted`] once it is cut.
    pub fn spawn(&self, command: &mut Command) -> io::Result<Leashed> {
        let Some(mut held) = self.held() else {
            return Ok(Leashed {
                child: command.spawn()?,
                leash: self.clone(),
            });
        };
        if held.cut {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "called off"));
        }
        #[cfg(unix)]
        std::os::unix::process::CommandExt::process_group(command, 0);
        let child = command.spawn()?;
        held.groups.push(child.id());
        drop(held);
        Ok(Leashed {
            child,
            leash: self.clone(),
        })
    }

    /// Asks the children to end, as a terminal that is closed would. On Windows there is no asking: nothing happens.
    pub fn ask(&self) {
        #[cfg(unix)]
        if let Some(held) = self.held() {
            held.groups.iter().for_each(|&group| ask(group));
        }
    }

    /// Kills the children and all that they started; no new ones start.
    pub fn cut(&self) {
        let Some(mut held) = self.held() else { return };
        held.cut = true;
        for group in held.groups.drain(..) {
            kill(group);
        }
    }

    /// Whether it was cut.
    pub fn is_cut(&self) -> bool {
        self.held().is_some_and(|held| held.cut)
    }

    fn held(&self) -> Option<MutexGuard<'_, Held>> {
        let held = self.0.as_ref()?;
        Some(held.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

#[cfg(unix)]
fn kill(group: u32) {
    signal(group, nix::sys::signal::Signal::SIGKILL);
}

#[cfg(unix)]
fn ask(group: u32) {
    signal(group, nix::sys::signal::Signal::SIGTERM);
}

#[cfg(unix)]
fn signal(group: u32, signal: nix::sys::signal::Signal) {
    if let Ok(group) = i32::try_from(group) {
        // It may have ended by itself.
        let _ = nix::sys::signal::killpg(nix::unistd::Pid::from_raw(group), signal);
    }
}

#[cfg(windows)]
fn kill(process: u32) {
    let _ = Command::new("taskkill")
        .args(["/F", "/T", "/PID", &process.to_string()])
        .output();
}

/// A child on a leash.
#[derive(Debug)]
pub struct Leashed {
    child: Child,
    leash: Leash,
}

impl Leashed {
    /// Waits for its end, and lets go of it.
    pub fn wait(mut self) -> io::Result<ExitStatus> {
        self.child.wait()
    }
}

impl Drop for Leashed {
    fn drop(&mut self) {
        if let Some(mut held) = self.leash.held() {
            held.groups.retain(|group| *group != self.child.id());
        }
    }
}

impl Deref for Leashed {
    type Target = Child;

    fn deref(&self) -> &Child {
        &self.child
    }
}

impl DerefMut for Leashed {
    fn deref_mut(&mut self) -> &mut Child {
        &mut self.child
    }
}

#[cfg(all(test, unix))]
mod tests {
    use super::*;
    use std::io::{BufRead, BufReader, Read};
    use std::process::Stdio;

    #[test]
    fn a_cut_leash_ends_children_and_grandchildren_and_starts_no_more() {
        let leash = Leash::new();
        // The grandchild holds the pipe open for as long as it lives.
        let mut script = Command::new("sh");
        script
            .args(["-c", "sleep 600 & echo started; wait"])
            .stdout(Stdio::piped());
        let mut child = leash.spawn(&mut script).unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "started\n");

        leash.cut();
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert!(!child.wait().unwrap().success());
        let refused = leash.spawn(&mut Command::new("true")).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::Interrupted);
        assert!(leash.is_cut());
    }

    #[test]
    fn a_child_that_is_asked_may_say_goodbye() {
        let leash = Leash::new();
        let mut script = Command::new("sh");
        script
            .args([
                "-c",
                "trap 'echo goodbye; exit 3' TERM; echo ready; while :; do sleep 0.02; done",
            ])
            .stdout(Stdio::piped());
        let mut child = leash.spawn(&mut script).unwrap();
        let mut stdout = BufReader::new(child.stdout.take().unwrap());
        let mut line = String::new();
        stdout.read_line(&mut line).unwrap();
        assert_eq!(line, "ready\n");
        leash.ask();
        let mut rest = String::new();
        stdout.read_to_string(&mut rest).unwrap();
        assert_eq!(rest, "goodbye\n");
        assert_eq!(child.wait().unwrap().code(), Some(3));
        assert!(!leash.is_cut());
    }

    #[test]
    fn a_child_that_ended_is_let_go_of() {
        let leash = Leash::new();
        let child = leash.spawn(&mut Command::new("true")).unwrap();
        assert!(child.wait().unwrap().success());
        assert!(leash.held().unwrap().groups.is_empty());
    }
}
