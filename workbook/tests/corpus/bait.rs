//! What submissions are tempted with, and how it shows that one took it.

use std::collections::BTreeMap;
use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

/// A folder to spoil, a port to call, a secret to tell.
pub struct Bait {
    folder: tempfile::TempDir,
    listener: TcpListener,
    before: BTreeMap<PathBuf, Vec<u8>>,
    /// Stands in files and in the grader's environment.
    pub secret: String,
}

impl Bait {
    pub fn lay() -> Self {
        let folder = tempfile::Builder::new()
            .prefix("corpus-bait-")
            .tempdir()
            .unwrap();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        listener.set_nonblocking(true).unwrap();
        let secret = format!("canary-{:016x}", rand_of_this_run());
        fs::write(folder.path().join("victim"), &secret).unwrap();
        fs::create_dir(folder.path().join("inner")).unwrap();
        fs::write(folder.path().join("inner/notes"), &secret).unwrap();
        let before = contents(folder.path());
        Self {
            folder,
            listener,
            before,
            secret,
        }
    }

    /// A fixture, told where everything is.
    pub fn put_into(&self, text: &str, solution: &Path) -> String {
        let path = |path: &Path| path.to_str().unwrap().to_owned();
        let port = self.listener.local_addr().unwrap().port();
        text.replace("{SOLUTION}", &path(solution))
            .replace("{FOLDER}", &path(self.folder.path()))
            .replace("{VICTIM}", &path(&self.folder.path().join("victim")))
            .replace("{PORT}", &port.to_string())
    }

    /// Everyone may try: what keeps a submission off is to be the sandbox, not the folder's rights.
    pub fn open_to_all(&self) {
        use std::os::unix::fs::PermissionsExt;

        for path in [
            self.folder.path().to_owned(),
            self.folder.path().join("inner"),
        ] {
            fs::set_permissions(path, fs::Permissions::from_mode(0o777)).unwrap();
        }
        for path in self.before.keys() {
            fs::set_permissions(path, fs::Permissions::from_mode(0o666)).unwrap();
        }
    }

    /// Nothing connected, nothing was changed, nothing was left, nothing was told.
    pub fn assert_untouched(&self, outputs: &Path, said: &str) {
        assert!(self.listener.accept().is_err(), "something connected");
        assert_eq!(
            contents(self.folder.path()),
            self.before,
            "the guarded folder was changed"
        );
        for folder in ["/tmp", "/var/tmp", "/dev/shm", "/run", "/"] {
            assert!(
                !Path::new(folder).join("workbook-escaped").exists(),
                "something was written to {folder}"
            );
        }
        assert!(!said.contains(&self.secret), "the secret was printed");
        for (path, bytes) in contents(outputs) {
            let text = String::from_utf8_lossy(&bytes);
            assert!(
                !text.contains(&self.secret),
                "{} tells the secret",
                path.display()
            );
            assert!(
                !text.contains("root:x:0:0"),
                "{} tells who has accounts",
                path.display()
            );
        }
    }
}

/// Every file below a folder.
fn contents(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let path = entry.path();
        match entry.file_type().unwrap().is_dir() {
            true => found.extend(contents(&path)),
            false => {
                // What isn't a file, such as a socket, has no bytes, and is there all the same.
                let bytes = fs::read(&path).unwrap_or_default();
                found.insert(path, bytes);
            }
        }
    }
    found
}

fn rand_of_this_run() -> u64 {
    use std::hash::{BuildHasher, RandomState};

    RandomState::new().hash_one("secret")
}
