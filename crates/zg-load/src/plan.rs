//! What a run is asked to do.

use std::path::PathBuf;
use std::time::Duration;

use crate::faults::Fault;

/// Where the server under test keeps its data.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub enum Store {
    Sqlite,
    /// A private PostgreSQL, made for the run.
    Postgres,
    /// Two servers on a private PostgreSQL, which hear of each other by a private NATS.
    Cluster,
}

impl Store {
    pub fn name(self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::Postgres => "postgres",
            Self::Cluster => "cluster",
        }
    }
}

/// Room for what is written in a round, or in a minute, several times over.
const BYTES_OF_A_ROUND: u64 = 64 << 20;
const BYTES_OF_A_MINUTE: u64 = 512 << 20;

/// How long a run strikes.
#[derive(Debug, Clone, Copy)]
pub enum Length {
    /// Each fault so often.
    Rounds(u32),
    /// One fault after the other for so long.
    For(Duration),
}

impl Length {
    /// How large a file system is that only the fault may fill.
    pub fn volume_bytes(self) -> u64 {
        match self {
            Self::Rounds(rounds) => BYTES_OF_A_ROUND * u64::from(rounds.max(1)),
            Self::For(time) => BYTES_OF_A_MINUTE * (time.as_secs() / 60 + 1),
        }
    }
}

#[derive(Debug, Clone)]
pub struct Plan {
    /// The `zhanggui` program.
    pub server: PathBuf,
    pub store: Store,
    /// Where all chance begins.
    pub seed: u64,
    pub length: Length,
    pub buyers: usize,
    pub faults: Vec<Fault>,
    /// Where the data of the run lie; kept when it fails.
    pub scratch: PathBuf,
}

impl Plan {
    /// Every fault that the store knows and that needs no special right, once.
    pub fn short(server: impl Into<PathBuf>, store: Store, seed: u64) -> Self {
        Self {
            server: server.into(),
            store,
            seed,
            length: Length::Rounds(1),
            buyers: 4,
            faults: Fault::all(store).into_iter().filter(|fault| *fault != Fault::FullVolume).collect(),
            scratch: std::env::temp_dir(),
        }
    }
}
