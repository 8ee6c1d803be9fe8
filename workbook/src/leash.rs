//! Child processes that can be called off, together with whatever they have started.
//!
//! On Unix each child has a [keeper](crate::keeper) above it, which ends it when this process is gone, however that came
//! about.

use std::ffi::OsStr;
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
    lines: Vec<Line>,
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

    /// A command that [`spawn`](Self::spawn) starts. The program reads nothing from standard input, if the leash is one.
    pub fn command(&self, program: impl AsRef<OsStr>) -> Command {
        #[cfg(unix)]
        if self.0.is_some() {
            return crate::keeper::command(program);
        }
        Command::new(program)
    }

    /// Starts a child on this leash; fails with [`io::ErrorKind::Interrupted`] once it is cut.
    pub fn spawn(&self, command: &mut Command) -> io::Result<Leashed> {
        let leash = self.clone();
        let Some(mut held) = self.held() else {
            let child = command.spawn()?;
            return Ok(Leashed { child, leash });
        };
        if held.cut {
            return Err(io::Error::new(io::ErrorKind::Interrupted, "called off"));
        }
        let (child, line) = Line::to(command)?;
        held.lines.push(line);
        drop(held);
        Ok(Leashed { child, leash })
    }

    /// Asks the children to end, as a terminal that is closed would. On Windows there is no asking: nothing happens.
    pub fn ask(&self) {
        if let Some(mut held) = self.held() {
            held.lines.iter_mut().for_each(Line::ask);
        }
    }

    /// Kills the children and all that they started; no new ones start.
    pub fn cut(&self) {
        let Some(mut held) = self.held() else { return };
        held.cut = true;
        held.lines.drain(..).for_each(Line::cut);
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

/// What leads to one child: the other end of its keeper's input. No other process has it, as it closes on exec.
#[cfg(unix)]
#[derive(Debug)]
struct Line {
    keeper: u32,
    input: std::process::ChildStdin,
}

#[cfg(unix)]
impl Line {
    fn to(command: &mut Command) -> io::Result<(Child, Self)> {
        // A group of its own, or a Ctrl-C in the terminal would end the keeper before the child.
        std::os::unix::process::CommandExt::process_group(command, 0);
        let mut child = command.stdin(std::process::Stdio::piped()).spawn()?;
        let line = Self {
            keeper: child.id(),
            // Taken, since whoever waits for a child closes its input first.
            input: child.stdin.take().expect("it is piped"),
        };
        Ok((child, line))
    }

    fn leads_to(&self, child: &Child) -> bool {
        self.keeper == child.id()
    }

    fn ask(&mut self) {
        // It may have ended by itself.
        let _ = io::Write::write_all(&mut self.input, b".");
    }

    fn cut(self) {
        drop(self.input);
    }
}

/// What leads to one child: its number.
#[cfg(windows)]
#[derive(Debug)]
struct Line(u32);

#[cfg(windows)]
impl Line {
    fn to(command: &mut Command) -> io::Result<(Child, Self)> {
        let child = command.spawn()?;
        let line = Self(child.id());
        Ok((child, line))
    }

    fn leads_to(&self, child: &Child) -> bool {
        self.0 == child.id()
    }

    fn ask(&mut self) {}

    fn cut(self) {
        let _ = Command::new("taskkill")
            .args(["/F", "/T", "/PID", &self.0.to_string()])
            .output();
    }
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
            held.lines.retain(|line| !line.leads_to(&self.child));
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
    use std::io::Read;
    use std::process::Stdio;

    // The tests' own program is no keeper: these children stand for one, and `tests/keeper.rs` has the real one.

    #[test]
    fn a_cut_leash_ends_the_input_of_its_children_and_starts_no_more() {
        let leash = Leash::new();
        let child = leash.spawn(&mut Command::new("cat")).unwrap();
        assert!(!leash.is_cut());
        leash.cut();
        assert!(child.wait().unwrap().success());
        let refused = leash.spawn(&mut Command::new("true")).unwrap_err();
        assert_eq!(refused.kind(), io::ErrorKind::Interrupted);
        assert!(leash.is_cut());
    }

    #[test]
    fn a_child_that_is_asked_gets_a_byte_and_keeps_its_input() {
        let leash = Leash::new();
        let mut one = Command::new("head");
        let one = one.args(["-c", "1"]).stdout(Stdio::piped());
        let mut child = leash.spawn(one).unwrap();
        leash.ask();
        let mut said = String::new();
        let mut stdout = child.stdout.take().unwrap();
        stdout.read_to_string(&mut said).unwrap();
        assert_eq!(said, ".");
        assert!(child.wait().unwrap().success());
        assert!(!leash.is_cut());
    }

    #[test]
    fn a_child_that_ended_is_let_go_of() {
        let leash = Leash::new();
        let child = leash.spawn(&mut Command::new("true")).unwrap();
        assert!(child.wait().unwrap().success());
        assert!(leash.held().unwrap().lines.is_empty());
    }
}
