//! Writes a class of submissions to q1, a tenth of them hostile, to measure how fast a class is graded:
//!
//! ```sh
//! cargo run --release --package workbook-judge --example class -- FOLDER 300
//! time cargo workbook grade FOLDER --out FOLDER-grades --exercise q1
//! ```

use std::error::Error;
use std::path::Path;

/// What a hostile or broken submission does first when it is called.
const HOSTILE: [&str; 6] = [
    "if days < u32::MAX as _ { loop { std::hint::spin_loop(); } }",
    "if days < u32::MAX as _ { std::process::exit(0); }",
    "if days < u32::MAX as _ { std::process::abort(); }",
    "let days: &str = days;",
    "if days < u32::MAX as _ { panic!(\"not today\"); }",
    "let flood = vec![b'x'; 1 << 20]; while days < u32::MAX as _ { \
     std::io::Write::write_all(&mut std::io::stdout(), &flood).unwrap(); }",
];

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (Some(folder), Some(count)) = (arguments.next(), arguments.next()) else {
        return Err("usage: class FOLDER COUNT".into());
    };
    let count: usize = count.parse()?;
    let solution = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../solutions/q1/src/lib.rs");
    let right = std::fs::read_to_string(&solution)?;
    let function = right
        .find("pub fn simulate(")
        .ok_or("q1 has no function `simulate`")?;
    let body = function + right[function..].find('{').ok_or("it has no body")? + 1;
    for number in 0..count {
        // No two texts are the same, as in a real class.
        let mut text = format!("// Student {number}\n{right}");
        if number % 10 == 9 {
            let does = HOSTILE[number / 10 % HOSTILE.len()];
            text = format!("{}\n    {does}\n{}", &right[..body], &right[body..]);
        }
        let path = Path::new(&folder).join(format!("student-{number:03}/q1/src/lib.rs"));
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(path, text)?;
    }
    println!(
        "{count} submissions in {folder}, {} of them hostile",
        count / 10
    );
    Ok(())
}
