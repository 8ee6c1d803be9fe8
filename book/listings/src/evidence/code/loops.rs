//! The loop that a function spends its time in, and what it computes with.

use serde::Serialize;

use super::disassembly::{Function, Instruction, without_hash};

/// The arithmetic of a loop.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Arithmetic {
    /// Instructions that compute with several numbers at once.
    pub packed: u32,
    /// Instructions that compute with one floating-point number.
    pub scalar: u32,
    /// Bits of the widest register that is computed with.
    pub bits: u32,
}

impl Arithmetic {
    /// About how many numbers an iteration computes: what tells a loop from the one for the numbers left over.
    #[must_use]
    pub fn numbers(self) -> u32 {
        self.packed * (self.bits / 64) + self.scalar
    }

    fn of(instructions: &[Instruction]) -> Self {
        let mut sum = Self::default();
        for instruction in instructions {
            match kind(&instruction.name) {
                Some(Kind::Packed) => sum.packed += 1,
                Some(Kind::Scalar) => sum.scalar += 1,
                None => continue,
            }
            sum.bits = sum.bits.max(register(&instruction.operands));
        }
        sum
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    Packed,
    Scalar,
}

/// What an instruction computes with; `None` for moves, masks, jumps and everything in general registers.
fn kind(name: &str) -> Option<Kind> {
    let name = name.strip_prefix('v').unwrap_or(name);
    const FLOATS: [&str; 13] = [
        "add", "sub", "mul", "div", "sqrt", "min", "max", "fmadd", "fmsub", "fnmadd", "fnmsub",
        "cmp", "round",
    ];
    const INTEGERS: [&str; 8] = [
        "padd", "psub", "pmul", "pcmp", "psll", "psrl", "pmax", "pmin",
    ];
    let stem = |name: &str| {
        name.trim_end_matches(|c: char| c.is_ascii_digit())
            .to_owned()
    };
    if INTEGERS.iter().any(|start| name.starts_with(start)) {
        return Some(Kind::Packed);
    }
    let (operation, kind) =
        if let Some(operation) = name.strip_suffix("pd").or_else(|| name.strip_suffix("ps")) {
            (operation, Kind::Packed)
        } else {
            let operation = name
                .strip_suffix("sd")
                .or_else(|| name.strip_suffix("ss"))?;
            (operation, Kind::Scalar)
        };
    let operation = stem(operation);
    // `cmplepd` and its like carry the comparison in their names.
    let known = FLOATS.contains(&operation.as_str()) || operation.starts_with("cmp");
    known.then_some(kind)
}

/// Bits of the widest register among the operands.
fn register(operands: &str) -> u32 {
    match operands {
        words if words.contains("zmm") => 512,
        words if words.contains("ymm") => 256,
        words if words.contains("xmm") => 128,
        _ => 0,
    }
}

/// A loop.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Loop {
    pub body: Vec<String>,
    pub arithmetic: Arithmetic,
}

/// The innermost loop with the most arithmetic; of those with none, the longest.
pub(super) fn hottest(function: &Function) -> Option<Loop> {
    let code = &function.instructions;
    let place = |address: u64| {
        code.binary_search_by_key(&address, |instruction| instruction.address)
            .ok()
    };
    let mut loops: Vec<(usize, usize)> = Vec::new();
    for (end, instruction) in code.iter().enumerate() {
        let back = instruction
            .name
            .starts_with('j')
            .then_some(instruction.target)
            .flatten();
        if let Some(start) = back.and_then(place).filter(|start| *start <= end) {
            loops.push((start, end));
        }
    }
    let is_innermost = |&(start, end): &(usize, usize)| {
        !loops
            .iter()
            .any(|&(from, to)| (from, to) != (start, end) && start <= from && to <= end)
    };
    let innermost = loops.iter().copied().filter(is_innermost);
    let (start, end) = innermost
        .max_by_key(|&(start, end)| (Arithmetic::of(&code[start..=end]).numbers(), end - start))?;
    Some(Loop {
        body: shown(&code[start..=end]),
        arithmetic: Arithmetic::of(&code[start..=end]),
    })
}

