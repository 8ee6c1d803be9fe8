//! The machine card of a record. What the system doesn't tell stays unknown.

use std::fs;
use std::path::Path;
use std::process::Command;

use workbook_pages::record::{Cache, Machine};

/// The card of this machine, for code compiled with these flags.
pub fn card(flags: String) -> Machine {
    let mut card = if cfg!(target_os = "linux") {
        linux(Path::new("/"))
    } else if cfg!(target_os = "macos") {
        macos(&|key| said("sysctl", &["-n", key]))
    } else if cfg!(windows) {
        windows(&|class, fields| {
            said(
                "powershell",
                &["-NoProfile", "-Command", &query(class, fields)],
            )
        })
    } else {
        Machine {
            os: std::env::consts::OS.to_owned(),
            ..Machine::default()
        }
    };
    card.usable_cores = std::thread::available_parallelism()
        .ok()
        .and_then(|n| u32::try_from(n.get()).ok());
    card.logical_cores = card.logical_cores.or(card.usable_cores);
    if card.cpu.is_empty() {
        card.cpu = format!("an {} processor", std::env::consts::ARCH);
    }
    card.arch = std::env::consts::ARCH.to_owned();
    let rustc = std::env::var("RUSTC").unwrap_or_else(|_| "rustc".to_owned());
    card.rustc = said(&rustc, &["--version"]).unwrap_or_default();
    card.flags = flags;
    card
}

/// What a program prints, trimmed, if it ends well and prints anything.
fn said(program: &str, arguments: &[&str]) -> Option<String> {
    let output = Command::new(program).args(arguments).output().ok()?;
    let text = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    (output.status.success() && !text.is_empty()).then_some(text)
}

/// Reads `/proc` and `/sys` below `root`.
fn linux(root: &Path) -> Machine {
    let text = |path: &str| {
        fs::read_to_string(root.join(path))
            .ok()
            .map(|text| text.trim().to_owned())
    };
    let cpuinfo = text("proc/cpuinfo").unwrap_or_default();
    let flags = field(&cpuinfo, "flags");
    let release = text("etc/os-release").unwrap_or_default();
    let name = release
        .lines()
        .find_map(|line| line.strip_prefix("PRETTY_NAME="));
    let kernel = text("proc/sys/kernel/osrelease");
    let os = [
        name.map(|name| name.trim_matches('"').to_owned()),
        kernel.map(|kernel| format!("Linux {kernel}")),
    ];
    Machine {
        cpu: field(&cpuinfo, "model name")
            .or_else(|| text("proc/device-tree/model"))
            .unwrap_or_default()
            .to_owned(),
        logical_cores: text("sys/devices/system/cpu/online").and_then(|list| count(&list)),
        physical_cores: physical_cores(&root.join("sys/devices/system/cpu")),
        caches: caches(&root.join("sys/devices/system/cpu/cpu0/cache")),
        memory_bytes: text("proc/meminfo").and_then(|text| bytes(&field(&text, "MemTotal")?)),
        governor: text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        huge_pages: text("sys/kernel/mm/transparent_hugepage/enabled")
            .and_then(|text| chosen(&text)),
        virtual_machine: flags
            .map(|flags| flags.split_whitespace().any(|flag| flag == "hypervisor")),
        container: container(root),
        cpu_quota: quota(root),
        numa_nodes: text("sys/devices/system/node/online").and_then(|list| count(&list)),
        os: os.into_iter().flatten().collect::<Vec<_>>().join(", "),
        ..Machine::default()
    }
}

/// The container that the usual marks tell of, or that there is no such mark.
fn container(root: &Path) -> Option<String> {
    let text = |path: &str| fs::read_to_string(root.join(path)).ok();
    if root.join(".dockerenv").exists() {
        return Some("Docker".to_owned());
    }
    if let Some(about) = text("run/.containerenv") {
        let engine = about.lines().find_map(|line| line.strip_prefix("engine="));
        let engine = engine.map(|name| name.trim_matches('"').to_owned());
        return Some(engine.unwrap_or_else(|| "Podman".to_owned()));
    }
    let groups = text("proc/1/cgroup")?;
    let known = ["kubepods", "docker", "lxc", "libpod", "containerd"];
    let found = known.into_iter().find(|name| groups.contains(name));
    Some(found.unwrap_or("none is seen").to_owned())
}

