//! The race, run by the solution.

extern crate solution_q3 as answer;

#[path = "../../../exercises/q3/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
