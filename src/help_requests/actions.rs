//! Colleagues are asked, answer, and are thanked.

use uuid::Uuid;

use super::model::{HelpRequest, HelpRequestRow, Whom};
use super::store;
use crate::app::App;
use crate::auth::{self, Actor, Permission};
use crate::clock::Time;
use crate::conversations;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, EventKind, NewEvent};
use crate::ids::{ConversationId, HelpRequestId};
use crate::reception;

/// Questions of one conversation that wait at once.
const MOST_OPEN: i64 = 10;

/// Words on their way to colleagues.
#[derive(Debug)]
pub struct Words {
    /// Made by the sender: who tries again says nothing twice.
    pub client_id: Uuid,
    pub text: String,
}

/// What concerns the caller: asked of them, alone or as a member of a group, or by them.
pub async fn mine(app: &App, actor: &Actor) -> Result<Vec<HelpRequest>> {
    actor.require(Permission::ReadConversations)?;
    let rows = store::of_staff(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id).await?;
    Ok(shown(rows))
}

/// What was asked in a conversation.
pub async fn of_conversation(app: &App, actor: &Actor, id: ConversationId) -> Result<Vec<HelpRequest>> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    conversations::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    Ok(shown(store::of_conversation(&mut conn, actor.shop_id, id).await?))
}

fn shown(rows: Vec<HelpRequestRow>) -> Vec<HelpRequest> {
    rows.into_iter().map(HelpRequest::from).collect()
}

/// Asks a colleague or a group: the words become a note that names them.
pub async fn ask(app: &App, actor: &Actor, id: ConversationId, whom: Whom, words: Words) -> Result<HelpRequest> {
    actor.require(Permission::WriteNotes)?;
    let question = conversations::clean_text(&words.text)?;
    let name = name_of(app, actor, id, whom).await?;
    let text = format!("@{name} {question}");
    let note = conversations::leave_note(app, actor, id, words.client_id, text).await?.message;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let is_new = store::insert(&mut conn, actor.shop_id, (id, note.id), actor.staff_id, whom, now).await?;
    let request = HelpRequestId(note.id.0);
    let told = if is_new { tell(&mut conn, actor, id, request, now).await? } else { Vec::new() };
    let row = store::find(&mut conn, actor.shop_id, request).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.into())
}

/// What whoever is asked is called, if they can be asked.
async fn name_of(app: &App, actor: &Actor, id: ConversationId, whom: Whom) -> Result<String> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    conversations::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if store::count_open(&mut conn, actor.shop_id, id).await? >= MOST_OPEN {
        return Err(Error::Conflict("too_many_help_requests"));
    }
    match whom {
        Whom::Colleague(staff) if staff == actor.staff_id => Err(Error::invalid("staff_id", "oneself")),
        Whom::Colleague(staff) => {
            let name = auth::name_of_adviser(&mut conn, actor.shop_id, staff).await?;
            name.ok_or_else(|| Error::invalid("staff_id", "unknown"))
        }
        Whom::Group(group) => {
            let name = reception::group_name(&mut conn, actor.shop_id, group).await?;
            name.ok_or_else(|| Error::invalid("group_id", "unknown"))
        }
    }
}

/// Answers, whoever was asked; a later answer is a note beside the first.
pub async fn answer(app: &App, actor: &Actor, id: HelpRequestId, words: Words) -> Result<HelpRequest> {
    actor.require(Permission::WriteNotes)?;
    let row = find(app, actor, id).await?;
    let Words { client_id, text } = words;
    let note = conversations::leave_note(app, actor, row.conversation_id, client_id, text).await?.message;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let is_first = store::answer(&mut conn, actor.shop_id, id, note.id, actor.staff_id, now).await?;
    let told = if is_first { tell(&mut conn, actor, row.conversation_id, id, now).await? } else { Vec::new() };
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.into())
}

/// Whoever asked needs it no more.
pub async fn close(app: &App, actor: &Actor, id: HelpRequestId) -> Result<HelpRequest> {
    actor.require(Permission::WriteNotes)?;
    let row = find(app, actor, id).await?;
    if row.asked_by != actor.staff_id {
        return Err(Error::Forbidden("asked_by_colleague"));
    }
    if row.closed_at.is_some() {
        return Ok(row.into());
    }
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    store::close(&mut conn, actor.shop_id, id, now).await?;
    let told = tell(&mut conn, actor, row.conversation_id, id, now).await?;
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row.into())
}

async fn find(app: &App, actor: &Actor, id: HelpRequestId) -> Result<HelpRequestRow> {
    store::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)
}

async fn tell(
    conn: &mut Conn<'_>,
    actor: &Actor,
    conversation: ConversationId,
    id: HelpRequestId,
    now: Time,
) -> Result<Vec<Event>> {
    let told =
        NewEvent { kind: EventKind::HelpRequestUpdated, conversation_id: Some(conversation), subject_id: Some(id.0) };
    events::record(conn, actor.shop_id, now, &[told]).await
}
