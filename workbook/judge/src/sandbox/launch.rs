//! The launcher: a trusted process confines itself as it was told and becomes the program.
//!
//! It runs as a process of its own, with one thread and an argument that holds the [`Launch`], so that nothing here
//! happens between a fork and an exec of the grader.

use std::convert::Infallible;
use std::ffi::{CString, OsString};
use std::fs::File;
use std::os::unix::ffi::OsStrExt;
use std::path::Path;

use nix::sys::resource::{Resource, getrlimit, setrlimit};
use nix::unistd::{Gid, Uid};

use super::{Launch, Level, Role};
use crate::limits::cores;

/// Exit status of a launcher that failed; the grader doesn't trust it, it tries the sandbox again with a program of its own.
const FAILED: i32 = 125;

/// Stack of the first thread, the same on every machine.
const STACK: u64 = 8 << 20;

/// What a thread may write to besides the limit on memory: its stack and its allocator's arena.
const PER_THREAD: u64 = 4 << 20;

/// The users that root's subjects run as, one each: systemd keeps this range for such users, so no account has them.
const USERS: std::ops::Range<u32> = 61_184..65_520;

/// What a thread may reserve without using it: glibc's arenas.
const RESERVED_PER_THREAD: u64 = 192 << 20;

/// Runs what the argument says; returns only when that failed.
pub(crate) fn launch(argument: Option<&str>) -> i32 {
    let failure = match argument.map(serde_json::from_str::<Launch>) {
        Some(Ok(launch)) => match become_program(&launch) {
            Ok(never) => match never {},
            Err(failure) => failure,
        },
        Some(Err(error)) => format!("the argument is no launch: {error}"),
        None => "there is no argument that says what to launch".to_owned(),
    };
    eprintln!("cannot confine a process: {failure}");
    FAILED
}

fn become_program(launch: &Launch) -> Result<Infallible, String> {
    // A subject's program is opened before rights are given up: it may lie where its user can't go.
    let program = open(&launch.program)?;
    let folder = launch.writable.as_deref().unwrap_or(Path::new("/"));
    std::env::set_current_dir(folder)
        .map_err(|error| format!("cannot enter {}: {error}", folder.display()))?;
    limit(launch)?;
    bind_to_processors(launch.processors)?;
    if launch.role == Role::Subject {
        leave_root()?;
    }
    die_with_parent()?;
    match launch.level {
        #[cfg(target_os = "linux")]
        Level::Bubblewrap => by_bubblewrap(launch, &program),
        #[cfg(target_os = "linux")]
        Level::Landlock => {
            drop_capabilities()?;
            nix::sys::prctl::set_no_new_privs()
                .map_err(|error| format!("cannot give up new privileges: {error}"))?;
            super::files::confine(launch, &program)?;
            let filter = super::filter::program(launch.role, true)
                .map_err(|error| format!("seccomp: {error}"))?;
            seccompiler::apply_filter(&filter).map_err(|error| format!("seccomp: {error}"))?;
            execute(&program, launch)
        }
        #[cfg(not(target_os = "linux"))]
        Level::Bubblewrap | Level::Landlock => {
            Err(format!("the level {} needs Linux", launch.level))
        }
        Level::Weak => execute(&program, launch),
    }
}

fn open(program: &Path) -> Result<File, String> {
    File::open(program).map_err(|error| format!("cannot open {}: {error}", program.display()))
}

pub(super) fn limit(launch: &Launch) -> Result<(), String> {
    let limits = &launch.limits;
    let threads = cores() + 1;
    let data = limits.memory_bytes + PER_THREAD * threads;
    let reserved = 2 * limits.memory_bytes + RESERVED_PER_THREAD * threads + (1 << 30);
    // Bubblewrap writes a copy of the program; inside, nothing else can be written.
    let file_bytes = match (launch.level, launch.role) {
        (Level::Bubblewrap, Role::Subject) => u64::MAX,
        _ => limits.file_bytes,
    };
    let open_files = match launch.role {
        Role::Subject => 64,
        Role::Compiler | Role::Expander => 1024,
    };
    set(Resource::RLIMIT_CORE, 0)?;
    set(Resource::RLIMIT_CPU, limits.cpu_s())?;
    set(Resource::RLIMIT_STACK, STACK)?;
    set(Resource::RLIMIT_DATA, data)?;
    set(Resource::RLIMIT_AS, reserved)?;
    set(Resource::RLIMIT_NOFILE, open_files)?;
    if file_bytes < u64::MAX {
        set(Resource::RLIMIT_FSIZE, file_bytes)?;
    }
    set(
        Resource::RLIMIT_NPROC,
        limits.threads + beside(launch.neighbours),
    )
}

