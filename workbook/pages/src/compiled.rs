//! Which files of the workspace the compiler sees: what a listing may be taken from.
//!
//! A file that lies in a package but belongs to no module is never compiled and never tested.
//! So the modules are followed from each target's root, `mod name;` by `mod name;`.

use std::cell::RefCell;
use std::collections::{HashMap, HashSet};
use std::path::{Path, PathBuf};

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use toml::Table;

/// The packages of a workspace.
pub struct Workspace {
    /// Folders of the members.
    members: Vec<PathBuf>,
    /// The compiled files of the members that were asked about.
    compiled: RefCell<HashMap<PathBuf, HashSet<PathBuf>>>,
}

impl Workspace {
    /// Reads the members of the workspace at `root`; none, if its manifest can't be read.
    pub fn at(root: &Path) -> Self {
        let manifest = table(&root.join("Cargo.toml")).unwrap_or_default();
        let patterns = manifest
            .get("workspace")
            .and_then(|workspace| workspace.get("members"));
        let patterns = patterns
            .and_then(toml::Value::as_array)
            .into_iter()
            .flatten()
            .filter_map(toml::Value::as_str);
        let members = patterns
            .flat_map(|pattern| folders(root, pattern))
            .filter_map(|folder| folder.canonicalize().ok());
        Self {
            members: members.collect(),
            compiled: RefCell::default(),
        }
    }

    /// Whether the file, given by its canonical path, is compiled as part of a member.
    pub fn compiles(&self, file: &Path) -> bool {
        let Some(package) = file
            .ancestors()
            .skip(1)
            .find(|folder| folder.join("Cargo.toml").is_file())
        else {
            return false;
        };
        if !self.members.iter().any(|member| member == package) {
            return false;
        }
        let mut compiled = self.compiled.borrow_mut();
        compiled
            .entry(package.to_owned())
            .or_insert_with(|| sources(package))
            .contains(file)
    }
}

fn table(manifest: &Path) -> Option<Table> {
    std::fs::read_to_string(manifest).ok()?.parse().ok()
}

/// The folders that a member pattern stands for; `*` is any name.
fn folders(root: &Path, pattern: &str) -> Vec<PathBuf> {
    pattern
        .split('/')
        .fold(vec![root.to_owned()], |folders, part| match part {
            "*" => folders
                .iter()
                .flat_map(|folder| entries(folder))
                .filter(|path| path.is_dir())
                .collect(),
            part => folders
                .into_iter()
                .map(|folder| folder.join(part))
                .collect(),
        })
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    entries.map(|entry| entry.path()).collect()
}

/// The compiled files of a package.
fn sources(package: &Path) -> HashSet<PathBuf> {
    let mut found = HashSet::new();
    for root in targets(package) {
        let folder = root.parent().unwrap_or(package).to_owned();
        follow(&root, &folder, &mut found);
    }
    found
}

/// The root files of a package's targets: those that the manifest names and those that cargo finds. And the programs in
/// `tests/refused`, which trybuild compiles to see them refused.
fn targets(package: &Path) -> Vec<PathBuf> {
    let manifest = table(&package.join("Cargo.toml")).unwrap_or_default();
    let path = |target: &toml::Value| Some(package.join(target.get("path")?.as_str()?));
    let mut roots = vec![
        package.join("build.rs"),
        package.join("src/lib.rs"),
        package.join("src/main.rs"),
    ];
    roots.extend(manifest.get("lib").and_then(path));
    for kind in ["bin", "test", "bench", "example"] {
        roots.extend(
            manifest
                .get(kind)
                .and_then(toml::Value::as_array)
                .into_iter()
                .flatten()
                .filter_map(path),
        );
    }
    for folder in ["src/bin", "tests", "tests/refused", "benches", "examples"] {
        for entry in entries(&package.join(folder)) {
            roots.extend([entry.join("main.rs"), entry]);
        }
    }
    roots.retain(|root| {
        root.extension().is_some_and(|extension| extension == "rs") && root.is_file()
    });
    roots
}

/// Adds a file and the files of its modules, which lie in `folder`.
fn follow(file: &Path, folder: &Path, found: &mut HashSet<PathBuf>) {
    let Ok(file) = file.canonicalize() else {
        return;
    };
    if !found.insert(file.clone()) {
        return;
    }
    let Some(tokens) = std::fs::read_to_string(&file)
        .ok()
        .and_then(|text| text.parse().ok())
    else {
        return;
    };
    let beside = file.parent().unwrap_or(folder).to_owned();
    let mut modules = Vec::new();
    collect(tokens, folder, &beside, &mut modules);
    for (candidates, inner) in modules {
        if let Some(module) = candidates.iter().find(|candidate| candidate.is_file()) {
            // A module in `mod.rs`, or placed by `#[path]`, has its own modules beside it.
            let is_named = module.file_stem() == inner.file_name();
            let inner = if is_named {
                inner
            } else {
                module.parent().unwrap_or(folder).to_owned()
            };
            follow(module, &inner, found);
        }
    }
}

