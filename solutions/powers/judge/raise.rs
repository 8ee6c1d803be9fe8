//! What is asked of an answer, and what is wrong with a reply.

use workbook_judge::contest::Case;
use workbook_judge::frames::{Reader, Writer};

/// Numbers to raise to a power.
pub struct Raise {
    x: Vec<f64>,
    n: i32,
}

/// What the room for the powers holds before the call.
const UNTOUCHED: f64 = -7.5e-300;

impl Raise {
    pub fn new(x: Vec<f64>, n: i32) -> Raise {
        Raise { x, n }
    }

    fn request(&self, room: usize) -> Writer {
        let mut request = Writer::new();
        request
            .bool(false)
            .f64s(&self.x)
            .u32(self.n.cast_unsigned());
        request.f64s(&vec![UNTOUCHED; room]);
        request
    }

    /// A case with room for all powers.
    pub fn case(self, about: &str) -> Case {
        let label = format!(
            "{about}: {} numbers to the power of {}",
            self.x.len(),
            self.n
        );
        Case::new(label, self.request(self.x.len()), move |reply| {
            if let Some((numbers, powers)) = mismatch(reply)? {
                return Err(format!(
                    "LengthMismatch of {numbers} and {powers}, but there was room"
                ));
            }
            let found = reply.f64s()?;
            complaint(&self.x, self.n, 0, &found, self.x.len())
        })
    }

    /// A case with room for another number of powers.
    pub fn refused(self, room: usize) -> Case {
        let numbers = self.x.len();
        let label = format!("{numbers} numbers, and room for {room} powers");
        Case::new(label, self.request(room), move |reply| {
            let found = mismatch(reply)?;
            let written = reply.f64s()?.iter().any(|&power| power != UNTOUCHED);
            match found {
                None => Err("Ok instead of a LengthMismatch".to_owned()),
                Some(lengths) if lengths != (numbers as u64, room as u64) => Err(format!(
                    "LengthMismatch of {} and {} instead of {numbers} and {room}",
                    lengths.0, lengths.1
                )),
                Some(_) if written => Err("a LengthMismatch, but something was written".to_owned()),
                Some(_) => Ok(()),
            }
        })
    }
}

/// The lengths in an error.
fn mismatch(reply: &mut Reader<'_>) -> Result<Option<(u64, u64)>, String> {
    match reply.u8()? {
        0 => Ok(None),
        _ => Ok(Some((reply.u64()?, reply.u64()?))),
    }
}

/// What is wrong with the powers of `count` numbers, beginning at `x[place]`, and the likely mistake.
pub fn complaint(
    x: &[f64],
    n: i32,
    place: usize,
    found: &[f64],
    count: usize,
) -> Result<(), String> {
    if found.len() != count {
        return Err(format!("{} powers instead of {count}", found.len()));
    }
    for (i, (&found, &x_i)) in found.iter().zip(&x[place..]).enumerate() {
        if !same(found, power(x_i, n), n) {
            return Err(format!(
                "number {} of {}: {x_i:?} to the power of {n} is {:?}, not {found:?}{}",
                place + i,
                x.len(),
                power(x_i, n),
                mistake(x_i, n, found)
            ));
        }
    }
    Ok(())
}

fn power(x: f64, n: i32) -> f64 {
    x.powf(f64::from(n))
}

/// Alike but for what |n| multiplications may round.
fn same(found: f64, expected: f64, n: i32) -> bool {
    let slack = f64::from(n).abs() * f64::EPSILON * expected.abs();
    (found.is_nan() && expected.is_nan())
        || (found == expected && found.is_sign_negative() == expected.is_sign_negative())
        || (expected.is_finite() && expected != 0.0 && (found - expected).abs() <= slack)
}

/// Which mistake gives this, as far as one can tell.
fn mistake(x: f64, n: i32, found: f64) -> &'static str {
    let expected = power(x, n);
    if found == UNTOUCHED {
        ": nothing was written there. What becomes of the numbers after the last whole block?"
    } else if n == i32::MIN && found == 1.0 {
        ": i32::MIN has no positive twin, and its negative is itself"
    } else if found.is_nan() && !x.is_nan() && n != 0 {
        ": infinity times zero is NaN. Is there a factor that isn't needed?"
    } else if n == 0 {
        ": everything to the power of 0 is 1"
    } else if found == -expected {
        ": the sign is wrong. An odd power of a negative number is negative"
    } else if n < 0 && same(found, x.powf(-f64::from(n)), n) {
        ": that is the power without its minus"
    } else {
        ""
    }
}