/// The share of processor time that this process's control group, or one above it, is limited to.
fn quota(root: &Path) -> Option<String> {
    let groups = fs::read_to_string(root.join("proc/self/cgroup")).ok()?;
    let cores = |path: &Path| {
        let text = fs::read_to_string(path.join("cpu.max")).ok();
        // The first version of control groups has two files, and −1 for no limit.
        let old = || {
            let number = |name| fs::read_to_string(path.join(name)).ok();
            Some(format!(
                "{} {}",
                number("cpu.cfs_quota_us")?.trim(),
                number("cpu.cfs_period_us")?.trim()
            ))
        };
        let text = text.or_else(old)?;
        let (quota, period) = text.trim().split_once(' ')?;
        Some(match quota.parse::<f64>() {
            Ok(quota) if quota > 0.0 => quota / period.parse::<f64>().ok()?,
            _ => f64::INFINITY,
        })
    };
    let mut least: Option<f64> = None;
    for line in groups.lines() {
        let mut fields = line.splitn(3, ':');
        let (Some(_), Some(controllers), Some(group)) =
            (fields.next(), fields.next(), fields.next())
        else {
            continue;
        };
        let mount = match controllers {
            "" => "sys/fs/cgroup",
            _ if controllers.split(',').any(|name| name == "cpu") => "sys/fs/cgroup/cpu",
            _ => continue,
        };
        let mount = root.join(mount);
        let inside = mount.join(group.trim_start_matches('/'));
        for path in inside
            .ancestors()
            .take_while(|path| path.starts_with(&mount))
        {
            if let Some(cores) = cores(path) {
                least = Some(least.map_or(cores, |least| least.min(cores)));
            }
        }
    }
    // A group at the top has no file for a limit, as it can't have one.
    match least {
        Some(cores) if cores.is_finite() => {
            let digits = format!("{cores:.2}");
            let digits = digits.trim_end_matches('0').trim_end_matches('.');
            Some(format!(
                "{digits} core{}",
                if digits == "1" { "" } else { "s" }
            ))
        }
        _ => Some("none".to_owned()),
    }
}

/// The value of the first line `key : value`.
fn field(text: &str, key: &str) -> Option<String> {
    text.lines().find_map(|line| {
        let (name, value) = line.split_once(':')?;
        (name.trim() == key).then(|| value.trim().to_owned())
    })
}

/// How many numbers a list such as `0-3,8` holds.
fn count(list: &str) -> Option<u32> {
    let mut count = 0;
    for range in list.split(',') {
        let (first, last) = range.split_once('-').unwrap_or((range, range));
        let (first, last): (u32, u32) = (first.trim().parse().ok()?, last.trim().parse().ok()?);
        count += last.checked_sub(first)? + 1;
    }
    Some(count)
}

/// A size such as `48K`, `1 MB` or `16384 kB` in bytes.
fn bytes(size: &str) -> Option<u64> {
    let digits = size
        .find(|c: char| !c.is_ascii_digit())
        .unwrap_or(size.len());
    let unit = match size[digits..].trim().chars().next() {
        None => 1,
        Some('k' | 'K') => 1 << 10,
        Some('M') => 1 << 20,
        Some('G') => 1 << 30,
        Some(_) => return None,
    };
    size[..digits].parse::<u64>().ok()?.checked_mul(unit)
}

/// The word in brackets of `always [madvise] never`.
fn chosen(words: &str) -> Option<String> {
    words
        .split_whitespace()
        .find_map(|word| Some(word.strip_prefix('[')?.strip_suffix(']')?.to_owned()))
}

/// Cores, where the threads of one count once.
fn physical_cores(cpus: &Path) -> Option<u32> {
    let mut cores = std::collections::BTreeSet::new();
    for entry in fs::read_dir(cpus).ok()?.flatten() {
        let topology = entry.path().join("topology");
        let id = |name| fs::read_to_string(topology.join(name)).ok();
        if let (Some(package), Some(core)) = (id("physical_package_id"), id("core_id")) {
            cores.insert((package, core));
        }
    }
    u32::try_from(cores.len()).ok().filter(|&cores| cores > 0)
}

