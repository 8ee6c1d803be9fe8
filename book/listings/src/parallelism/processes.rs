//! A pool of worker processes, as `multiprocessing.Pool` is one.
//!
//! A worker is this workspace's program `measure`, started with `--worker`. It reads requests from its standard input and
//! writes answers to its standard output, each as a *frame*: its length in four bytes, then so many bytes.

use std::env::consts::EXE_SUFFIX;
use std::io::{self, BufReader, ErrorKind, Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use crate::scaling::{range_sum, simd};
use crate::sleep_square::{NAP, square};

/// The longest frame: a length beyond it is no length but a misunderstanding.
const LONGEST: usize = 1 << 30;

// ANCHOR: job
/// What a worker can do. A function can't be sent to another process, but its name can.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Job {
    /// The square of each number, after a nap.
    SleepySquare = 0,
    /// The square of each number.
    Square = 1,
    /// The sum of the waves at the numbers.
    Waves = 2,
    /// The same at the numbers between two indices, which the worker makes itself.
    WavesBetween = 3,
}

impl Job {
    /// Does it; `None` if these numbers make no sense to it.
    fn run(self, numbers: &[f64]) -> Option<Vec<f64>> {
        Some(match self {
            Self::SleepySquare => numbers.iter().map(|&x| square(x, NAP)).collect(),
            Self::Square => numbers.iter().map(|x| x * x).collect(),
            Self::Waves => vec![simd(numbers)],
            Self::WavesBetween => match *numbers {
                [from, to] => vec![range_sum(from as u32, to as u32)],
                _ => return None,
            },
        })
    }
}
// ANCHOR_END: job

impl TryFrom<u8> for Job {
    type Error = io::Error;

    fn try_from(code: u8) -> io::Result<Self> {
        let jobs = [
            Self::SleepySquare,
            Self::Square,
            Self::Waves,
            Self::WavesBetween,
        ];
        let job = jobs.into_iter().find(|job| *job as u8 == code);
        job.ok_or_else(|| io::Error::new(ErrorKind::InvalidData, format!("there is no job {code}")))
    }
}

// ANCHOR: frames
/// Sends some bytes, their number first.
///
/// # Errors
/// When the other end is gone, or the frame is too long.
pub fn write_frame(mut to: impl Write, bytes: &[u8]) -> io::Result<()> {
    if bytes.len() > LONGEST {
        return Err(ErrorKind::InvalidInput.into());
    }
    to.write_all(&(bytes.len() as u32).to_le_bytes())?;
    to.write_all(bytes)?;
    to.flush()
}

