//! One file per subcommand: its arguments, and what it does with them.

pub mod bench;
pub mod build;
pub mod check;
#[cfg(all(feature = "grade", unix))]
pub mod grade;
pub mod hint;
pub mod list;
pub mod new;
pub mod profile;
pub mod reset;
pub mod serve;
pub mod verify;
pub mod watch;
