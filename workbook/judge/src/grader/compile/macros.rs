//! Submissions that are procedural macros: they run inside the compiler, of a subject that uses them.

use std::path::{Path, PathBuf};

use super::{
    ANSWER, ANSWER_SOURCE, Arguments, Compiler, Kind, SUBJECT_SOURCE, Step, Unbuilt, write_source,
};
use crate::grader::toolchain::{Extern, Prepared};
use crate::sandbox::{Level, SandboxError};
use crate::task::Task;
use crate::verdict::Verdict;

/// Macros of ours that do nothing.
const OUR_MACROS: &str = "\
    #[proc_macro_attribute]
    pub fn attribute(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
        item
    }";

/// Macros of ours that try what a hostile one would; what works is an error.
const NOSY_MACROS: &str = "\
    #[proc_macro_attribute]
    pub fn attribute(_: proc_macro::TokenStream, item: proc_macro::TokenStream) -> proc_macro::TokenStream {
        for file in [\"/etc/passwd\", \"CANARY\"] {
            assert!(std::fs::read(file).is_err(), \"it reads {file}\");
        }
        for folder in [\"/var/tmp\", \"/dev/shm\", \"/run\", \"../answer\"] {
            let path = format!(\"{folder}/workbook-canary\");
            assert!(std::fs::write(&path, \"canary\").is_err(), \"it writes to {folder}\");
        }
        for program in [\"/proc/self/exe\", \"/bin/sh\"] {
            assert!(std::process::Command::new(program).output().is_err(), \"it starts a process\");
        }
        assert!(std::net::TcpListener::bind(\"127.0.0.1:0\").is_err(), \"it has a network\");
        item
    }";

/// The use of either.
const OUR_USE: &str = "#[answer::attribute] pub fn main() {}";

/// The program that a macro's subject is linked into: its `main` is compiled apart, where no linker can be started.
const ENTRY: &str = "fn main() { subject::main() }";

/// The file with that text.
const ENTRY_SOURCE: &str = "entry.rs";

impl Compiler<'_> {
    /// Compiles a submission of procedural macros into a library that the compiler loads; gives the folder that it is in.
    pub fn build_macros(
        &self,
        task: &Task,
        prepared: &Prepared,
        source: &str,
        folder: &Path,
    ) -> Result<PathBuf, Unbuilt> {
        let answer_dir = folder.join("answer");
        write_source(&answer_dir.join(ANSWER_SOURCE), source)?;
        let mut arguments = Arguments::common(self.toolchain, prepared, ANSWER_SOURCE);
        arguments.kind(Kind::Macros, ANSWER);
        if !task.allows_unsafe {
            arguments.words(&["-F", "unsafe_code"]);
        }
        prepared
            .allowed
            .iter()
            .for_each(|extern_| arguments.extern_(extern_));
        self.compile(
            arguments,
            vec![prepared.crates_dir.path().to_owned()],
            &answer_dir,
            Step::Link,
        )?;
        Ok(answer_dir)
    }

    /// Compiles the part of the subject that belongs to one group, with the macros in `answer_dir`.
    ///
    /// Two runs: the one in which macros run starts no process, so it can't link. What it wrote may be anything, and the
    /// other one reads it, where there is nothing to be read but this.
    pub fn build_macro_subject(
        &self,
        prepared: &Prepared,
        answer_dir: &Path,
        group: &str,
        folder: &Path,
    ) -> Result<PathBuf, Unbuilt> {
        let folder = folder.join(format!("group-{group}"));
        let (subject_dir, entry_dir) = (folder.join("subject"), folder.join("entry"));
        write_source(&subject_dir.join(SUBJECT_SOURCE), &prepared.subject)?;
        let answer = Extern {
            name: ANSWER.to_owned(),
            path: answer_dir.join(macro_library()),
        };
        let mut arguments = Arguments::common(self.toolchain, prepared, SUBJECT_SOURCE);
        arguments.kind(Kind::Library, "subject");
        arguments.words(&["--cfg", &format!("group=\"{group}\"")]);
        // Whether a macro writes unsafe code no lint says: what comes from another crate's macro is none of its business.
        arguments.extern_(&answer);
        arguments.extern_(&prepared.frames);
        let crates_dir = prepared.crates_dir.path().to_owned();
        let readable = vec![crates_dir.clone(), answer_dir.to_owned()];
        let expanded = self.compile(arguments, readable, &subject_dir, Step::Expand);
        self.blame(expanded, prepared, &folder)?;

        write_source(&entry_dir.join(ENTRY_SOURCE), ENTRY)?;
        let mut arguments = Arguments::common(self.toolchain, prepared, ENTRY_SOURCE);
        arguments.program("entry");
        arguments.words(&["-L", &format!("dependency={}", answer_dir.display())]);
        arguments.extern_(&Extern {
            name: "subject".to_owned(),
            path: subject_dir.join("libsubject.rlib"),
        });
        let readable = vec![crates_dir, answer_dir.to_owned(), subject_dir];
        let linked = self.compile(arguments, readable, &entry_dir, Step::Link);
        self.blame(linked, prepared, &folder)?;
        Ok(entry_dir.join("entry"))
    }

    /// Whose fault a compiler's strange end is, after macros ran in it: theirs, if the same works with a macro of ours.
    fn blame(
        &self,
        outcome: Result<(), Unbuilt>,
        prepared: &Prepared,
        folder: &Path,
    ) -> Result<(), Unbuilt> {
        match outcome {
            Err(Unbuilt::Fault(message)) => {
                self.expand_ours(prepared, &folder.join("again"), OUR_MACROS)
                    .map_err(|_| Unbuilt::Fault(message.clone()))?;
                let message = format!("a macro ended the compiler: {message}");
                Err(Unbuilt::Refused {
                    verdict: Verdict::BuildError,
                    errors: vec![message.clone()],
                    message,
                })
            }
            other => other,
        }
    }

    /// Compiles macros of ours and a use of them, as a submission's would be.
    fn expand_ours(&self, prepared: &Prepared, folder: &Path, macros: &str) -> Result<(), Unbuilt> {
        let (answer_dir, subject_dir) = (folder.join("answer"), folder.join("subject"));
        write_source(&answer_dir.join(ANSWER_SOURCE), macros)?;
        let mut arguments = Arguments::common(self.toolchain, prepared, ANSWER_SOURCE);
        arguments.kind(Kind::Macros, ANSWER);
        let crates_dir = prepared.crates_dir.path().to_owned();
        self.compile(arguments, vec![crates_dir.clone()], &answer_dir, Step::Link)?;
        write_source(&subject_dir.join(SUBJECT_SOURCE), OUR_USE)?;
        let mut arguments = Arguments::common(self.toolchain, prepared, SUBJECT_SOURCE);
        arguments.kind(Kind::Library, "subject");
        arguments.extern_(&Extern {
            name: ANSWER.to_owned(),
            path: answer_dir.join(macro_library()),
        });
        let readable = vec![crates_dir, answer_dir];
        self.compile(arguments, readable, &subject_dir, Step::Expand)
    }

    /// Tries macros of ours where a submission's run: one that must work, and one that must find nothing that a compiler
    /// at work there has no use for.
    pub fn probe_macros(&self, prepared: &Prepared) -> Result<(), SandboxError> {
        let unusable = |reason| SandboxError::Unusable {
            level: self.sandbox.level(),
            reason,
        };
        let folder = tempfile::tempdir().map_err(|error| unusable(error.to_string()))?;
        let path = folder
            .path()
            .canonicalize()
            .map_err(|error| unusable(error.to_string()))?;
        std::fs::write(path.join("canary"), "canary")
            .map_err(|error| unusable(error.to_string()))?;
        let tried = |macros: &str, name: &str| {
            let outcome = self.expand_ours(prepared, &path.join(name), macros);
            outcome.map_err(|unbuilt| match unbuilt {
                Unbuilt::Refused { message, .. } | Unbuilt::Fault(message) => message,
            })
        };
        tried(OUR_MACROS, "innocent")
            .map_err(|reason| unusable(format!("a macro of ours doesn't work: {reason}")))?;
        if self.sandbox.level() == Level::Weak {
            return Ok(());
        }
        let nosy = NOSY_MACROS.replace("CANARY", &path.join("canary").to_string_lossy());
        tried(&nosy, "nosy")
            .map_err(|reason| unusable(format!("a macro can do too much: {reason}")))
    }
}

/// The file of a compiled crate of macros.
fn macro_library() -> String {
    use std::env::consts::{DLL_PREFIX, DLL_SUFFIX};

    format!("{DLL_PREFIX}{ANSWER}{DLL_SUFFIX}")
}
