//! PostgreSQL stands still with all its processes, commits under way among them.

use anyhow::Context;
use rand::rngs::StdRng;
use rustix::process::Signal;

use super::{Scene, pause};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let postgres = scene.stage.postgres.as_ref().context("this store has no server of its own")?;
    postgres.signal_all(Signal::STOP);
    pause(random, 300, 2500).await;
    postgres.signal_all(Signal::CONT);
    Ok(())
}
