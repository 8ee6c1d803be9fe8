//! Which files a confined process may open, by Landlock.

use std::fs::File;

use landlock::{
    ABI, Access, AccessFs, AccessNet, BitFlags, CompatLevel, Compatible, PathBeneath, Ruleset,
    RulesetAttr, RulesetCreatedAttr, RulesetError, RulesetStatus, Scope, path_beneath_rules,
};

use super::{Launch, Role};

/// Where the C library and its loader live.
pub(super) const LIBRARIES: &[&str] =
    &["/lib", "/lib64", "/usr/lib", "/usr/lib64", "/usr/local/lib"];

/// The loader's table of libraries.
pub(super) const LOADER: &[&str] = &["/etc/ld.so.cache"];

/// Where the linker lives; distributions point to it from `/etc/alternatives`.
pub(super) const LINKER: &[&str] = &["/bin", "/usr/bin", "/usr/libexec", "/etc/alternatives"];

/// Devices that programs open and that hold nothing. Not `/dev/zero`: `include_bytes!` of it doesn't end.
pub(super) const DEVICES: &[&str] = &["/dev/null", "/dev/urandom"];

/// Rights over files that must be enforceable: before this version, a file could be truncated.
pub(super) const REQUIRED: ABI = ABI::V3;

/// Rights that are enforced where the kernel can; seccomp covers them too.
const WELCOME: ABI = ABI::V6;

/// Confines this process to what a launch needs.
pub(super) fn confine(launch: &Launch, program: &File) -> Result<(), String> {
    rules(launch, program)
        .map_err(|error| format!("Landlock: {error}"))
        .and_then(|status| match status {
            RulesetStatus::NotEnforced => Err("Landlock is not enforced by this kernel".to_owned()),
            RulesetStatus::PartiallyEnforced | RulesetStatus::FullyEnforced => Ok(()),
        })
}

fn rules(launch: &Launch, program: &File) -> Result<RulesetStatus, RulesetError> {
    let read = AccessFs::from_read(REQUIRED);
    let plain = AccessFs::ReadFile | AccessFs::ReadDir;
    let device: BitFlags<AccessFs> = AccessFs::ReadFile | AccessFs::WriteFile;
    let mut ruleset = Ruleset::default()
        .set_compatibility(CompatLevel::HardRequirement)
        .handle_access(AccessFs::from_all(REQUIRED))?
        .set_compatibility(CompatLevel::BestEffort)
        .handle_access(AccessFs::from_all(WELCOME))?
        .handle_access(AccessNet::from_all(WELCOME))?
        .scope(Scope::from_all(WELCOME))?
        .create()?
        .add_rules(path_beneath_rules(LIBRARIES, read))?
        .add_rules(path_beneath_rules(LOADER, plain))?
        .add_rules(path_beneath_rules(DEVICES, device))?
        .add_rule(PathBeneath::new(
            program,
            AccessFs::ReadFile | AccessFs::Execute,
        ))?;
    if launch.role == Role::Compiler {
        ruleset = ruleset.add_rules(path_beneath_rules(LINKER, read))?;
    }
    if launch.role != Role::Subject {
        ruleset = ruleset
            .add_rules(path_beneath_rules(&launch.readable, read))?
            .add_rules(path_beneath_rules(
                &launch.writable,
                AccessFs::from_all(REQUIRED),
            ))?;
    }
    Ok(ruleset.restrict_self()?.ruleset)
}
