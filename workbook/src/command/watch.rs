//! `watch`: check an exercise on every save, and answer to keys.

mod keys;
mod saves;

use std::io::{self, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::mpsc::{self, Receiver, Sender};
use std::thread::{self, Scope};

use self::keys::{Key, Keys};
use self::saves::Saves;
use crate::cargo::Cargo;
use crate::cli::Failure;
use crate::command::{check, hint, list, reset};
use crate::leash::Leash;
use crate::progress::{self, Progress, State};
use crate::server;
use crate::workspace::{Exercise, Workspace};

/// Arguments of `watch`.
#[derive(Debug, clap::Args)]
pub struct Args {
    /// The exercise; none: the one whose folder you are in, else the first that isn't solved.
    name: Option<String>,
}

/// Something happened.
enum News {
    /// A key was pressed.
    Key(Key),
    /// The exercise's files may have changed.
    Saved,
    /// The work of this number is done, and says this.
    Done(usize, Result<String, Failure>),
    /// A signal asks for an end, or nobody is at the keys any more.
    End,
}

/// What takes its time.
#[derive(Clone, Copy)]
enum Work {
    Check,
    List,
}

/// Runs `watch` until it is told to stop.
pub fn run(args: &Args, workspace: &Workspace) -> Result<ExitCode, Failure> {
    let exercise = match &args.name {
        Some(name) => Some(workspace.exercise(name).map_err(Failure::input)?),
        None => check::at_hand(workspace, &Progress::load(&workspace.own_dir()))?,
    };
    let Some(exercise) = exercise else {
        println!("Every exercise passes. `cargo workbook watch NAME` watches one all the same.");
        return Ok(ExitCode::SUCCESS);
    };
    let (tell, news) = mpsc::channel();
    // From here on there are children that an end must not leave behind.
    hear_signals(tell.clone())?;
    let keys = Keys::listen({
        let tell = tell.clone();
        move |key| tell.send(key.map_or(News::End, News::Key)).is_ok()
    });
    thread::scope(|scope| {
        let mut desk = Desk {
            scope,
            workspace,
            exercise,
            tell,
            has_keys: keys.is_some(),
            saves: None,
            checked: String::new(),
            running: None,
            started: 0,
            list_wanted: false,
            reset_wanted: false,
        };
        let ended = desk.sit(&news);
        desk.call_off();
        ended
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Makes news of the signals that end a program.
fn hear_signals(tell: Sender<News>) -> Result<(), Failure> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(Failure::fault)?;
    let stop = {
        let _inside = runtime.enter();
        server::told_to_stop()
    };
    thread::spawn(move || {
        runtime.block_on(stop);
        let _ = tell.send(News::End);
    });
    Ok(())
}

/// What is watched, and what is being done about it.
struct Desk<'scope, 'env> {
    scope: &'scope Scope<'scope, 'env>,
    workspace: &'env Workspace,
    exercise: &'env Exercise,
    tell: Sender<News>,
    /// Whether somebody sits at the keys.
    has_keys: bool,
    saves: Option<Saves>,
    /// Fingerprint of the files that the last check began with.
    checked: String,
    /// The number of the work that runs, and what calls it off.
    running: Option<(usize, Leash)>,
    started: usize,
    /// `l` was pressed while a check ran.
    list_wanted: bool,
    /// `r` was pressed once.
    reset_wanted: bool,
}

impl Desk<'_, '_> {
    fn sit(&mut self, news: &Receiver<News>) -> Result<(), Failure> {
        self.open(self.exercise, "")?;
        while let Ok(heard) = news.recv() {
            match heard {
                News::End | News::Key(Key::Quit) => break,
                // A save that changed nothing asks for nothing.
                News::Saved if progress::fingerprint(self.exercise) == self.checked => {}
                News::Saved => self.check(""),
                News::Done(number, said) => self.done(number, said),
                News::Key(key) => self.answer(key)?,
            }
        }
        Ok(())
    }
}

impl<'env> Desk<'_, 'env> {
    /// Turns to an exercise, with a word on why.
    fn open(&mut self, exercise: &'env Exercise, why: &str) -> Result<(), Failure> {
        self.exercise = exercise;
        let tell = self.tell.clone();
        let changed = move || {
            let _ = tell.send(News::Saved);
        };
        self.saves = Some(Saves::of(exercise, changed).map_err(Failure::fault)?);
        self.check(why);
        Ok(())
    }

    /// Clears the screen and checks from the beginning; a check that still runs is about an older file.
    fn check(&mut self, why: &str) {
        self.call_off();
        self.list_wanted = false;
        self.checked = progress::fingerprint(self.exercise);
        if io::stdout().is_terminal() {
            print!("\x1b[2J\x1b[H");
        }
        if !why.is_empty() {
            println!("{why}\n");
        }
        let progress = Progress::load(&self.workspace.own_dir());
        let all = &self.workspace.exercises;
        let solved = all.iter().filter(|exercise| is_solved(exercise, &progress));
        println!(
            "{} · {} · {} of {} solved",
            self.exercise.name,
            self.exercise.manifest.title,
            solved.count(),
            all.len()
        );
        self.start(Work::Check);
    }

    fn start(&mut self, work: Work) {
        let leash = Leash::new();
        self.started += 1;
        let number = self.started;
        self.running = Some((number, leash.clone()));
        let (workspace, exercise, tell) = (self.workspace, self.exercise, self.tell.clone());
        self.scope.spawn(move || {
            let cargo = Cargo::new(&workspace.root).on(leash);
            let said = match work {
                Work::Check => check::check(exercise, workspace, &cargo, false)
                    .map(|finding| finding.to_string()),
                Work::List => list::rows(workspace, &cargo).map(|rows| list::table(&rows)),
            };
            let _ = tell.send(News::Done(number, said));
        });
    }

    /// Ends the work that runs. Nothing that it says is heard any more.
    fn call_off(&mut self) {
        if let Some((_, leash)) = self.running.take() {
            leash.cut();
        }
    }

    fn done(&mut self, number: usize, said: Result<String, Failure>) {
        if self
            .running
            .take_if(|(running, _)| *running == number)
            .is_none()
        {
            return;
        }
        match said {
            Ok(said) => self.say(&said),
            Err(error) => {
                eprintln!("error: {error}");
                self.say("");
            }
        }
        if std::mem::take(&mut self.list_wanted) {
            self.start(Work::List);
        }
    }

    fn answer(&mut self, key: Key) -> Result<(), Failure> {
        let sure = std::mem::take(&mut self.reset_wanted);
        match key {
            Key::Next => match self.next() {
                Some(exercise) => self.open(exercise, "")?,
                None => self.say("No other exercise is left to solve."),
            },
            Key::Hint => {
                let hint = hint::next(self.exercise, self.workspace)?;
                self.say(&hint);
            }
            Key::List if self.running.is_some() => self.list_wanted = true,
            Key::List => self.start(Work::List),
            Key::Reset if sure => {
                let said = reset::start_again(self.exercise, self.workspace)?;
                self.check(&said);
            }
            Key::Reset => {
                self.reset_wanted = true;
                self.say("Back to the starting file? A copy of yours is kept. r again: yes; any other key: no.");
            }
            Key::Other if sure => self.say("Your file stays as it is."),
            Key::Other | Key::Quit => {}
        }
        Ok(())
    }

    /// The next exercise in the book's order that isn't solved, from the first again after the last.
    fn next(&self) -> Option<&'env Exercise> {
        let progress = Progress::load(&self.workspace.own_dir());
        let all = &self.workspace.exercises;
        let here = all
            .iter()
            .position(|exercise| exercise.name == self.exercise.name)?;
        let (before, after) = all.split_at(here);
        after[1..]
            .iter()
            .chain(before)
            .find(|exercise| !is_solved(exercise, &progress))
    }

    fn say(&self, what: &str) {
        if !what.is_empty() {
            println!("{what}");
        }
        if self.has_keys {
            println!("\n{}", keys::HELP);
        }
        let _ = io::stdout().flush();
    }
}

fn is_solved(exercise: &Exercise, progress: &Progress) -> bool {
    progress.state(exercise) == Some(State::Passing)
}
