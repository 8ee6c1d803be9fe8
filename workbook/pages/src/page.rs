//! One page: its Markdown with every directive and formula replaced, or what is wrong with it.

use std::collections::BTreeSet;
use std::ops::Range;
use std::path::{Path, PathBuf};

use crate::cited;
use crate::claim;
use crate::directive::{Directive, DirectiveError, Kind, Pair, Relation, directives};
use crate::drawn::drawn;
use crate::edit::{Edits, is_alone};
use crate::evidence::{self, Evidence};
use crate::guess::{self, Question};
use crate::kernel::{Kernel, KernelError, Kernels};
use crate::listing::Listings;
use crate::markdown::Outline;
use crate::maths::{MathsError, mathml};
use crate::measured::figure;
use crate::problem::{PageProblem, Problem, line_of};
use crate::profile::{self, Profile, ProfileError};
use crate::task::{card, prose, solution};
use crate::{ceiling, stale, value, verdicts};

/// What all pages of a book share.
pub struct Book {
    root: PathBuf,
    source: PathBuf,
    kernels: Kernels,
    listings: Listings,
    questions: Vec<Question>,
}

/// A page as it will be given to the renderer.
pub struct Page {
    /// Its Markdown.
    pub text: String,
    /// What is wrong with it; then the Markdown is of no use.
    pub problems: Vec<PageProblem>,
}

impl Book {
    /// A book whose pages lie in `source`, in the repository at `root`; both canonical.
    pub fn new(root: &Path, source: &Path) -> Self {
        Self {
            root: root.to_owned(),
            source: source.to_owned(),
            kernels: Kernels::of(root),
            listings: Listings::of(root),
            questions: Vec::new(),
        }
    }

    /// Learns of the bets that a page offers, so that a page can list those of all. In the order of the book.
    pub fn ask(&mut self, text: &str, title: &str, path: &Path) {
        let directives = directives(text).0;
        let questions = guess::questions(&name(path), title, &directives).collect::<Vec<_>>();
        self.questions.extend(questions);
    }

    /// Renders the page at `path`, relative to the book's source.
    pub fn page(&self, text: &str, path: &Path) -> Page {
        let (directives, wrong) = directives(text);
        let mut rendering = Rendering {
            book: self,
            text,
            path,
            outline: Outline::of(text),
            edits: Edits::default(),
            problems: Vec::new(),
            figures: 0,
            guesses: 0,
            marked: BTreeSet::new(),
            mentioned: BTreeSet::new(),
            claims: Vec::new(),
        };
        for (line, error) in wrong {
            rendering.problem(line, error);
        }
        rendering.listings(&directives);
        rendering.formulas(&directives);
        for directive in &directives {
            if let Err(problem) = rendering.directive(directive, &directives)
                && !rendering.is_repeated(&problem)
            {
                rendering.problem(line_of(text, directive.range.start), problem);
            }
        }
        rendering.finish()
    }
}

struct Rendering<'a> {
    book: &'a Book,
    text: &'a str,
    path: &'a Path,
    outline: Outline,
    edits: Edits,
    problems: Vec<PageProblem>,
    /// Figures so far.
    figures: usize,
    /// Bets so far.
    guesses: usize,
    /// Kernels that a figure shows, with its mark if they are stale.
    marked: BTreeSet<String>,
    /// Kernels that only the prose tells numbers of.
    mentioned: BTreeSet<String>,
    /// Claims whose end is still to come: where they began, and what follows their sentence.
    claims: Vec<(usize, Option<String>)>,
}

