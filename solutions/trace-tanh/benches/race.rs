//! The race, run by the solution.

extern crate solution_trace_tanh as answer;

#[path = "../../../exercises/trace-tanh/race.rs"]
mod race;

fn main() -> std::process::ExitCode {
    race::main()
}
