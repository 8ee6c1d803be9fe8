//! Where cases come from: a number, or a text that stands for one.

use std::str::FromStr;

use sha2::{Digest, Sha256};

use crate::grader::SEEDS;

/// The longest text, in bytes.
const LONGEST: usize = 200;

/// A seed as it is given: a number, or any text, such as the name of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Seed {
    /// The number that judges get, below 2⁵³, so that every reader of JSON keeps all its digits.
    pub number: u64,
    /// The text, where it was no number.
    pub text: Option<String>,
}

impl FromStr for Seed {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let trimmed = text.trim();
        if trimmed.is_empty() || trimmed.len() > LONGEST {
            return Err(format!(
                "a seed is a number or a text of 1 to {LONGEST} bytes"
            ));
        }
        if trimmed.bytes().all(|byte| byte.is_ascii_digit()) {
            return match trimmed.parse() {
                Ok(number) if number < SEEDS => Ok(Self { number, text: None }),
                _ => Err(format!("a seed that is a number is below {SEEDS}")),
            };
        }
        let hash = Sha256::digest(trimmed);
        let number = hash
            .iter()
            .take(8)
            .fold(0, |number, byte| number << 8 | u64::from(*byte));
        Ok(Self {
            number: number % SEEDS,
            text: Some(trimmed.to_owned()),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_itself_and_a_text_always_the_same_number() {
        let number = |text: &str| text.parse::<Seed>().unwrap().number;
        assert_eq!(number("20261122"), 20_261_122);
        assert_eq!(number("autumn 2026"), number(" autumn 2026 "));
        assert_ne!(number("autumn 2026"), number("autumn 2027"));
        assert!(number("autumn 2026") < SEEDS && number("-7") != 7);
        let text = "class A".parse::<Seed>().unwrap().text;
        assert_eq!(text.as_deref(), Some("class A"));
        for bad in ["", "  ", "9007199254740992", &"a".repeat(LONGEST + 1)] {
            assert!(bad.parse::<Seed>().is_err(), "{bad:?}");
        }
    }
}
