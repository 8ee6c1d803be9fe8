//! The race, run by the exercise.

extern crate exercise_sleepy_squares as answer;

#[path = "../race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
