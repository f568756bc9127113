//! The server dies without a word and is started again.

use rand::rngs::StdRng;

use super::{Scene, pause};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    scene.stage.server.kill().await?;
    pause(random, 0, 300).await;
    scene.stage.server.start(&scene.stage.shim)
}
