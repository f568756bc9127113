//! Programs, ports and process numbers.

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::path::PathBuf;
use std::sync::atomic::{AtomicU32, Ordering};

use anyhow::Context;
use rustix::process::Pid;

/// A program on the path, or where Debian keeps them off it: PostgreSQL's, of which the newest counts, and the system's.
pub fn program(name: &str) -> anyhow::Result<PathBuf> {
    let on_path: Vec<PathBuf> =
        std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let kept = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = kept.map(|version| version.path().join("bin")).collect();
    versions.sort();
    let system = [PathBuf::from("/usr/sbin")];
    let folders = versions.iter().rev().chain(&on_path).chain(&system);
    let found = folders.map(|folder| folder.join(name)).find(|path| path.is_file());
    found.with_context(|| format!("{name} is missing; tools/need postgresql nats dovecot installs it"))
}

/// Systems give outgoing connections ports above these: what is started anew finds its port as it left it.
const FIRST_PORT: u32 = 10_000;
const PORTS: u32 = 20_000;

/// An address on loopback where nobody listens, another one each time.
pub fn free_address() -> anyhow::Result<SocketAddr> {
    static STEPS: AtomicU32 = AtomicU32::new(0);
    for _ in 0..PORTS {
        // Processes that run side by side begin far from each other.
        let place = std::process::id().wrapping_mul(7919).wrapping_add(STEPS.fetch_add(1, Ordering::Relaxed));
        let port = u16::try_from(FIRST_PORT + place % PORTS)?;
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        if TcpListener::bind(address).is_ok() {
            return Ok(address);
        }
    }
    anyhow::bail!("no port is free between {FIRST_PORT} and {}", FIRST_PORT + PORTS)
}

pub fn pid(id: u32) -> anyhow::Result<Pid> {
    i32::try_from(id).ok().and_then(Pid::from_raw).with_context(|| format!("{id} is no process"))
}
