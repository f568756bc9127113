//! Macros are run, and a run is taken back.

use uuid::Uuid;

use super::all::find;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::conversations;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, MacroId, MacroRunId, Seq, derived};
use crate::macros::model::{MacroRun, RunRow};
use crate::macros::store::{all, runs as store};
use crate::steps::{self, Outcome, Run};

/// Ids of runs: made of what the sender made, so that a repeat runs nothing twice.
const ID_SPACE: &str = "zhanggui macro run";
/// A run that was begun and has not ended for so long was cut off: whoever asks again takes it up.
const CUT_OFF_SECONDS: i64 = 30;
/// Longer than anybody takes one back or tries one again.
const KEPT_SECONDS: i64 = 86_400;

/// How somebody runs a macro.
#[derive(Debug, Clone, Copy)]
pub struct WantedRun {
    /// Made by the sender: who tries again runs it once.
    pub client_id: Uuid,
    /// The last message on screen.
    pub seen_seq: Option<Seq>,
    /// Reply although a colleague did meanwhile.
    pub force: bool,
}

/// Takes the steps of a macro in a conversation.
pub async fn run(
    app: &App,
    actor: &Actor,
    conversation_id: ConversationId,
    macro_id: MacroId,
    wanted: WantedRun,
) -> Result<MacroRun> {
    actor.require(Permission::ServeConversations)?;
    let row = match begin(app, actor, conversation_id, macro_id, wanted.client_id).await? {
        Begun::Before(before) => {
            let (row, outcome) = *before;
            return row.shown(outcome);
        }
        Begun::Now(row) => row,
    };
    let way = Run { id: row.id.0, at: row.created_at, seen_seq: wanted.seen_seq, force: wanted.force };
    let outcome = match steps::run(app, actor, conversation_id, &row.stored_steps()?, &way).await {
        Ok(outcome) => outcome,
        Err(error) => {
            // Refused as a whole: nothing was done, and another try is a new run. What broke goes on with this one.
            if !error.is_ours() {
                let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
                store::delete(&mut tx.conn(), actor.shop_id, row.id).await?;
                tx.commit().await?;
            }
            return Err(error);
        }
    };
    let text = serde_json::to_string(&outcome).map_err(anyhow::Error::from)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if store::settle(&mut conn, actor.shop_id, row.id, &text).await? {
        all::note_use(&mut conn, actor.shop_id, macro_id, actor.staff_id, now).await?;
    }
    tx.commit().await?;
    row.shown(outcome)
}

/// Counts that somebody used one.
pub async fn used(app: &App, actor: &Actor, id: MacroId) -> Result<()> {
    actor.require(Permission::ServeConversations)?;
    let mut tx = app.db.begin().await?;
    all::note_use(&mut tx.conn(), actor.shop_id, id, actor.staff_id, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

enum Begun {
    Now(RunRow),
    /// It was run before under this id, and this came of it.
    Before(Box<(RunRow, Outcome)>),
}

async fn begin(
    app: &App,
    actor: &Actor,
    conversation_id: ConversationId,
    macro_id: MacroId,
    client_id: Uuid,
) -> Result<Begun> {
    let now = app.clock.now();
    let id = MacroRunId(derived(ID_SPACE, actor.shop_id, &[&client_id.to_string()]));
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    conversations::find_row(&mut conn, actor.shop_id, conversation_id).await?.ok_or(Error::NotFound)?;
    let found = find(&mut conn, actor, macro_id).await?;
    if let Some(row) = store::find(&mut conn, actor.shop_id, id).await? {
        if (row.macro_id, row.conversation_id, row.staff_id) != (macro_id, conversation_id, actor.staff_id) {
            return Err(Error::Conflict("client_id_reused"));
        }
        return match row.stored_outcome()? {
            Some(outcome) => Ok(Begun::Before(Box::new((row, outcome)))),
            None if now < row.created_at.plus_seconds(CUT_OFF_SECONDS) => Err(Error::Conflict("macro_running")),
            None => Ok(Begun::Now(row)),
        };
    }
    if !found.enabled {
        return Err(Error::Conflict("macro_disabled"));
    }
    let row = RunRow {
        id,
        macro_id,
        conversation_id,
        staff_id: actor.staff_id,
        steps: found.steps,
        created_at: now,
        outcome: None,
        undone: None,
    };
    store::forget_old(&mut conn, actor.shop_id, now.plus_seconds(-KEPT_SECONDS)).await?;
    store::insert(&mut conn, actor.shop_id, &row).await?;
    tx.commit().await?;
    Ok(Begun::Now(row))
}

/// Takes a run back, by whoever ran it and within ten minutes; asking again tells the same.
pub async fn undo(app: &App, actor: &Actor, id: MacroRunId) -> Result<MacroRun> {
    actor.require(Permission::ServeConversations)?;
    let row = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.staff_id != actor.staff_id {
        return Err(Error::Forbidden("not_your_run"));
    }
    let outcome = row.stored_outcome()?.ok_or(Error::Conflict("macro_running"))?;
    if row.undone.is_some() {
        return row.shown(outcome);
    }
    if app.clock.now() > row.undo_until() {
        return Err(Error::Conflict("undo_too_late"));
    }
    let told = steps::undo(app, actor, row.conversation_id, &outcome).await?;
    let undone = serde_json::to_string(&told).map_err(anyhow::Error::from)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    store::undone(&mut conn, actor.shop_id, id, &undone).await?;
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    row.shown(outcome)
}
