//! The demo shop: seeded once, kept alive by simulated buyers.

use std::path::PathBuf;

use crate::config::Config;

/// `zhanggui demo`.
#[derive(Debug, Clone, clap::Args)]
pub struct Args {
    /// Let no simulated buyers write
    #[arg(long)]
    no_simulator: bool,
}

/// The demo's settings: its own folder unless one is named.
#[derive(Debug)]
pub struct Demo {
    pub config: Config,
    pub simulator: bool,
}

impl Args {
    pub fn settle(self, mut config: Config, data_named: bool, _listen_named: bool) -> Demo {
        if !data_named {
            config.data = PathBuf::from("data/demo");
        }
        Demo { config, simulator: !self.no_simulator }
    }
}

pub async fn run(_: Demo) -> anyhow::Result<()> {
    Ok(())
}
