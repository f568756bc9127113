//! Everything that stands on loopback for a run, and the folder it lies in.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};

use crate::http::Client;
use crate::plan::{Plan, Store};
use crate::postgres::Postgres;
use crate::process::Server;
use crate::proxy::Proxy;
use crate::shim::Shim;
use crate::volume::Volume;

/// A first start migrates and may share the machine with others.
const FIRST_READY_WITHIN: Duration = Duration::from_secs(60);

#[derive(Debug)]
pub struct Stage {
    pub server: Server,
    pub postgres: Option<Postgres>,
    /// The way buyers and agents take.
    pub proxy: Proxy,
    pub shim: Shim,
    pub volume: Option<Volume>,
    folder: tempfile::TempDir,
}

impl Stage {
    pub async fn set(plan: &Plan) -> anyhow::Result<Self> {
        let folder = tempfile::Builder::new().prefix("zg-load-").tempdir_in(&plan.scratch)?;
        let path = folder.path();
        let shim = Shim::build(path)?;
        let data = path.join("data");
        let volume = if plan.mount { Some(Volume::mount(&path.join("volume"), &data)?) } else { None };
        let postgres = match plan.store {
            Store::Sqlite => None,
            Store::Postgres => Some(Postgres::start(&path.join("postgres")).await?),
        };
        let database = postgres.as_ref().map(Postgres::url).unwrap_or_default();
        let mut server = Server::new(program(&plan.server)?, data, database, path.join("server.log"))?;
        server.start(&shim)?;
        let proxy = Proxy::start(server.address, plan.seed).await?;
        let mut stage = Self { server, postgres, proxy, shim, volume, folder };
        stage.wait_until_ready().await?;
        Ok(stage)
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while !is_ready(self.server.address).await {
            if self.server.has_ended() || begun.elapsed() > FIRST_READY_WITHIN {
                let said = std::fs::read_to_string(self.folder.path().join("server.log")).unwrap_or_default();
                bail!("the server does not start: {said}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    /// Ends everything; keeps the folder if it is wanted, and says where.
    pub async fn end(mut self, keep: bool) -> anyhow::Result<Option<PathBuf>> {
        self.server.kill().await?;
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

/// Whether the server says that it takes work.
pub async fn is_ready(server: SocketAddr) -> bool {
    matches!(Client::new(server).get("/health/ready").await, Ok(answer) if answer.is_success())
}

fn program(path: &Path) -> anyhow::Result<PathBuf> {
    path.canonicalize().with_context(|| format!("there is no server at {}", path.display()))
}
