//! Which system calls a confined process may make.
//!
//! What isn't allowed answers "no such system call", as an old kernel would: libraries know what to do then, and glibc
//! falls back from `clone3`, whose flags a filter can't see, to `clone`, whose flags it can.

use std::collections::BTreeMap;

use seccompiler::{
    BackendError, BpfProgram, SeccompAction, SeccompCmpArgLen, SeccompCmpOp, SeccompCondition,
    SeccompFilter, SeccompRule,
};

use super::Role;

/// What a program that computes needs: memory, threads, clocks, its socket, reading the C library.
const SUBJECT: &[i64] = &[
    libc::SYS_brk,
    libc::SYS_clock_getres,
    libc::SYS_clock_gettime,
    libc::SYS_clock_nanosleep,
    libc::SYS_close,
    libc::SYS_dup,
    libc::SYS_dup3,
    libc::SYS_execve,
    libc::SYS_execveat,
    libc::SYS_exit,
    libc::SYS_exit_group,
    libc::SYS_faccessat,
    libc::SYS_faccessat2,
    libc::SYS_fcntl,
    libc::SYS_fstat,
    libc::SYS_futex,
    libc::SYS_get_robust_list,
    libc::SYS_getcwd,
    libc::SYS_getdents64,
    libc::SYS_getegid,
    libc::SYS_geteuid,
    libc::SYS_getgid,
    libc::SYS_getpid,
    libc::SYS_getppid,
    libc::SYS_getrandom,
    libc::SYS_gettid,
    libc::SYS_gettimeofday,
    libc::SYS_getuid,
    libc::SYS_lseek,
    libc::SYS_madvise,
    libc::SYS_membarrier,
    libc::SYS_mmap,
    libc::SYS_mprotect,
    libc::SYS_mremap,
    libc::SYS_munmap,
    libc::SYS_nanosleep,
    libc::SYS_newfstatat,
    libc::SYS_openat,
    libc::SYS_ppoll,
    libc::SYS_pread64,
    libc::SYS_preadv,
    libc::SYS_pwrite64,
    libc::SYS_read,
    libc::SYS_readlinkat,
    libc::SYS_readv,
    libc::SYS_recvfrom,
    libc::SYS_restart_syscall,
    libc::SYS_rseq,
    libc::SYS_rt_sigaction,
    libc::SYS_rt_sigprocmask,
    libc::SYS_rt_sigreturn,
    libc::SYS_sched_getaffinity,
    libc::SYS_sched_yield,
    libc::SYS_sendto,
    libc::SYS_set_robust_list,
    libc::SYS_set_tid_address,
    libc::SYS_shutdown,
    libc::SYS_sigaltstack,
    libc::SYS_statx,
    libc::SYS_sysinfo,
    libc::SYS_uname,
    // Bubblewrap's first process, under the same filter, waits for the subject.
    libc::SYS_wait4,
    libc::SYS_write,
    libc::SYS_writev,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_access,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_arch_prctl,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_getrlimit,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_lstat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_open,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_poll,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_readlink,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_stat,
];

/// What a compiler needs besides that to write its results, linking apart.
const EXPANDER: &[i64] = &[
    libc::SYS_fallocate,
    libc::SYS_fchmod,
    libc::SYS_flock,
    libc::SYS_fsync,
    libc::SYS_ftruncate,
    libc::SYS_getrusage,
    libc::SYS_linkat,
    libc::SYS_mkdirat,
    libc::SYS_pipe2,
    libc::SYS_pwritev,
    libc::SYS_renameat2,
    libc::SYS_umask,
    libc::SYS_unlinkat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_chmod,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_mkdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rename,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_renameat,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_rmdir,
    #[cfg(target_arch = "x86_64")]
    libc::SYS_unlink,
];

/// What a compiler and its linker have no use for: other processes, the network, the machine, a session of their own.
const NOT_FOR_COMPILERS: &[i64] = &[
    libc::SYS_accept,
    libc::SYS_accept4,
    libc::SYS_acct,
    libc::SYS_add_key,
    libc::SYS_adjtimex,
    libc::SYS_bind,
    libc::SYS_bpf,
    libc::SYS_chroot,
    libc::SYS_clock_adjtime,
    libc::SYS_clock_settime,
    libc::SYS_clone3,
    libc::SYS_connect,
    libc::SYS_delete_module,
    libc::SYS_finit_module,
    libc::SYS_fsopen,
    libc::SYS_fsmount,
    libc::SYS_init_module,
    libc::SYS_io_uring_enter,
    libc::SYS_io_uring_register,
    libc::SYS_io_uring_setup,
    libc::SYS_kcmp,
    libc::SYS_kexec_load,
    libc::SYS_keyctl,
    libc::SYS_kill,
    libc::SYS_listen,
    libc::SYS_mknodat,
    libc::SYS_mount,
    libc::SYS_mount_setattr,
    libc::SYS_move_mount,
    libc::SYS_name_to_handle_at,
    libc::SYS_open_by_handle_at,
    libc::SYS_open_tree,
    libc::SYS_perf_event_open,
    libc::SYS_pidfd_getfd,
    libc::SYS_pidfd_open,
    libc::SYS_pidfd_send_signal,
    libc::SYS_pivot_root,
    libc::SYS_process_vm_readv,
    libc::SYS_process_vm_writev,
    libc::SYS_ptrace,
    libc::SYS_quotactl,
    libc::SYS_reboot,
    libc::SYS_request_key,
    libc::SYS_rt_sigqueueinfo,
    libc::SYS_rt_tgsigqueueinfo,
    libc::SYS_sethostname,
    libc::SYS_setns,
    libc::SYS_setpgid,
    libc::SYS_setsid,
    libc::SYS_settimeofday,
    libc::SYS_socket,
    libc::SYS_swapoff,
    libc::SYS_swapon,
    libc::SYS_syslog,
    libc::SYS_tkill,
    libc::SYS_umount2,
    libc::SYS_unshare,
    libc::SYS_userfaultfd,
    libc::SYS_vhangup,
];

