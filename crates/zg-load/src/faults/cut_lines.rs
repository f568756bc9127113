//! Connections break: before the request arrived, after it, half-way through the answer.

use rand::rngs::StdRng;

use super::{Scene, pause, until_more};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let proxy = &scene.stage.proxy;
    proxy.cut();
    pause(random, 300, 1500).await;
    until_more("no line was cut", || proxy.cuts()).await?;
    proxy.mend();
    Ok(())
}
