//! What the parallelism lesson shows beside its kernels.

pub mod amdahl;
pub mod imap;
pub mod pools;
pub mod processes;
pub mod progress;
pub mod reductions;