/// The filter of a role. `alone`: no PID namespace keeps it from other processes, so signals go to itself only.
pub(super) fn program(role: Role, alone: bool) -> Result<BpfProgram, BackendError> {
    let refused = SeccompAction::Errno(libc::ENOSYS as u32);
    let architecture = std::env::consts::ARCH.try_into()?;
    let filter = match role {
        Role::Subject => {
            SeccompFilter::new(subject(alone)?, refused, SeccompAction::Allow, architecture)?
        }
        Role::Expander => {
            let mut rules = subject(alone)?;
            rules.extend(unconditional(EXPANDER));
            SeccompFilter::new(rules, refused, SeccompAction::Allow, architecture)?
        }
        Role::Compiler => {
            SeccompFilter::new(compiler()?, SeccompAction::Allow, refused, architecture)?
        }
    };
    filter.try_into()
}

type Rules = BTreeMap<i64, Vec<SeccompRule>>;

fn unconditional(calls: &[i64]) -> Rules {
    calls.iter().map(|call| (*call, Vec::new())).collect()
}

fn argument(index: u8, operator: SeccompCmpOp, value: u64) -> Result<SeccompRule, BackendError> {
    SeccompRule::new(vec![SeccompCondition::new(
        index,
        SeccompCmpArgLen::Dword,
        operator,
        value,
    )?])
}

fn subject(alone: bool) -> Result<Rules, BackendError> {
    let mut rules = unconditional(SUBJECT);
    // Threads, but no processes.
    let thread = libc::CLONE_THREAD as u64;
    rules.insert(
        libc::SYS_clone,
        vec![argument(0, SeccompCmpOp::MaskedEq(thread), thread)?],
    );
    // Its own limits: to read, or to lower.
    rules.insert(libc::SYS_prlimit64, vec![argument(0, SeccompCmpOp::Eq, 0)?]);
    let names = [libc::PR_SET_NAME, libc::PR_GET_NAME, libc::PR_SET_VMA];
    let names = names.map(|option| argument(0, SeccompCmpOp::Eq, option as u64));
    rules.insert(
        libc::SYS_prctl,
        names.into_iter().collect::<Result<_, _>>()?,
    );
    // `abort` sends a signal to its own process.
    let own = u64::from(std::process::id());
    let to_itself = if alone {
        vec![argument(0, SeccompCmpOp::Eq, own)?]
    } else {
        Vec::new()
    };
    rules.insert(libc::SYS_tgkill, to_itself);
    Ok(rules)
}

fn compiler() -> Result<Rules, BackendError> {
    let mut rules = unconditional(NOT_FOR_COMPILERS);
    let namespaces = [
        libc::CLONE_NEWUSER,
        libc::CLONE_NEWNS,
        libc::CLONE_NEWPID,
        libc::CLONE_NEWNET,
        libc::CLONE_NEWIPC,
        libc::CLONE_NEWUTS,
        libc::CLONE_NEWCGROUP,
    ];
    let namespaces =
        namespaces.map(|flag| argument(0, SeccompCmpOp::MaskedEq(flag as u64), flag as u64));
    rules.insert(
        libc::SYS_clone,
        namespaces.into_iter().collect::<Result<_, _>>()?,
    );
    Ok(rules)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_filters_compile() {
        for role in [Role::Subject, Role::Compiler, Role::Expander] {
            for alone in [false, true] {
                assert!(!program(role, alone).unwrap().is_empty());
            }
        }
    }

    #[test]
    fn a_subject_has_no_call_that_reaches_beyond_its_process() {
        let beyond = [
            libc::SYS_socket,
            libc::SYS_kill,
            libc::SYS_clone3,
            libc::SYS_ptrace,
            libc::SYS_setsid,
            libc::SYS_setpgid,
            libc::SYS_mount,
            libc::SYS_unshare,
            libc::SYS_unlinkat,
            libc::SYS_renameat2,
            libc::SYS_shmget,
            libc::SYS_sched_setaffinity,
            libc::SYS_io_uring_setup,
        ];
        let mut rules = subject(true).unwrap();
        assert!(beyond.iter().all(|call| !rules.contains_key(call)));
        for conditional in [
            libc::SYS_clone,
            libc::SYS_prctl,
            libc::SYS_prlimit64,
            libc::SYS_tgkill,
        ] {
            assert!(!rules[&conditional].is_empty());
        }
        // An expander may write files; processes stay out of its reach.
        rules.extend(unconditional(EXPANDER));
        let files = [libc::SYS_unlinkat, libc::SYS_renameat2];
        let reached = beyond.iter().filter(|call| rules.contains_key(call));
        assert!(reached.eq(&files));
        assert!(!rules[&libc::SYS_clone].is_empty());
    }
}
