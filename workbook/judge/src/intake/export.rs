//! One archive with all submissions.

use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufReader, Cursor, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::Wanted;
use super::answers::is_wanted;
use super::archive::{self, Item, Store, What, head};
use super::caps::{Budget, Caps, Metered};
use super::contents::{Collector, Places};
use super::folder::{self, listed};
use super::format::{Format, sniff, without_ending};
use super::naming;
use super::paths::{LEFT_BEHIND, litter, pieces, shown, text};
use super::source::{All, Handed, Reader, Shape, called, no_archive};
use super::told::Ignored;
use crate::error::JudgeError;

/// The archive in a folder with nothing else, when all in it is named by a platform.
pub(super) fn only(folder: &Path, caps: Caps) -> Option<PathBuf> {
    let mut found = listed(folder).ok()?.into_iter().filter(|item| {
        let name = [text(&item.file_name())];
        litter(&name, item.file_type().is_ok_and(|kind| kind.is_dir())).is_none()
    });
    let (only, None) = (found.next()?, found.next()) else {
        return None;
    };
    let name = text(&only.file_name());
    if !only.file_type().ok()?.is_file() || naming::read(&name, false).is_of_platform {
        return None;
    }
    let (mut file, _) = folder::open(&only.path()).ok()?;
    let format = sniff(&folder::head_of(&mut file))?;
    let budget = Budget::new(caps.of_the_batch(), &Rc::new(Cell::new(0)));
    let looked = catch_unwind(AssertUnwindSafe(|| {
        Outline::of(format, &mut BufReader::new(file), &budget)
    }));
    let outline = looked.ok()?.ok()?;
    let is_export = outline.tops().next().is_some()
        && outline
            .tops()
            .all(|(name, is_folder)| naming::read(name, is_folder).is_of_platform);
    is_export.then(|| only.path())
}

/// The first two levels of an archive.
#[derive(Debug, Default)]
struct Outline {
    /// By the name at the top, whether it is a folder, and what lies in it.
    tops: BTreeMap<String, (bool, BTreeSet<String>)>,
}

impl Outline {
    fn of(format: Format, file: &mut dyn Store, budget: &Budget) -> Result<Self, String> {
        let mut outline = Self::default();
        archive::walk(format, file, budget, &mut |item| {
            // Where it leads is the second look's business.
            let Ok(path) = pieces(&item.name) else {
                return Ok(());
            };
            let is_folder = item.what == What::Folder;
            if litter(&path, is_folder).is_some_and(|litter| litter.len() == 1) {
                return Ok(());
            }
            let [top, below @ ..] = path.as_slice() else {
                return Ok(());
            };
            let (is_top_folder, children) = outline.tops.entry(top.clone()).or_default();
            *is_top_folder |= is_folder || !below.is_empty();
            if let [child, rest @ ..] = below
                && litter(below, is_folder && rest.is_empty()).is_none_or(|litter| litter.len() > 1)
            {
                children.insert(child.clone());
            }
            Ok(())
        })?;
        Ok(outline)
    }

    fn tops(&self) -> impl Iterator<Item = (&str, bool)> {
        self.tops
            .iter()
            .map(|(name, (is_folder, _))| (name.as_str(), *is_folder))
    }

    /// The one folder around all submissions, which archiving a folder leaves: it has several things in it, and none
    /// of them is what a submission consists of.
    fn wrapper(&self, wanted: Wanted<'_>) -> Option<&str> {
        let [(name, (true, children))] = Vec::from_iter(&self.tops)[..] else {
            return None;
        };
        let is_a_submissions = |child: &String| {
            let own = [
                "exercises",
                "solutions",
                "src",
                "lib.rs",
                "Cargo.toml",
                "book",
            ];
            own.contains(&child.as_str()) || wanted.known.contains(child)
        };
        let is_wrapper = !naming::read(name, true).is_of_platform
            && !children.iter().any(is_a_submissions)
            && (children.len() > 1
                || children
                    .iter()
                    .all(|child| naming::read(child, false).is_of_platform));
        (is_wrapper && !children.is_empty()).then_some(name)
    }
}

