//! A learner at a terminal, with `watch` open beside the editor.
#![cfg(unix)]

mod common;

use std::fs::File;
use std::io::{Read, Write};
use std::process::{Child, Stdio};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use common::Copy;
use nix::pty::openpty;
use nix::sys::signal::{Signal, kill};
use nix::sys::termios::{LocalFlags, tcgetattr};
use nix::unistd::Pid;

/// Far longer than anything here takes, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(240);

/// `watch` in a terminal of its own.
struct Terminal {
    child: Child,
    keys: File,
    /// The side that the command has, kept open to look at its settings.
    inside: File,
    screen: Arc<Mutex<String>>,
}

impl Terminal {
    fn watch(copy: &Copy, arguments: &[&str]) -> Self {
        let pty = openpty(None, None).unwrap();
        let (keys, inside) = (File::from(pty.master), File::from(pty.slave));
        let side = || Stdio::from(inside.try_clone().unwrap());
        let mut command = copy.command(&["watch"]);
        command.args(arguments);
        let child = command
            .stdin(side())
            .stdout(side())
            .stderr(side())
            .spawn()
            .unwrap();
        let screen = Arc::new(Mutex::new(String::new()));
        let (mut from, seen) = (keys.try_clone().unwrap(), Arc::clone(&screen));
        std::thread::spawn(move || {
            let mut bytes = [0; 4096];
            while let Ok(count @ 1..) = from.read(&mut bytes) {
                let text = String::from_utf8_lossy(&bytes[..count]);
                seen.lock().unwrap().push_str(&text);
            }
        });
        Self {
            child,
            keys,
            inside,
            screen,
        }
    }

    fn press(&mut self, key: &str) {
        self.keys.write_all(key.as_bytes()).unwrap();
    }

    /// Waits until the screen shows this, and takes everything up to it away.
    fn see(&self, what: &str) -> String {
        let begin = Instant::now();
        while begin.elapsed() < PATIENCE {
            let mut screen = self.screen.lock().unwrap();
            if let Some(at) = screen.find(what) {
                let rest = screen.split_off(at + what.len());
                return std::mem::replace(&mut *screen, rest);
            }
            drop(screen);
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("no {what:?} on {:?}", self.screen.lock().unwrap());
    }

    fn is_raw(&self) -> bool {
        let settings = tcgetattr(&self.inside).unwrap();
        !settings.local_flags.contains(LocalFlags::ICANON)
    }

    fn end(mut self) -> Option<i32> {
        let code = self.child.wait().unwrap().code();
        assert!(!self.is_raw(), "the terminal is put back");
        code
    }
}

const KEYS: &str = "n next · h hint · l list · r reset · q quit";

#[test]
fn a_save_is_checked_and_each_key_does_what_its_command_does() {
    let copy = Copy::new();
    let mut terminal = Terminal::watch(&copy, &["timeit"]);
    terminal.see("timeit · ");
    let said = terminal.see(KEYS);
    assert!(
        said.contains("next: open exercises/timeit/src/lib.rs"),
        "{said}"
    );
    assert!(terminal.is_raw());

    terminal.press("h");
    terminal.see("Hint 1 of 3");
    terminal.see(KEYS);

    let file = "exercises/timeit/src/lib.rs";
    let solution = copy.read("solutions/timeit/src/lib.rs");
    copy.write(file, "this is not Rust");
    let said = terminal.see(KEYS);
    assert!(
        said.contains("\x1b[2J") && said.contains("mend the first error"),
        "{said}"
    );
    copy.write(file, &solution);
    let said = terminal.see(KEYS);
    assert!(
        said.contains("tests pass.") && !said.contains('✗'),
        "{said}"
    );

    terminal.press("l");
    let said = terminal.see(KEYS);
    let row = said.lines().find(|line| line.contains(" timeit ")).unwrap();
    assert!(row.starts_with('✓'), "{said}");
    assert!(said.contains("1 of "), "{said}");

    terminal.press("r");
    terminal.see("r again: yes");
    terminal.press("x");
    terminal.see("Your file stays as it is.");
    assert_eq!(copy.read(file), solution);
    terminal.press("rr");
    terminal.see("timeit is back at its start. Your file is kept as ");
    terminal.see("next: open ");
    assert_eq!(copy.read(file), copy.read("exercises/timeit/start.rs"));

    terminal.press("n");
    let said = terminal.see("next: ");
    assert!(!said.contains("\ntimeit · "), "another exercise: {said}");
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
}

#[test]
fn a_save_overtakes_a_check_that_never_ends_and_quitting_leaves_no_process() {
    let copy = Copy::new();
    let file = "exercises/timeit/src/lib.rs";
    let solution = copy.read("solutions/timeit/src/lib.rs");
    let head = solution.find("pub fn autorange(").unwrap();
    let body = head + solution[head..].find('{').unwrap() + 1;
    let (before, after) = solution.split_at(body);
    let endless = format!(
        "{before}\n    while std::fs::write(\"running\", \"\").is_ok() {{ std::thread::sleep(std::time::Duration::from_millis(50)) }}{after}"
    );
    copy.write(file, &endless);
    let mut terminal = Terminal::watch(&copy, &["timeit"]);
    let runs = || wait_for(|| copy.path("exercises/timeit/running").exists());
    runs();
    copy.write(file, &solution);
    terminal.see("tests pass.");
    std::fs::remove_file(copy.path("exercises/timeit/running")).unwrap();

    copy.write(file, &endless);
    runs();
    terminal.press("q");
    assert_eq!(terminal.end(), Some(0));
    wait_for(|| left_behind(&copy).is_empty());
}

#[test]
fn without_a_terminal_it_watches_and_a_signal_ends_it() {
    let copy = Copy::new();
    let mut child = copy
        .command(&["watch", "timeit"])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut stdout = child.stdout.take().unwrap();
    let mut said = String::new();
    let mut bytes = [0; 4096];
    while !said.contains("next: ") {
        let count = stdout.read(&mut bytes).unwrap();
        assert!(count > 0, "it ended: {said}");
        said.push_str(&String::from_utf8_lossy(&bytes[..count]));
    }
    kill(Pid::from_raw(child.id().cast_signed()), Signal::SIGTERM).unwrap();
    stdout.read_to_string(&mut said).unwrap();
    assert!(!said.contains('\x1b') && !said.contains(KEYS), "{said}");
    assert_eq!(child.wait().unwrap().code(), Some(0));
}

fn wait_for(come: impl Fn() -> bool) {
    let begin = Instant::now();
    while !come() {
        assert!(begin.elapsed() < PATIENCE, "it never came");
        std::thread::sleep(Duration::from_millis(20));
    }
}

/// Processes that run a program of the copy's, zombies apart.
fn left_behind(copy: &Copy) -> Vec<String> {
    let target = copy.path("../target").canonicalize().unwrap();
    std::fs::read_dir("/proc")
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|process| std::fs::read_link(process.path().join("exe")).ok())
        .filter(|exe| exe.starts_with(&target))
        .map(|exe| exe.display().to_string())
        .collect()
}