/// The places where a module's file may be, and the folder of its own modules.
type Module = (Vec<PathBuf>, PathBuf);

/// Collects the modules that a token stream declares without a body.
fn collect(tokens: TokenStream, folder: &Path, beside: &Path, modules: &mut Vec<Module>) {
    let trees: Vec<TokenTree> = tokens.into_iter().collect();
    let mut placed: Option<String> = None;
    for (at, tree) in trees.iter().enumerate() {
        match tree {
            TokenTree::Ident(word) if word == "mod" => {
                let (Some(TokenTree::Ident(name)), Some(after)) =
                    (trees.get(at + 1), trees.get(at + 2))
                else {
                    continue;
                };
                let name = name.to_string();
                match after {
                    TokenTree::Punct(end) if end.as_char() == ';' => {
                        let inner = folder.join(&name);
                        let candidates = match placed.take() {
                            Some(path) => vec![beside.join(path)],
                            None => vec![folder.join(format!("{name}.rs")), inner.join("mod.rs")],
                        };
                        modules.push((candidates, inner));
                    }
                    TokenTree::Group(body) if body.delimiter() == Delimiter::Brace => {
                        collect(body.stream(), &folder.join(name), beside, modules);
                    }
                    _ => {}
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                placed = path_attribute(group.stream()).or(placed);
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Brace => {
                let is_module =
                    at >= 2 && matches!(&trees[at - 2], TokenTree::Ident(word) if word == "mod");
                if !is_module {
                    collect(group.stream(), folder, beside, modules);
                }
                placed = None;
            }
            TokenTree::Punct(end) if end.as_char() == ';' => placed = None,
            _ => {}
        }
    }
}

/// The path in `path = "…"`.
fn path_attribute(attribute: TokenStream) -> Option<String> {
    let trees: Vec<TokenTree> = attribute.into_iter().collect();
    match trees.as_slice() {
        [
            TokenTree::Ident(word),
            TokenTree::Punct(_),
            TokenTree::Literal(path),
        ] if word == "path" => Some(path.to_string().trim_matches('"').to_owned()),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(root: &Path, path: &str, text: &str) -> PathBuf {
        let path = root.join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        path.canonicalize().unwrap()
    }

    #[test]
    fn modules_are_followed_from_every_target_and_orphans_are_not() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path();
        write(
            root,
            "Cargo.toml",
            "[workspace]\nmembers = [\"book/listings\", \"exercises/*\"]\n",
        );
        write(
            root,
            "book/listings/Cargo.toml",
            "[package]\n[[bench]]\npath = \"speed/run.rs\"\n",
        );
        write(root, "exercises/q1/Cargo.toml", "[package]\n");
        write(root, "elsewhere/Cargo.toml", "[package]\n");
        let compiled = [
            write(
                root,
                "book/listings/src/lib.rs",
                "pub mod sum; #[cfg(test)] mod tests; mod a { mod b; }",
            ),
            write(root, "book/listings/src/sum.rs", "pub(crate) mod lanes;"),
            write(root, "book/listings/src/sum/lanes.rs", ""),
            write(root, "book/listings/src/tests/mod.rs", "mod inner;"),
            write(root, "book/listings/src/tests/inner.rs", ""),
            write(root, "book/listings/src/a/b.rs", ""),
            write(root, "book/listings/src/bin/measure.rs", ""),
            write(root, "book/listings/tests/refused/view.rs", ""),
            write(root, "book/listings/speed/run.rs", ""),
            write(root, "exercises/q1/src/lib.rs", ""),
            write(
                root,
                "exercises/q1/tests/spec.rs",
                "#[path = \"../spec.rs\"]\nmod spec;",
            ),
            write(root, "exercises/q1/spec.rs", ""),
        ];
        let not_compiled = [
            write(root, "book/listings/src/orphan.rs", ""),
            write(root, "exercises/q1/start.rs", ""),
            write(root, "elsewhere/src/lib.rs", ""),
        ];
        let workspace = Workspace::at(root);
        for file in compiled {
            assert!(workspace.compiles(&file), "{}", file.display());
        }
        for file in not_compiled {
            assert!(!workspace.compiles(&file), "{}", file.display());
        }
    }
}
