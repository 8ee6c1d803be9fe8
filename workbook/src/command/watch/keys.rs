//! Single keys from the terminal.

use std::io::{self, IsTerminal, Read};
use std::thread;

/// What the keys do, in a line.
#[cfg(unix)]
pub const HELP: &str = "n next · h hint · l list · r reset · q quit";
/// The same where a key waits for Enter.
#[cfg(not(unix))]
pub const HELP: &str = "n next · h hint · l list · r reset · q quit, each with Enter";

/// A key that was pressed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Key {
    /// `n`: the next exercise.
    Next,
    /// `h`: a hint.
    Hint,
    /// `l`: the list.
    List,
    /// `r`: back to the start.
    Reset,
    /// `q`, Ctrl-C or Ctrl-D: an end.
    Quit,
    /// Any other.
    Other,
}

impl Key {
    fn of(byte: u8) -> Option<Self> {
        Some(match byte.to_ascii_lowercase() {
            b'n' => Self::Next,
            b'h' => Self::Hint,
            b'l' => Self::List,
            b'r' => Self::Reset,
            b'q' | 0x03 | 0x04 => Self::Quit,
            // Enter, and what is left of it.
            b'\r' | b'\n' => return None,
            _ => Self::Other,
        })
    }
}

/// The terminal, giving its keys one by one; put back as it was when dropped.
#[derive(Debug)]
pub struct Keys {
    #[cfg(unix)]
    before: nix::sys::termios::Termios,
}

impl Keys {
    /// Gives each key to `press` until that says no more, and `None` when there are no more keys; nothing where standard
    /// input is no terminal.
    pub fn listen(press: impl Fn(Option<Key>) -> bool + Send + 'static) -> Option<Self> {
        if !io::stdin().is_terminal() {
            return None;
        }
        let keys = Self::open()?;
        thread::spawn(move || {
            for byte in io::stdin().lock().bytes() {
                let Ok(byte) = byte else { break };
                let Some(key) = Key::of(byte) else { continue };
                if !press(Some(key)) {
                    return;
                }
            }
            press(None);
        });
        Some(keys)
    }

    #[cfg(unix)]
    fn open() -> Option<Self> {
        use nix::sys::termios::{LocalFlags, SetArg, tcgetattr, tcsetattr};
        let stdin = io::stdin();
        let before = tcgetattr(&stdin).ok()?;
        let mut now = before.clone();
        // No Enter needed, no echo; output stays as it is. Ctrl-C comes as a key, so that children can be ended first.
        now.local_flags
            .remove(LocalFlags::ICANON | LocalFlags::ECHO | LocalFlags::ISIG);
        tcsetattr(&stdin, SetArg::TCSANOW, &now).ok()?;
        Some(Self { before })
    }

    #[cfg(not(unix))]
    fn open() -> Option<Self> {
        Some(Self {})
    }
}

#[cfg(unix)]
impl Drop for Keys {
    fn drop(&mut self) {
        use nix::sys::termios::{SetArg, tcsetattr};
        let _ = tcsetattr(io::stdin(), SetArg::TCSANOW, &self.before);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_count_ctrl_c_quits_and_enter_is_nothing() {
        assert_eq!(Key::of(b'H'), Some(Key::Hint));
        assert_eq!(Key::of(0x03), Some(Key::Quit));
        assert_eq!(Key::of(b'\n'), None);
        assert_eq!(Key::of(b'x'), Some(Key::Other));
    }
}
