//! One file per subcommand: its arguments, and what it does with them.

pub mod build;
pub mod check;
pub mod hint;
pub mod list;
pub mod reset;
pub mod serve;
pub mod verify;
