//! Requests that were answered long ago come again, many at once and in any order; some carry other words.

use futures::future::join_all;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;

use super::Scene;
use crate::ledger::Breach;
use crate::writer::settle;

const REPEATS: usize = 30;
const FORGERIES: usize = 5;
const CONFLICT: u16 = 409;

pub async fn strike(scene: &mut Scene, random: &mut StdRng) -> anyhow::Result<()> {
    let mut old = scene.ledger.some_acknowledged(REPEATS, random);
    old.retain(|(_, entry)| !entry.by_agent && !entry.is_file);
    old.shuffle(random);
    let repeats = old.iter().map(async |(id, entry)| {
        if let Ok(answer) = scene.writers[entry.thread].post(*id, &entry.text).await {
            settle(&scene.ledger, *id, &answer);
        }
    });
    join_all(repeats).await;
    let forgeries = old.iter().take(FORGERIES).map(async |(id, entry)| {
        let answer = scene.writers[entry.thread].post(*id, "别的话 something else").await;
        if let Ok(answer) = answer.as_ref().map_err(|_| ())
            && answer.status != CONFLICT
        {
            scene.ledger.breach(Breach::Changed, format!("{id} with other words: {}", answer.status));
        }
    });
    join_all(forgeries).await;
    Ok(())
}