/// Receives some bytes; `None` when the other end has closed and nothing more will come.
///
/// # Errors
/// When it closed in the middle of a frame, or the length is none.
pub fn read_frame(mut from: impl Read) -> io::Result<Option<Vec<u8>>> {
    let mut length = [0; 4];
    match from.read(&mut length[..1])? {
        0 => return Ok(None),
        _ => from.read_exact(&mut length[1..])?,
    }
    let length = u32::from_le_bytes(length) as usize;
    if length > LONGEST {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = vec![0; length];
    from.read_exact(&mut bytes)?;
    Ok(Some(bytes))
}
// ANCHOR_END: frames

// ANCHOR: serialise
/// Numbers as bytes that mean the same in any process.
fn append(numbers: &[f64], bytes: &mut Vec<u8>) {
    bytes.reserve(size_of_val(numbers));
    for number in numbers {
        bytes.extend_from_slice(&number.to_le_bytes());
    }
}

fn numbers(bytes: &[u8]) -> io::Result<Vec<f64>> {
    match bytes.as_chunks::<8>() {
        (numbers, []) => Ok(numbers.iter().map(|x| f64::from_le_bytes(*x)).collect()),
        _ => Err(ErrorKind::InvalidData.into()),
    }
}
// ANCHOR_END: serialise

// ANCHOR: serve
/// A worker's whole life: answers requests until no more can come.
///
/// # Errors
/// When a request makes no sense, or nobody takes the answer.
pub fn serve(mut requests: impl Read, mut answers: impl Write) -> io::Result<()> {
    while let Some(request) = read_frame(&mut requests)? {
        let (&code, data) = request.split_first().ok_or(ErrorKind::InvalidData)?;
        let results = Job::try_from(code)?.run(&numbers(data)?);
        let results = results.ok_or(ErrorKind::InvalidData)?;
        let mut answer = Vec::new();
        append(&results, &mut answer);
        write_frame(&mut answers, &answer)?;
    }
    Ok(())
}
// ANCHOR_END: serve

/// A worker process, seen from its parent.
#[derive(Debug)]
struct Worker {
    child: Child,
    /// Taken at the end: a worker without requests stops by itself.
    requests: Option<ChildStdin>,
    answers: BufReader<ChildStdout>,
}

impl Worker {
    fn start(program: &Path) -> io::Result<Self> {
        let mut child = Command::new(program)
            .arg("--worker")
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        Ok(Self {
            requests: child.stdin.take(),
            answers: BufReader::new(child.stdout.take().expect("its output is piped")),
            child,
        })
    }

    fn ask(&mut self, job: Job, data: &[f64]) -> io::Result<Vec<f64>> {
        let mut request = vec![job as u8];
        append(data, &mut request);
        let requests = self.requests.as_mut().expect("it is taken at the end only");
        write_frame(requests, &request)?;
        let answer = read_frame(&mut self.answers)?.ok_or(ErrorKind::UnexpectedEof)?;
        numbers(&answer)
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        drop(self.requests.take());
        // It ends by itself once its input has; there is nobody left to tell if it doesn't end well.
        let _ = self.child.wait();
    }
}

// ANCHOR: pool
/// A pool of worker processes. Dropping it ends them.
#[derive(Debug)]
pub struct Processes(Vec<Worker>);

impl Processes {
    /// Starts so many.
    ///
    /// # Errors
    /// When the program doesn't start.
    pub fn start(program: &Path, count: usize) -> io::Result<Self> {
        let workers = (0..count).map(|_| Worker::start(program));
        workers.collect::<io::Result<_>>().map(Self)
    }

    /// The results for all pieces, in the order of the pieces. Whoever is free takes the next one.
    ///
    /// # Errors
    /// When a worker is gone.
    pub fn map(&mut self, job: Job, pieces: &[&[f64]]) -> io::Result<Vec<Vec<f64>>> {
        let next = AtomicUsize::new(0);
        let mut results = vec![Vec::new(); pieces.len()];
        thread::scope(|scope| {
            // A thread for each process, which does little but wait for it.
            let waiting: Vec<_> = self
                .0
                .iter_mut()
                .map(|worker| {
                    scope.spawn(|| {
                        let mut done = Vec::new();
                        loop {
                            let index = next.fetch_add(1, Ordering::Relaxed);
                            let Some(piece) = pieces.get(index) else {
                                return io::Result::Ok(done);
                            };
                            done.push((index, worker.ask(job, piece)?));
                        }
                    })
                })
                .collect();
            for thread in waiting {
                for (index, result) in thread.join().expect("waiting can't panic")? {
                    results[index] = result;
                }
            }
            Ok(results)
        })
    }
}
// ANCHOR_END: pool

/// The program that can be a worker: `measure`, which is this one or stands beside it.
///
/// # Errors
/// When it isn't there: `cargo build -p listings --bin measure` makes it.
pub fn program() -> io::Result<PathBuf> {
    let this = std::env::current_exe()?;
    let folders = this.ancestors().skip(1).take(2);
    folders
        .map(|folder| folder.join(format!("measure{EXE_SUFFIX}")))
        .find(|program| program.is_file())
        .ok_or_else(|| {
            io::Error::new(
                ErrorKind::NotFound,
                "there is no program `measure` here to be a worker",
            )
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_goes_through_a_frame_comes_out_bit_for_bit() {
        let sent = [0.0, -0.0, 1.5, f64::INFINITY, f64::MIN_POSITIVE, f64::NAN];
        let mut bytes = Vec::new();
        append(&sent, &mut bytes);
        let mut pipe = Vec::new();
        write_frame(&mut pipe, &bytes).unwrap();
        write_frame(&mut pipe, &[]).unwrap();
        let mut end = pipe.as_slice();
        let received = numbers(&read_frame(&mut end).unwrap().unwrap()).unwrap();
        assert_eq!(
            sent.map(f64::to_bits),
            received.iter().map(|x| x.to_bits()).collect::<Vec<_>>()[..]
        );
        assert_eq!(read_frame(&mut end).unwrap(), Some(vec![]));
        assert_eq!(read_frame(&mut end).unwrap(), None);
    }

    #[test]
    fn a_frame_that_is_cut_off_or_has_an_impossible_length_is_an_error() {
        let cut = [5, 0, 0, 0, 1, 2];
        assert_eq!(
            read_frame(&cut[..]).unwrap_err().kind(),
            ErrorKind::UnexpectedEof
        );
        assert_eq!(
            read_frame(&cut[..2]).unwrap_err().kind(),
            ErrorKind::UnexpectedEof
        );
        let huge = [0xff; 4];
        assert_eq!(
            read_frame(&huge[..]).unwrap_err().kind(),
            ErrorKind::InvalidData
        );
    }

    #[test]
    fn a_worker_answers_each_request_and_ends_with_its_input() {
        let mut requests = Vec::new();
        for numbers in [vec![3.0, -4.0], vec![]] {
            let mut request = vec![Job::Square as u8];
            append(&numbers, &mut request);
            write_frame(&mut requests, &request).unwrap();
        }
        let mut answers = Vec::new();
        serve(requests.as_slice(), &mut answers).unwrap();
        let mut end = answers.as_slice();
        let first = numbers(&read_frame(&mut end).unwrap().unwrap()).unwrap();
        assert_eq!(first, [9.0, 16.0]);
        assert_eq!(read_frame(&mut end).unwrap(), Some(vec![]));
        assert_eq!(read_frame(&mut end).unwrap(), None);
    }

    #[test]
    fn a_request_that_makes_no_sense_stops_the_worker() {
        let no_range = Job::WavesBetween as u8;
        for request in [&[][..], &[200], &[Job::Square as u8, 1, 2, 3], &[no_range]] {
            let mut requests = Vec::new();
            write_frame(&mut requests, request).unwrap();
            let error = serve(requests.as_slice(), Vec::new()).unwrap_err();
            assert_eq!(error.kind(), ErrorKind::InvalidData, "{request:?}");
        }
    }
}
