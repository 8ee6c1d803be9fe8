//! What the lesson on ufuncs shows besides its kernels.

pub mod memory;
pub mod ufunc;
