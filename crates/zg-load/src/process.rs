//! The server's process: started on the same address again and again, killed, frozen.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::Context;
use rustix::process::{Signal, kill_process};
use tokio::process::{Child, Command};
use zg_peers::{free_address, pid};

use crate::shim::{self, Shim};

/// What makes a server this one.
#[derive(Debug, Clone)]
pub struct Part {
    pub program: PathBuf,
    pub data: PathBuf,
    /// Empty: the embedded one.
    pub database: String,
    /// Empty: by the database.
    pub bus: String,
    pub log: PathBuf,
}

#[derive(Debug)]
pub struct Server {
    pub address: SocketAddr,
    program: PathBuf,
    data: PathBuf,
    database: String,
    bus: String,
    pub log: PathBuf,
    child: Option<Child>,
}

impl Server {
    /// A server that is not started yet.
    pub fn new(part: Part) -> anyhow::Result<Self> {
        let Part { program, data, database, bus, log } = part;
        Ok(Self { address: free_address()?, program, data, database, bus, log, child: None })
    }

    pub fn start(&mut self, shim: &Shim) -> anyhow::Result<()> {
        let log = std::fs::File::options().create(true).append(true).open(&self.log)?;
        let child = Command::new(&self.program)
            .arg("serve")
            .env("ZHANGGUI_LISTEN", self.address.to_string())
            .env("ZHANGGUI_DATA", &self.data)
            .env("ZHANGGUI_DATABASE", &self.database)
            .env("ZHANGGUI_BUS", &self.bus)
            .env("ZHANGGUI_RATE_LIMITS", "false")
            .env("ZHANGGUI_EGRESS_ALLOW", "127.0.0.1")
            .env("RUST_LOG", "info")
            .env("LD_PRELOAD", &shim.library)
            .env(shim::CONTROL, &shim.control)
            .stdin(Stdio::null())
            .stdout(log.try_clone()?)
            .stderr(log)
            .kill_on_drop(true)
            .spawn()
            .with_context(|| format!("start {}", self.program.display()))?;
        self.child = Some(child);
        Ok(())
    }

    /// Ends it as a power cut would.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut child) = self.child.take() {
            child.kill().await?;
        }
        Ok(())
    }

    /// Lets it stand still, alive.
    pub fn freeze(&self) -> anyhow::Result<()> {
        self.signal(Signal::STOP)
    }

    pub fn thaw(&self) -> anyhow::Result<()> {
        self.signal(Signal::CONT)
    }

    fn signal(&self, signal: Signal) -> anyhow::Result<()> {
        let id = self.child.as_ref().and_then(Child::id).context("the server does not run")?;
        Ok(kill_process(pid(id)?, signal)?)
    }

    /// Whether it ended by itself.
    pub fn has_ended(&mut self) -> bool {
        self.child.as_mut().is_none_or(|child| !matches!(child.try_wait(), Ok(None)))
    }
}
