//! From the sampler's stacks to functions, lines and flames.
//!
//! A view is either of the workbook's own code or of everything. In the first, a sample in the standard library or in a
//! crate belongs to the last function of ours on its stack, the one that called into it.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use serde::Deserialize;

use super::{Flame, Function, Line};

/// What the sampler prints.
#[derive(Debug, Clone, Deserialize)]
pub struct Sampled {
    /// How often the work was done.
    pub calls: u64,
    /// For how long, in seconds.
    pub seconds: f64,
    /// How many samples were taken.
    pub taken: u64,
    /// How many found no room.
    pub lost: u64,
    /// For each address, what runs there, the innermost of inlined functions first.
    pub places: Vec<Vec<Place>>,
    /// The stacks.
    pub stacks: Vec<Stack>,
}

/// A function, and where in it.
#[derive(Debug, Clone, Deserialize)]
pub struct Place {
    /// Its name.
    pub name: String,
    /// The file that it is written in.
    pub file: Option<String>,
    /// The line.
    pub line: Option<u32>,
}

/// One stack, and how many samples found it.
#[derive(Debug, Clone, Deserialize)]
pub struct Stack {
    /// Places, innermost first.
    pub places: Vec<usize>,
    /// How many samples found it.
    pub count: u64,
}

/// What is to be seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct View {
    /// All functions, not only those of listings and exercises.
    pub all: bool,
    /// Functions that were inlined, too.
    pub inlined: bool,
}

/// Functions, lines and flames, and how many samples are in none of them.
pub(crate) type Gathered = (Vec<Function>, Vec<Line>, Vec<Flame>, u64);

/// A function, a line and a file on a stack.
#[derive(Clone)]
struct Frame {
    name: String,
    file: String,
    line: u32,
}

/// Puts the samples together. Files of the repository at `root` are named from there.
#[must_use]
pub fn gather(sampled: &Sampled, root: &Path, view: View) -> Gathered {
    let mut functions: BTreeMap<(String, String), Function> = BTreeMap::new();
    let mut lines: BTreeMap<(String, u32), Line> = BTreeMap::new();
    let mut flames = Vec::new();
    let mut elsewhere = 0;
    let mut texts = Texts::of(root);
    let places: Vec<Vec<(bool, Frame)>> = sampled
        .places
        .iter()
        .map(|place| frames(place, root, view, &mut texts))
        .collect();
    for stack in &sampled.stacks {
        let all: Vec<&(bool, Frame)> = stack
            .places
            .iter()
            .filter_map(|&place| places.get(place))
            .flatten()
            .collect();
        let shown: Vec<&Frame> = all
            .iter()
            .filter(|(own, _)| *own || view.all)
            .map(|(_, frame)| frame)
            .collect();
        let Some(leaf) = shown.first() else {
            elsewhere += stack.count;
            continue;
        };
        // What of a library was inlined is part of the function; what was called has a frame of its own.
        let called = stack.places.first().and_then(|&place| places.get(place));
        let in_library = !view.all && called.is_some_and(|at| at.iter().all(|(own, _)| !own));
        let (mut functions_seen, mut lines_seen) = (BTreeSet::new(), BTreeSet::new());
        for frame in &shown {
            let key = (frame.name.clone(), frame.file.clone());
            if functions_seen.insert(key.clone()) {
                let function = functions.entry(key).or_insert_with(|| Function {
                    name: frame.name.clone(),
                    file: frame.file.clone(),
                    own: 0,
                    library: 0,
                    cumulative: 0,
                });
                function.cumulative += stack.count;
            }
            let key = (frame.file.clone(), frame.line);
            if frame.line > 0 && lines_seen.insert(key.clone()) {
                let line = lines.entry(key).or_insert_with(|| Line {
                    file: frame.file.clone(),
                    line: frame.line,
                    text: texts.line(&frame.file, frame.line),
                    own: 0,
                    cumulative: 0,
                });
                line.cumulative += stack.count;
            }
        }
        if let Some(function) = functions.get_mut(&(leaf.name.clone(), leaf.file.clone())) {
            function.own += stack.count;
            function.library += if in_library { stack.count } else { 0 };
        }
        if let Some(line) = lines.get_mut(&(leaf.file.clone(), leaf.line)) {
            line.own += stack.count;
        }
        grow(&mut flames, &shown, stack.count);
    }
    let mut functions: Vec<Function> = functions.into_values().collect();
    functions.sort_by_key(|f| (std::cmp::Reverse((f.own, f.cumulative)), f.name.clone()));
    let mut lines: Vec<Line> = lines.into_values().collect();
    lines.sort_by_key(|l| (std::cmp::Reverse((l.own, l.cumulative)), l.line));
    (functions, lines, flames, elsewhere)
}

