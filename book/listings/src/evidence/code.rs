//! The loops that variants spend their time in, as machine code.
//!
//! The program that this is part of disassembles itself with `objdump`, so what is shown is what runs. From a variant's
//! function it follows the calls to the copies that `dispatch!` makes for each kind of register, and takes the innermost
//! loop with the most arithmetic of each.

mod disassembly;
mod listed;
mod loops;

use serde::Serialize;

pub use disassembly::{CodeError, Disassembly};
pub use listed::{Claim, LISTED, Listed};
pub use loops::Arithmetic;

/// One copy of a variant.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Compiled {
    /// The variant's name.
    pub variant: &'static str,
    /// The processors that it is for: `x86-64` runs on all of them.
    pub level: Level,
    /// The instructions of its hottest loop, Intel's way to write them: the destination first.
    #[serde(rename = "loop")]
    pub body: Vec<String>,
    /// What the loop computes with.
    #[serde(flatten)]
    pub arithmetic: Arithmetic,
}

/// What `dispatch!` makes copies for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub enum Level {
    /// Any 64-bit processor of this family: registers of two `f64`s.
    #[serde(rename = "x86-64")]
    Any,
    /// As wide, with more instructions.
    #[serde(rename = "SSE4.2")]
    Sse4_2,
    /// Registers of four.
    #[serde(rename = "AVX2")]
    Avx2,
    /// Registers of eight.
    #[serde(rename = "AVX-512")]
    Avx512,
}

impl Level {
    /// Bits in its registers.
    #[must_use]
    pub fn bits(self) -> u32 {
        match self {
            Self::Any | Self::Sse4_2 => 128,
            Self::Avx2 => 256,
            Self::Avx512 => 512,
        }
    }
}

/// The loops of a kernel's variants, as far as they are listed.
///
/// # Errors
/// When a listed function, or a loop in it, isn't found: then it is time to look at the list again.
pub fn of_kernel(disassembly: &Disassembly, kernel: &str) -> Result<Vec<Compiled>, CodeError> {
    let mut found = Vec::new();
    for listed in LISTED.iter().filter(|listed| listed.kernel == kernel) {
        found.extend(of_listed(disassembly, listed)?);
    }
    Ok(found)
}

/// The loops of one listed variant, one for each level that it was compiled for.
///
/// # Errors
/// As [`of_kernel`].
pub fn of_listed(disassembly: &Disassembly, listed: &Listed) -> Result<Vec<Compiled>, CodeError> {
    let mut loops: Vec<(Level, loops::Loop)> = Vec::new();
    for (level, function) in disassembly.reached(listed)? {
        let Some(found) = loops::hottest(function) else {
            continue;
        };
        match loops.iter_mut().find(|(known, _)| *known == level) {
            Some((_, best)) if best.arithmetic.numbers() >= found.arithmetic.numbers() => {}
            Some(best) => best.1 = found,
            None => loops.push((level, found)),
        }
    }
    loops.sort_by_key(|(level, _)| *level);
    // The copy for any processor is only what chooses among the others, if there are others and it has no arithmetic.
    if loops.len() > 1 {
        loops.retain(|(_, found)| found.arithmetic.numbers() > 0);
    }
    if loops.is_empty() {
        return Err(CodeError::NoLoop {
            kernel: listed.kernel,
            variant: listed.variant,
        });
    }
    let compiled = loops.into_iter().map(|(level, found)| Compiled {
        variant: listed.variant,
        level,
        body: found.body,
        arithmetic: found.arithmetic,
    });
    Ok(compiled.collect())
}