/// Takes apart an archive that holds all submissions.
pub(super) fn read(path: &Path, reader: &Reader<'_>) -> Result<All, JudgeError> {
    let usage = |reason: String| {
        JudgeError::Usage(format!(
            "{}: {reason}; give the folder or the archive that holds all submissions",
            path.display()
        ))
    };
    let (mut file, _) = folder::open(path).map_err(JudgeError::file("open", path))?;
    let format = sniff(&folder::head_of(&mut file))
        .ok_or_else(|| usage("it is neither a folder nor an archive".to_owned()))?;
    let mut file = BufReader::new(file);
    let budget = || Budget::new(reader.caps.of_the_batch(), &Rc::new(Cell::new(0)));
    let worked = catch_unwind(AssertUnwindSafe(|| {
        let outline = Outline::of(format, &mut file, &budget())?;
        let wrapper = outline.wrapper(reader.wanted).map(str::to_owned);
        export(format, &mut file, wrapper, reader)
    }));
    worked
        .unwrap_or_else(|_| Err("it makes what reads it fail; is it damaged?".to_owned()))
        .map_err(usage)
}

/// One student's part of an export, while it is read.
struct Part<'a> {
    all: Collector<'a>,
    places: Places,
    is_clone: bool,
    refused: Option<String>,
}

fn export(
    format: Format,
    file: &mut dyn Store,
    wrapper: Option<String>,
    reader: &Reader<'_>,
) -> Result<All, String> {
    let mut all = All::default();
    if let Some(wrapper) = &wrapper {
        all.notes.push(format!(
            "the submissions were taken from the folder {} in the archive",
            shown(wrapper)
        ));
    }
    let whole = Budget::new(reader.caps.of_the_batch(), &Rc::new(Cell::new(0)));
    let wants = |path: &[String]| is_wanted(path, reader.wanted);
    // A student's files may lie anywhere in the archive: each has a collector that lasts until the end.
    let mut parts: BTreeMap<String, Part<'_>> = BTreeMap::new();
    let mut singles: BTreeMap<String, Handed> = BTreeMap::new();
    archive::walk(format, file, &whole, &mut |item| {
        let (top, path) = match place(&item.name, wrapper.as_deref()) {
            Ok(None) => return Ok(()),
            Ok(Some(place)) => place,
            Err((Some(top), reason)) => (top, Err(reason)),
            Err((None, reason)) => {
                all.ignored.push(Ignored {
                    path: shown(&item.name),
                    reason,
                });
                return Ok(());
            }
        };
        let is_folder = item.what == What::Folder;
        if let Ok(below) = &path {
            let top_is_folder = is_folder || !below.is_empty();
            if litter(std::slice::from_ref(&top), top_is_folder).is_some() {
                let ignored = Ignored {
                    path: shown(&top),
                    reason: LEFT_BEHIND.to_owned(),
                };
                if !all.ignored.contains(&ignored) {
                    all.ignored.push(ignored);
                }
                return Ok(());
            }
            if below.is_empty() && !is_folder {
                single(top, item, reader, &mut singles, &mut all.ignored);
                return Ok(());
            }
        }
        let part = parts.entry(top).or_insert_with(|| Part {
            all: Collector::new(reader.budget(), &wants),
            places: Places::default(),
            is_clone: false,
            refused: None,
        });
        if part.refused.is_some() {
            return Ok(());
        }
        part.is_clone |= path
            .as_ref()
            .is_ok_and(|path| path.first().is_some_and(|first| first == ".git"));
        let Part { all, places, .. } = part;
        let budget = all.budget();
        let taken = path.and_then(|path| {
            budget.on_time(|| {
                budget.entry()?;
                match path.is_empty() {
                    true => Ok(()),
                    false => {
                        let name = path.join("/");
                        let bytes = &mut Metered::new(item.bytes, &budget);
                        let Item { what, modified, .. } = item;
                        let item = Item {
                            name,
                            what,
                            modified,
                            bytes,
                        };
                        all.item(item, places)
                    }
                }
            })
        });
        part.refused = taken.err();
        Ok(())
    })?;
    for (name, part) in parts {
        let contents = match (part.refused, part.places.check()) {
            (Some(reason), _) | (None, Err(reason)) => Err(reason),
            (None, Ok(())) => Ok(part.all.finish()),
        };
        all.handed.push(Handed {
            modified: contents.as_ref().ok().and_then(|contents| contents.newest),
            shape: Shape::Folder {
                is_clone: part.is_clone,
            },
            contents,
            name,
        });
    }
    all.handed.extend(singles.into_values());
    all.handed.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(all)
}

