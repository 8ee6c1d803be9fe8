//! This program's machine code, as `objdump` tells it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::process::Command;

use super::{Level, Listed};

/// Why no machine code is shown.
#[derive(Debug, thiserror::Error)]
pub enum CodeError {
    /// Another platform.
    #[error("machine code is looked at on Linux with x86-64 only")]
    Platform,
    /// There is no disassembler, or it didn't work.
    #[error("cannot disassemble with objdump, which comes with the GNU binutils: {0}")]
    Objdump(String),
    /// A function of the list isn't in the program.
    #[error("the machine code of {kernel}/{variant} is not found at the address of its function")]
    NoFunction {
        /// The kernel.
        kernel: &'static str,
        /// The variant.
        variant: &'static str,
    },
    /// A function has no loop.
    #[error("no loop is found in the machine code of {kernel}/{variant}, nor in what it calls")]
    NoLoop {
        /// The kernel.
        kernel: &'static str,
        /// The variant.
        variant: &'static str,
    },
}

/// One instruction.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Instruction {
    pub address: u64,
    /// Its name and its operands.
    pub name: String,
    pub operands: String,
    /// Where it jumps to or what it calls.
    pub target: Option<u64>,
}

/// One function.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Function {
    /// As `objdump` demangles it.
    pub name: String,
    pub instructions: Vec<Instruction>,
}

/// All functions of a program, by their addresses in its file.
#[derive(Debug)]
pub struct Disassembly {
    functions: BTreeMap<u64, Function>,
    /// What the addresses of the running program are ahead of those in its file.
    ahead: u64,
}

impl Disassembly {
    /// Disassembles the program that runs.
    ///
    /// # Errors
    /// On other platforms, or without `objdump`.
    pub fn of_this_program() -> Result<Self, CodeError> {
        if !cfg!(all(target_os = "linux", target_arch = "x86_64")) {
            return Err(CodeError::Platform);
        }
        let program =
            std::env::current_exe().map_err(|error| CodeError::Objdump(error.to_string()))?;
        let text = objdump(&program)?;
        let functions = parse(&text);
        let named = "evidence::code::disassembly::landmark";
        let landmarks: Vec<u64> = functions
            .iter()
            .filter(|(_, function)| without_hash(&function.name).ends_with(named))
            .map(|(address, _)| *address)
            .collect();
        match landmarks[..] {
            [at] => Ok(Self {
                functions,
                ahead: (landmark as *const () as u64).wrapping_sub(at),
            }),
            _ => Err(CodeError::Objdump(format!(
                "its output has {} functions `{named}`",
                landmarks.len()
            ))),
        }
    }

    /// The function of a listed variant and all that it calls of the same code, with the level that each is for.
    pub(super) fn reached(&self, listed: &Listed) -> Result<Vec<(Level, &Function)>, CodeError> {
        let root = (listed.function as u64).wrapping_sub(self.ahead);
        if !self.functions.contains_key(&root) {
            return Err(CodeError::NoFunction {
                kernel: listed.kernel,
                variant: listed.variant,
            });
        }
        let (mut seen, mut found) = (BTreeSet::new(), Vec::new());
        let mut waiting = vec![(Level::Any, root)];
        while let Some((outer, address)) = waiting.pop() {
            let Some(function) = self.functions.get(&address) else {
                continue;
            };
            if !seen.insert(address) {
                continue;
            }
            let level = named_level(&function.name).unwrap_or(outer);
            found.push((level, function));
            let calls = function
                .instructions
                .iter()
                .filter_map(|instruction| instruction.target);
            let ours = calls.filter(|target| {
                self.functions
                    .get(target)
                    .is_some_and(|called| is_ours(&called.name))
            });
            waiting.extend(ours.map(|target| (level, target)));
        }
        Ok(found)
    }
}

/// A function whose place in memory and in the file are both known.
#[inline(never)]
fn landmark() -> u64 {
    std::hint::black_box(7)
}

/// Whether a function is of the listings, or generic code that was compiled for them; not what reports errors, allocates,
/// or hands work to threads.
fn is_ours(name: &str) -> bool {
    let name = name.trim_start_matches('<');
    let is_code = [
        "listings::",
        "fearless_simd::",
        "ndarray::",
        "core::iter::",
        "core::slice::",
        "core::ops::",
    ]
    .iter()
    .any(|start| name.contains(start));
    let is_aside = [
        "panic",
        "rayon",
        "core::fmt",
        "alloc::raw_vec",
        "std::",
        "_fail",
    ]
    .iter()
    .any(|part| name.contains(part));
    is_code && !is_aside
}

