//! The processes under load: started, watched through /proc, ended.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::process::{Child, Command};

use super::endpoints::Call;
use super::http::Http;
use super::template::Template;

/// Linux counts process time in hundredths of a second towards user space, whatever its own clock does.
const TICKS_PER_SECOND: f64 = 100.0;
const READY_WITHIN: Duration = Duration::from_secs(120);

/// A folder that goes when it is dropped.
#[derive(Debug)]
pub(super) struct Folder {
    path: PathBuf,
}

impl Folder {
    pub(super) fn new(parent: &Path) -> anyhow::Result<Self> {
        let path = parent.join(format!("zhanggui-bench-{:08x}", rand::random::<u32>()));
        std::fs::create_dir_all(&path).with_context(|| format!("create {}", path.display()))?;
        Ok(Self { path })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // What cannot be removed stays; the figures are not worth less for it.
        _ = std::fs::remove_dir_all(&self.path);
    }
}

/// A server of this same binary on a free port of loopback.
#[derive(Debug)]
pub(super) struct Server {
    child: Child,
    pub address: SocketAddr,
    /// From the start of the process until it said that it is ready.
    pub ready: Duration,
}

impl Server {
    /// Starts `zhanggui ARGS` and waits until it is ready; `{listen}` among the values is its address.
    pub(super) async fn start(arguments: &[&str], settings: &[(&str, &str)], log: &Path) -> anyhow::Result<Self> {
        let address = zg_peers::free_address()?;
        let listen = address.to_string();
        let out = std::fs::File::create(log).with_context(|| format!("create {}", log.display()))?;
        let mut command = Command::new(std::env::current_exe()?);
        command
            .args(arguments.iter().map(|argument| argument.replace("{listen}", &listen)))
            .envs(settings.iter().map(|(name, value)| (*name, value.replace("{listen}", &listen))))
            .stdin(Stdio::null())
            .stdout(out.try_clone()?)
            .stderr(out)
            .kill_on_drop(true);
        let begun = Instant::now();
        let mut child = command.spawn().context("start the server")?;
        let ready = wait_until_ready(&mut child, address, begun)
            .await
            .with_context(|| std::fs::read_to_string(log).unwrap_or_default())?;
        Ok(Self { child, address, ready })
    }

    pub(super) fn usage(&self) -> Usage {
        self.child.id().map(Usage::of_tree).unwrap_or_default()
    }

    /// Ends it as a power cut would.
    pub(super) async fn kill(mut self) -> anyhow::Result<()> {
        Ok(self.child.kill().await?)
    }
}

async fn wait_until_ready(child: &mut Child, address: SocketAddr, begun: Instant) -> anyhow::Result<Duration> {
    let ready = Call {
        method: "GET".to_owned(),
        path: Template::from("/health/ready".to_owned()),
        headers: [].into(),
        body: None,
        status: vec![200],
        capture: [].into(),
    };
    while begun.elapsed() < READY_WITHIN {
        if let Some(status) = child.try_wait()? {
            bail!("the server ended: {status}");
        }
        if let Ok(mut http) = Http::connect(address).await
            && let Ok(answer) = http.call(&ready, &[]).await
            && (200..300).contains(&answer.status)
        {
            return Ok(begun.elapsed());
        }
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    bail!("the server is not ready after {READY_WITHIN:?}")
}

/// What a process and its children hold and have used.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Usage {
    pub cpu_seconds: f64,
    pub resident_bytes: u64,
}

impl std::iter::Sum for Usage {
    fn sum<I: Iterator<Item = Self>>(all: I) -> Self {
        all.fold(Self::default(), |sum, usage| Self {
            cpu_seconds: sum.cpu_seconds + usage.cpu_seconds,
            resident_bytes: sum.resident_bytes + usage.resident_bytes,
        })
    }
}

impl Usage {
    pub(super) fn of_this_process() -> Self {
        Self::of(std::process::id()).unwrap_or_default()
    }

    fn of_tree(root: u32) -> Self {
        let parents: Vec<(u32, u32)> = std::fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse().ok())
            .filter_map(|pid| Some((pid, parent_of(pid)?)))
            .collect();
        let mut tree = vec![root];
        let mut next = 0;
        while let Some(&parent) = tree.get(next) {
            tree.extend(parents.iter().filter(|(_, of)| *of == parent).map(|(pid, _)| pid));
            next += 1;
        }
        tree.into_iter().filter_map(Self::of).sum()
    }

    fn of(pid: u32) -> Option<Self> {
        let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        let fields = after_name(&stat)?;
        let ticks: f64 = fields.get(11)?.parse::<f64>().ok()? + fields.get(12)?.parse::<f64>().ok()?;
        let status = std::fs::read_to_string(format!("/proc/{pid}/status")).ok()?;
        let resident = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
        let kilobytes: u64 = resident.split_whitespace().next()?.parse().ok()?;
        Some(Self { cpu_seconds: ticks / TICKS_PER_SECOND, resident_bytes: kilobytes * 1024 })
    }
}

fn parent_of(pid: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
    after_name(&stat)?.get(1)?.parse().ok()
}

/// The fields of a stat line from the state on: a process may have blanks and brackets in its name.
fn after_name(stat: &str) -> Option<Vec<&str>> {
    Some(stat.rsplit_once(')')?.1.split_whitespace().collect())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn this_process_uses_memory() {
        assert!(Usage::of_this_process().resident_bytes > 100_000);
        assert!(Usage::of_tree(std::process::id()).resident_bytes >= 100_000);
    }

    #[test]
    fn names_with_brackets_do_not_shift_the_fields() {
        assert_eq!(after_name("12 (a) b) S 7 0"), Some(vec!["S", "7", "0"]));
    }
}
