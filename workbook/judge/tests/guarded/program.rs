//! A guarded program that has an orphan: prints the numbers of both guardians, of itself and of the orphan, and waits.

#[cfg(target_os = "linux")]
fn main() -> std::io::Result<()> {
    use nix::unistd::{Pid, getpid, getppid};

    let caller = getpid();
    workbook_judge::command::guard()?;
    let (guardian, this): (Pid, Pid) = (getppid(), getpid());
    // The shell that started it ends, and it has a session and a group of its own.
    let script = "setsid sleep 600 </dev/null >/dev/null 2>&1 & echo $!";
    let orphan = std::process::Command::new("sh")
        .args(["-c", script])
        .output()?;
    println!(
        "{caller} {guardian} {this} {}",
        String::from_utf8_lossy(&orphan.stdout).trim()
    );
    match std::env::args()
        .nth(1)
        .and_then(|status| status.parse().ok())
    {
        Some(status) => std::process::exit(status),
        None => std::thread::sleep(std::time::Duration::from_secs(600)),
    }
    Ok(())
}

#[cfg(not(target_os = "linux"))]
fn main() {}