/// The functions at an address, innermost first, and whether each is of the workbook's own code.
fn frames(place: &[Place], root: &Path, view: View, texts: &mut Texts) -> Vec<(bool, Frame)> {
    let kept = if view.inlined {
        place
    } else {
        // The last one is the function that the machine code belongs to.
        &place[place.len().saturating_sub(1)..]
    };
    kept.iter()
        .map(|symbol| {
            let path = symbol.file.as_deref().unwrap_or_default();
            let inside = Path::new(path).strip_prefix(root).ok().map(|path| {
                let parts: Vec<_> = path.iter().map(|part| part.to_string_lossy()).collect();
                parts.join("/")
            });
            let own = inside.as_deref().is_some_and(is_own);
            let line = symbol.line.unwrap_or(0);
            let file = inside.unwrap_or_else(|| short(path));
            let name = if own && symbol.name.contains("{closure") {
                format!("closure in {}", texts.function_around(&file, line))
            } else if own {
                last(&symbol.name)
            } else {
                symbol.name.clone()
            };
            (own, Frame { name, file, line })
        })
        .collect()
}

/// Whether a file of the repository holds code that a lesson or an exercise is about.
fn is_own(path: &str) -> bool {
    let listing =
        path.starts_with("book/listings/src/") && !path.starts_with("book/listings/src/bin/");
    listing || path.starts_with("exercises/")
}

/// A file outside the repository, without the folders of this machine.
fn short(path: &str) -> String {
    let slashed = path.replace('\\', "/");
    for start in ["/library/", "/registry/src/"] {
        if let Some((_, rest)) = slashed.rsplit_once(start) {
            let rest = if start == "/registry/src/" {
                rest.split_once('/').map_or(rest, |(_, rest)| rest)
            } else {
                rest
            };
            return rest.to_owned();
        }
    }
    slashed.rsplit('/').next().unwrap_or_default().to_owned()
}

/// The last part of a path such as `listings::sum::simd::<f64>`, with its parameters.
fn last(name: &str) -> String {
    let (path, parameters) = match name.find(['<', '{']) {
        Some(0) | None => (name, ""),
        Some(at) => name.split_at(at),
    };
    let path = path.strip_suffix("::").unwrap_or(path);
    format!("{}{parameters}", path.rsplit("::").next().unwrap_or(path))
}

/// Adds a stack, innermost first, to the flames.
fn grow(flames: &mut Vec<Flame>, stack: &[&Frame], count: u64) {
    let Some((outer, inner)) = stack.split_last() else {
        return;
    };
    let known = flames
        .iter()
        .position(|flame| flame.name == outer.name && flame.file == outer.file);
    let at = known.unwrap_or_else(|| {
        flames.push(Flame {
            name: outer.name.clone(),
            file: outer.file.clone(),
            count: 0,
            inner: Vec::new(),
        });
        flames.len() - 1
    });
    flames[at].count += count;
    grow(&mut flames[at].inner, inner, count);
    flames.sort_by(|a, b| (&a.name, &a.file).cmp(&(&b.name, &b.file)));
}

/// The source files, each read once.
struct Texts<'a> {
    root: &'a Path,
    files: BTreeMap<String, Vec<String>>,
}

impl<'a> Texts<'a> {
    fn of(root: &'a Path) -> Self {
        Self {
            root,
            files: BTreeMap::new(),
        }
    }

    fn lines(&mut self, file: &str) -> &[String] {
        self.files.entry(file.to_owned()).or_insert_with(|| {
            let text = std::fs::read_to_string(self.root.join(file)).unwrap_or_default();
            text.lines().map(str::to_owned).collect()
        })
    }

    fn line(&mut self, file: &str, line: u32) -> String {
        let at = (line as usize).wrapping_sub(1);
        let text = self.lines(file).get(at);
        text.map_or_else(String::new, |text| text.trim().to_owned())
    }

