//! Colleagues ask to be reminded, put it off, and have done it.

use uuid::Uuid;

use super::model::{FollowUp, FollowUpChange, NewFollowUp};
use super::{remind, store};
use crate::app::App;
use crate::auth::{self, Actor, Permission, rules};
use crate::clock::Time;
use crate::conversations::{self, By};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{ConversationId, FollowUpId, ShopId, StaffId, derived};

const MAX_TEXT_CHARS: usize = 200;
const AHEAD_SECONDS: i64 = 366 * 86_400;
/// Of one conversation at once.
const MOST_OF_CONVERSATION: i64 = 20;
/// Of one colleague at once: so many are shown as one list.
const MOST_OF_STAFF: i64 = 200;

/// What somebody asks for.
#[derive(Debug)]
pub struct Wanted {
    /// Made by the sender: who tries again is reminded once.
    pub client_id: Uuid,
    /// Nobody: the one who asks; where a rule does, whoever owns the conversation, now or once somebody takes it.
    pub staff_id: Option<StaffId>,
    pub text: String,
    pub due_at: Time,
}

/// What the caller is reminded of and has not done.
pub async fn mine(app: &App, actor: &Actor) -> Result<Vec<FollowUp>> {
    actor.require(Permission::ReadConversations)?;
    store::of_staff(&mut app.db.reader().await?.conn(), actor.shop_id, actor.staff_id).await
}

/// What anybody is reminded of in a conversation.
pub async fn of_conversation(app: &App, actor: &Actor, id: ConversationId) -> Result<Vec<FollowUp>> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    conversations::find_row(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    store::of_conversation(&mut conn, actor.shop_id, id).await
}

/// Lets the caller or a colleague be reminded of a conversation, solved or not.
pub async fn create(app: &App, by: impl Into<By<'_>>, id: ConversationId, wanted: Wanted) -> Result<FollowUp> {
    let by = by.into();
    by.require(Permission::WriteNotes)?;
    let (shop_id, now) = (by.shop_id(), app.clock.now());
    let (text, due_at) = (clean_text(wanted.text)?, ahead(wanted.due_at, now)?);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let owner = owner(&mut conn, shop_id, id).await?;
    let staff_id = wanted.staff_id.or(by.staff_id()).or(owner);
    let follow_up_id = FollowUpId(derived("follow_up", shop_id, &[&wanted.client_id.to_string()]));
    let new = NewFollowUp { id: follow_up_id, conversation_id: id, staff_id, text, due_at };
    if let Some(whom) = staff_id {
        auth::name_of_adviser(&mut conn, shop_id, whom).await?.ok_or_else(|| Error::invalid("staff_id", "unknown"))?;
    }
    if let Some(stored) = store::find(&mut conn, shop_id, new.id).await? {
        return if new.is(&stored) { Ok(stored) } else { Err(Error::Conflict("client_id_reused")) };
    }
    check_room(&mut conn, shop_id, &new).await?;
    // What a rule promises is its reader's own promise.
    store::insert(&mut conn, shop_id, &new, by.staff_id().or(staff_id), now).await?;
    remind::at(&mut conn, shop_id, new.id, new.due_at, now).await?;
    let row = store::find(&mut conn, shop_id, new.id).await?.ok_or(Error::NotFound)?;
    let events = tell(&mut conn, shop_id, &row, now).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(row)
}

/// Who owns the conversation, if anybody may be reminded of it at all.
async fn owner(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<StaffId>> {
    let row = conversations::find_row(conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.customer_erased { Err(Error::Conflict("customer_erased")) } else { Ok(row.assignee_id) }
}

async fn check_room(conn: &mut Conn<'_>, shop_id: ShopId, new: &NewFollowUp) -> Result<()> {
    let (here, theirs) = store::count_open(conn, shop_id, new.conversation_id, new.staff_id).await?;
    let is_full = here >= MOST_OF_CONVERSATION || theirs >= MOST_OF_STAFF;
    if is_full { Err(Error::Conflict("too_many_follow_ups")) } else { Ok(()) }
}

/// Puts it off, words it anew, or notes that it is done or is not: by whoever it is for, whoever made it, or a lead.
pub async fn update(app: &App, actor: &Actor, id: FollowUpId, change: FollowUpChange) -> Result<FollowUp> {
    actor.require(Permission::WriteNotes)?;
    let now = app.clock.now();
    let text = change.text.map(clean_text).transpose()?;
    let due_at = change.due_at.map(|at| ahead(at, now)).transpose()?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let before = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let is_theirs = [before.staff_id, before.created_by].contains(&Some(actor.staff_id));
    if !is_theirs && actor.require(Permission::ManageReception).is_err() {
        return Err(Error::Forbidden("follow_up_of_colleague"));
    }
    let mut row = before.clone();
    if let Some(text) = text {
        row.text = text;
    }
    if let Some(at) = due_at {
        row.due_at = at;
        row.reminded_at = None;
    }
    match change.done {
        Some(true) if row.done_at.is_none() => (row.done_at, row.done_by) = (Some(now), Some(actor.staff_id)),
        Some(false) => (row.done_at, row.done_by) = (None, None),
        _ => {}
    }
    if row == before {
        return Ok(before);
    }
    store::update(&mut conn, actor.shop_id, &row).await?;
    match (row.done_at, row.reminded_at) {
        (Some(_), _) => remind::never(&mut conn, actor.shop_id, id).await?,
        (None, None) => remind::at(&mut conn, actor.shop_id, id, row.due_at, now).await?,
        (None, Some(_)) => {}
    }
    let events = tell(&mut conn, actor.shop_id, &row, now).await?;
    tx.commit().await?;
    app.live.publish(events);
    Ok(row)
}

/// Notes that nobody needs to be reminded any more.
pub async fn finish(app: &App, actor: &Actor, id: FollowUpId) -> Result<FollowUp> {
    update(app, actor, id, FollowUpChange { done: Some(true), ..FollowUpChange::default() }).await
}

fn clean_text(text: String) -> Result<String> {
    let clean = rules::clean_optional("text", Some(text.replace('\n', " ")), MAX_TEXT_CHARS)?;
    clean.ok_or_else(|| Error::invalid("text", "required"))
}

fn ahead(at: Time, now: Time) -> Result<Time> {
    let fits = at > now && at <= now.plus_seconds(AHEAD_SECONDS);
    if fits { Ok(at) } else { Err(Error::invalid("due_at", "out_of_range")) }
}

async fn tell(conn: &mut Conn<'_>, shop_id: ShopId, row: &FollowUp, now: Time) -> Result<Vec<Event>> {
    events::record(conn, shop_id, now, &[NewEvent::follow_up_updated(row.conversation_id, row.id)]).await
}
