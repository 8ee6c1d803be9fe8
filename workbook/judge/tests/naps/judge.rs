//! The judge of a small exercise that only the tests know: `pub fn nap(milliseconds: u64, helpers: u64) -> u64` sleeps so
//! long, but with helpers only so long divided by them. Its speed-up is the same on every machine. And `pub const TEXT`.

use std::process::ExitCode;
use std::thread::sleep;
use std::time::Duration;

use workbook_judge::contest::{self, Case, Group, Judge, RaceCase};
use workbook_judge::frames::{Malformed, Reader, Writer};

struct Naps;

fn request(milliseconds: u64, helpers: u64) -> Writer {
    let mut input = Writer::new();
    input.u64(milliseconds).u64(helpers);
    input
}

impl Judge for Naps {
    fn groups(&self) -> &[Group] {
        const {
            &[
                Group::to_be_read("text", 3, "a text"),
                Group::new("speed", 4, "a speed-up like the judge's"),
            ]
        }
    }

    fn cases(&self, group: &str, _seed: u64) -> Vec<Case> {
        match group {
            "text" => vec![Case::new("the text", request(0, 0), |reply| {
                match reply.str()? {
                    "" => Err("nothing is written".to_owned()),
                    _ => Ok(()),
                }
            })],
            _ => Vec::new(),
        }
    }

    fn plain(&self, input: &mut Reader<'_>, output: &mut Writer) -> Result<(), Malformed> {
        let (milliseconds, helpers) = (input.u64()?, input.u64()?);
        sleep(Duration::from_millis(milliseconds / helpers.max(1)));
        output.u64(milliseconds);
        Ok(())
    }

    fn race(&self, _seed: u64, round: u32) -> Option<RaceCase> {
        let milliseconds = 40 + u64::from(round);
        let all = || request(milliseconds, 4);
        let one = || request(milliseconds, 1);
        let race = RaceCase::new(all(), all(), |contender, plain| {
            let (found, expected) = (contender.u64()?, plain.u64()?);
            if found == expected {
                Ok(())
            } else {
                Err(format!("{found} instead of {expected}"))
            }
        });
        Some(race.over(one(), one()))
    }
}

fn main() -> ExitCode {
    contest::main(&Naps)
}