/// The level in the name of a copy that dispatch made, or that was written for it.
fn named_level(name: &str) -> Option<Level> {
    let levels = [
        ("vectorize_avx512", Level::Avx512),
        ("vectorize_avx2", Level::Avx2),
        ("vectorize_sse4_2", Level::Sse4_2),
        ("vectorize_sse2", Level::Any),
        ("each_of_eight", Level::Avx512),
        ("each_of_four", Level::Avx2),
    ];
    levels
        .iter()
        .find(|(part, _)| name.contains(part))
        .map(|(_, level)| *level)
}

/// A name without the hash that the compiler ends it with.
pub(super) fn without_hash(name: &str) -> &str {
    match name.rsplit_once("::h") {
        Some((name, hash))
            if hash.len() == 16 && hash.bytes().all(|byte| byte.is_ascii_hexdigit()) =>
        {
            name
        }
        _ => name,
    }
}

fn objdump(program: &Path) -> Result<String, CodeError> {
    let output = Command::new("objdump")
        .args([
            "--disassemble",
            "--demangle",
            "--no-show-raw-insn",
            "-M",
            "intel",
        ])
        .arg(program)
        .env("LC_ALL", "C")
        .output()
        .map_err(|error| CodeError::Objdump(error.to_string()))?;
    if !output.status.success() {
        return Err(CodeError::Objdump(
            String::from_utf8_lossy(&output.stderr).trim().to_owned(),
        ));
    }
    Ok(String::from_utf8_lossy(&output.stdout).into_owned())
}

fn parse(text: &str) -> BTreeMap<u64, Function> {
    let mut functions = BTreeMap::new();
    let mut current: Option<(u64, Function)> = None;
    for line in text.lines() {
        if let Some((address, name)) = header(line) {
            functions.extend(current.take());
            let name = name.to_owned();
            let instructions = Vec::new();
            current = Some((address, Function { name, instructions }));
        } else if let (Some((_, function)), Some(instruction)) = (&mut current, instruction(line)) {
            function.instructions.push(instruction);
        }
    }
    functions.extend(current);
    functions
}

/// `0000000000123a0 <listings::sum::indexed>:`
fn header(line: &str) -> Option<(u64, &str)> {
    let (address, rest) = line.split_once(" <")?;
    let address = u64::from_str_radix(address, 16).ok()?;
    Some((address, rest.strip_suffix(">:")?))
}

/// `  123a3:\tjne    123f0 <listings::sum::indexed+0x50>`
fn instruction(line: &str) -> Option<Instruction> {
    let (address, rest) = line.split_once(":\t")?;
    let address = u64::from_str_radix(address.trim(), 16).ok()?;
    let rest = rest.split(" # ").next().unwrap_or_default().trim();
    let (name, operands) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
    let jumps = name.starts_with('j') || name == "call";
    let operands = operands.trim();
    let target = jumps.then(|| operands.split(' ').next()).flatten();
    Some(Instruction {
        address,
        name: name.to_owned(),
        operands: operands.to_owned(),
        target: target.and_then(|target| u64::from_str_radix(target, 16).ok()),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "
Disassembly of section .text:

00000000000123a0 <listings::sum::indexed::h0123456789abcdef>:
   123a0:\ttest   rsi,rsi
   123a3:\tje     123b0 <listings::sum::indexed::h0123456789abcdef+0x10>
   123a5:\taddsd  xmm0,QWORD PTR [rip+0x1234]        # 14000 <anon.0>
   123b0:\tret

00000000000123c0 <core::fmt::write>:
   123c0:\tcall   123a0 <listings::sum::indexed::h0123456789abcdef>
";

    #[test]
    fn functions_and_their_jumps_are_read() {
        let functions = parse(TEXT);
        let function = &functions[&0x123a0];
        assert_eq!(without_hash(&function.name), "listings::sum::indexed");
        assert_eq!(function.instructions.len(), 4);
        assert_eq!(function.instructions[1].target, Some(0x123b0));
        assert_eq!(
            function.instructions[2].operands,
            "xmm0,QWORD PTR [rip+0x1234]"
        );
        assert_eq!(functions[&0x123c0].instructions[0].target, Some(0x123a0));
    }

    #[test]
    fn a_name_keeps_what_only_looks_like_a_hash() {
        assert_eq!(without_hash("a::hello"), "a::hello");
        assert_eq!(without_hash("a::b::h0123456789abcdef"), "a::b");
    }
}