fn caches(folder: &Path) -> Vec<Cache> {
    let indices = fs::read_dir(folder).into_iter().flatten().flatten();
    let mut caches: Vec<Cache> = indices.filter_map(|index| cache(&index.path())).collect();
    caches.sort_by(|a, b| (a.level, &a.kind).cmp(&(b.level, &b.kind)));
    caches
}

fn cache(index: &Path) -> Option<Cache> {
    let text = |name| {
        fs::read_to_string(index.join(name))
            .ok()
            .map(|text| text.trim().to_owned())
    };
    Some(Cache {
        level: text("level")?.parse().ok()?,
        kind: text("type")?.to_lowercase(),
        bytes: bytes(&text("size")?)?,
        shared_by: count(&text("shared_cpu_list")?)?,
    })
}

/// Asks `sysctl`.
fn macos(sysctl: &dyn Fn(&str) -> Option<String>) -> Machine {
    let number = |key: &str| sysctl(key)?.parse::<u64>().ok();
    let small = |key: &str| u32::try_from(number(key)?).ok();
    let cache = |level, kind: &str, key: &str| {
        Some(Cache {
            level,
            kind: kind.to_owned(),
            bytes: number(key).filter(|&size| size > 0)?,
            shared_by: 1,
        })
    };
    let caches = [
        cache(1, "data", "hw.l1dcachesize"),
        cache(1, "instruction", "hw.l1icachesize"),
        cache(2, "unified", "hw.l2cachesize"),
        cache(3, "unified", "hw.l3cachesize"),
    ];
    Machine {
        cpu: sysctl("machdep.cpu.brand_string").unwrap_or_default(),
        logical_cores: small("hw.logicalcpu"),
        physical_cores: small("hw.physicalcpu"),
        caches: caches.into_iter().flatten().collect(),
        memory_bytes: number("hw.memsize"),
        virtual_machine: number("kern.hv_vmm_present").map(|present| present == 1),
        os: sysctl("kern.osproductversion")
            .map_or("macOS".to_owned(), |version| format!("macOS {version}")),
        ..Machine::default()
    }
}

/// What PowerShell is asked to say of a class of things: its fields as a list of JSON objects.
fn query(class: &str, fields: &str) -> String {
    format!("ConvertTo-Json -Compress @(Get-CimInstance {class} | Select-Object {fields})")
}

