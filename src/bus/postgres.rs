//! Notes by PostgreSQL's NOTIFY, for an installation without NATS.

use std::time::Duration;

use tokio::sync::mpsc;

use super::note::Envelope;
use super::{CHANNEL, Heard, NodeId, Note, drain, pass_on};
use crate::db::{self, Db};

const TRY_AGAIN: Duration = Duration::from_secs(1);

/// Starts listening and telling; false where there is nothing to listen to.
pub(super) async fn start(
    db: Db,
    me: NodeId,
    told: mpsc::UnboundedReceiver<Note>,
    hear: mpsc::UnboundedSender<Heard>,
) -> anyhow::Result<bool> {
    let Some(doorbell) = db.listen(CHANNEL).await? else { return Ok(false) };
    tokio::spawn(listen(db.clone(), doorbell, me, hear));
    tokio::spawn(publish(db, me, told));
    Ok(true)
}

async fn listen(db: Db, mut doorbell: db::Doorbell, me: NodeId, hear: mpsc::UnboundedSender<Heard>) {
    while !hear.is_closed() && !db.is_closed() {
        match doorbell.hear().await {
            Ok(db::Heard::Payload(payload)) => pass_on(me, payload.as_bytes(), &hear),
            Ok(db::Heard::Lost) => drop(hear.send(Heard::Lost)),
            // Closing the database waits for this connection too.
            Err(_) if db.is_closed() => return,
            Err(error) => {
                tracing::warn!(%error, "the other processes are not heard");
                tokio::time::sleep(TRY_AGAIN).await;
            }
        }
    }
}

async fn publish(db: Db, me: NodeId, mut told: mpsc::UnboundedReceiver<Note>) {
    while let Some(note) = told.recv().await {
        for note in drain(note, &mut told) {
            let Ok(payload) = serde_json::to_string(&Envelope { from: me, note }) else { continue };
            if payload.len() > db::MOST_BYTES {
                // Only frames that are not stored grow this long, such as a very long preview of typing.
                continue;
            }
            if let Err(error) = db.notify(CHANNEL, &payload).await {
                tracing::debug!(%error, "a note was lost");
            }
        }
    }
}
