//! The mdBook preprocessor of Go Faster in Rust.

pub mod exercise;
pub mod fingerprint;
pub mod record;