/// Sets a limit, or leaves it where it is lower already: only root could raise it.
fn set(resource: Resource, most: u64) -> Result<(), String> {
    getrlimit(resource)
        .and_then(|(_, hard)| setrlimit(resource, most.min(hard), most.min(hard)))
        .map_err(|error| format!("cannot limit {resource:?}: {error}"))
}

/// Threads of this user besides a launch's own, those that `neighbours` may yet start included: the limit on them counts
/// all, whoever started them. Root's subjects get a user of their own.
fn beside(neighbours: u64) -> u64 {
    let user = Uid::effective();
    if user.is_root() {
        return 0;
    }
    running(user) + neighbours
}

/// Threads of a user.
fn running(user: Uid) -> u64 {
    use std::os::unix::fs::MetadataExt;

    let processes = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    processes
        .filter(|process| {
            process
                .file_name()
                .as_bytes()
                .iter()
                .all(u8::is_ascii_digit)
        })
        .filter(|process| {
            process
                .metadata()
                .is_ok_and(|metadata| metadata.uid() == user.as_raw())
        })
        .map(|process| {
            std::fs::read_dir(process.path().join("task")).map_or(1, |tasks| tasks.count() as u64)
        })
        .sum()
}

#[cfg(target_os = "linux")]
fn bind_to_processors(processors: Option<u32>) -> Result<(), String> {
    use nix::sched::{CpuSet, sched_getaffinity, sched_setaffinity};

    let Some(count) = processors else {
        return Ok(());
    };
    let this = nix::unistd::Pid::from_raw(0);
    let bind = || {
        let allowed = sched_getaffinity(this)?;
        let mut chosen = CpuSet::new();
        let available = (0..CpuSet::count()).filter(|cpu| allowed.is_set(*cpu).unwrap_or(false));
        for cpu in available.take(count.max(1) as usize) {
            chosen.set(cpu)?;
        }
        sched_setaffinity(this, &chosen)
    };
    bind().map_err(|error: nix::Error| format!("cannot choose processors: {error}"))
}

#[cfg(not(target_os = "linux"))]
fn bind_to_processors(_processors: Option<u32>) -> Result<(), String> {
    Ok(())
}

/// Root becomes a user that owns nothing, a different one for each process, so that they can't signal each other either.
pub(super) fn leave_root() -> Result<(), String> {
    if !Uid::effective().is_root() {
        return Ok(());
    }
    let number = USERS.start + std::process::id() % (USERS.end - USERS.start);
    let leave = || {
        let (user, group) = (Uid::from_raw(number), Gid::from_raw(number));
        #[cfg(target_os = "linux")]
        {
            nix::unistd::setgroups(&[])?;
            nix::unistd::setresgid(group, group, group)?;
            nix::unistd::setresuid(user, user, user)
        }
        #[cfg(not(target_os = "linux"))]
        {
            nix::unistd::setgid(group)?;
            nix::unistd::setuid(user)
        }
    };
    leave().map_err(|error: nix::Error| format!("cannot become user {number}: {error}"))
}

/// A grader that is killed takes its judges along, and they their subjects.
#[cfg(target_os = "linux")]
pub(crate) fn die_with_parent() -> Result<(), String> {
    nix::sys::prctl::set_pdeathsig(nix::sys::signal::Signal::SIGKILL)
        .map_err(|error| format!("cannot ask to die with the judge: {error}"))
}

#[cfg(not(target_os = "linux"))]
pub(crate) fn die_with_parent() -> Result<(), String> {
    Ok(())
}

/// A compiler, with or without a macro in it, stays root where the grader is, since the toolchain may be root's alone; it keeps nothing but the name.
#[cfg(target_os = "linux")]
fn drop_capabilities() -> Result<(), String> {
    #[repr(C)]
    struct Header {
        version: u32,
        pid: i32,
    }
    /// `_LINUX_CAPABILITY_VERSION_3` takes two triples of effective, permitted and inheritable bits.
    const VERSION: u32 = 0x2008_0522;
    let header = Header {
        version: VERSION,
        pid: 0,
    };
    let none = [[0_u32; 3]; 2];
    // SAFETY: both pointers are to live values of the layout that this version of the call reads.
    let done = unsafe { libc::syscall(libc::SYS_capset, &raw const header, none.as_ptr()) };
    if done == 0 {
        Ok(())
    } else {
        Err(format!(
            "cannot drop capabilities: {}",
            std::io::Error::last_os_error()
        ))
    }
}

