//! The canary: a program of ours that tries, inside the sandbox, what a hostile submission would try.

use std::io::Write;
use std::net::{TcpListener, TcpStream, UdpSocket};
use std::path::PathBuf;
use std::process::Command;
use std::time::Duration;

use super::{Launch, Level, Role, Sandbox, SandboxError};
use crate::conversation::Conversation;
use crate::frames::{Malformed, Reader, Writer};
use crate::limits::Limits;

/// A file that every user of every system may read.
const FILE: &str = "/etc/passwd";

/// Folders that every user may write to on most systems.
const FOLDERS: &[&str] = &["/tmp", "/var/tmp", "/dev/shm", "/run", "."];

/// The judge binary's argument for being the canary.
pub(crate) const MODE: &str = "canary";

/// Tries everything, and replies with what worked.
pub(crate) fn answer(input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
    let port = input.u32()?;
    let mut worked = Vec::new();
    if std::fs::read(FILE).is_ok() {
        worked.push(format!("reading {FILE}"));
    }
    for folder in FOLDERS {
        let path = PathBuf::from(folder).join(format!("workbook-canary-{}", std::process::id()));
        if std::fs::File::create(&path)
            .and_then(|mut file| file.write_all(b"x"))
            .is_ok()
        {
            worked.push(format!("writing to {folder}"));
            // It has done its work whether or not it can be removed.
            let _ = std::fs::remove_file(path);
        }
    }
    if let Ok(port) = u16::try_from(port)
        && TcpStream::connect_timeout(&([127, 0, 0, 1], port).into(), Duration::from_secs(1))
            .is_ok()
    {
        worked.push("connecting to a local port".to_owned());
    }
    if UdpSocket::bind("127.0.0.1:0")
        .and_then(|socket| socket.send_to(b"x", "127.0.0.1:9"))
        .is_ok()
    {
        worked.push("sending a datagram".to_owned());
    }
    if Command::new("/proc/self/exe")
        .arg("nothing")
        .output()
        .is_ok()
        || Command::new("/bin/sh").output().is_ok()
    {
        worked.push("starting a process".to_owned());
    }
    output.str(&worked.join(", "));
    Ok(())
}

impl Sandbox {
    /// Runs the canary: an error says what doesn't work, or what does and shouldn't.
    ///
    /// # Errors
    /// When the level can't be used on this machine, as it is now.
    pub fn probe(&self) -> Result<(), SandboxError> {
        let unusable = |reason: String| SandboxError::Unusable {
            level: self.level,
            reason,
        };
        let listener = TcpListener::bind("127.0.0.1:0")
            .and_then(|listener| listener.local_addr().map(|a| (listener, a)));
        let (_listening, port) = match listener {
            Ok((listener, address)) => (Some(listener), u32::from(address.port())),
            Err(_) => (None, u32::MAX),
        };
        let launch = Launch {
            level: self.level,
            role: Role::Subject,
            program: self.launcher.clone(),
            arguments: vec![MODE.to_owned()],
            readable: Vec::new(),
            writable: None,
            temporary: None,
            processors: None,
            neighbours: 0,
            limits: Limits::subject(),
        };
        let mut conversation = Conversation::open(self, &launch)?;
        let mut request = Writer::new();
        request.u32(port);
        let greeted = conversation.greet();
        if self.level == Level::Weak && greeted.is_ok() {
            // There is nothing more to hope for: what the canary tries would work.
            return Ok(());
        }
        let reply =
            greeted.and_then(|()| conversation.ask(request.as_bytes(), launch.limits.wall()));
        let reply = match reply {
            Ok(reply) => reply.bytes,
            Err(failure) => {
                let ending = conversation.close(&failure);
                let said = ending.errors.text();
                return Err(unusable(match said.trim() {
                    "" => format!(
                        "a program of ours ended there ({:?}, {failure:?})",
                        ending.exit
                    ),
                    said => said.to_owned(),
                }));
            }
        };
        let worked = Reader::new(&reply)
            .str()
            .map(str::to_owned)
            .map_err(|error| unusable(error.to_string()))?;
        if worked.is_empty() {
            Ok(())
        } else {
            Err(unusable(format!("it allows {worked}")))
        }
    }
}
