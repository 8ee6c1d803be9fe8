//! Who hears what compilers and programs say while they run.

use std::fmt;
use std::io::{self, IsTerminal};
use std::sync::Arc;

/// The terminal, or a page in the browser.
#[derive(Clone, Default)]
pub struct Ear(Option<Arc<Hear>>);

type Hear = dyn Fn(&str) + Send + Sync;

impl Ear {
    /// Somebody who is told line by line.
    pub fn of(hear: impl Fn(&str) + Send + Sync + 'static) -> Self {
        Self(Some(Arc::new(hear)))
    }

    /// Says one line: on standard error, if it is the terminal that listens.
    pub fn say(&self, line: &str) {
        match &self.0 {
            Some(hear) => hear(line),
            None => eprintln!("{line}"),
        }
    }

    /// Whether a page listens: then there is no screen of ours, and what is said comes line by line.
    pub fn is_page(&self) -> bool {
        self.0.is_some()
    }

    /// Whether what is shown may have colours: only where it ends on a screen.
    pub fn likes_colour(&self) -> bool {
        !self.is_page() && io::stdout().is_terminal()
    }
}

impl fmt::Debug for Ear {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if self.is_page() {
            "Ear(page)"
        } else {
            "Ear(terminal)"
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn a_page_hears_each_line_and_has_no_colours() {
        let heard = Arc::new(Mutex::new(Vec::new()));
        let ear = Ear::of({
            let heard = Arc::clone(&heard);
            move |line| heard.lock().unwrap().push(line.to_owned())
        });
        ear.clone().say("one");
        ear.say("two");
        assert_eq!(*heard.lock().unwrap(), ["one", "two"]);
        assert!(ear.is_page() && !ear.likes_colour());
        assert!(!Ear::default().is_page());
    }
}
