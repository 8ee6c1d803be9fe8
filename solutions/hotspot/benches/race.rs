//! The race, run by the solution.

extern crate solution_hotspot as answer;

#[path = "../../../exercises/hotspot/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
