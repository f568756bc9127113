//! Programs, ports and process numbers.

use std::net::{SocketAddr, TcpListener};
use std::path::PathBuf;

use anyhow::Context;
use rustix::process::Pid;

/// A program on the path, or where Debian keeps PostgreSQL's off it; the newest of these.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    let on_path: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let kept = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = kept.map(|version| version.path().join("bin")).collect();
    versions.sort();
    let folders = versions.iter().rev().chain(&on_path);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("{name} is missing; tools/need postgresql nats installs it"))
}

/// An address on loopback where nobody listens.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    Ok(TcpListener::bind(("127.0.0.1", 0))?.local_addr()?)
}

pub fn pid(id: u32) -> anyhow::Result<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw).with_context(|| format!("{id} is no process"))
}
