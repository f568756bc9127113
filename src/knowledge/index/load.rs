//! From rows to an index: all of them at first, later those that changed.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use zg_answer::Embed;

use super::kept;
use super::ready::{Held, Ready};
use crate::app::App;
use crate::error::Result;
use crate::ids::{EntryId, Seq, ShopId};
use crate::knowledge::model::Answer;
use crate::knowledge::store::{heads, index as store};

/// What changed since, read and put together with what was held.
pub(super) async fn load(app: &App, shop_id: ShopId, held: Option<&Ready>) -> Result<Ready> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    // Read first: what is newer than this number is read once more the next time.
    let seq = heads::find(&mut conn, shop_id).await?.unwrap_or(0);
    let after: Seq = held.map_or(-1, |held| held.seq);
    let changed = store::changed(&mut conn, shop_id, after).await?;
    let mut phrasings = by_entry(store::phrasings(&mut conn, shop_id, after).await?);
    let mut answers: HashMap<EntryId, Vec<Answer>> = by_entry(store::answers(&mut conn, shop_id, after).await?);
    let approved: HashSet<EntryId> = store::approved(&mut conn, shop_id).await?.into_iter().collect();
    drop(reader);
    if let Some(held) = held
        && changed.is_empty()
        && held.entries.keys().all(|id| approved.contains(id))
    {
        // Only drafts and proposals changed.
        return Ok(held.at(seq));
    }
    let before = match held {
        Some(held) => held.clone(),
        None => {
            let kept = kept::read(app, shop_id).await.unwrap_or_default();
            Ready::empty(app.encoder.get().await.map(|encoder| encoder as Arc<dyn Embed>), kept)
        }
    };
    let changed = changed.into_iter().map(|row| {
        let phrasings = phrasings.remove(&row.id).unwrap_or_default();
        let answers = answers.remove(&row.id).unwrap_or_default();
        (row.id, Arc::new(Held::new(row, phrasings, answers)))
    });
    let changed: Vec<(EntryId, Arc<Held>)> = changed.collect();
    let read = tokio::task::spawn_blocking(move || before.with(seq, changed, &approved));
    Ok(read.await.map_err(anyhow::Error::from)?)
}

fn by_entry<T>(rows: Vec<(EntryId, T)>) -> HashMap<EntryId, Vec<T>> {
    let mut sorted: HashMap<EntryId, Vec<T>> = HashMap::new();
    for (id, value) in rows {
        sorted.entry(id).or_default().push(value);
    }
    sorted
}
