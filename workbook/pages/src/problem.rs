//! What can be wrong with a page, and where: gathered over the whole book and reported together.

use std::fmt;
use std::path::PathBuf;

use crate::ceiling::RateError;
use crate::cited::CitedError;
use crate::claim::ClaimError;
use crate::directive::DirectiveError;
use crate::evidence::EvidenceError;
use crate::kernel::KernelError;
use crate::listing::ListingError;
use crate::maths::MathsError;
use crate::profile::ProfileError;
use crate::task::TaskError;

/// One thing wrong on a page.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// A directive that can't be read, or stands where it can't work.
    #[error(transparent)]
    Directive(#[from] DirectiveError),
    /// A listing that isn't tested code.
    #[error(transparent)]
    Listing(#[from] ListingError),
    /// A record that isn't there, or doesn't hold what is asked of it.
    #[error(transparent)]
    Kernel(#[from] KernelError),
    /// A sentence that the reference record contradicts.
    #[error(transparent)]
    Claim(#[from] Box<ClaimError>),
    /// A formula that isn't one.
    #[error(transparent)]
    Maths(#[from] MathsError),
    /// A figure that can't be shown.
    #[error(transparent)]
    Figure(#[from] ink::FigureError),
    /// A figure of a source lesson that isn't kept.
    #[error(transparent)]
    Cited(#[from] CitedError),
    /// A ceiling that isn't there, or isn't one.
    #[error(transparent)]
    Rate(#[from] RateError),
    /// A profile that isn't there, or doesn't hold what is asked of it.
    #[error(transparent)]
    Profile(#[from] ProfileError),
    /// Evidence that isn't there, or doesn't hold what is asked of it.
    #[error(transparent)]
    Evidence(#[from] EvidenceError),
    /// An exercise or solution that can't be shown.
    #[error(transparent)]
    Task(#[from] TaskError),
}

/// A problem with the page and line it is on.
#[derive(Debug, thiserror::Error)]
#[error("{}:{line}: {problem}", page.display())]
pub struct PageProblem {
    /// The page's source, relative to the book's `src`; for an exercise's prose, to the repository root.
    pub page: PathBuf,
    /// The line, from one.
    pub line: usize,
    /// What is wrong there.
    pub problem: Problem,
}

/// Everything wrong in the book, in the order of its pages.
#[derive(Debug, Default, thiserror::Error)]
pub struct Problems(pub Vec<PageProblem>);

impl fmt::Display for Problems {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let count = self.0.len();
        let plural = if count == 1 { "" } else { "s" };
        write!(f, "{count} problem{plural} on the book's pages")?;
        self.0
            .iter()
            .try_for_each(|problem| write!(f, "\n{problem}"))
    }
}

/// The line that a byte of a text is on, from one; right for any line ending that holds a line feed.
pub(crate) fn line_of(text: &str, offset: usize) -> usize {
    1 + text.as_bytes()[..offset]
        .iter()
        .filter(|&&byte| byte == b'\n')
        .count()
}
