//! The race, run by the solution.

extern crate solution_q1 as answer;

#[path = "../../../exercises/q1/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
