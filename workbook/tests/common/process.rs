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

/// The numbers of all processes below one; none where there is no `/proc`.
pub fn descendants(pid: &str) -> Vec<String> {
    let stats = std::fs::read_dir("/proc").into_iter().flatten().flatten();
    let parents: Vec<(String, String)> = stats
        .filter_map(|process| std::fs::read_to_string(process.path().join("stat")).ok())
        .filter_map(|stat| {
            // A program's name, in brackets, may hold anything.
            let (process, _) = stat.split_once(' ')?;
            let (_, fields) = stat.rsplit_once(')')?;
            let parent = fields.split_whitespace().nth(1)?;
            Some((process.to_owned(), parent.to_owned()))
        })
        .collect();
    let mut found = vec![pid.to_owned()];
    let mut at = 0;
    while at < found.len() {
        let below = parents.iter().filter(|(_, parent)| *parent == found[at]);
        let below: Vec<String> = below.map(|(process, _)| process.clone()).collect();
        found.extend(below);
        at += 1;
    }
    found.split_off(1)
}
