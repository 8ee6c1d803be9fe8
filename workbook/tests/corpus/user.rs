//! Who grades: whoever runs the tests, and, where that is root, an ordinary user as well.
//!
//! A toolchain is often root's alone, in a home that nobody else may enter. So the ordinary user sees it, and what cargo
//! has downloaded, through bind mounts in a mount namespace of the command's own, which leave nothing behind.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use nix::unistd::Uid;

use crate::common::repository;

/// No account has this number, nor any of the grader's own users.
const ORDINARY: u32 = 60_123;

/// Who runs the command.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum User {
    /// Whoever runs the tests.
    This,
    /// One that owns nothing but its own folder; root runs the tests.
    Ordinary,
}

/// A folder of the ordinary user's.
pub struct Home {
    folder: tempfile::TempDir,
    user: User,
}

fn succeed(command: &mut Command) -> Result<(), String> {
    match command.stdin(Stdio::null()).output() {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "{command:?}: {}",
            String::from_utf8_lossy(&output.stderr).trim()
        )),
        Err(error) => Err(format!("{command:?}: {error}")),
    }
}

impl Home {
    /// A home for this user, with a target folder that has what was built already: nothing where there can't be one here.
    pub fn of(user: User) -> Result<Self, String> {
        let folder = tempfile::Builder::new()
            .prefix("corpus-home-")
            .tempdir()
            .unwrap();
        if user == User::Ordinary {
            if !Uid::effective().is_root() {
                return Err("who runs the tests is an ordinary user".to_owned());
            }
            let try_it = ["--mount", "--propagation", "private", "true"];
            succeed(Command::new("unshare").args(try_it))?;
            for name in ["rust", "registry", "cargo", "target/grade", "tmp"] {
                fs::create_dir_all(folder.path().join(name)).unwrap();
            }
            // What was built once needn't be built again; its times have to stay as they are.
            let built = target().join("grade/release");
            if built.is_dir() {
                let into = folder.path().join("target/grade/");
                succeed(Command::new("cp").arg("-a").arg(built).arg(into))?;
            }
            let owner = format!("{ORDINARY}:{ORDINARY}");
            succeed(
                Command::new("chown")
                    .args(["-R", &owner])
                    .arg(folder.path()),
            )?;
        }
        Ok(Self { folder, user })
    }

    /// A folder that this user may write to.
    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// The command of the workbook, in the workbook's folder.
    pub fn command(&self) -> Command {
        let workbook = env!("CARGO_BIN_EXE_workbook");
        if self.user == User::This {
            let mut command = Command::new(workbook);
            command.current_dir(repository());
            return command;
        }
        let home = self.folder.path();
        let (rust, cargo) = (home.join("rust"), home.join("cargo"));
        let script = "set -e\n\
             mount --bind \"$SYSROOT\" \"$RUST\"\n\
             mkdir -p \"$CARGO_HOME/registry\"\n\
             mount --bind \"$REGISTRY\" \"$CARGO_HOME/registry\"\n\
             exec setpriv --reuid=$ORDINARY --regid=$ORDINARY --clear-groups --inh-caps=-all -- \"$@\"\n";
        let mut command = Command::new("unshare");
        command
            .args([
                "--mount",
                "--propagation",
                "private",
                "sh",
                "-c",
                script,
                "sh",
            ])
            .arg(workbook)
            .current_dir(repository())
            .env_clear()
            .env(
                "PATH",
                format!("{}/bin:/usr/sbin:/usr/bin:/sbin:/bin", rust.display()),
            )
            .env("HOME", home)
            .env("TMPDIR", home.join("tmp"))
            .env("CARGO_HOME", &cargo)
            .env("CARGO_TARGET_DIR", home.join("target"))
            .env("CARGO_NET_OFFLINE", "true")
            .env("ORDINARY", ORDINARY.to_string())
            .env("SYSROOT", sysroot())
            .env("RUST", &rust)
            .env("REGISTRY", cargo_home().join("registry"));
        command
    }

    /// Lets the user read a folder's files.
    pub fn let_read(&self, folder: &Path) {
        if self.user == User::Ordinary {
            succeed(Command::new("chmod").args(["-R", "a+rX"]).arg(folder)).unwrap();
        }
    }
}

/// Where the tests' own builds are.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| repository().join("target"), PathBuf::from)
}

fn sysroot() -> String {
    let asked = Command::new("rustc")
        .args(["--print", "sysroot"])
        .current_dir(repository())
        .output()
        .unwrap();
    String::from_utf8(asked.stdout).unwrap().trim().to_owned()
}

fn cargo_home() -> PathBuf {
    let home = || PathBuf::from(std::env::var_os("HOME").unwrap_or_default()).join(".cargo");
    std::env::var_os("CARGO_HOME").map_or_else(home, PathBuf::from)
}
