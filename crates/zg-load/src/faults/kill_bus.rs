//! NATS dies, is missed, and comes back: bells are lost, messages are not.

use anyhow::Context;
use rand::rngs::StdRng;

use super::{Scene, pause};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let nats = scene.stage.nats.as_mut().context("this store has no bus of its own")?;
    nats.kill().await?;
    pause(random, 0, 3000).await;
    nats.start_again().await
}
