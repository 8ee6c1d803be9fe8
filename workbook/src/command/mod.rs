//! One file per subcommand: its arguments, and what it does with them.

pub mod bench;
pub mod build;
pub mod check;
pub mod evidence;
#[cfg(all(feature = "grade", unix))]
pub mod grade;
pub mod handout;
pub mod hint;
pub mod list;
pub mod new;
pub mod profile;
pub mod reset;
pub mod serve;
pub mod submit_zip;
pub mod time;
pub mod verify;
pub mod watch;
