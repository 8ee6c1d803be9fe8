//! What a `Cargo.toml` loses in a hand-out: members, dependencies, targets and profile overrides of what is withheld.
//!
//! Everything else, remarks included, stays as it is written.

use std::collections::BTreeSet;
use std::path::PathBuf;

use toml_edit::{Array, DocumentMut, Item, Table, TableLike, Value};

/// A feature that stays, empty, as code of the command asks for it.
const STAYS: &str = "grade";

/// What is withheld, and what that makes useless.
#[derive(Debug, Default)]
pub struct Withheld {
    /// Folders, from the workspace's root.
    pub folders: Vec<String>,
    /// Packages.
    pub packages: BTreeSet<String>,
    /// Features that are gone with them, of any package.
    pub features: BTreeSet<String>,
    /// Dependencies of the workspace that something still asks for.
    pub used: BTreeSet<String>,
}

/// Why a manifest can't be edited.
#[derive(Debug, thiserror::Error)]
pub enum Fault {
    /// It is no TOML.
    #[error("it is no manifest: {0}")]
    Syntax(#[from] toml_edit::TomlError),
    /// It isn't the workspace's.
    #[error("it has no table `{0}`")]
    NoTable(&'static str),
}

/// The manifest of a package that is handed out.
#[derive(Debug)]
pub struct Edited {
    /// Its new text.
    pub text: String,
    /// Files of targets that are gone, from the package's folder.
    pub targets: Vec<PathBuf>,
}

/// The name of the package of a manifest.
pub fn name(text: &str) -> Result<Option<String>, Fault> {
    let document: DocumentMut = text.parse()?;
    let name = document
        .get("package")
        .and_then(|package| package.get("name"));
    Ok(name.and_then(Item::as_str).map(str::to_owned))
}

/// Edits the manifest of a package, and notes which features are gone and which dependencies are used.
pub fn package(text: &str, withheld: &mut Withheld) -> Result<Edited, Fault> {
    let mut document: DocumentMut = text.parse()?;
    let gone = features(&mut document, withheld);
    for table in dependencies(&mut document) {
        remove(table, |name, _| withheld.packages.contains(name));
    }
    let named = named_by_features(&document);
    for table in dependencies(&mut document) {
        // What only a feature that is gone had asked for.
        remove(table, |name, item| {
            !gone.is_empty() && is_optional(item) && !named.contains(name)
        });
        let of_workspace = table
            .iter()
            .filter(|(_, item)| item.get("workspace").and_then(Item::as_bool) == Some(true));
        withheld
            .used
            .extend(of_workspace.map(|(name, _)| name.to_owned()));
    }
    let mut targets = Vec::new();
    for (kind, folder) in [
        ("bench", "benches"),
        ("test", "tests"),
        ("example", "examples"),
        ("bin", "src/bin"),
    ] {
        let Some(list) = document
            .get_mut(kind)
            .and_then(Item::as_array_of_tables_mut)
        else {
            continue;
        };
        let is_gone = |table: &Table| {
            let required = table.get("required-features").and_then(Item::as_array);
            required.is_some_and(|names| {
                names
                    .iter()
                    .any(|name| name.as_str().is_some_and(|name| gone.contains(name)))
            })
        };
        for table in list.iter().filter(|table| is_gone(table)) {
            let text = |key: &str| table.get(key).and_then(Item::as_str);
            targets.push(match (text("path"), text("name")) {
                (Some(path), _) => path.into(),
                (None, name) => {
                    PathBuf::from(folder).join(format!("{}.rs", name.unwrap_or_default()))
                }
            });
        }
        list.retain(|table| !is_gone(table));
    }
    withheld
        .features
        .extend(gone.into_iter().filter(|name| name != STAYS));
    Ok(Edited {
        text: document.to_string(),
        targets,
    })
}

/// Edits the workspace's manifest, after all of its packages.
pub fn root(text: &str, withheld: &Withheld) -> Result<String, Fault> {
    let mut document: DocumentMut = text.parse()?;
    let workspace = document
        .get_mut("workspace")
        .and_then(Item::as_table_mut)
        .ok_or(Fault::NoTable("workspace"))?;
    for key in ["members", "default-members"] {
        if let Some(members) = workspace.get_mut(key).and_then(Item::as_array_mut) {
            members.retain(|member| {
                let member = member.as_str().unwrap_or_default();
                let below =
                    |folder: &String| member == folder || member.starts_with(&format!("{folder}/"));
                !withheld.folders.iter().any(below)
            });
        }
    }
    if let Some(table) = workspace
        .get_mut("dependencies")
        .and_then(Item::as_table_like_mut)
    {
        remove(table, |name, _| !withheld.used.contains(name));
    }
    // Code that asks for a feature that is gone isn't mistaken.
    if !withheld.features.is_empty() {
        let names: Vec<String> = withheld
            .features
            .iter()
            .map(|name| format!("{name:?}"))
            .collect();
        let mut lint = toml_edit::InlineTable::new();
        lint.insert("level", "warn".into());
        let known = format!("cfg(feature, values({}))", names.join(", "));
        lint.insert("check-cfg", Value::Array(Array::from_iter([known])));
        if let Some(lints) = workspace
            .get_mut("lints")
            .and_then(|lints| lints.get_mut("rust"))
            .and_then(Item::as_table_like_mut)
        {
            lints.insert("unexpected_cfgs", Item::Value(Value::InlineTable(lint)));
        }
    }
    let profiles = document
        .get_mut("profile")
        .and_then(Item::as_table_like_mut);
    for (_, profile) in profiles.into_iter().flat_map(TableLike::iter_mut) {
        if let Some(packages) = profile.get_mut("package").and_then(Item::as_table_like_mut) {
            remove(packages, |name, _| withheld.packages.contains(name));
        }
    }
    Ok(document.to_string())
}

/// Takes what is withheld out of the features. Those that were nothing else are gone, and nothing names them any more.
fn features(document: &mut DocumentMut, withheld: &Withheld) -> BTreeSet<String> {
    let Some(features) = document
        .get_mut("features")
        .and_then(Item::as_table_like_mut)
    else {
        return BTreeSet::new();
    };
    let is_withheld = |value: &Value| {
        let word = value.as_str().unwrap_or_default();
        let package = word.strip_prefix("dep:").unwrap_or(word);
        let package = package.split(['/', '?']).next().unwrap_or_default();
        withheld.packages.contains(package)
    };
    let gone: BTreeSet<String> = features
        .iter()
        .filter(|(_, item)| {
            item.as_array()
                .is_some_and(|words| words.iter().any(is_withheld))
        })
        .map(|(name, _)| name.to_owned())
        .collect();
    remove(features, |name, _| gone.contains(name) && name != STAYS);
    for (key, item) in features.iter_mut() {
        if let Some(words) = item.as_array_mut() {
            if key.get() == STAYS && gone.contains(STAYS) {
                words.clear();
            }
            words.retain(|word| word.as_str().is_none_or(|word| !gone.contains(word)));
        }
    }
    gone
}

/// The optional dependencies that features name.
fn named_by_features(document: &DocumentMut) -> BTreeSet<String> {
    let features = document.get("features").and_then(Item::as_table_like);
    let lists = features
        .into_iter()
        .flat_map(TableLike::iter)
        .filter_map(|(_, item)| item.as_array());
    let words = lists.flat_map(Array::iter).filter_map(Value::as_str);
    words
        .filter_map(|word| {
            let word = word.strip_prefix("dep:").unwrap_or(word);
            word.split(['/', '?']).next().map(str::to_owned)
        })
        .collect()
}

fn is_optional(item: &Item) -> bool {
    item.get("optional").and_then(Item::as_bool) == Some(true)
}

/// All tables of dependencies, those of targets included.
fn dependencies(document: &mut DocumentMut) -> Vec<&mut dyn TableLike> {
    const KINDS: [&str; 3] = ["dependencies", "dev-dependencies", "build-dependencies"];
    let mut found: Vec<&mut dyn TableLike> = Vec::new();
    for (key, item) in document.as_table_mut().iter_mut() {
        if KINDS.contains(&key.get()) {
            found.extend(item.as_table_like_mut());
        } else if key.get() == "target" {
            let targets = item
                .as_table_like_mut()
                .into_iter()
                .flat_map(TableLike::iter_mut);
            for (_, target) in targets {
                let tables = target
                    .as_table_like_mut()
                    .into_iter()
                    .flat_map(TableLike::iter_mut);
                for (key, table) in tables {
                    if KINDS.contains(&key.get()) {
                        found.extend(table.as_table_like_mut());
                    }
                }
            }
        }
    }
    found
}

fn remove(table: &mut dyn TableLike, is_gone: impl Fn(&str, &Item) -> bool) {
    let gone: Vec<String> = table
        .iter()
        .filter(|(name, item)| is_gone(name, item))
        .map(|(name, _)| name.to_owned())
        .collect();
    for name in gone {
        table.remove(&name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn withheld() -> Withheld {
        Withheld {
            folders: vec!["solutions".to_owned(), "workbook/judge".to_owned()],
            packages: ["solution-q1", "workbook-judge"].map(str::to_owned).into(),
            ..Withheld::default()
        }
    }

    #[test]
    fn a_package_loses_what_asks_for_the_judge_and_keeps_an_empty_grade() {
        let mut withheld = withheld();
        let edited = package(
            "[package]\nname = \"workbook\"\n\n[features]\ndefault = [\"grade\"]\n# Empty in hand-outs.\ngrade = [\"dep:rayon\", \"dep:workbook-judge\"]\n\n\
             [dependencies]\nrayon = { workspace = true, optional = true }\nserde = { workspace = true } # data\nworkbook-judge = { workspace = true, optional = true }\n",
            &mut withheld,
        )
        .unwrap();
        assert_eq!(
            edited.text,
            "[package]\nname = \"workbook\"\n\n[features]\ndefault = []\n# Empty in hand-outs.\ngrade = []\n\n[dependencies]\nserde = { workspace = true } # data\n"
        );
        assert_eq!(withheld.used, ["serde".to_owned()].into());
        assert!(withheld.features.is_empty() && edited.targets.is_empty());
    }

    #[test]
    fn a_package_loses_a_feature_with_its_targets() {
        let mut withheld = withheld();
        let edited = package(
            "[features]\ndefault = [\"market\"]\n# The answer.\nmarket = [\"dep:solution-q1\"]\nprofile = [\"dep:sampler\"]\n\n\
             [dependencies]\nsampler = { workspace = true, optional = true }\nsolution-q1 = { workspace = true, optional = true }\n\n\
             [[bench]]\nname = \"market\"\nharness = false\nrequired-features = [\"market\"]\n\n[[bench]]\nname = \"pi\"\nharness = false\n",
            &mut withheld,
        )
        .unwrap();
        assert_eq!(
            edited.text,
            "[features]\ndefault = []\nprofile = [\"dep:sampler\"]\n\n[dependencies]\nsampler = { workspace = true, optional = true }\n\n\
             [[bench]]\nname = \"pi\"\nharness = false\n"
        );
        assert_eq!(edited.targets, [PathBuf::from("benches/market.rs")]);
        assert_eq!(withheld.features, ["market".to_owned()].into());
    }

    #[test]
    fn the_workspace_loses_members_dependencies_and_profile_overrides() {
        let mut withheld = withheld();
        withheld.used.insert("serde".to_owned());
        withheld.features.insert("market".to_owned());
        let text = root(
            "[workspace]\nmembers = [\n    \"exercises/*\",\n    \"solutions/*\",\n    \"workbook\",\n    \"workbook/judge\",\n]\n\n\
             [workspace.dependencies]\nserde = \"1\"\nsolution-q1 = { path = \"solutions/q1\" }\nzip = \"9\"\n\n[workspace.lints.rust]\nmissing_docs = \"warn\"\n\n\
             [profile.dev.package.workbook-judge]\nopt-level = 1\n[profile.dev.package.workbook]\nopt-level = 1\n",
            &withheld,
        )
        .unwrap();
        for gone in ["solution", "judge", "zip"] {
            assert!(!text.contains(gone), "{gone}: {text}");
        }
        for kept in [
            "    \"exercises/*\",\n    \"workbook\",\n",
            "serde = \"1\"",
            "[profile.dev.package.workbook]\nopt-level = 1",
            "check-cfg",
            "cfg(feature, values(\"market\"))",
        ] {
            assert!(
                text.contains(kept) || text.contains(&kept.replace('"', "\\\"")),
                "{kept}: {text}"
            );
        }
        text.parse::<DocumentMut>().unwrap();
    }

    #[test]
    fn what_is_no_manifest_is_refused() {
        assert!(
            root("[package]\n", &withheld())
                .unwrap_err()
                .to_string()
                .contains("no table `workspace`")
        );
        assert!(name("][").unwrap_err().to_string().contains("no manifest"));
    }
}
