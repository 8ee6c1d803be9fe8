//! The resident Python worker: started once, asked in every round. `python/worker.py` has the protocol.

use std::cell::RefCell;
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::rc::Rc;
use std::time::Duration;

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

/// Where the Python files are.
#[must_use]
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("python")
}

/// A running worker. It ends when the last handle on it goes.
#[derive(Debug, Clone)]
pub struct Worker(Rc<RefCell<Process>>);

#[derive(Debug)]
struct Process {
    child: Child,
    /// Taken at the end: a worker without input stops by itself.
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

/// How long calls took.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Taken {
    /// By the clock on the wall.
    pub wall: Duration,
    /// In processor time of all threads.
    pub core: Option<Duration>,
}

/// Why the worker gave no answer.
#[derive(Debug, thiserror::Error)]
pub enum WorkerError {
    /// The interpreter didn't start.
    #[error("cannot start {}: {source}", python.display())]
    Start {
        /// The interpreter.
        python: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// It stopped while it was asked.
    #[error("the Python worker stopped; what it said is above")]
    Stopped,
    /// It said something else than the protocol has.
    #[error("the Python worker answered `{0}`, which is no answer")]
    Garbled(String),
    /// Python raised an exception.
    #[error("{0}")]
    Raised(String),
}

/// A twin with its input, ready to be timed.
#[derive(Debug)]
pub struct Prepared {
    worker: Worker,
    kernel: &'static str,
    variant: &'static str,
    size: &'static str,
    scaled_from: Option<String>,
}

impl Worker {
    /// Starts `python worker.py`.
    ///
    /// # Errors
    /// When the interpreter doesn't start.
    pub fn start(python: &Path) -> Result<Self, WorkerError> {
        Self::start_script(python, &folder().join("worker.py"))
    }

    fn start_script(python: &Path, script: &Path) -> Result<Self, WorkerError> {
        let mut child = Command::new(python)
            .arg(script)
            // No bytecode beside the sources.
            .env("PYTHONDONTWRITEBYTECODE", "1")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .map_err(|source| WorkerError::Start {
                python: python.to_owned(),
                source,
            })?;
        let requests = child.stdin.take();
        let answers = BufReader::new(child.stdout.take().expect("stdout is piped"));
        Ok(Self(Rc::new(RefCell::new(Process {
            child,
            requests,
            answers,
        }))))
    }

    /// Makes a twin's input and runs it once, so that what compiles at the first call is compiled.
    ///
    /// # Errors
    /// When Python raises an exception, or the worker is gone.
    pub fn prepare(
        &self,
        kernel: &'static str,
        variant: &'static str,
        size: &'static str,
    ) -> Result<Prepared, WorkerError> {
        #[derive(Deserialize)]
        struct Answer {
            scaled_from: Option<String>,
        }
        let request = json!({"do": "prepare", "kernel": kernel, "variant": variant, "size": size});
        let Answer { scaled_from } = self.ask(&request)?;
        Ok(Prepared {
            worker: self.clone(),
            kernel,
            variant,
            size,
            scaled_from,
        })
    }

    fn ask<A: DeserializeOwned>(&self, request: &Value) -> Result<A, WorkerError> {
        let mut process = self.0.borrow_mut();
        let requests = process.requests.as_mut().ok_or(WorkerError::Stopped)?;
        let sent = writeln!(requests, "{request}").and_then(|()| requests.flush());
        let mut line = String::new();
        match sent.and_then(|()| process.answers.read_line(&mut line)) {
            Ok(length) if length > 0 => {}
            _ => return Err(WorkerError::Stopped),
        }
        let garbled = || WorkerError::Garbled(line.trim_end().to_owned());
        let answer: Value = serde_json::from_str(&line).map_err(|_| garbled())?;
        match answer.get("error").and_then(Value::as_str) {
            Some(error) => Err(WorkerError::Raised(error.to_owned())),
            None => serde_json::from_value(answer).map_err(|_| garbled()),
        }
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        drop(self.requests.take());
        // It ends by itself once its input has; there is nobody left to tell if it doesn't end well.
        let _ = self.child.wait();
    }
}

impl Prepared {
    /// The smaller size that stands for the full one, if the twin is too slow for it.
    #[must_use]
    pub fn scaled_from(&self) -> Option<&str> {
        self.scaled_from.as_deref()
    }

    /// Makes so many calls and returns how long they took by Python's own clocks.
    ///
    /// # Errors
    /// When Python raises an exception, or the worker is gone.
    pub fn time(&self, calls: u64) -> Result<Taken, WorkerError> {
        #[derive(Deserialize)]
        struct Answer {
            seconds: f64,
            core_seconds: Option<f64>,
        }
        let mut request = self.request("time");
        request["calls"] = calls.into();
        let Answer {
            seconds,
            core_seconds,
        } = self.worker.ask(&request)?;
        let wall = Duration::try_from_secs_f64(seconds)
            .map_err(|_| WorkerError::Garbled(format!("{seconds} seconds")))?;
        let core = core_seconds.and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
        Ok(Taken { wall, core })
    }

