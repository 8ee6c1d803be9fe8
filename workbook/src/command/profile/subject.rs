//! Building what is to be profiled, with the sampler in it, and running it.
//!
//! A kernel's variant runs in the program `profile` of the listings. An exercise has no such program: one is written to
//! `.workbook/profiles`, which includes the exercise's race and hands the answer to the sampler in place of the clock.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use cargo_metadata::{DependencyKind, Message, MetadataCommand};
use workbook_pages::profile::Sampled;

use super::{Args, ProfileError};
use crate::workspace::{Exercise, Workspace};
use crate::{atomic, cargo};

/// What was sampled.
pub struct Subject {
    pub size: Option<String>,
    pub sampled: Sampled,
}

/// What the program of the listings prints.
#[derive(serde::Deserialize)]
struct Printed {
    size: String,
    samples: Sampled,
}

/// Builds and runs what the arguments name.
pub fn run(args: &Args, workspace: &Workspace) -> Result<Subject, ProfileError> {
    if args.what.contains('/') {
        return kernel(args, &workspace.root);
    }
    let exercise = workspace.exercise(&args.what)?;
    if args.size.is_some() {
        return Err(ProfileError::Size);
    }
    if !exercise.has_race {
        let races = workspace.exercises.iter().filter(|e| e.has_race);
        return Err(ProfileError::NoRace {
            name: exercise.name.clone(),
            known: races
                .map(|e| e.name.as_str())
                .collect::<Vec<_>>()
                .join(", "),
        });
    }
    let sampled = answer(args, workspace, exercise)?;
    Ok(Subject {
        size: None,
        sampled,
    })
}

fn kernel(args: &Args, root: &Path) -> Result<Subject, ProfileError> {
    let mut build = cargo::command();
    build.current_dir(root).args([
        "build",
        "--release",
        "--package",
        "listings",
        "--bin",
        "profile",
        "--features",
        "profile",
    ]);
    let mut program = Command::new(built(build, "profile")?);
    program
        .current_dir(root)
        .args([&args.what, &args.seconds.to_string()])
        .args(&args.size);
    let printed: Printed = sampled(program, &args.what)?;
    Ok(Subject {
        size: Some(printed.size),
        sampled: printed.samples,
    })
}

fn answer(
    args: &Args,
    workspace: &Workspace,
    exercise: &Exercise,
) -> Result<Sampled, ProfileError> {
    let folder = workspace.own_dir().join("profiles").join(&exercise.name);
    let write = |name: &str, text: &str| {
        let path = folder.join(name);
        atomic::write(&path, text.as_bytes()).map_err(|source| ProfileError::Write { path, source })
    };
    write("Cargo.toml", &manifest(workspace, exercise)?)?;
    write("main.rs", &program(exercise))?;
    // The versions of the workbook, so that nothing is fetched or built twice.
    let lock = workspace.root.join("Cargo.lock");
    if let Ok(text) = std::fs::read_to_string(&lock) {
        write("Cargo.lock", &text)?;
    }
    let mut build = cargo::command();
    build
        .current_dir(&folder)
        .args(["build", "--release", "--target-dir"])
        .arg(cargo::target(&workspace.root).join("profile"));
    let mut command = Command::new(built(build, &binary(exercise))?);
    command
        .current_dir(&workspace.root)
        .arg(args.seconds.to_string());
    sampled(command, &exercise.name)
}

fn binary(exercise: &Exercise) -> String {
    format!("profile-{}", exercise.name)
}

