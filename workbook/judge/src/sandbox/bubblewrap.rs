//! Bubblewrap's arguments for a launch.

use std::ffi::OsString;
use std::os::fd::RawFd;
use std::path::Path;

use super::files::{DEVICES, LIBRARIES, LINKER, LOADER};
use super::{Launch, Role};

/// The command.
pub(super) const COMMAND: &str = "bwrap";

/// Where a subject's program lies inside.
const SUBJECT: &str = "/subject";

/// Size of a compiler's `/tmp`, in bytes.
const TEMPORARY: u64 = 64 << 20;

/// Descriptors that bubblewrap reads.
pub(super) struct Descriptors {
    /// The compiled seccomp filter.
    pub filter: RawFd,
    /// The bytes of a subject's program: its path may lie where the subject's user can't reach.
    pub program: Option<RawFd>,
}

/// The arguments, the program's own included.
pub(super) fn arguments(launch: &Launch, descriptors: &Descriptors) -> Vec<OsString> {
    let mut line = Line::default();
    line.words("--unshare-user --unshare-pid --unshare-net --unshare-ipc --unshare-uts --unshare-cgroup-try");
    line.words(
        "--uid 65534 --gid 65534 --hostname sandbox --die-with-parent --clearenv --cap-drop ALL",
    );
    line.words("--dir /dev");
    for device in DEVICES {
        line.bind("--dev-bind-try", device);
    }
    for path in LIBRARIES.iter().chain(LOADER) {
        line.bind("--ro-bind-try", path);
    }
    let program = match (launch.role, descriptors.program) {
        (Role::Subject, Some(program)) => {
            line.words(&format!("--perms 0555 --file {program} {SUBJECT}"));
            Path::new(SUBJECT)
        }
        _ => launch.program.as_path(),
    };
    if launch.role != Role::Subject {
        // The loader asks `/proc` where a program lies, to find the libraries beside it. Only the sandbox's own are there.
        line.words(&format!("--proc /proc --size {TEMPORARY} --tmpfs /tmp"));
        if launch.role == Role::Compiler {
            for path in LINKER {
                line.bind("--ro-bind-try", path);
            }
        }
        for path in &launch.readable {
            line.bind("--ro-bind", path);
        }
        line.bind("--ro-bind", program);
        if let Some(path) = &launch.writable {
            line.bind("--bind", path);
        }
    }
    if let Some(folder) = &launch.temporary {
        line.words("--setenv TMPDIR");
        line.word(folder);
    }
    line.words("--remount-ro /");
    line.words("--chdir");
    line.word(launch.writable.as_deref().unwrap_or(Path::new("/")));
    line.words(&format!("--seccomp {} --", descriptors.filter));
    line.word(program);
    line.0.extend(launch.arguments.iter().map(OsString::from));
    line.0
}

#[derive(Default)]
struct Line(Vec<OsString>);

impl Line {
    fn words(&mut self, words: &str) {
        self.0.extend(words.split(' ').map(OsString::from));
    }

    fn word(&mut self, word: &Path) {
        self.0.push(word.as_os_str().to_owned());
    }

    fn bind(&mut self, how: &str, path: impl AsRef<Path>) {
        self.words(how);
        self.word(path.as_ref());
        self.word(path.as_ref());
    }
}
