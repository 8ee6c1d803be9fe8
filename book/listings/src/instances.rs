//! The functions that a generic function becomes, seen in their machine code.

use std::fmt::Write;
use std::process::Command;
use std::sync::Mutex;

pub mod axpy;

/// The file whose machine code is looked at.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/src/instances/axpy.rs");

/// The instances, and the letter that stands for their type at the end of the compiled function's name.
const TYPES: [(&str, char); 3] = [("f64", 'd'), ("f32", 'f'), ("i32", 'l')];

/// Processors to compile for: any that runs 64-bit programs, those with AVX2, those with AVX-512.
const PROCESSORS: [&str; 3] = ["x86-64", "x86-64-v3", "x86-64-v4"];

/// What `rustc` makes of the file for a processor, as assembly.
///
/// # Panics
/// Without a `rustc` that compiles for x86-64.
#[must_use]
pub fn assembly(processor: &str) -> String {
    compiled(&[&format!("-Ctarget-cpu={processor}")])
}

/// What `rustc` makes of the file with these flags.
fn compiled(flags: &[&str]) -> String {
    // Two of them at a time would write a file of the same name on the way.
    static ONE_AT_A_TIME: Mutex<()> = Mutex::new(());
    let _turn = ONE_AT_A_TIME
        .lock()
        .unwrap_or_else(|broken| broken.into_inner());
    let output = Command::new("rustc")
        .args([
            "--edition",
            "2024",
            "--crate-type",
            "lib",
            "--crate-name",
            "axpy",
        ])
        .args(["-C", "opt-level=3", "-C", "symbol-mangling-version=v0"])
        .args(["-C", "llvm-args=-x86-asm-syntax=intel", "--emit", "asm=-"])
        .args(flags)
        .arg(SOURCE)
        .output()
        .expect("rustc compiled this, too");
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).expect("assembly is text")
}

/// The instructions of one instance, labels left in.
#[must_use]
pub fn instance(assembly: &str, letter: char) -> Vec<&str> {
    let end = format!("4axpy{letter}EB2_:");
    let lines = assembly.lines().skip_while(|line| !line.ends_with(&end));
    let body = lines
        .skip(1)
        .take_while(|line| !line.starts_with(".Lfunc_end"));
    body.filter(|line| {
        !line.trim_start().starts_with(".cfi") && !line.trim_start().starts_with(".p2")
    })
    .collect()
}

/// Whether an instruction multiplies several numbers at once.
#[must_use]
pub fn multiplies_packed(instruction: &str) -> bool {
    let name = instruction.split_whitespace().next().unwrap_or_default();
    ["mulpd", "mulps", "pmulld", "pmuludq"].contains(&name.trim_start_matches('v'))
}

/// From the label before the first packed multiplication to the jump back to it.
fn inner_loop<'a>(instance: &[&'a str]) -> Vec<&'a str> {
    let Some(found) = instance.iter().position(|line| multiplies_packed(line)) else {
        return Vec::new();
    };
    let label = |line: &&str| line.starts_with(".LBB");
    let start = instance[..found].iter().rposition(label).unwrap_or(0);
    let back = |line: &&str| line.trim_start().starts_with('j');
    let length = instance[start..].iter().position(back).unwrap_or(0);
    instance[start..=start + length].to_vec()
}

/// The text of the page: the names, the loop over `f64`s, and how the multiplication of each instance is done.
#[must_use]
pub fn text() -> String {
    let compiled = PROCESSORS.map(assembly);
    let mut text = String::from("axpy::<f64>, compiled for any x86-64:\n\n");
    for line in inner_loop(&instance(&compiled[0], 'd')) {
        let _ = writeln!(text, "{}", line.replace('\t', "    "));
    }
    let _ = write!(text, "\n{:<16}", "multiplication");
    for processor in PROCESSORS {
        let _ = write!(text, "{processor:<16}");
    }
    text.truncate(text.trim_end().len());
    text.push('\n');
    for (name, letter) in TYPES {
        let _ = write!(text, "axpy::<{name}>     ");
        for assembly in &compiled {
            let instance = instance(assembly, letter);
            let multiplication = instance.iter().find(|line| multiplies_packed(line));
            let words = multiplication.map(|line| words(line)).unwrap_or_default();
            let _ = write!(text, "{words:<16}");
        }
        text.truncate(text.trim_end().len());
        text.push('\n');
    }
    text
}

/// The name of an instruction and the kind of register it works in.
fn words(instruction: &str) -> String {
    let mut words = instruction.split_whitespace();
    let name = words.next().unwrap_or_default();
    let register = words.next().unwrap_or_default();
    format!("{name} {}", &register[..3.min(register.len())])
}

#[cfg(test)]
mod other_processors {
    use super::*;

    /// Intel's and Arm's vector registers do the same for this loop.
    #[test]
    fn on_aarch64_the_multiplication_is_packed_where_its_standard_library_is_installed() {
        const TARGET: [&str; 2] = ["--target", "aarch64-unknown-linux-gnu"];
        let asked = Command::new("rustc")
            .args(["--print", "target-libdir"])
            .args(TARGET)
            .output()
            .expect("rustc compiled this, too");
        let folder = String::from_utf8_lossy(&asked.stdout).trim().to_owned();
        if !std::path::Path::new(&folder).is_dir() {
            eprintln!(
                "left out: the machine code for aarch64. Its standard library isn't installed."
            );
            return;
        }
        let assembly = compiled(&TARGET);
        let instance = instance(&assembly, 'd');
        let packed = |line: &&str| line.contains("fmul") && line.contains(".2d");
        assert!(instance.iter().any(packed), "{instance:#?}");
    }
}

#[cfg(all(test, target_arch = "x86_64"))]
mod tests {
    use super::*;

    #[test]
    fn the_text_on_the_page_is_what_the_compiler_makes() {
        assert_eq!(
            include_str!("instances/axpy.txt"),
            text(),
            "write it again: cargo run -q -p listings --example instances > book/listings/src/instances/axpy.txt"
        );
    }

    #[test]
    fn each_type_has_an_instance_of_its_own_with_packed_multiplications() {
        for processor in PROCESSORS {
            let assembly = assembly(processor);
            for (name, letter) in TYPES {
                let instance = instance(&assembly, letter);
                let packed = instance.iter().any(|line| multiplies_packed(line));
                assert!(packed, "axpy::<{name}> for {processor}: {instance:#?}");
            }
        }
    }

    #[test]
    fn a_type_that_nobody_names_has_no_instance() {
        // `x` is the letter of i64.
        assert!(instance(&assembly("x86-64"), 'x').is_empty());
    }

    #[test]
    fn every_instance_does_the_arithmetic() {
        let (of_f64, of_f32, of_i32) = axpy::INSTANCES;
        let (mut y, mut y32, mut whole) = ([1.0, 2.0], [1.0, 2.0], [1, 2]);
        of_f64(3.0, &[10.0, 20.0], &mut y);
        of_f32(3.0, &[10.0, 20.0], &mut y32);
        of_i32(3, &[10, 20], &mut whole);
        assert_eq!((y, y32, whole), ([31.0, 62.0], [31.0, 62.0], [31, 62]));
    }
}
