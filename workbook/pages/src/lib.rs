//! The mdBook preprocessor of Go Faster in Rust.

pub mod exercise;
pub mod record;
