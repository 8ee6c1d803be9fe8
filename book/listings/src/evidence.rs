//! What stays the same on any machine: bytes asked for, instructions, machine code.
//!
//! Times differ from one laptop to the next. These don't, as long as compiler and code stay the same. The program
//! `evidence` prints them; `cargo workbook evidence` keeps them for the pages.

pub mod bytes;
pub mod code;
pub mod instructions;
mod subjects;

pub use subjects::{SUBJECTS, Subject, subject};

use serde::Serialize;

/// What was found of a kernel.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evidence {
    /// The kernel's name.
    pub kernel: &'static str,
    /// The size that bytes and instructions were counted at.
    pub size: &'static str,
    /// How many numbers, or points, that size is.
    pub numbers: u64,
    /// The files that its code is in.
    pub files: &'static [&'static str],
    /// What each variant asks the allocator for.
    pub bytes: Vec<bytes::Row>,
    /// What each variant executes, if something counted it.
    pub instructions: Option<instructions::Instructions>,
    /// The loops that the variants spend their time in.
    pub code: Vec<code::Compiled>,
}
