//! The decorators lesson: functions that take functions, traits that wrap types, and macros.

pub mod cached;
pub mod counted;
pub mod expanded;
pub mod make_sure;
pub mod order;
pub mod retried;
pub mod traced;
pub mod weight;
