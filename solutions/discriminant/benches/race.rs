//! The race, run by the solution.

extern crate solution_discriminant as answer;

#[path = "../../../exercises/discriminant/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
