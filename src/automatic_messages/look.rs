//! Looks at conversations whose time has come: marks what nobody can answer, says what is to be said, plans the next look.
//!
//! Any process looks; it takes what is due for itself for a while, so that another looks again if this one dies.

use std::time::Duration;

use futures::StreamExt;
use tokio::time::{MissedTickBehavior, interval};

use super::AutomaticKind;
use super::decide::{self, Next};
use super::front::Around;
use super::moment::Moment;
use super::store::{self, Looked};
use super::thread::id_of;
use crate::app::App;
use crate::clock::Time;
use crate::conversations::{self, Kind, NewMessage, Sender, Standing};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, ShopId};

const LOOK_EVERY: Duration = Duration::from_millis(250);
/// What so many have in common is read once for all of them.
const LOOKED_AT_ONCE: i64 = 200;
/// What is said side by side is stored together.
const SIDE_BY_SIDE: usize = 4;
const HELD_SECONDS: i64 = 60;
const AFTER_TROUBLE_SECONDS: i64 = 10;
/// What was overtaken is decided anew; whoever is overtaken so often is in the midst of a talk.
const LOOKS: usize = 4;

pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            while !app.jobs.stopping().is_cancelled() && look(&app).await {}
        }
    });
}

/// Looks at what is due in every shop; whether there may be more.
async fn look(app: &App) -> bool {
    let due = async { store::shops_due(&mut app.db.reader().await?.conn(), app.clock.now()).await };
    let due = match due.await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "could not look who waits to hear something");
            return false;
        }
    };
    let mut more = false;
    for shop_id in due {
        // The trouble of one shop keeps no other silent.
        match look_around(app, shop_id).await {
            Ok(left) => more |= left,
            Err(error) => tracing::warn!(shop = %shop_id, %error, "a shop could not look who waits to hear something"),
        }
    }
    more
}

/// Looks at what is due in one shop; whether there is more.
async fn look_around(app: &App, shop_id: ShopId) -> Result<bool> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let until = now.plus_seconds(HELD_SECONDS);
    let due = store::take_due(&mut tx.conn(), shop_id, now, until, LOOKED_AT_ONCE).await?;
    tx.commit().await?;
    let around = Around::load(app, shop_id).await?;
    let looks: Vec<_> = due.iter().map(|id| look_at(app, &around, *id)).collect();
    let looked: Vec<Looked> = futures::stream::iter(looks).buffer_unordered(SIDE_BY_SIDE).collect().await;
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    store::settle(&mut tx.conn(), shop_id, until, &looked).await?;
    tx.commit().await?;
    Ok(due.len() as i64 == LOOKED_AT_ONCE)
}

/// One look, and when to look again.
async fn look_at(app: &App, around: &Around, id: ConversationId) -> Looked {
    match next_look(app, around, id).await {
        Ok(next) => (id, next),
        Err(error) => {
            tracing::warn!(shop = %around.shop_id, conversation = %id, %error,
                "what to say by itself could not be found out; it is tried again");
            (id, Some(app.clock.now().plus_seconds(AFTER_TROUBLE_SECONDS)))
        }
    }
}

async fn next_look(app: &App, around: &Around, id: ConversationId) -> Result<Option<Time>> {
    let shop_id = around.shop_id;
    for _ in 0..LOOKS {
        let Some(moment) = Moment::load(app, around, id).await? else { break };
        let scene = moment.scene();
        if let Some(why) = scene.away()
            && moment.front.settings.collect_offline
            && moment.wait().served_until(scene.now).is_none()
        {
            conversations::mark_offline(app, shop_id, id, why == AutomaticKind::Closed).await?;
        }
        match decide::next(moment.wait(), &scene, &moment.ready(), &moment.front.settings) {
            Next::Say(kind) => match say(app, &moment, kind).await {
                // Said, or overtaken by one more word: what is next follows from what stands there now.
                Ok(()) | Err(Error::Conflict(_)) => {}
                Err(Error::NotFound) => break,
                Err(error) => return Err(error),
            },
            Next::LookAt(at) => return Ok(Some(at)),
            Next::Nothing => break,
        }
    }
    Ok(None)
}

async fn say(app: &App, moment: &Moment<'_>, kind: AutomaticKind) -> Result<()> {
    let shop_id = moment.row.shop_id;
    let Some(text) = moment.words(kind) else { return Ok(()) };
    let message = NewMessage {
        shop_id,
        sender: Sender::Automatic { conversation_id: moment.row.id, standing: Standing::of(&moment.row) },
        client_id: id_of(shop_id, moment.heard.first, kind),
        kind: Kind::Text,
        text: Some(text),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    app.intake.post(message).await.map(drop)
}
