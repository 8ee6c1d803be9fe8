//! The race, run by the exercise.

extern crate exercise_q3 as answer;

#[path = "../race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
