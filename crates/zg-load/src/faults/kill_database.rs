//! PostgreSQL dies with all its processes, is missed, and recovers.

use anyhow::Context;
use rand::rngs::StdRng;

use super::{Scene, pause};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let postgres = scene.stage.postgres.as_mut().context("this store has no server of its own")?;
    postgres.kill().await?;
    pause(random, 0, 1500).await;
    postgres.start_again().await
}
