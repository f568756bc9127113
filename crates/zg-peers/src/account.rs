//! PostgreSQL and Dovecot refuse to run as root: then they run as somebody with fewer rights.

use std::os::unix::process::CommandExt;
use std::path::Path;

use anyhow::Context;

#[derive(Debug)]
pub enum Account {
    Mine,
    Other { uid: u32, gid: u32 },
}

impl Account {
    pub fn to_run_as() -> anyhow::Result<Self> {
        if !rustix::process::geteuid().is_root() {
            return Ok(Self::Mine);
        }
        let passwd = std::fs::read_to_string("/etc/passwd")?;
        let ids = |name: &str| {
            let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2);
            Some(Self::Other { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
        };
        ids("postgres").or_else(|| ids("nobody")).context("there is no account that is not root's")
    }

    /// Its numbers: of the user and of the group.
    pub fn ids(&self) -> (u32, u32) {
        match self {
            Self::Mine => (rustix::process::geteuid().as_raw(), rustix::process::getegid().as_raw()),
            Self::Other { uid, gid } => (*uid, *gid),
        }
    }

    /// Makes a folder this account's own.
    pub fn give(&self, folder: &Path) -> anyhow::Result<()> {
        if let Self::Other { uid, gid } = self {
            std::os::unix::fs::chown(folder, Some(*uid), Some(*gid))?;
        }
        Ok(())
    }

    /// Lets a command run as this account.
    pub fn take<'a>(&self, command: &'a mut std::process::Command) -> &'a mut std::process::Command {
        match self {
            Self::Mine => command,
            Self::Other { uid, gid } => command.uid(*uid).gid(*gid),
        }
    }
}