/// Whose an item of an export is, and its path in what they handed in; nothing for the folders around.
type Placed = Option<(String, Result<Vec<String>, String>)>;

fn place(name: &str, wrapper: Option<&str>) -> Result<Placed, (Option<String>, String)> {
    let path = match pieces(name) {
        Ok(path) => path,
        Err(reason) => {
            // Somebody's, where it can be told: the first piece names them, and leads nowhere else.
            let mut pieces = name.split(['/', '\\']).filter(|piece| *piece != ".");
            let wrapped = wrapper.is_none_or(|wrapper| pieces.next() == Some(wrapper));
            let top = pieces
                .next()
                .filter(|top| wrapped && !top.is_empty() && *top != ".." && !top.contains(':'));
            return Err((top.map(str::to_owned), reason));
        }
    };
    let mut path = path.as_slice();
    if let Some(wrapper) = wrapper {
        match path.split_first() {
            Some((first, below)) if first == wrapper => path = below,
            _ => {
                return Ok(path
                    .first()
                    .map(|top| (top.clone(), Ok(path[1..].to_vec()))));
            }
        }
    }
    Ok(path
        .split_first()
        .map(|(top, below)| (top.clone(), Ok(below.to_vec()))))
}

/// Takes a file at the top of an export: an archive, or a file by itself.
fn single(
    name: String,
    item: Item<'_>,
    reader: &Reader<'_>,
    singles: &mut BTreeMap<String, Handed>,
    ignored: &mut Vec<Ignored>,
) {
    if let What::Special(what) = item.what {
        ignored.push(Ignored {
            path: shown(&name),
            reason: format!("{what}; it is never opened or followed"),
        });
        return;
    }
    if let Some(twin) = singles.get_mut(&name) {
        twin.contents = Err("refused: the export holds two files of this name".to_owned());
        return;
    }
    let bytes = item.bytes;
    let first = head(bytes);
    let found = first.as_ref().ok().and_then(|head| sniff(head));
    let shape = match found.is_some() || without_ending(&name).is_some() {
        true => Shape::Archive,
        false => Shape::File,
    };
    let contents = match (first, found, shape) {
        (Err(error), ..) => Err(error.to_string()),
        (Ok(head), Some(format), _) => {
            let mut stream = Cursor::new(head).chain(bytes);
            reader.collect(|all| {
                let budget = all.budget();
                let mut file = all.spooled(&mut Metered::new(&mut stream, &budget))?;
                all.whole(format, &mut file)
            })
        }
        (Ok(_), None, Shape::Archive) => Err(no_archive()),
        (Ok(head), None, _) => {
            let mut stream = Cursor::new(head).chain(bytes);
            reader.collect(|mut all| {
                all.file(&[called(&name)], item.modified, &mut stream)?;
                Ok(all.finish())
            })
        }
    };
    singles.insert(
        name.clone(),
        Handed {
            name,
            shape,
            modified: item.modified,
            contents,
        },
    );
}
