//! How the code that is measured was compiled.

use serde_json::{Value, json};

/// The instruction sets, of those that matter for speed, that the compiler was allowed to use everywhere.
macro_rules! allowed {
    ($($feature:literal),*) => {{
        let mut allowed: Vec<&str> = Vec::new();
        $(if cfg!(target_feature = $feature) { allowed.push($feature); })*
        allowed
    }};
}

/// Profile and instruction sets.
#[must_use]
pub fn describe() -> Value {
    json!({
        "debug_assertions": cfg!(debug_assertions),
        "target_features": allowed!("sse2", "sse4.2", "avx", "avx2", "fma", "avx512f", "neon", "sve"),
    })
}