impl Rendering<'_> {
    fn problem(&mut self, line: usize, problem: impl Into<Problem>) {
        self.problems.push(PageProblem {
            page: self.path.to_owned(),
            line,
            problem: problem.into(),
        });
    }

    /// One record that is missing is one problem, however often a page asks for it.
    fn is_repeated(&self, problem: &Problem) -> bool {
        let record = |problem: &Problem| match problem {
            Problem::Kernel(KernelError::Reference { kernel, .. }) => Some(kernel.clone()),
            _ => None,
        };
        record(problem).is_some_and(|kernel| {
            let mut earlier = self
                .problems
                .iter()
                .filter_map(|earlier| record(&earlier.problem));
            earlier.any(|name| name == kernel)
        })
    }

    fn listings(&mut self, directives: &[Directive]) {
        let folder = self
            .book
            .source
            .join(self.path.parent().unwrap_or(Path::new("")));
        let checked = self
            .book
            .listings
            .check(self.text, &self.outline, directives, &folder);
        for (line, error) in checked.wrong {
            self.problem(line, error);
        }
        for (range, code) in checked.moved {
            self.edits.replace_lines(self.text, range, &code);
        }
    }

    fn formulas(&mut self, directives: &[Directive]) {
        for offset in std::mem::take(&mut self.outline.open_formulas) {
            self.problem(line_of(self.text, offset), MathsError::Open);
        }
        for formula in std::mem::take(&mut self.outline.formulas) {
            let inside = directives
                .iter()
                .find(|directive| formula.range.contains(&directive.range.start));
            if let Some(directive) = inside {
                let text = self.text[directive.range.clone()].to_owned();
                self.problem(
                    line_of(self.text, directive.range.start),
                    DirectiveError::InMaths(text),
                );
                continue;
            }
            match mathml(&formula) {
                Ok(mathml) => self.edits.replace(formula.range, mathml),
                Err(error) => self.problem(line_of(self.text, formula.range.start), error),
            }
        }
    }

    fn directive(&mut self, directive: &Directive, all: &[Directive]) -> Result<(), Problem> {
        if matches!(directive.kind, Kind::Include(_) | Kind::Title) {
            return Ok(());
        }
        let range = directive.range.clone();
        let written = || self.text[range.clone()].to_owned();
        let in_span = self
            .outline
            .spans
            .iter()
            .any(|span| span.contains(&range.start));
        if in_span || self.outline.block_at(range.start).is_some() {
            return Err(DirectiveError::InCode(written()).into());
        }
        if directive.kind.is_block() && !is_alone(self.text, &range) {
            return Err(DirectiveError::NotAlone(written()).into());
        }
        match &directive.kind {
            Kind::Include(_) | Kind::Title => {}
            Kind::Measured { kernel, view, only } => {
                let kernel = self.book.kernels.get(kernel)?;
                self.figures += 1;
                self.marked.insert(kernel.name.clone());
                let figure = figure(&kernel, view, only, self.figures)?;
                self.edits.replace_block(self.text, range, &figure);
            }
            Kind::Verdicts(kernel) => {
                let kernel = self.book.kernels.get(kernel)?;
                self.figures += 1;
                self.marked.insert(kernel.name.clone());
                let table = verdicts::table(&kernel)?;
                self.edits.replace_block(self.text, range, &table);
            }
            Kind::Guess(pair) => {
                let kernel = self.mention(&pair.kernel)?;
                self.guesses += 1;
                let guess = guess::guess(&kernel, pair, &name(self.path), self.guesses)?;
                self.cover(range, guess, all);
            }
            Kind::Guesses => {
                let mut entries = Vec::new();
                for question in &self.book.questions {
                    // What is wrong with a bet is told on its own page.
                    let kernel = self.book.kernels.get(&question.pair.kernel).ok();
                    if let Some((key, text)) =
                        kernel.and_then(|kernel| guess::entry(&kernel, question).ok())
                    {
                        entries.push((question.clone(), key, text));
                    }
                }
                self.edits
                    .replace_block(self.text, range, &guess::list(&entries));
            }
            Kind::Value {
                kernel,
                variant,
                view,
            } => {
                let kernel = self.mention(kernel)?;
                self.edits
                    .replace(range, value::value(&kernel, variant, view)?);
            }
            Kind::Ratio(pair) => {
                let kernel = self.mention(&pair.kernel)?;
                self.edits.replace(range, value::quotient(&kernel, pair)?);
            }
            Kind::Figure(name) => {
                self.figures += 1;
                let figure = drawn(&self.book.root, name, self.figures)?;
                self.edits.replace_block(self.text, range, &figure);
            }
            Kind::Profile(name) => {
                let profile = Profile::read(&self.book.root, name)?;
                self.figures += 1;
                let figure = profile::figure(&profile, &self.book.root, self.figures);
                self.edits.replace_block(self.text, range, &figure);
            }
            Kind::Evidence { kernel, only } => {
                let evidence = Evidence::read(&self.book.root, kernel)?;
                let measured = self.book.kernels.get(kernel).ok();
                self.figures += 1;
                let table = evidence::table(
                    &evidence,
                    measured.as_deref(),
                    &self.book.root,
                    only,
                    self.figures,
                )?;
                self.edits.replace_block(self.text, range, &table);
            }
            Kind::MachineCode {
                kernel,
                variant,
                level,
            } => {
                let evidence = Evidence::read(&self.book.root, kernel)?;
                let code =
                    evidence::machine_code(&evidence, &self.book.root, variant, level.as_deref())?;
                self.edits.replace_block(self.text, range, &code);
            }
            Kind::Share {
                profile: name,
                function,
                own,
            } => {
                let profile = Profile::read(&self.book.root, name)?;
                let share = profile::share(&profile, function, *own).ok_or_else(|| {
                    ProfileError::Function {
                        name: name.clone(),
                        function: function.clone(),
                    }
                })?;
                self.edits.replace(range, share);
            }
            Kind::Cited { source, name } => {
                if is_alone(self.text, &range) {
                    let table = cited::block(&self.book.root, source, name)?;
                    self.edits.replace_block(self.text, range, &table);
                } else {
                    let figure = cited::inline(&self.book.root, source, name)?;
                    self.edits.replace(range, figure);
                }
            }
            Kind::Ceilings => {
                let kernel = self.book.kernels.get(ceilings::RECORD)?;
                self.figures += 1;
                self.marked.insert(kernel.name.clone());
                let card = ceiling::card(&kernel, self.figures);
                self.edits.replace_block(self.text, range, &card);
            }
            Kind::Rate { variant, view } => {
                let kernel = self.mention(ceilings::RECORD)?;
                self.edits
                    .replace(range, ceiling::rate(&kernel, variant, view)?);
            }
            Kind::Machine(kernel) => {
                let kernel = self.book.kernels.get(kernel)?;
                self.edits.replace(range, value::machine(&kernel));
            }
            Kind::Claim(pair, relation) => {
                // Its end must find it even when the claim doesn't hold.
                self.claims.push((range.start, None));
                let note = self.claim(pair, *relation)?;
                if let Some(open) = self.claims.last_mut() {
                    open.1 = note;
                }
                self.edits.replace(range, "");
            }
            Kind::EndOfClaim => {
                let (_, note) = self.claims.pop().ok_or(DirectiveError::NoClaim)?;
                self.edits.replace(
                    range,
                    note.map_or_else(String::new, |note| format!(" {note}")),
                );
            }
            Kind::Exercise(name) => {
                let prose = prose(&self.book.root, name, &self.book.listings)?;
                self.problems.extend(prose.problems);
                let has_solution = all.iter().any(
                    |other| matches!(&other.kind, Kind::Solution(solution) if solution == name),
                );
                let card = card(&self.book.root, name, &prose.text, has_solution)?;
                self.edits.replace_block(self.text, range, &card);
            }
            Kind::Solution(name) => {
                let solution = solution(&self.book.root, name)?;
                self.edits.replace_block(self.text, range, &solution);
            }
        }
        Ok(())
    }

    /// Puts a bet in its place, and closes its fold where the step that answers it ends: before the next heading, or the
    /// next exercise. Within a quote, a list or an element of raw HTML, a bet covers its own answer only.
    fn cover(&mut self, range: Range<usize>, bet: String, all: &[Directive]) {
        let is_at_margin = range.start == 0 || self.text[..range.start].ends_with('\n');
        if !is_at_margin || self.outline.is_nested(range.start) {
            let bet = format!("{bet}</details>");
            self.edits.replace_block(self.text, range, &bet);
            return;
        }
        let exercises = all.iter().filter_map(|other| match other.kind {
            Kind::Exercise(_) => Some(other.range.start),
            _ => None,
        });
        let end = exercises
            .chain(self.outline.headings.iter().copied())
            .filter(|at| *at >= range.end)
            .min();
        self.edits.replace_block(self.text, range, &bet);
        match end {
            Some(end) => self.edits.replace(end..end, "</details>\n\n"),
            None => {
                let end = self.text.len();
                self.edits.replace(end..end, "\n\n</details>\n");
            }
        }
    }

    fn claim(&mut self, pair: &Pair, relation: Relation) -> Result<Option<String>, Problem> {
        let kernel = self.mention(&pair.kernel)?;
        claim::check(&kernel, pair, relation)
    }

    fn mention(&mut self, kernel: &str) -> Result<std::rc::Rc<Kernel>, Problem> {
        let kernel = self.book.kernels.get(kernel)?;
        self.mentioned.insert(kernel.name.clone());
        Ok(kernel)
    }

    fn finish(mut self) -> Page {
        for (start, _) in std::mem::take(&mut self.claims) {
            self.problem(line_of(self.text, start), DirectiveError::OpenClaim);
        }
        self.problems
            .sort_by_key(|problem| (problem.page != self.path, problem.line));
        let mut text = self.edits.apply(self.text);
        // A kernel without a figure has its mark at the end of the page.
        for name in self.mentioned.difference(&self.marked) {
            if let Ok(kernel) = self.book.kernels.get(name)
                && let Some(mark) = stale::mark(&kernel)
            {
                text.push_str(&format!("\n\n{mark}\n"));
            }
        }
        Page {
            text,
            problems: self.problems,
        }
    }
}

/// A page's path without its extension, as links spell it.
fn name(path: &Path) -> String {
    path.with_extension("").to_string_lossy().replace('\\', "/")
}
