//! The race, run by the solution.

extern crate solution_powers as answer;

#[path = "../../../exercises/powers/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
