//! The clock jumps, forth or back, work goes on meanwhile, and it jumps home.

use rand::Rng;
use rand::rngs::StdRng;

use super::{Scene, pause, until_more};

/// As far as a wrong time zone or a dead battery leads before somebody looks.
const FARTHEST_SECONDS: i64 = 20 * 60 * 60;

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    for _ in 0..2 {
        scene.stage.shim.turn_clock(random.random_range(-FARTHEST_SECONDS..FARTHEST_SECONDS))?;
        pause(random, 50, 300).await;
        until_more("nothing was acknowledged under a turned clock", || scene.ledger.answers()).await?;
    }
    scene.stage.shim.turn_clock(0)
}