    /// The name of the function that a line is in: the last one that begins before it.
    fn function_around(&mut self, file: &str, line: u32) -> String {
        let lines = self.lines(file);
        let before = &lines[..lines.len().min(line as usize)];
        let name = before.iter().rev().find_map(|line| {
            let (before, after) = line.split_once("fn ")?;
            let starts = before.trim_start();
            let end = after.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
            (!starts.starts_with("//") && end > 0).then(|| after[..end].to_owned())
        });
        name.unwrap_or_else(|| "?".to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(name: &str, file: &str, line: u32) -> Place {
        Place {
            name: name.to_owned(),
            file: Some(file.to_owned()),
            line: Some(line),
        }
    }

    /// `outer` calls `inner`, which was inlined; `inner` calls the library. One sample in three is in `outer` itself.
    fn sampled(root: &Path) -> Sampled {
        let own = root.join("book/listings/src/sample.rs");
        let own = own.to_str().unwrap();
        Sampled {
            calls: 7,
            seconds: 1.0,
            taken: 4,
            lost: 0,
            places: vec![
                vec![place(
                    "core::slice::sort",
                    "/rustc/abc/library/core/src/slice/sort.rs",
                    9,
                )],
                vec![
                    place("inner", own, 2),
                    place("listings::sample::outer::<f64>", own, 5),
                ],
                vec![place("listings::sample::outer::<f64>", own, 6)],
                vec![place(
                    "main",
                    &root
                        .join("book/listings/src/bin/profile.rs")
                        .to_string_lossy(),
                    1,
                )],
                vec![place("poll", "/lib/libc.so", 1)],
            ],
            stacks: vec![
                Stack {
                    places: vec![0, 1, 3],
                    count: 2,
                },
                Stack {
                    places: vec![2, 3],
                    count: 1,
                },
                Stack {
                    places: vec![4],
                    count: 1,
                },
            ],
        }
    }

    fn repository() -> tempfile::TempDir {
        let root = tempfile::tempdir().unwrap();
        let folder = root.path().join("book/listings/src");
        std::fs::create_dir_all(&folder).unwrap();
        std::fs::write(
            folder.join("sample.rs"),
            "fn inner() {\n    sort();\n}\npub fn outer<T>() {\n    inner();\n    more()\n}\n",
        )
        .unwrap();
        root
    }

    const OWN: View = View {
        all: false,
        inlined: true,
    };

    #[test]
    fn time_in_a_library_belongs_to_the_function_that_called_it() {
        let root = repository();
        let (functions, lines, flames, elsewhere) = gather(&sampled(root.path()), root.path(), OWN);
        let table: Vec<_> = functions
            .iter()
            .map(|f| (f.name.as_str(), f.own, f.library, f.cumulative))
            .collect();
        assert_eq!(table, [("inner", 2, 2, 2), ("outer<f64>", 1, 0, 3)]);
        let table: Vec<_> = lines
            .iter()
            .map(|l| (l.text.as_str(), l.own, l.cumulative))
            .collect();
        assert_eq!(
            table,
            [("sort();", 2, 2), ("more()", 1, 1), ("inner();", 0, 2)]
        );
        assert_eq!(
            (flames.len(), flames[0].count, flames[0].inner[0].count),
            (1, 3, 2)
        );
        assert_eq!(elsewhere, 1);
    }

    #[test]
    fn without_inlined_functions_their_time_is_their_caller_s() {
        let root = repository();
        let view = View {
            all: false,
            inlined: false,
        };
        let (functions, ..) = gather(&sampled(root.path()), root.path(), view);
        assert_eq!((functions.len(), functions[0].own), (1, 3));
    }

    #[test]
    fn the_view_of_all_hides_nothing_and_names_no_folder_of_this_machine() {
        let root = repository();
        let view = View {
            all: true,
            inlined: true,
        };
        let (functions, _, flames, elsewhere) = gather(&sampled(root.path()), root.path(), view);
        assert_eq!(elsewhere, 0);
        assert_eq!(flames.iter().map(|flame| flame.count).sum::<u64>(), 4);
        let sort = functions.iter().find(|f| f.name.contains("sort")).unwrap();
        assert_eq!(
            (sort.own, sort.file.as_str()),
            (2, "core/src/slice/sort.rs")
        );
        assert!(
            functions.iter().all(|f| !f.file.starts_with('/')),
            "{functions:?}"
        );
    }

    #[test]
    fn a_closure_is_named_after_the_function_that_it_is_in() {
        let root = repository();
        let mut texts = Texts::of(root.path());
        assert_eq!(
            texts.function_around("book/listings/src/sample.rs", 6),
            "outer"
        );
        assert_eq!(
            texts.function_around("book/listings/src/sample.rs", 2),
            "inner"
        );
        assert_eq!(texts.function_around("nowhere.rs", 2), "?");
        assert_eq!(last("listings::sum::lanes::<8>"), "lanes<8>");
        assert_eq!(last("lanes<8>"), "lanes<8>");
    }
}
