//! A real file system has no block left: the server says so clearly, and goes on when there is space again.

use anyhow::Context;
use rand::rngs::StdRng;

use super::{Scene, pause, until_more};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let volume = scene.stage.volume.as_ref().context("the data lie on no file system of their own")?;
    volume.fill()?;
    until_more("nobody was refused on a full file system", || scene.ledger.refusals()).await?;
    pause(random, 100, 800).await;
    volume.free()
}
