//! Takes leave of buyers who have said nothing for long after an answer, and closes their conversations.

use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::front::Around;
use super::{leave, store};
use crate::app::App;
use crate::conversations::{self, ConversationRow, Kind, NewMessage, Sender, Standing, queue};
use crate::error::{Error, Result};
use crate::ids::{ShopId, derived};

/// Nobody needs it sooner.
const LOOK_EVERY: Duration = Duration::from_secs(30);
/// What is left is closed at the next look.
const CLOSED_AT_ONCE: i64 = 50;
/// Ids of words of leave: made of the conversation and of how much its buyer had said, so that they are said once.
const ID_SPACE: &str = "zhanggui idle closing";

pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            if app.jobs.leads()
                && let Err(error) = look(&app).await
            {
                tracing::warn!(%error, "could not look which conversations are idle");
            }
        }
    });
}

/// Closes what is idle in every shop that wants it.
pub async fn look(app: &App) -> Result<()> {
    let shops = store::closing_shops(&mut app.db.reader().await?.conn()).await?;
    for (shop_id, hours) in shops {
        // The trouble of one shop keeps no other from closing.
        if let Err(error) = close_idle(app, shop_id, hours).await {
            tracing::warn!(shop = %shop_id, %error, "what is idle could not be closed");
        }
    }
    Ok(())
}

async fn close_idle(app: &App, shop_id: ShopId, hours: i64) -> Result<()> {
    let before = app.clock.now().plus_seconds(-hours * 3600);
    let idle = queue::idle(&mut app.db.reader().await?.conn(), shop_id, before, CLOSED_AT_ONCE).await?;
    if idle.is_empty() {
        return Ok(());
    }
    let around = Around::load(app, shop_id).await?;
    for row in idle {
        match take_leave(app, &around, &row).await {
            // The buyer came back meanwhile.
            Ok(()) | Err(Error::Conflict(_) | Error::NotFound) => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

/// Says what the shop has for this buyer, if it has anything, and closes the conversation if nobody has said more.
async fn take_leave(app: &App, around: &Around, row: &ConversationRow) -> Result<()> {
    let mut reader = app.db.reader().await?;
    let thread = conversations::tail(&mut reader.conn(), row.shop_id, row.id, leave::LOOKED_BACK).await?;
    drop(reader);
    if let Some(text) = leave::of_idle(around, row, &thread) {
        let said = [row.id.to_string(), row.customer_messages.to_string()];
        let message = NewMessage {
            shop_id: row.shop_id,
            sender: Sender::Automatic { conversation_id: row.id, standing: Standing::of(row) },
            client_id: derived(ID_SPACE, row.shop_id, &[&said[0], &said[1]]),
            kind: Kind::Text,
            text: Some(text),
            file_id: None,
            card: None,
            bot: None,
            press: None,
        };
        app.intake.post(message).await?;
    }
    conversations::close_idle(app, row.shop_id, row.id, row.customer_messages).await
}