/// The manifest of a program around an exercise's race: what the race may use, and the sampler.
fn manifest(workspace: &Workspace, exercise: &Exercise) -> Result<String, ProfileError> {
    let metadata = MetadataCommand::new()
        .no_deps()
        .current_dir(&workspace.root)
        .exec()
        .map_err(|error| {
            ProfileError::Exercise(crate::workspace::WorkspaceError::Metadata(error))
        })?;
    let mut dependencies = BTreeMap::new();
    let package = metadata
        .packages
        .iter()
        .find(|p| p.name.as_str() == exercise.package());
    for dependency in package.iter().flat_map(|package| &package.dependencies) {
        if dependency.kind == DependencyKind::Build {
            continue;
        }
        let from = match &dependency.path {
            Some(path) => format!("path = {:?}", path.as_str()),
            None => format!("version = {:?}", dependency.req.to_string()),
        };
        let words = format!(
            "{{ {from}, default-features = {}, features = {:?} }}",
            dependency.uses_default_features, dependency.features
        );
        dependencies.insert(dependency.name.clone(), words);
    }
    let path = |path: &Path| format!("{{ path = {:?} }}", path.to_string_lossy());
    dependencies.insert(exercise.package(), path(&exercise.dir));
    dependencies.insert(
        "sampler".to_owned(),
        path(&workspace.root.join("workbook/sampler")),
    );
    dependencies
        .entry("stopwatch".to_owned())
        .or_insert_with(|| path(&workspace.root.join("workbook/stopwatch")));
    let dependencies: String = dependencies
        .iter()
        .map(|(name, words)| format!("{name} = {words}\n"))
        .collect();
    let name = binary(exercise);
    Ok(format!(
        "# Written by `cargo workbook profile`.\n\
         [package]\nname = \"{name}\"\nversion = \"0.0.0\"\nedition = \"2024\"\npublish = false\n\n\
         [[bin]]\nname = \"{name}\"\npath = \"main.rs\"\n\n[workspace]\n\n\
         [profile.release]\ndebug = \"line-tables-only\"\n\n[dependencies]\n{dependencies}"
    ))
}

fn program(exercise: &Exercise) -> String {
    format!(
        r#"// Written by `cargo workbook profile`: the race of the exercise, watched by the sampler.

extern crate {answer} as answer;

#[path = {race:?}]
mod race;

fn main() -> std::process::ExitCode {{
    stopwatch::race::watch_instead(|work| {{
        let seconds = std::env::args().nth(1).and_then(|word| word.parse().ok()).unwrap_or(3.0);
        match sampler::sample(std::time::Duration::from_secs_f64(seconds), || work()) {{
            Ok(seen) => println!("{{}}", seen.json()),
            Err(error) => {{
                eprintln!("error: {{error}}");
                std::process::exit(2);
            }}
        }}
    }});
    race::main()
}}
"#,
        answer = exercise.package().replace('-', "_"),
        race = exercise.dir.join("race.rs").to_string_lossy(),
    )
}

/// Runs cargo, whose words go to the terminal, and returns the program of that name.
fn built(mut build: Command, name: &str) -> Result<PathBuf, ProfileError> {
    let words: Vec<_> = build
        .get_args()
        .map(|word| word.to_string_lossy())
        .collect();
    let command = format!("cargo {}", words.join(" "));
    let start = |source| ProfileError::Start {
        command: command.clone(),
        source,
    };
    let mut child = build
        .arg("--message-format=json-render-diagnostics")
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(start)?;
    let stdout = BufReader::new(child.stdout.take().expect("stdout is piped"));
    let mut program = None;
    for message in Message::parse_stream(stdout) {
        if let Message::CompilerArtifact(artifact) = message.map_err(start)?
            && artifact.target.name == name
        {
            program = artifact.executable.map(PathBuf::from).or(program);
        }
    }
    let status = child.wait().map_err(start)?;
    program
        .filter(|_| status.success())
        .ok_or(ProfileError::Build { command, status })
}

/// Runs the program and reads the last line that it prints.
fn sampled<T: serde::de::DeserializeOwned>(
    mut program: Command,
    name: &str,
) -> Result<T, ProfileError> {
    let output = program
        .stdin(Stdio::null())
        .output()
        .map_err(|source| ProfileError::Start {
            command: name.to_owned(),
            source,
        })?;
    let said = String::from_utf8_lossy(&output.stderr).trim().to_owned();
    match output.status.code() {
        Some(0) => {}
        Some(2) => {
            let said = said.strip_prefix("error: ").unwrap_or(&said);
            return Err(ProfileError::Refused(said.to_owned()));
        }
        _ => {
            return Err(ProfileError::Ended {
                name: name.to_owned(),
                status: output.status,
                said,
            });
        }
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let line = text.lines().last().unwrap_or_default();
    serde_json::from_str(line).map_err(|error| ProfileError::Garbled(error.to_string()))
}
