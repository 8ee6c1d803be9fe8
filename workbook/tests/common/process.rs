//! Whether what was started is gone.

use std::path::Path;
use std::process::{Command, Stdio};

/// Whether a process lives. One that nobody waited for yet is as good as gone.
pub fn is_alive(pid: &str) -> bool {
    std::fs::read_to_string(format!("/proc/{pid}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
        || (!Path::new("/proc/self").exists()
            && Command::new("kill")
                .args(["-0", pid])
                .stderr(Stdio::null())
                .status()
                .unwrap()
                .success())
}
