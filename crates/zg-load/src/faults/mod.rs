//! What can go wrong, a file each. A strike returns when the trouble is over and the server could be well again.

mod clock_jump;
mod cut_lines;
mod disk_full;
mod freeze_database;
mod freeze_server;
mod full_volume;
mod io_errors;
mod kill_bus;
mod kill_database;
mod kill_server;
mod replay;

use std::time::{Duration, Instant};

use anyhow::bail;
use rand::Rng;
use rand::rngs::StdRng;

use crate::ledger::Ledger;
use crate::plan::Store;
use crate::stage::Stage;
use crate::writer::Writer;

/// A fault that nobody noticed proves nothing.
const EFFECT_WITHIN: Duration = Duration::from_secs(10);

#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Fault {
    /// kill -9 of a server.
    KillServer,
    /// kill -9 of PostgreSQL.
    KillDatabase,
    /// kill -9 of NATS.
    KillBus,
    /// A server stands still for a while.
    FreezeServer,
    /// PostgreSQL stands still for a while.
    FreezeDatabase,
    /// Every write is answered as on a full disk, and then again none.
    DiskFull,
    /// The data lie on a small file system that is filled for a while; needs the right to mount one.
    FullVolume,
    /// Writes fail, all of them or some.
    IoErrors,
    /// The clock jumps forth and back.
    ClockJump,
    /// Connections break at any moment.
    CutLines,
    /// Old requests come again, out of order.
    Replay,
}

/// What a fault may lay hands on.
#[derive(Debug)]
pub struct Scene {
    pub stage: Stage,
    pub ledger: Ledger,
    /// One for each buyer's conversation.
    pub writers: Vec<Writer>,
}

impl Fault {
    /// Those that a store knows. What befalls PostgreSQL's own disk is its matter, not ours.
    pub fn all(store: Store) -> Vec<Self> {
        // A server dies more often than anything else happens to it.
        let common =
            [Self::KillServer, Self::FreezeServer, Self::ClockJump, Self::CutLines, Self::Replay, Self::KillServer];
        let own: &[Self] = match store {
            Store::Sqlite => &[Self::DiskFull, Self::FullVolume, Self::IoErrors],
            Store::Postgres => &[Self::KillDatabase, Self::FreezeDatabase],
            Store::Cluster => &[Self::KillDatabase, Self::FreezeDatabase, Self::KillBus],
        };
        [&common[..], own].concat()
    }

    pub fn name(self) -> &'static str {
        match self {
            Self::KillServer => "kill-server",
            Self::KillDatabase => "kill-database",
            Self::KillBus => "kill-bus",
            Self::FreezeServer => "freeze-server",
            Self::FreezeDatabase => "freeze-database",
            Self::DiskFull => "disk-full",
            Self::FullVolume => "full-volume",
            Self::IoErrors => "io-errors",
            Self::ClockJump => "clock-jump",
            Self::CutLines => "cut-lines",
            Self::Replay => "replay",
        }
    }

    pub async fn strike(self, scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
        match self {
            Self::KillServer => kill_server::strike(scene, random).await,
            Self::KillDatabase => kill_database::strike(scene, random).await,
            Self::KillBus => kill_bus::strike(scene, random).await,
            Self::FreezeServer => freeze_server::strike(scene, random).await,
            Self::FreezeDatabase => freeze_database::strike(scene, random).await,
            Self::DiskFull => disk_full::strike(scene, random).await,
            Self::FullVolume => full_volume::strike(scene, random).await,
            Self::IoErrors => io_errors::strike(scene, random).await,
            Self::ClockJump => clock_jump::strike(scene, random).await,
            Self::CutLines => cut_lines::strike(scene, random).await,
            Self::Replay => replay::strike(scene, random).await,
        }
    }
}

async fn pause(random: &mut StdRng, from_millis: u64, to_millis: u64) {
    tokio::time::sleep(Duration::from_millis(random.random_range(from_millis..to_millis))).await;
}

/// Waits until a number has grown.
async fn until_more(what: &str, mut count: impl FnMut() -> u64) -> anyhow::Result<()> {
    let (before, begun) = (count(), Instant::now());
    while count() == before {
        if begun.elapsed() > EFFECT_WITHIN {
            bail!("{what} in {EFFECT_WITHIN:?}");
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    Ok(())
}
