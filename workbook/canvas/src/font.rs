//! Fonts that every PDF reader has, and how wide their letters are.

/// A font of the fourteen that every PDF reader has.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Font {
    /// Without serifs.
    Helvetica,
    /// With serifs.
    Times,
}

impl Font {
    /// What it is called in a PDF.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Helvetica => "Helvetica",
            Self::Times => "Times-Roman",
        }
    }

    /// How wide a text is at a size of 1, by Adobe's metrics. Letters beyond ASCII count as wide as an `n`.
    pub(crate) fn width(self, text: &str) -> f64 {
        let (widths, other) = match self {
            Self::Helvetica => (&HELVETICA, 556),
            Self::Times => (&TIMES, 500),
        };
        let width = |letter: char| {
            let place = (letter as usize).checked_sub(32);
            let width = place.and_then(|place| widths.get(place)).unwrap_or(&other);
            f64::from(*width) / 1000.0
        };
        text.chars().map(width).sum()
    }
}

/// A text in the encoding that a PDF calls WinAnsi; what it lacks becomes a question mark.
pub(crate) fn encoded(text: &str) -> Vec<u8> {
    let byte = |letter| match letter {
        ' '..='~' | '\u{a0}'..='\u{ff}' => letter as u8,
        '–' => 0x96,
        '—' => 0x97,
        '‘' => 0x91,
        '’' => 0x92,
        '“' => 0x93,
        '”' => 0x94,
        '…' => 0x85,
        '€' => 0x80,
        _ => b'?',
    };
    text.chars().map(byte).collect()
}

/// From the space to the tilde, in thousandths of the size.
const HELVETICA: [u16; 95] = [
    278, 278, 355, 556, 556, 889, 667, 191, 333, 333, 389, 584, 278, 333, 278, 278, 556, 556, 556,
    556, 556, 556, 556, 556, 556, 556, 278, 278, 584, 584, 584, 556, 1015, 667, 667, 722, 722, 667,
    611, 778, 722, 278, 500, 667, 556, 833, 722, 778, 667, 778, 722, 667, 611, 722, 667, 944, 667,
    667, 611, 278, 278, 278, 469, 556, 333, 556, 556, 500, 556, 556, 278, 556, 556, 222, 222, 500,
    222, 833, 556, 556, 556, 556, 333, 500, 278, 556, 500, 722, 500, 500, 500, 334, 260, 334, 584,
];

/// From the space to the tilde, in thousandths of the size.
const TIMES: [u16; 95] = [
    250, 333, 408, 500, 500, 833, 778, 180, 333, 333, 500, 564, 250, 333, 250, 278, 500, 500, 500,
    500, 500, 500, 500, 500, 500, 500, 278, 278, 564, 564, 564, 444, 921, 722, 667, 667, 722, 611,
    556, 722, 722, 333, 389, 722, 611, 889, 722, 722, 556, 722, 667, 556, 611, 722, 722, 944, 722,
    722, 611, 333, 278, 333, 469, 500, 333, 444, 500, 444, 500, 444, 333, 500, 500, 278, 278, 500,
    278, 778, 500, 500, 500, 500, 333, 389, 278, 500, 500, 722, 500, 500, 444, 480, 200, 480, 541,
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_are_all_equally_wide() {
        for font in [Font::Helvetica, Font::Times] {
            let one = font.width("1");
            assert!(('0'..='9').all(|digit| font.width(&digit.to_string()) == one));
            assert!((font.width("0123456789") - 10.0 * one).abs() < 1e-12);
        }
    }

    #[test]
    fn letters_of_western_europe_are_kept_and_others_replaced() {
        assert_eq!(encoded("naïve – λ"), b"na\xefve \x96 ?");
    }
}