#[cfg(target_os = "linux")]
fn by_bubblewrap(launch: &Launch, program: &File) -> Result<Infallible, String> {
    use std::io::{Seek, Write};
    use std::os::fd::AsRawFd;

    use nix::sys::memfd::{MFdFlags, memfd_create};

    use super::bubblewrap::{COMMAND, Descriptors, arguments};

    let filter =
        super::filter::program(launch.role, false).map_err(|error| format!("seccomp: {error}"))?;
    // Neither descriptor is closed on exec: bubblewrap reads them.
    let mut compiled = File::from(
        memfd_create("seccomp", MFdFlags::empty())
            .map_err(|error| format!("cannot hold the filter: {error}"))?,
    );
    let hold = |error| format!("cannot hold the filter: {error}");
    for instruction in &filter {
        compiled
            .write_all(&instruction.code.to_ne_bytes())
            .map_err(hold)?;
        compiled
            .write_all(&[instruction.jt, instruction.jf])
            .map_err(hold)?;
        compiled
            .write_all(&instruction.k.to_ne_bytes())
            .map_err(hold)?;
    }
    compiled.rewind().map_err(hold)?;
    let inherited = match launch.role {
        Role::Subject => {
            let copy = nix::unistd::dup(program)
                .map_err(|error| format!("cannot keep the program open: {error}"))?;
            Some(copy)
        }
        Role::Compiler | Role::Expander => None,
    };
    let descriptors = Descriptors {
        filter: compiled.as_raw_fd(),
        program: inherited.as_ref().map(AsRawFd::as_raw_fd),
    };
    let command = find(COMMAND)?;
    let line: Vec<OsString> = std::iter::once(OsString::from(COMMAND))
        .chain(arguments(launch, &descriptors))
        .collect();
    let line = c_strings(line.iter().map(|word| word.as_bytes()))?;
    nix::unistd::execve(&command, &line, &[] as &[CString])
        .map_err(|error| format!("cannot start bwrap: {error}"))
}

/// The command in the folders that hold a system's own commands: the path that the grader was called with is not asked.
#[cfg(target_os = "linux")]
fn find(command: &str) -> Result<CString, String> {
    let folders = [
        "/usr/bin",
        "/bin",
        "/usr/local/bin",
        "/run/current-system/sw/bin",
    ];
    let found = folders
        .iter()
        .map(|folder| Path::new(folder).join(command))
        .find(|path| path.exists());
    let found = found.ok_or_else(|| format!("there is no {command}"))?;
    CString::new(found.as_os_str().as_bytes()).map_err(|error| error.to_string())
}

/// Becomes the program, with its arguments and nothing in its environment but a linker's folder.
fn execute(program: &File, launch: &Launch) -> Result<Infallible, String> {
    let name = launch.program.as_os_str().as_bytes();
    let line =
        c_strings(std::iter::once(name).chain(launch.arguments.iter().map(String::as_bytes)))?;
    let variable = launch
        .temporary
        .as_deref()
        .map(|folder| [b"TMPDIR=", folder.as_os_str().as_bytes()].concat());
    let environment = c_strings(variable.iter().map(Vec::as_slice))?;
    #[cfg(target_os = "linux")]
    let executed = nix::unistd::fexecve(program, &line, &environment);
    #[cfg(not(target_os = "linux"))]
    let executed = {
        let _ = program;
        nix::unistd::execve(&line[0], &line, &environment)
    };
    executed.map_err(|error| format!("cannot start {}: {error}", launch.program.display()))
}

fn c_strings<'a>(words: impl Iterator<Item = &'a [u8]>) -> Result<Vec<CString>, String> {
    words
        .map(|word| CString::new(word).map_err(|error| format!("an argument holds a NUL: {error}")))
        .collect()
}

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn a_limit_that_is_lower_already_stays() {
        // Nothing here needs a core dump.
        set(Resource::RLIMIT_CORE, 4096).unwrap();
        set(Resource::RLIMIT_CORE, 1 << 20).unwrap();
        let (soft, hard) = getrlimit(Resource::RLIMIT_CORE).unwrap();
        assert!(soft <= 4096 && hard <= 4096, "{soft} {hard}");
    }

    #[test]
    fn no_capability_is_left() {
        // Capabilities are a thread's own.
        let status = std::thread::spawn(|| {
            drop_capabilities().unwrap();
            std::fs::read_to_string("/proc/thread-self/status").unwrap()
        });
        let status = status.join().unwrap();
        for set in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            let left = status
                .lines()
                .find_map(|line| line.strip_prefix(set)?.strip_prefix(":\t"));
            assert_eq!(left, Some("0000000000000000"), "{set}");
        }
    }

    #[test]
    fn an_argument_that_is_no_launch_starts_nothing() {
        assert_eq!(launch(None), FAILED);
        assert_eq!(launch(Some("{}")), FAILED);
    }
}
