//! A server stands still, longer than people wait, and goes on as if nothing had been.

use rand::rngs::StdRng;

use super::{Scene, pause};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let one = scene.stage.any_server(random);
    scene.stage.servers[one].freeze()?;
    pause(random, 300, 3500).await;
    scene.stage.servers[one].thaw()
}
