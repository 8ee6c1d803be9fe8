//! Runs one variant of a kernel under the sampler, and prints one line of JSON. `cargo workbook profile` calls it.

use std::process::ExitCode;
use std::time::Duration;

use listings::KERNELS;

const USAGE: &str = "profile KERNEL/VARIANT SECONDS [SIZE]";

fn main() -> ExitCode {
    let words: Vec<String> = std::env::args().skip(1).collect();
    match run(&words) {
        Ok(json) => {
            println!("{json}");
            ExitCode::SUCCESS
        }
        Err(fault) => {
            eprintln!("error: {fault}");
            ExitCode::from(2)
        }
    }
}

fn run(words: &[String]) -> Result<String, String> {
    let (what, seconds, size) = match words {
        [what, seconds] => (what, seconds, None),
        [what, seconds, size] => (what, seconds, Some(size.as_str())),
        _ => return Err(format!("its form is `{USAGE}`")),
    };
    let seconds: f64 = seconds
        .parse()
        .map_err(|_| format!("`{seconds}` is no number of seconds"))?;
    let (kernel, variant) = what
        .split_once('/')
        .ok_or_else(|| format!("`{what}` has no `/` between kernel and variant"))?;
    let kernel = listings::kernel(kernel).ok_or_else(|| {
        let names: Vec<_> = KERNELS.iter().map(|kernel| kernel.name).collect();
        format!(
            "there is no kernel `{kernel}`; there are: {}",
            names.join(", ")
        )
    })?;
    let variants = kernel.variants;
    let variant = variants.iter().find(|v| v.name == variant).ok_or_else(|| {
        let names: Vec<_> = variants.iter().map(|variant| variant.name).collect();
        format!(
            "{} has no variant `{variant}` in Rust; it has: {}",
            kernel.name,
            names.join(", ")
        )
    })?;
    let chosen = match size {
        Some(size) => kernel.sizes.contains(&size).then_some(size),
        // The first one that the variant applies to.
        None => {
            let mut sizes = kernel.sizes.iter().copied();
            sizes.find(|size| (variant.prepare)(size).is_some())
        }
    };
    let ready = chosen.and_then(|size| Some((size, (variant.prepare)(size)?)));
    let (size, mut ready) = ready.ok_or_else(|| {
        format!(
            "{what} can't be run at `{}`; the sizes are: {}",
            size.unwrap_or("any size"),
            kernel.sizes.join(", ")
        )
    })?;
    let seen = sampler::sample(Duration::from_secs_f64(seconds.clamp(0.01, 600.0)), || {
        ready.run()
    })
    .map_err(|error| error.to_string())?;
    Ok(format!("{{\"size\":{size:?},\"samples\":{}}}", seen.json()))
}
