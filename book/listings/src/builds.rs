//! One program, built in different ways.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A way to build the program, and to start it.
#[derive(Debug)]
pub struct Build {
    /// Its name, in kebab case.
    pub name: &'static str,
    /// What it says to `rustc`.
    pub flags: &'static [&'static str],
    /// What the program finds in its environment.
    pub environment: &'static [(&'static str, &'static str)],
}

const fn build(name: &'static str, flags: &'static [&'static str]) -> Build {
    Build {
        name,
        flags,
        environment: &[],
    }
}

// ANCHOR: builds
/// The ways that are compared. `opt-3` is what `cargo build --release` does.
pub const BUILDS: [Build; 11] = [
    build("opt-3", &["-Copt-level=3"]),
    build("opt-0", &["-Copt-level=0"]),
    build("opt-1", &["-Copt-level=1"]),
    build("opt-2", &["-Copt-level=2"]),
    build("opt-s", &["-Copt-level=s"]),
    build("units-1", &["-Copt-level=3", "-Ccodegen-units=1"]),
    build("lto", &["-Copt-level=3", "-Clto=fat"]),
    build("native", &["-Copt-level=3", "-Ctarget-cpu=native"]),
    build(
        "lto-native",
        &["-Copt-level=3", "-Clto=fat", "-Ctarget-cpu=native"],
    ),
    // The allocator of Linux's C library asks for huge pages when told so. The program is that of `opt-3`.
    Build {
        name: "huge-pages",
        flags: &["-Copt-level=3"],
        environment: &[("GLIBC_TUNABLES", "glibc.malloc.hugetlb=1")],
    },
    build(PROFILED, &["-Copt-level=3"]),
];
// ANCHOR_END: builds

/// The build that is guided by a profile.
const PROFILED: &str = "profile-guided";

/// What the program says of one of its tasks.
#[derive(Debug, Clone, PartialEq)]
pub struct Task {
    /// The task.
    pub name: String,
    /// The time of one call.
    pub seconds: f64,
    /// What came out of the last one.
    pub result: f64,
}

/// The sources, where they can be compiled.
///
/// # Errors
/// When the folder can't be written to.
pub fn unpack(folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    fs::write(
        folder.join("library.rs"),
        include_str!("../builds/library.rs"),
    )?;
    fs::write(
        folder.join("program.rs"),
        include_str!("../builds/program.rs"),
    )
}

/// Compiles library and program in one way, in a folder that has the sources. `None` where the toolchain lacks what this
/// way takes.
///
/// # Errors
/// When `rustc` can't be started, or refuses the program.
pub fn compile(build: &Build, folder: &Path) -> io::Result<Option<PathBuf>> {
    if build.name != PROFILED {
        return rustc(build.name, build.flags, folder).map(Some);
    }
    let Some(merge) = profile_merger() else {
        return Ok(None);
    };
    let profiles = folder.join("profiles");
    let flag = |what: &str, path: &Path| format!("-Cprofile-{what}={}", path.display());
    let generate = flag("generate", &profiles);
    let instrumented = rustc("instrumented", &["-Copt-level=3", &generate], folder)?;
    succeeded(Command::new(instrumented).output()?)?;
    let merged = folder.join("merged.profdata");
    succeeded(
        Command::new(merge)
            .arg("merge")
            .arg("-o")
            .args([&merged, &profiles])
            .output()?,
    )?;
    let using = flag("use", &merged);
    rustc(build.name, &["-Copt-level=3", &using], folder).map(Some)
}

/// LLVM's tool that profiles are put together with: a component of the toolchain that is installed only on request, and
/// that has to be of the compiler's own version.
#[must_use]
pub fn profile_merger() -> Option<PathBuf> {
    let told = |what: &[&str]| {
        let output = Command::new("rustc").args(what).output().ok()?;
        String::from_utf8(output.stdout).ok()
    };
    let sysroot = told(&["--print", "sysroot"])?;
    let host = told(&["--print", "host-tuple"])?;
    let folder = Path::new(sysroot.trim())
        .join("lib/rustlib")
        .join(host.trim());
    let tool = format!("llvm-profdata{}", std::env::consts::EXE_SUFFIX);
    Some(folder.join("bin").join(tool)).filter(|tool| tool.is_file())
}

fn rustc(name: &str, flags: &[&str], folder: &Path) -> io::Result<PathBuf> {
    let library = folder.join(format!("lib{name}.rlib"));
    let program = folder.join(name);
    let compiler = || {
        let mut command = Command::new("rustc");
        command.args(["--edition", "2024"]).args(flags);
        command
    };
    let made = compiler()
        .args(["--crate-name", "library", "--crate-type", "rlib", "-o"])
        .args([&library, &folder.join("library.rs")])
        .output()?;
    succeeded(made)?;
    let made = compiler()
        .arg("--extern")
        .arg(format!("library={}", library.display()))
        .arg("-o")
        .args([&program, &folder.join("program.rs")])
        .output()?;
    succeeded(made)?;
    Ok(program)
}

fn succeeded(output: Output) -> io::Result<Output> {
    if output.status.success() {
        return Ok(output);
    }
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    Err(io::Error::other(said))
}

/// Runs the program, and reads what it says of its tasks.
///
/// # Errors
/// When it can't be started, fails, or prints something else.
pub fn run(build: &Build, program: &Path) -> io::Result<Vec<Task>> {
    let mut command = Command::new(program);
    command.envs(build.environment.iter().copied());
    let output = succeeded(command.output()?)?;
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    let task = |line: &str| {
        let mut words = line.split_whitespace();
        Some(Task {
            name: words.next()?.to_owned(),
            seconds: words.next()?.parse().ok()?,
            result: words.next()?.parse().ok()?,
        })
    };
    text.lines()
        .map(|line| task(line).ok_or_else(|| io::Error::other(line.to_owned())))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_build_of_the_program_gives_the_same_results() {
        let folder = std::env::temp_dir().join(format!("go-faster-builds-{}", std::process::id()));
        unpack(&folder).unwrap();
        let results: Vec<Vec<(String, f64)>> = BUILDS
            .iter()
            .filter_map(|build| {
                let program = compile(build, &folder).unwrap()?;
                let tasks = run(build, &program).unwrap();
                Some(tasks.into_iter().map(|t| (t.name, t.result)).collect())
            })
            .collect();
        fs::remove_dir_all(&folder).unwrap();
        assert!(results.len() >= BUILDS.len() - 1);
        for result in &results {
            assert_eq!(result, &results[0]);
        }
        assert_eq!(results[0].len(), 4);
    }
}
