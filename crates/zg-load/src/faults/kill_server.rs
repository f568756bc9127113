//! A server dies without a word and is started again.

use rand::rngs::StdRng;

use super::{Scene, pause};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let one = scene.stage.any_server(random);
    scene.stage.servers[one].kill().await?;
    pause(random, 0, 300).await;
    scene.stage.servers[one].start(&scene.stage.shim)
}
