//! What a machine offers to contain a process with: each is tried in a process of its own, by this process becoming what
//! it would be for a submission.

use std::net::TcpListener;
use std::process::Command;

use landlock::{
    ABI, Access, AccessFs, AccessNet, CompatLevel, Compatible, Ruleset, RulesetAttr, Scope,
};
use nix::sched::{CloneFlags, unshare};
use nix::unistd::Uid;

use super::files::REQUIRED;
use super::launch::{leave_root, limit};
use super::{Launch, Level, Role, filter};
use crate::limits::Limits;

/// The judge binary's argument for trying one.
pub(crate) const MODE: &str = "means";

/// What can be tried.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Means {
    /// User, mount, PID, network and IPC namespaces, without being root.
    Namespaces,
    /// Which version of Landlock the kernel has.
    Landlock,
    /// A filter on system calls.
    Seccomp,
    /// Limits on memory, files and threads.
    Limits,
    /// A user that owns nothing, for those who are root.
    User,
}

impl Means {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Namespaces,
        Self::Landlock,
        Self::Seccomp,
        Self::Limits,
        Self::User,
    ];

    /// The word for it.
    pub fn word(self) -> &'static str {
        match self {
            Self::Namespaces => "namespaces",
            Self::Landlock => "Landlock",
            Self::Seccomp => "seccomp",
            Self::Limits => "limits",
            Self::User => "unprivileged user",
        }
    }
}

/// Tries the one of this name, and says what was found. This process is good for nothing else afterwards.
///
/// # Errors
/// What doesn't work.
pub(crate) fn attempt(word: &str) -> Result<String, String> {
    match Means::ALL.into_iter().find(|means| means.word() == word) {
        Some(Means::Namespaces) => namespaces(),
        Some(Means::Landlock) => landlock(),
        Some(Means::Seccomp) => seccomp(),
        Some(Means::Limits) => limits(),
        Some(Means::User) => user(),
        None => Err(format!("there are no means called `{word}`")),
    }
}

fn namespaces() -> Result<String, String> {
    let all = CloneFlags::CLONE_NEWUSER
        | CloneFlags::CLONE_NEWNS
        | CloneFlags::CLONE_NEWPID
        | CloneFlags::CLONE_NEWNET
        | CloneFlags::CLONE_NEWIPC;
    unshare(all).map_err(|error| format!("the kernel refuses them: {}", error.desc()))?;
    Ok("user, mount, PID, network and IPC namespaces can be made".to_owned())
}

fn landlock() -> Result<String, String> {
    let has = |abi: ABI| {
        let strict = Ruleset::default().set_compatibility(CompatLevel::HardRequirement);
        let files = strict.handle_access(AccessFs::from_all(abi))?;
        let network = match AccessNet::from_all(abi) {
            none if none.is_empty() => files,
            some => files.handle_access(some)?,
        };
        let scoped = match Scope::from_all(abi) {
            none if none.is_empty() => network,
            some => network.scope(some)?,
        };
        scoped.create()
    };
    let versions = [ABI::V1, ABI::V2, ABI::V3, ABI::V4, ABI::V5, ABI::V6];
    let newest = versions.into_iter().rev().find(|abi| has(*abi).is_ok());
    match newest {
        Some(abi) if abi >= REQUIRED => Ok(format!("version {} at least", abi as i32)),
        Some(abi) => Err(format!(
            "version {}, and {} is needed",
            abi as i32, REQUIRED as i32
        )),
        None => Err("this kernel doesn't have it, or has it switched off".to_owned()),
    }
}

fn seccomp() -> Result<String, String> {
    let filter =
        filter::program(Role::Subject, true).map_err(|error| format!("no filter: {error}"))?;
    nix::sys::prctl::set_no_new_privs().map_err(|error| error.desc().to_owned())?;
    seccompiler::apply_filter(&filter).map_err(|error| error.to_string())?;
    if TcpListener::bind("127.0.0.1:0").is_ok() {
        return Err("a filter is accepted, but a socket can be opened all the same".to_owned());
    }
    if Command::new("/proc/self/exe").output().is_ok() {
        return Err("a filter is accepted, but a process can be started all the same".to_owned());
    }
    Ok("a filter keeps a process from sockets and from other processes".to_owned())
}

fn limits() -> Result<String, String> {
    let launch = Launch {
        level: Level::Landlock,
        role: Role::Subject,
        program: "/proc/self/exe".into(),
        arguments: Vec::new(),
        readable: Vec::new(),
        writable: None,
        temporary: None,
        processors: None,
        neighbours: 0,
        limits: Limits::subject(),
    };
    limit(&launch)?;
    let most = launch.limits.memory_bytes;
    let twice = usize::try_from(2 * most).unwrap_or(usize::MAX);
    let mut memory: Vec<u8> = Vec::new();
    if memory.try_reserve_exact(twice).is_ok() {
        return Err(format!("a limit of {} MiB doesn't hold", most >> 20));
    }
    Ok("memory, processor time, files and threads can be limited".to_owned())
}

fn user() -> Result<String, String> {
    if !Uid::effective().is_root() {
        return Ok("you aren't root, and answers aren't either".to_owned());
    }
    leave_root()?;
    let user = Uid::effective();
    if user.is_root() || std::fs::File::open("/etc/shadow").is_ok() {
        return Err("root can't be left".to_owned());
    }
    Ok(format!(
        "answers of root's graders run as users such as {user}"
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_unknown_is_not_tried() {
        assert!(attempt("prayer").unwrap_err().contains("`prayer`"));
    }

    #[test]
    fn every_word_is_another() {
        for means in Means::ALL {
            let same = Means::ALL
                .iter()
                .filter(|other| other.word() == means.word());
            assert_eq!(same.count(), 1);
        }
    }
}