/// The instructions without addresses, which are others in every program.
fn shown(code: &[Instruction]) -> Vec<String> {
    let place = |target: u64| {
        code.iter()
            .position(|instruction| instruction.address == target)
    };
    let mut targets: Vec<usize> = code
        .iter()
        .filter_map(|instruction| place(instruction.target?))
        .collect();
    targets.sort_unstable();
    targets.dedup();
    let label = |target: usize| {
        1 + targets
            .iter()
            .position(|known| *known == target)
            .unwrap_or_default()
    };
    let mut lines = Vec::new();
    for (index, instruction) in code.iter().enumerate() {
        if targets.contains(&index) {
            lines.push(format!("{}:", label(index)));
        }
        let operands = match instruction.target {
            Some(target) if instruction.name == "call" => {
                let _ = target;
                called(&instruction.operands).to_owned()
            }
            Some(target) => {
                place(target).map_or("out".to_owned(), |target| label(target).to_string())
            }
            None => constant(&instruction.operands),
        };
        let line = format!("{} {operands}", instruction.name);
        lines.push(format!("    {}", line.trim_end()));
    }
    lines
}

/// The name in `123a0 <listings::f::h0123456789abcdef>`.
fn called(operands: &str) -> &str {
    let name = operands.split_once('<').map_or(operands, |(_, name)| name);
    without_hash(name.strip_suffix('>').unwrap_or(name))
}

/// Operands with a space after each comma, and a constant's address by that word.
fn constant(operands: &str) -> String {
    let mut text = operands
        .replace(',', ", ")
        .replace(" PTR ", " ptr ")
        .to_lowercase();
    if let Some((before, rest)) = text.split_once("[rip")
        && let Some((_, after)) = rest.split_once(']')
    {
        text = format!("{before}[constant]{after}");
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn function(lines: &[(u64, &str, &str, Option<u64>)]) -> Function {
        let instruction =
            |&(address, name, operands, target): &(u64, &str, &str, Option<u64>)| Instruction {
                address,
                name: name.to_owned(),
                operands: operands.to_owned(),
                target,
            };
        Function {
            name: "f".to_owned(),
            instructions: lines.iter().map(instruction).collect(),
        }
    }

    #[test]
    fn of_nested_loops_the_inner_one_with_arithmetic_is_taken() {
        let nested = function(&[
            (0, "xor", "eax,eax", None),
            (1, "mov", "rcx,rdx", None),
            (2, "vmulpd", "zmm0,zmm1,ZMMWORD PTR [rip+0x12]", None),
            (3, "vaddsd", "xmm0,xmm0,xmm1", None),
            (4, "je", "9 <f+0x9>", Some(9)),
            (5, "jne", "2 <f+0x2>", Some(2)),
            (6, "inc", "rax", None),
            (7, "jne", "6 <f+0x6>", Some(6)),
            (8, "jmp", "1 <f+0x1>", Some(1)),
            (9, "ret", "", None),
        ]);
        let found = hottest(&nested).unwrap();
        assert_eq!(
            found.arithmetic,
            Arithmetic {
                packed: 1,
                scalar: 1,
                bits: 512
            }
        );
        assert_eq!(
            found.body,
            [
                "1:",
                "    vmulpd zmm0, zmm1, zmmword ptr [constant]",
                "    vaddsd xmm0, xmm0, xmm1",
                "    je out",
                "    jne 1"
            ]
        );
        assert_eq!(hottest(&function(&[(0, "ret", "", None)])), None);
    }

    #[test]
    fn arithmetic_is_told_from_moves() {
        for (name, expected) in [
            ("mulpd", Some(Kind::Packed)),
            ("vfmadd231pd", Some(Kind::Packed)),
            ("vfnmadd213sd", Some(Kind::Scalar)),
            ("cmplepd", Some(Kind::Packed)),
            ("vpaddq", Some(Kind::Packed)),
            ("addsd", Some(Kind::Scalar)),
            ("vroundsd", Some(Kind::Scalar)),
            ("movupd", None),
            ("vmovsd", None),
            ("vandpd", None),
            ("unpcklpd", None),
            ("cvtsi2sd", None),
            ("add", None),
            ("vzeroupper", None),
        ] {
            assert_eq!(kind(name), expected, "{name}");
        }
    }

    #[test]
    fn a_call_is_shown_by_its_name() {
        let calls = function(&[
            (0, "call", "50 <listings::f::h0123456789abcdef>", Some(0x50)),
            (1, "jne", "0 <f>", Some(0)),
        ]);
        assert_eq!(
            hottest(&calls).unwrap().body,
            ["1:", "    call listings::f", "    jne 1"]
        );
    }
}
