//! The machine: space, limits, who owns the data.

use std::os::unix::fs::MetadataExt;
use std::path::Path;

use super::{Finding, bytes};
use crate::config::Config;

/// Below this a busy day, or the copy before an upgrade, may not fit.
const SPACE_PROBLEM_BYTES: u64 = 512 * 1024 * 1024;
const SPACE_WARNING_BYTES: u64 = 4 * 1024 * 1024 * 1024;
/// Every widget and desk that is open takes one.
const FILES_WANTED: u64 = 16_384;

pub(super) fn examine(config: &Config) -> Vec<Finding> {
    let mut findings = vec![space("disk", &config.data)];
    if !config.backup_folder.as_os_str().is_empty() && config.backup_folder.exists() {
        findings.push(space("backup_disk", &config.backup_folder));
    }
    findings.push(open_files());
    findings.extend(owner(&config.data));
    findings.push(address(config));
    findings
}

fn space(check: &'static str, folder: &Path) -> Finding {
    let disk = match rustix::fs::statvfs(folder) {
        Ok(disk) => disk,
        Err(error) => {
            let found = format!("{}: {error}", folder.display());
            return Finding::problem(check, found, "see that the folder exists and this user may read it (--data)");
        }
    };
    let free = disk.f_bavail * disk.f_frsize;
    let found = format!("{} free for {}", bytes(free), folder.display());
    let advice = "make room: remove old backups and copies named *.before-upgrade-*, or give the folder a larger disk";
    if free < SPACE_PROBLEM_BYTES {
        Finding::problem(check, found, advice)
    } else if free < SPACE_WARNING_BYTES {
        Finding::warning(check, found, advice)
    } else {
        Finding::ok(check, found)
    }
}

/// A service inherits other limits than this shell: the running server's are among its metrics.
fn open_files() -> Finding {
    let limit = rustix::process::getrlimit(rustix::process::Resource::Nofile).maximum.unwrap_or(u64::MAX);
    let found = format!("at most {limit} open files and sockets");
    if limit < FILES_WANTED {
        let advice =
            format!("raise it: LimitNOFILE={FILES_WANTED} in the service's unit, or `ulimit -n {FILES_WANTED}`");
        return Finding::warning("open_files", found, advice);
    }
    Finding::ok("open_files", found)
}

/// Files made by another user lock the server out of its own data.
fn owner(data: &Path) -> Option<Finding> {
    let folder = std::fs::metadata(data).ok()?;
    let me = rustix::process::geteuid().as_raw();
    if folder.uid() != me {
        let found = format!("{} belongs to user {}, this is user {me}", data.display(), folder.uid());
        let advice = "run zhanggui as the user the server runs as, such as `sudo -u zhanggui zhanggui …`";
        return Some(Finding::warning("owner", found, advice));
    }
    let open_to_others = folder.mode() & 0o007;
    if open_to_others != 0 {
        let found = format!("every user of this machine may look into {}", data.display());
        let advice = format!("it holds conversations and keys: chmod o-rwx {}", data.display());
        return Some(Finding::warning("owner", found, advice));
    }
    Some(Finding::ok("owner", format!("{} is this user's alone", data.display())))
}

fn address(config: &Config) -> Finding {
    let origin = config.origin();
    if origin.starts_with("https://") {
        return Finding::ok("address", format!("people come to {origin}"));
    }
    if config.listen.ip().is_loopback() && config.public_url.is_empty() {
        return Finding::warning(
            "address",
            format!("only this machine reaches {origin}"),
            "put a proxy with HTTPS in front and set public_url (docs/operations.md)",
        );
    }
    Finding::problem(
        "address",
        format!("people come to {origin}, where browsers keep no session"),
        "put a proxy with HTTPS in front and set public_url = \"https://…\", or set tls_domains (docs/operations.md)",
    )
}