/// Asks Windows for what it knows of its processors, its memory and itself.
fn windows(ask: &dyn Fn(&str, &str) -> Option<String>) -> Machine {
    let all = |class: &str, fields: &str| -> Vec<serde_json::Value> {
        ask(class, fields)
            .and_then(|text| serde_json::from_str(&text).ok())
            .unwrap_or_default()
    };
    let processors = all(
        "Win32_Processor",
        "Name,NumberOfCores,NumberOfLogicalProcessors,L2CacheSize,L3CacheSize",
    );
    let computer = all(
        "Win32_ComputerSystem",
        "TotalPhysicalMemory,HypervisorPresent",
    );
    let system = all("Win32_OperatingSystem", "Caption,Version");
    let text = |of: &[serde_json::Value], key: &str| {
        let value = of.first()?.get(key)?.as_str()?.trim().to_owned();
        (!value.is_empty()).then_some(value)
    };
    let sum = |key: &str| {
        let counts = processors.iter().map(|one| one.get(key)?.as_u64());
        let sum = counts.sum::<Option<u64>>().filter(|&sum| sum > 0)?;
        u32::try_from(sum).ok()
    };
    // Windows tells the caches' sizes in kibibytes, all of a level together.
    let cache = |level, key: &str| {
        let kibibytes = processors
            .first()?
            .get(key)?
            .as_u64()
            .filter(|&size| size > 0)?;
        Some(Cache {
            level,
            kind: "unified".to_owned(),
            bytes: kibibytes.checked_mul(1024)?,
            shared_by: 1,
        })
    };
    let os = [text(&system, "Caption"), text(&system, "Version")];
    let os: Vec<String> = os.into_iter().flatten().collect();
    Machine {
        cpu: text(&processors, "Name")
            .or_else(|| std::env::var("PROCESSOR_IDENTIFIER").ok())
            .unwrap_or_default(),
        logical_cores: sum("NumberOfLogicalProcessors"),
        physical_cores: sum("NumberOfCores"),
        caches: [cache(2, "L2CacheSize"), cache(3, "L3CacheSize")]
            .into_iter()
            .flatten()
            .collect(),
        memory_bytes: computer
            .first()
            .and_then(|one| one.get("TotalPhysicalMemory")?.as_u64()),
        // It is seen on a machine that runs its own system above one, too.
        virtual_machine: computer
            .first()
            .and_then(|one| one.get("HypervisorPresent")?.as_bool()),
        os: if os.is_empty() {
            "Windows".to_owned()
        } else {
            os.join(" ")
        },
        ..Machine::default()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn put(root: &Path, path: &str, text: &str) {
        let path = root.join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    #[test]
    fn a_linux_machine_is_read_from_its_files() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        put(
            root,
            "proc/cpuinfo",
            "processor\t: 0\nmodel name\t: Example 9000\nflags\t\t: fpu hypervisor avx2\n",
        );
        put(
            root,
            "proc/meminfo",
            "MemTotal:       24576 kB\nMemFree: 1 kB\n",
        );
        put(root, "proc/sys/kernel/osrelease", "6.1.0\n");
        put(
            root,
            "etc/os-release",
            "ID=x\nPRETTY_NAME=\"Example Linux 1\"\n",
        );
        put(
            root,
            "sys/kernel/mm/transparent_hugepage/enabled",
            "always [madvise] never\n",
        );
        put(root, "sys/devices/system/cpu/online", "0-3,6\n");
        for (cpu, core) in [(0, 0), (1, 0), (2, 1), (3, 1)] {
            put(
                root,
                &format!("sys/devices/system/cpu/cpu{cpu}/topology/core_id"),
                &format!("{core}\n"),
            );
            put(
                root,
                &format!("sys/devices/system/cpu/cpu{cpu}/topology/physical_package_id"),
                "0\n",
            );
        }
        for (index, level, kind, size, shared) in [
            (0, 2, "Unified", "1024K", "0-1"),
            (1, 1, "Data", "48K", "0,1"),
            (2, 3, "Unified", "oops", "0-3"),
        ] {
            let folder = format!("sys/devices/system/cpu/cpu0/cache/index{index}");
            for (name, text) in [
                ("level", level.to_string()),
                ("type", kind.into()),
                ("size", size.into()),
                ("shared_cpu_list", shared.into()),
            ] {
                put(root, &format!("{folder}/{name}"), &text);
            }
        }
        let card = linux(root);
        assert_eq!(card.cpu, "Example 9000");
        assert_eq!(card.logical_cores, Some(5));
        assert_eq!(card.physical_cores, Some(2));
        assert_eq!(card.memory_bytes, Some(24 << 20));
        assert_eq!(card.governor, None, "a virtual machine often has none");
        assert_eq!(card.huge_pages.as_deref(), Some("madvise"));
        assert_eq!(card.virtual_machine, Some(true));
        assert_eq!(card.os, "Example Linux 1, Linux 6.1.0");
        let caches: Vec<_> = card
            .caches
            .iter()
            .map(|c| (c.level, c.kind.as_str(), c.bytes, c.shared_by))
            .collect();
        assert_eq!(
            caches,
            [(1, "data", 48 << 10, 2), (2, "unified", 1 << 20, 2)]
        );
    }

    #[test]
    fn a_machine_that_tells_nothing_has_a_card_of_unknowns() {
        let root = tempfile::tempdir().unwrap();
        assert_eq!(linux(root.path()), Machine::default());
        assert_eq!(windows(&|_, _| None).memory_bytes, None);
        let silent = macos(&|_| None);
        assert_eq!((silent.logical_cores, silent.caches.len()), (None, 0));
    }

    #[test]
    fn a_container_and_its_share_of_the_processors_are_seen() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        assert_eq!((container(root), quota(root)), (None, None));
        put(root, "proc/1/cgroup", "0::/init.scope\n");
        put(root, "proc/self/cgroup", "0::/a/b\n");
        put(root, "sys/devices/system/node/online", "0-1\n");
        assert_eq!(linux(root).container.as_deref(), Some("none is seen"));
        assert_eq!(linux(root).cpu_quota.as_deref(), Some("none"));
        assert_eq!(linux(root).numa_nodes, Some(2));
        put(root, "sys/fs/cgroup/a/b/cpu.max", "max 100000\n");
        put(root, "sys/fs/cgroup/a/cpu.max", "150000 100000\n");
        assert_eq!(
            quota(root).as_deref(),
            Some("1.5 cores"),
            "of the group above"
        );
        put(root, "sys/fs/cgroup/a/b/cpu.max", "100000 100000\n");
        assert_eq!(quota(root).as_deref(), Some("1 core"));
        put(root, "proc/1/cgroup", "0::/kubepods/pod1\n");
        assert_eq!(container(root).as_deref(), Some("kubepods"));
        put(
            root,
            "run/.containerenv",
            "engine=\"podman-4.3\"\nname=\"x\"\n",
        );
        assert_eq!(container(root).as_deref(), Some("podman-4.3"));
        put(root, ".dockerenv", "");
        assert_eq!(container(root).as_deref(), Some("Docker"));
    }

    #[test]
    fn the_older_kind_of_control_group_is_read_too() {
        let root = tempfile::tempdir().unwrap();
        let root = root.path();
        put(root, "proc/self/cgroup", "4:memory:/x\n3:cpu,cpuacct:/x\n");
        put(root, "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "-1\n");
        put(root, "sys/fs/cgroup/cpu/x/cpu.cfs_period_us", "100000\n");
        assert_eq!(quota(root).as_deref(), Some("none"));
        put(root, "sys/fs/cgroup/cpu/x/cpu.cfs_quota_us", "250000\n");
        assert_eq!(quota(root).as_deref(), Some("2.5 cores"));
    }

    #[test]
    fn windows_is_asked_for_its_processors_its_memory_and_itself() {
        let card = windows(&|class, fields| {
            assert!(query(class, fields).contains("Select-Object"));
            let said = match class {
                "Win32_Processor" => {
                    r#"[{"Name":"Example 9000  ","NumberOfCores":8,"NumberOfLogicalProcessors":16,"L2CacheSize":8192,"L3CacheSize":0}]"#
                }
                "Win32_ComputerSystem" => {
                    r#"[{"TotalPhysicalMemory":17179869184,"HypervisorPresent":false}]"#
                }
                _ => r#"[{"Caption":"Example Windows 11","Version":"10.0.1"}]"#,
            };
            Some(said.to_owned())
        });
        assert_eq!(card.cpu, "Example 9000");
        assert_eq!(
            (card.physical_cores, card.logical_cores),
            (Some(8), Some(16))
        );
        assert_eq!(card.caches.len(), 1);
        assert_eq!(card.memory_bytes, Some(16 << 30));
        assert_eq!(
            (card.os.as_str(), card.virtual_machine),
            ("Example Windows 11 10.0.1", Some(false))
        );
    }

    #[test]
    fn a_mac_is_asked_for_its_caches() {
        let card = macos(&|key| match key {
            "machdep.cpu.brand_string" => Some("Example M9".to_owned()),
            "hw.l1dcachesize" => Some("65536".to_owned()),
            "hw.l3cachesize" => Some("0".to_owned()),
            "kern.osproductversion" => Some("15.1".to_owned()),
            "kern.hv_vmm_present" => Some("0".to_owned()),
            _ => None,
        });
        assert_eq!(
            card.caches,
            [Cache {
                level: 1,
                kind: "data".to_owned(),
                bytes: 65536,
                shared_by: 1
            }]
        );
        assert_eq!(
            (card.os.as_str(), card.virtual_machine),
            ("macOS 15.1", Some(false))
        );
    }

    #[test]
    fn sizes_and_lists_that_make_no_sense_are_unknown() {
        for size in ["", "K", "12X", "99999999999999999999", "17179869184 GB"] {
            assert_eq!(bytes(size), None, "{size}");
        }
        for list in ["", "a", "3-1", "1-"] {
            assert_eq!(count(list), None, "{list}");
        }
        assert_eq!(
            (bytes("512"), bytes("16384 kB")),
            (Some(512), Some(16 << 20))
        );
        assert_eq!((count("0"), count("0-3,8,10-11")), (Some(1), Some(7)));
    }

    #[test]
    fn this_machine_has_a_card() {
        let card = card("release".to_owned());
        assert!(!card.cpu.is_empty() && !card.rustc.is_empty());
        assert!(card.logical_cores.unwrap() >= 1);
    }
}
