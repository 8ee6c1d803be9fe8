//! The race, run by the solution.

extern crate solution_quadratic_map as answer;

#[path = "../../../exercises/quadratic-map/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
