//! What a request is answered with.

use std::fmt;

use workbook_judge::frames::{Malformed, Reader, Writer};

use crate::walk::NAMES;

/// What a request may be answered with.
pub enum Reply {
    Counts([u64; 3]),
    NotAProbability { from: u8, to: u8, value: f64 },
    RowSum { from: u8, sum: f64 },
    ZeroDays,
    Unknown(u8),
}

impl Reply {
    pub fn read(reply: &mut Reader<'_>) -> Result<Reply, Malformed> {
        Ok(match reply.u8()? {
            0 => Reply::Counts([reply.u64()?, reply.u64()?, reply.u64()?]),
            1 => Reply::NotAProbability {
                from: reply.u8()?,
                to: reply.u8()?,
                value: reply.f64()?,
            },
            2 => Reply::RowSum {
                from: reply.u8()?,
                sum: reply.f64()?,
            },
            3 => Reply::ZeroDays,
            unknown => Reply::Unknown(unknown),
        })
    }
}

/// As they are printed: any NaN is as good as another, and sums are right to six digits, however they were added up.
impl PartialEq for Reply {
    fn eq(&self, other: &Reply) -> bool {
        self.to_string() == other.to_string()
    }
}

impl fmt::Display for Reply {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = |state: u8| NAMES.get(usize::from(state)).copied().unwrap_or("no state");
        match *self {
            Reply::Counts(counts) => write!(f, "the counts {counts:?}"),
            Reply::NotAProbability { from, to, value } => {
                write!(
                    f,
                    "NotAProbability from {} to {} ({value})",
                    name(from),
                    name(to)
                )
            }
            Reply::RowSum { from, sum } => write!(f, "RowSum from {} ({sum:.6})", name(from)),
            Reply::ZeroDays => f.write_str("ZeroDays"),
            Reply::Unknown(tag) => write!(f, "a reply of unknown kind {tag}"),
        }
    }
}

/// The counts of a reply that should hold some.
pub fn read_counts(reply: &mut Reader<'_>) -> Result<[u64; 3], String> {
    match Reply::read(reply)? {
        Reply::Counts(counts) => Ok(counts),
        other => Err(format!("{other} instead of counts")),
    }
}

/// A reply of counts.
pub fn write_counts(output: &mut Writer, counts: [u64; 3]) {
    output.u8(0);
    for count in counts {
        output.u64(count);
    }
}
