//! Everything that stands on loopback for a run, and the folder it lies in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rand::Rng;
use rand::rngs::StdRng;
use zg_peers::{Nats, Postgres};

use crate::faults::Fault;
use crate::http::Client;
use crate::plan::{Plan, Store};
use crate::process::{Part, Server};
use crate::proxy::Proxy;
use crate::shim::Shim;
use crate::volume::Volume;

/// A first start migrates and may share the machine with others.
const FIRST_READY_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Stage {
    /// One, or two that serve the same shop.
    pub servers: Vec<Server>,
    pub postgres: Option<Postgres>,
    pub nats: Option<Nats>,
    /// The way buyers and agents take.
    pub proxy: Proxy,
    pub shim: Shim,
    /// None where no fault fills it, or nobody may mount one.
    pub volume: Option<Volume>,
    folder: tempfile::TempDir,
}

impl Stage {
    pub async fn set(plan: &Plan) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("zg-load-").tempdir_in(&plan.scratch)?;
        let path = folder.path();
        let shim = Shim::build(path)?;
        let data = path.join("data");
        let volume = volume(plan, path, &data);
        let postgres = match plan.store {
            Store::Sqlite => None,
            Store::Postgres | Store::Cluster => Some(Postgres::start(&path.join("postgres")).await?),
        };
        let database = postgres.as_ref().map(Postgres::url).unwrap_or_default();
        let nats = match plan.store {
            Store::Sqlite | Store::Postgres => None,
            Store::Cluster => Some(Nats::start().await?),
        };
        let bus = nats.as_ref().map(Nats::url).unwrap_or_default();
        let logs: &[&str] = if nats.is_some() { &["first.log", "second.log"] } else { &["server.log"] };
        let mut servers = Vec::new();
        for log in logs {
            let (data, database, bus, log) = (data.clone(), database.clone(), bus.clone(), path.join(log));
            let mut server = Server::new(Part { program: program(&plan.server)?, data, database, bus, log })?;
            server.start(&shim)?;
            wait_until_ready(&mut server).await?;
            servers.push(server);
        }
        let proxy = Proxy::start(servers.iter().map(|server| server.address).collect(), plan.seed).await?;
        Ok(Self { servers, postgres, nats, proxy, shim, volume, folder })
    }

    pub fn addresses(&self) -> Vec<SocketAddr> {
        self.servers.iter().map(|server| server.address).collect()
    }

    /// One of the servers, by its place.
    pub fn any_server(&self, random: &mut StdRng) -> usize {
        random.random_range(0..self.servers.len())
    }

    /// Ends everything; keeps the folder if it is wanted, and says where.
    pub async fn end(mut self, keep: bool) -> anyhow::Result<Option<PathBuf>> {
        for server in &mut self.servers {
            server.kill().await?;
        }
        if let Some(postgres) = &mut self.postgres {
            postgres.kill().await?;
        }
        drop(self.volume.take());
        Ok(keep.then(|| self.folder.keep()))
    }

    pub fn folder(&self) -> &Path {
        self.folder.path()
    }
}

/// The file system that the data lie on, where a fault is to fill one and this machine lets us mount it.
fn volume(plan: &Plan, folder: &Path, data: &Path) -> Option<Volume> {
    if !plan.faults.contains(&Fault::FullVolume) {
        return None;
    }
    let mounted = Volume::mount(&folder.join("volume"), data, plan.length.volume_bytes());
    mounted.inspect_err(|error| eprintln!("zg-load: no file system is filled in this run: {error:#}")).ok()
}

async fn wait_until_ready(server: &mut Server) -> anyhow::Result<()> {
    let begun = Instant::now();
    while !is_ready(server.address).await {
        if server.has_ended() || begun.elapsed() > FIRST_READY_WITHIN {
            bail!("the server does not start: {}", std::fs::read_to_string(&server.log).unwrap_or_default());
        }
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(())
}

/// Whether the server says that it takes work.
pub async fn is_ready(server: SocketAddr) -> bool {
    matches!(Client::new(server).get("/health/ready").await, Ok(answer) if answer.is_success())
}

fn program(path: &Path) -> anyhow::Result<PathBuf> {
    path.canonicalize().with_context(|| format!("there is no server at {}", path.display()))
}
