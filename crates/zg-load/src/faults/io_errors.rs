//! The disk fails: first now and then, so that a commit breaks half-way, then with every write.

use rand::rngs::StdRng;
use rustix::io::Errno;

use super::{Scene, pause, until_more};

const NOW_AND_THEN: i32 = 10;
const ALWAYS: i32 = 100;

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    for percent in [NOW_AND_THEN, ALWAYS] {
        scene.stage.shim.fail_writes(Errno::IO, percent)?;
        until_more("nobody was refused while writes failed", || scene.ledger.refusals()).await?;
        pause(random, 50, 500).await;
    }
    scene.stage.shim.let_writes_pass()
}
