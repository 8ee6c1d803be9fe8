//! The judge's end of the socket to a confined process: requests, replies, deadlines.

use std::io::{self, Read, Write};
use std::os::fd::OwnedFd;
use std::os::unix::net::UnixStream;
use std::process::Stdio;
use std::time::{Duration, Instant};

use crate::frames;
use crate::limits::Limits;
use crate::sandbox::child::{Ending, Running};
use crate::sandbox::{Launch, Sandbox, SandboxError};

/// How long a process may take to end once its socket is closed.
const GRACE: Duration = Duration::from_millis(500);

/// How long a process may take to start, on a busy machine.
const START: Duration = Duration::from_secs(20);

/// The longest reply that is taken, in bytes.
const LONGEST_REPLY: usize = 64 << 20;

/// Why there is no reply.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Failure {
    /// The program never greeted: either it couldn't be started, or something ended it before its `main`.
    NoGreeting,
    /// Not within the time.
    TooLate,
    /// The process closed the socket, most often by ending.
    Closed,
    /// It announced more than is taken.
    TooLong,
}

/// A reply, and the time that it took.
#[derive(Debug)]
pub(crate) struct Reply {
    /// The payload.
    pub bytes: Vec<u8>,
    /// From the first byte of the request to the last of the reply, by the judge's clock.
    pub time: Duration,
}

/// A confined process, and the socket to it.
#[derive(Debug)]
pub(crate) struct Conversation {
    process: Running,
    socket: UnixStream,
    limits: Limits,
}

impl Conversation {
    /// Starts a program that serves frames on descriptor 0.
    pub(crate) fn open(sandbox: &Sandbox, launch: &Launch) -> Result<Self, SandboxError> {
        let failed = |source| SandboxError::Start {
            program: launch.program.clone(),
            source,
        };
        let (socket, theirs) = UnixStream::pair().map_err(failed)?;
        let process = sandbox.start(launch, Stdio::from(OwnedFd::from(theirs)))?;
        Ok(Self {
            process,
            socket,
            limits: launch.limits,
        })
    }

    /// What the process may use.
    pub(crate) fn limits(&self) -> Limits {
        self.limits
    }

    /// Waits for the greeting that `frames::serve` begins with.
    pub(crate) fn greet(&mut self) -> Result<(), Failure> {
        let mut socket = Timed {
            socket: &self.socket,
            deadline: Instant::now() + START,
        };
        match frames::receive(&mut socket, frames::GREETING.len()) {
            Ok(Some(greeting)) if greeting == frames::GREETING => Ok(()),
            _ => Err(Failure::NoGreeting),
        }
    }

    /// Sends a request and waits for the reply.
    pub(crate) fn ask(&mut self, request: &[u8], within: Duration) -> Result<Reply, Failure> {
        let begin = Instant::now();
        let mut socket = Timed {
            socket: &self.socket,
            deadline: begin + within,
        };
        let received = frames::send(&mut socket, request)
            .and_then(|()| frames::receive(&mut socket, LONGEST_REPLY));
        let time = begin.elapsed();
        match received {
            Ok(Some(bytes)) => Ok(Reply { bytes, time }),
            Ok(None) => Err(Failure::Closed),
            Err(error) => Err(match error.kind() {
                io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => Failure::TooLate,
                io::ErrorKind::InvalidData => Failure::TooLong,
                _ => Failure::Closed,
            }),
        }
    }

    /// Stops the process until it is resumed.
    pub(crate) fn pause(&self) {
        self.process.pause();
    }

    /// Lets the process go on.
    pub(crate) fn resume(&self) {
        self.process.resume();
    }

    /// Ends the conversation after a failure. A process that closed the socket may end by itself; any other is killed.
    pub(crate) fn close(self, failure: &Failure) -> Ending {
        let grace = match failure {
            Failure::Closed | Failure::NoGreeting => GRACE,
            Failure::TooLate | Failure::TooLong => Duration::ZERO,
        };
        drop(self.socket);
        self.process.finish(Instant::now() + grace)
    }

    /// Ends the conversation when all was answered.
    pub(crate) fn end(self) -> Ending {
        drop(self.socket);
        self.process.finish(Instant::now() + GRACE)
    }
}

/// A socket that gives up at a deadline, however slowly the other side drips.
struct Timed<'a> {
    socket: &'a UnixStream,
    deadline: Instant,
}

impl Timed<'_> {
    fn left(&self) -> io::Result<Option<Duration>> {
        match self.deadline.saturating_duration_since(Instant::now()) {
            Duration::ZERO => Err(io::ErrorKind::TimedOut.into()),
            left => Ok(Some(left)),
        }
    }
}

impl Read for Timed<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.socket.set_read_timeout(self.left()?)?;
        self.socket.read(buffer)
    }
}

impl Write for Timed<'_> {
    fn write(&mut self, buffer: &[u8]) -> io::Result<usize> {
        self.socket.set_write_timeout(self.left()?)?;
        self.socket.write(buffer)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.socket.flush()
    }
}
