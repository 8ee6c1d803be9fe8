//! A book's texts, compressed beside themselves: through a tunnel to a cluster, a page is several times as fast.

use std::fs::{self, File};
use std::io;
use std::path::Path;

use flate2::Compression;
use flate2::write::GzEncoder;

/// Shorter files, in bytes, are one packet or two either way.
const SHORT: u64 = 4096;

/// Puts `NAME.gz` beside each text in a folder and its folders; the server hands that to browsers that take it.
///
/// # Errors
/// When a file can't be read or written.
pub fn shrink(folder: &Path) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let path = entry.path();
        if entry.file_type()?.is_dir() {
            shrink(&path)?;
        } else if is_text(&path) && entry.metadata()?.len() >= SHORT {
            let mut name = path.clone().into_os_string();
            name.push(".gz");
            // A book is compressed each time that it is built, so quickly goes before well.
            let mut out = GzEncoder::new(File::create(name)?, Compression::fast());
            io::copy(&mut File::open(&path)?, &mut out)?;
            out.finish()?;
        }
    }
    Ok(())
}

fn is_text(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    matches!(extension, Some("html" | "js" | "css" | "svg" | "json"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;

    #[test]
    fn texts_are_compressed_beside_themselves_and_nothing_else_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        fs::create_dir(path("assets")).unwrap();
        let long = "a line of a page\n".repeat(1000);
        for name in ["a.html", "assets/b.js", "c.woff2"] {
            fs::write(path(name), &long).unwrap();
        }
        fs::write(path("short.html"), "a").unwrap();
        shrink(folder.path()).unwrap();
        for name in ["a.html", "assets/b.js"] {
            let packed = fs::read(path(&format!("{name}.gz"))).unwrap();
            assert!(packed.len() < long.len() / 4);
            let mut text = String::new();
            flate2::read::GzDecoder::new(&packed[..])
                .read_to_string(&mut text)
                .unwrap();
            assert_eq!(text, long);
            assert_eq!(fs::read_to_string(path(name)).unwrap(), long);
        }
        for name in ["c.woff2.gz", "short.html.gz"] {
            assert!(!path(name).exists(), "{name}");
        }
    }
}