    /// What the twin computes.
    ///
    /// # Errors
    /// When Python raises an exception, or the worker is gone.
    pub fn value(&self) -> Result<Vec<f64>, WorkerError> {
        #[derive(Deserialize)]
        struct Answer {
            bits: Vec<u64>,
        }
        let Answer { bits } = self.worker.ask(&self.request("value"))?;
        Ok(bits.into_iter().map(f64::from_bits).collect())
    }

    fn request(&self, what: &str) -> Value {
        json!({"do": what, "kernel": self.kernel, "variant": self.variant, "size": self.size})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A twin that stands for a problem a thousand times its size, one that prints, and one that fails.
    const KERNEL: &str = r#"
from scaled import Scaled
import math

def prepare(variant, size):
    if variant == "scaled":
        return Scaled(lambda: [math.nan, -0.0, math.inf], "10^3", 1000)
    if variant == "chatty":
        return lambda: print("not an answer") or [1.5]
    return lambda: [][0]
"#;

    /// A worker beside a kernel of the test's own, if there is a Python to run it.
    fn worker(folder: &Path) -> Option<Worker> {
        let python = ["python3", "python"]
            .map(Path::new)
            .into_iter()
            .find(|python| {
                let version = Command::new(python).arg("--version").output();
                version.is_ok_and(|output| output.stdout.starts_with(b"Python 3"))
            });
        let Some(python) = python else {
            eprintln!(
                "left out: the conversation with the worker. There is no Python 3 on the path."
            );
            return None;
        };
        let script = folder.join("worker.py");
        for file in ["worker.py", "scaled.py"] {
            std::fs::copy(super::folder().join(file), folder.join(file)).unwrap();
        }
        std::fs::write(folder.join("toy.py"), KERNEL).unwrap();
        Some(Worker::start_script(python, &script).unwrap())
    }

    #[test]
    fn a_twin_that_runs_a_smaller_size_has_its_time_multiplied_and_says_so() {
        let folder = tempfile::tempdir().unwrap();
        let Some(worker) = worker(folder.path()) else {
            return;
        };
        let twin = worker.prepare("toy", "scaled", "10^6").unwrap();
        assert_eq!(twin.scaled_from(), Some("10^3"));
        let started = std::time::Instant::now();
        let told = twin.time(2000).unwrap();
        assert!(
            told.wall > started.elapsed(),
            "{told:?} stands for a thousand times the work"
        );
        let bits: Vec<u64> = twin
            .value()
            .unwrap()
            .into_iter()
            .map(f64::to_bits)
            .collect();
        assert!(f64::from_bits(bits[0]).is_nan());
        assert_eq!(bits[1..], [(-0.0_f64).to_bits(), f64::INFINITY.to_bits()]);
    }

    #[test]
    fn what_a_twin_prints_is_no_answer_and_what_it_raises_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let Some(worker) = worker(folder.path()) else {
            return;
        };
        let raised = worker.prepare("toy", "failing", "10^6").unwrap_err();
        assert_eq!(raised.to_string(), "IndexError: list index out of range");
        let chatty = worker.prepare("toy", "chatty", "10^6").unwrap();
        assert_eq!(chatty.scaled_from(), None);
        assert_eq!(chatty.value().unwrap(), [1.5]);
        let unknown = worker.prepare("nonesuch", "pure", "10^6").unwrap_err();
        assert!(unknown.to_string().contains("nonesuch"), "{unknown}");
    }

    #[test]
    fn a_worker_that_is_gone_or_talks_nonsense_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        if worker(folder.path()).is_none() {
            return;
        }
        let script = folder.path().join("odd.py");
        let start = |text: &str| {
            std::fs::write(&script, text).unwrap();
            Worker::start_script(Path::new("python3"), &script).unwrap()
        };
        let gone = start("raise SystemExit(0)")
            .prepare("toy", "a", "b")
            .unwrap_err();
        assert!(matches!(gone, WorkerError::Stopped), "{gone}");
        let odd = start("input(); print('hello')")
            .prepare("toy", "a", "b")
            .unwrap_err();
        assert_eq!(
            odd.to_string(),
            "the Python worker answered `hello`, which is no answer"
        );
        let missing = Worker::start(Path::new("no-such-python")).unwrap_err();
        assert!(
            missing
                .to_string()
                .starts_with("cannot start no-such-python"),
            "{missing}"
        );
    }
}
