//! The server is told that nothing more fits on the disk: it says so clearly, and goes on when there is space again.

use rand::rngs::StdRng;
use rustix::io::Errno;

use super::{Scene, pause, until_more};

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    scene.stage.shim.fail_writes(Errno::NOSPC, 100)?;
    until_more("nobody was refused on a full disk", || scene.ledger.refusals()).await?;
    pause(random, 100, 800).await;
    scene.stage.shim.let_writes_pass()
}
