//! What can go wrong while something is drawn.

use std::fmt;

/// Why a figure can't be drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum DrawError {
    /// Something was drawn before there were axes to place it by.
    NoAxes,
    /// A number that has no place on a page.
    NotFinite {
        /// What it was to be.
        what: String,
        /// The number.
        value: f64,
    },
    /// An axis that doesn't go from a smaller number to a larger one, or that has no names.
    EmptyAxis {
        /// The axis's label.
        label: String,
    },
    /// There is nothing to draw.
    NoData,
}

impl fmt::Display for DrawError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NoAxes => f.write_str("there are no axes yet"),
            Self::NotFinite { what, value } => write!(f, "{what} can't be {value}"),
            Self::EmptyAxis { label } => write!(f, "the axis {label:?} has no length"),
            Self::NoData => f.write_str("there is nothing to draw"),
        }
    }
}

impl std::error::Error for DrawError {}
