//! The three types of numbers, as bits, and the step of the map in each.

use workbook_judge::fresh::Fresh;

/// A type of numbers.
#[derive(Clone, Copy, PartialEq)]
pub enum Kind {
    Double,
    Single,
    /// Modulo [`PRIME`], as the subject has it.
    Residue,
}

pub const PRIME: u64 = 1_000_003;

/// A form of the step that isn't the one asked for, and what to say of it.
type Form = (fn(Kind, u64, u64) -> u64, &'static str);

/// Other forms of the step; in exact arithmetic all are equal.
pub const FORMS: [Form; 5] = [
    (
        |kind, r, x| kind.by(r, x, |r, x| r * (x * (1.0 - x)), |r, x| r * (x * (1.0 - x))),
        ": that is r (x (1 − x)); the form is (r x) (1 − x), which is rounded differently",
    ),
    (
        |kind, r, x| kind.by(r, x, |r, x| r * (x - x * x), |r, x| r * (x - x * x)),
        ": that is r (x − x²); the form is (r x) (1 − x), which is rounded differently",
    ),
    (
        |kind, r, x| kind.by(r, x, |r, x| r * x - r * x * x, |r, x| r * x - r * x * x),
        ": that is r x − r x²; the form is (r x) (1 − x), which is rounded differently",
    ),
    (
        |kind, r, x| {
            kind.by(
                r,
                x,
                |r, x| (r * x).mul_add(-x, r * x),
                |r, x| (r * x).mul_add(-x, r * x),
            )
        },
        ": that is a multiply-add, which rounds once where two roundings were asked for",
    ),
    (
        |kind, r, x| {
            let wide = |r: f32, x: f32| {
                let (r, x) = (f64::from(r), f64::from(x));
                (r * x * (1.0 - x)) as f32
            };
            kind.by(r, x, |r, x| r * x * (1.0 - x), wide)
        },
        ": that was computed in double precision and rounded to single",
    ),
];

impl Kind {
    /// Its number on the wire.
    pub fn code(self) -> u8 {
        self as u8
    }

    /// One step.
    pub fn step(self, r: u64, x: u64) -> u64 {
        match self {
            Kind::Residue => r * x % PRIME * (PRIME + 1 - x) % PRIME,
            _ => self.by(r, x, |r, x| r * x * (1.0 - x), |r, x| r * x * (1.0 - x)),
        }
    }

    fn by(
        self,
        r: u64,
        x: u64,
        double: impl Fn(f64, f64) -> f64,
        single: impl Fn(f32, f32) -> f32,
    ) -> u64 {
        match self {
            Kind::Double => double(f64::from_bits(r), f64::from_bits(x)).to_bits(),
            Kind::Single => {
                let [r, x] = [r, x].map(|bits| f32::from_bits(bits as u32));
                u64::from(single(r, x).to_bits())
            }
            Kind::Residue => self.step(r, x),
        }
    }

    /// A parameter for which the map is chaotic.
    pub fn parameter(self, fresh: &mut Fresh) -> u64 {
        match self {
            Kind::Residue => 2 + fresh.below(PRIME - 2),
            _ => self.number(3.7 + 0.29 * fresh.fraction()),
        }
    }

    /// A start within the interval.
    pub fn start(self, fresh: &mut Fresh) -> u64 {
        match self {
            Kind::Residue => fresh.below(PRIME),
            _ => self.number(0.01 + 0.98 * fresh.fraction()),
        }
    }

    /// Starts that don't stay in the interval.
    pub fn strange(self) -> Vec<u64> {
        let numbers = [
            0.0,
            1.0,
            1.5,
            -0.1,
            f64::INFINITY,
            f64::NEG_INFINITY,
            f64::NAN,
        ];
        match self {
            Kind::Residue => vec![0, 1, 2, PRIME - 1],
            _ => numbers.into_iter().map(|x| self.number(x)).collect(),
        }
    }

    fn number(self, x: f64) -> u64 {
        match self {
            Kind::Single => u64::from((x as f32).to_bits()),
            _ => x.to_bits(),
        }
    }

    /// What the room for the ends holds before the call: no end of any trajectory.
    pub fn untouched(self) -> u64 {
        match self {
            Kind::Residue => PRIME - 7,
            _ => self.number(-7.5),
        }
    }

    /// The same bits, or both no number.
    pub fn same(self, found: u64, expected: u64) -> bool {
        let nan = |bits: u64| match self {
            Kind::Double => f64::from_bits(bits).is_nan(),
            Kind::Single => f32::from_bits(bits as u32).is_nan(),
            Kind::Residue => false,
        };
        found == expected || (nan(found) && nan(expected))
    }

    /// A number in words.
    pub fn words(self, bits: u64) -> String {
        match self {
            Kind::Double => format!("{:?}", f64::from_bits(bits)),
            Kind::Single => format!("{:?}", f32::from_bits(bits as u32)),
            Kind::Residue => bits.to_string(),
        }
    }

    /// Its name.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Double => "f64",
            Kind::Single => "f32",
            Kind::Residue => "whole numbers modulo 1000003",
        }
    }
}
