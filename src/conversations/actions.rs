//! What staff do to a conversation: assign, solve, reopen, put off, re-file, take a reply back.
//!
//! Every action is one transaction that leaves a line in the thread and events for all who look.

use serde_json::{Value, json};
use uuid::Uuid;

use super::append::stand_last;
use super::by::By;
use super::model::{
    Author, ConversationRow, Kind, MessageRow, NewMessage, Posted, Sender, Shelf, Stage, Standing, Status, ThreadEvent,
    Touchpoint,
};
use super::tag::{reopen_without, solve_because};
use super::{rules, store, tallies};
use crate::app::App;
use crate::auth::{self, Actor};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::events::{self, Event, EventKind};
use crate::ids::{ConversationId, GroupId, MessageId, ShopId, StaffId};
use crate::{jobs, reception, search};

/// Whose a conversation becomes: a colleague's; or nobody's, for a group or for all.
#[derive(Debug, Clone, Copy, Default)]
pub struct Place {
    pub to: Option<StaffId>,
    pub group: Option<GroupId>,
}

impl Place {
    pub fn of(to: StaffId) -> Self {
        Self { to: Some(to), group: None }
    }
}

/// Gives a conversation to a colleague, or back to the queue.
pub async fn assign(
    app: &App,
    by: impl Into<By<'_>>,
    id: ConversationId,
    place: Place,
    version: Option<i64>,
) -> Result<ConversationRow> {
    let by = by.into();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    // Whom locked conversations keep out.
    let kept_out = match by.actor() {
        Some(actor) if !reception::may_take_over(&mut conn, actor).await? => Some(actor.staff_id),
        _ => None,
    };
    // What somebody owns waits for no group.
    let (to, group) = (place.to, place.group.filter(|_| place.to.is_none()));
    let group_name = match group {
        Some(id) => {
            let name = reception::group_name(&mut conn, by.shop_id(), id).await?;
            Some(name.ok_or_else(|| Error::invalid("group_id", "unknown"))?)
        }
        None => None,
    };
    drop(reader);
    let change = |row: &mut ConversationRow, _: Time| {
        if row.assignee_id == to && row.group_id == group {
            return Ok(None);
        }
        if kept_out.is_some_and(|staff| rules::is_anothers(row, staff)) {
            return Err(Error::Forbidden("owned_by_colleague"));
        }
        row.assignee_id = to;
        row.group_id = group;
        if row.status.in_work() {
            row.status = rules::working_status(row);
        }
        Ok(Some(by.line("assigned", json!({ "assignee_id": to, "group_name": group_name }))))
    };
    let guard = Guard { version, assignee: to };
    run(app, by.shop_id(), by.actor(), id, guard, change).await
}

/// Words for whoever is given a conversation.
#[derive(Debug)]
pub struct Handing {
    /// Made by the sender: who tries again leaves one note.
    pub client_id: Uuid,
    pub text: String,
}

/// Gives a conversation away with a note for whoever gets it.
///
/// The note comes after the line that tells of it; who was not answered asks again, and what is done by then stays.
pub async fn assign_with_note(
    app: &App,
    actor: &Actor,
    id: ConversationId,
    place: Place,
    version: Option<i64>,
    note: Handing,
) -> Result<ConversationRow> {
    rules::clean_text(&note.text).map_err(|error| match error {
        Error::Invalid { code, .. } => Error::invalid("note.text", code),
        other => other,
    })?;
    assign(app, actor, id, place, version).await?;
    leave_note(app, actor, id, note.client_id, note.text).await?;
    let mut reader = app.db.reader().await?;
    store::get_for_viewer(&mut reader.conn(), actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)
}

/// Leaves a note in a conversation, whoever owns it.
pub async fn leave_note(
    app: &App,
    by: impl Into<By<'_>>,
    id: ConversationId,
    client_id: Uuid,
    text: String,
) -> Result<Posted> {
    let by = by.into();
    let sender = match by.staff_id() {
        Some(staff_id) => {
            Sender::Staff { staff_id, conversation_id: id, seen_seq: None, force: true, takes_over: false }
        }
        // Nothing that is said meanwhile stops a note.
        None => Sender::Automatic { conversation_id: id, standing: Standing::default() },
    };
    let message = NewMessage {
        shop_id: by.shop_id(),
        sender,
        client_id,
        kind: Kind::Note,
        text: Some(text),
        file_id: None,
        card: None,
        bot: None,
        press: None,
    };
    app.intake.post(message).await
}

pub async fn solve(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationRow> {
    solve_because(app, actor, id, &[]).await
}

/// Brings a solved or snoozed conversation back; a question that was still open counts its wait from before.
pub async fn reopen(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationRow> {
    reopen_without(app, actor, id, &[]).await
}

/// Puts a conversation off until a time or the buyer's next message, whichever is first; without a time until the message.
pub async fn snooze(
    app: &App,
    by: impl Into<By<'_>>,
    id: ConversationId,
    until: Option<Time>,
) -> Result<ConversationRow> {
    let by = by.into();
    let now = app.clock.now();
    if until.is_some_and(|until| until <= now || until > now.plus_seconds(366 * 24 * 3600)) {
        return Err(Error::invalid("until", "out_of_range"));
    }
    let change = |row: &mut ConversationRow, at: Time| {
        row.assignee_id = row.assignee_id.or(by.staff_id());
        rules::set_status(row, Status::Snoozed, at);
        row.snoozed_until = until;
        Ok(Some(by.line("snoozed", json!({ "until": until }))))
    };
    run(app, by.shop_id(), by.actor(), id, Guard::default(), change).await
}

/// Ends a snooze whose time has come; does nothing if the conversation came back before.
pub async fn wake(app: &App, shop_id: ShopId, id: ConversationId) -> Result<()> {
    let change = |row: &mut ConversationRow, at: Time| {
        let due = row.status == Status::Snoozed && row.snoozed_until.is_some_and(|until| until <= at);
        if !due {
            return Ok(None);
        }
        let status = if row.assignee_id.is_some() { Status::Open } else { Status::Queued };
        rules::set_status(row, status, at);
        Ok(Some(ThreadEvent { name: "woken".into(), data: json!({}) }))
    };
    match run(app, shop_id, None, id, Guard::default(), change).await {
        Ok(_) | Err(Error::NotFound | Error::Conflict("customer_erased")) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Marks that what came in can be answered by nobody now: the shop is closed, or nobody is there. A buyer who was answered
/// meanwhile left no offline message.
pub async fn mark_offline(app: &App, shop_id: ShopId, id: ConversationId, closed: bool) -> Result<()> {
    let change = |row: &mut ConversationRow, at: Time| {
        if row.waiting_since.is_none() || row.offline_at.is_some() || row.customer_blocked || row.imported {
            return Ok(None);
        }
        row.offline_at = Some(at);
        Ok(Some(ThreadEvent { name: "left_offline".into(), data: json!({ "closed": closed }) }))
    };
    match run(app, shop_id, None, id, Guard::default(), change).await {
        Ok(_) | Err(Error::NotFound | Error::Conflict("customer_erased")) => Ok(()),
        Err(error) => Err(error),
    }
}

/// Closes a conversation whose buyer has said no more than this.
pub async fn close_idle(app: &App, shop_id: ShopId, id: ConversationId, customer_messages: i64) -> Result<()> {
    let change = |row: &mut ConversationRow, at: Time| {
        let is_idle = matches!(row.status, Status::Queued | Status::Waiting) && row.waiting_since.is_none();
        if !is_idle || row.customer_messages != customer_messages {
            return Ok(None);
        }
        rules::set_status(row, Status::Solved, at);
        Ok(Some(ThreadEvent { name: "solved".into(), data: json!({ "reason": "idle" }) }))
    };
    run(app, shop_id, None, id, Guard::default(), change).await.map(drop)
}

/// Files a conversation under another stage or touchpoint.
pub async fn update(
    app: &App,
    by: impl Into<By<'_>>,
    id: ConversationId,
    stage: Option<Stage>,
    touchpoint: Option<Touchpoint>,
) -> Result<ConversationRow> {
    let by = by.into();
    let change = |row: &mut ConversationRow, _: Time| {
        let mut line = None;
        if let Some(stage) = stage.filter(|stage| *stage != row.stage) {
            row.stage = stage;
            line = Some(("stage_changed", json!({ "stage": stage })));
        }
        if let Some(touchpoint) = touchpoint.filter(|touchpoint| *touchpoint != row.touchpoint) {
            row.touchpoint = touchpoint;
            line.get_or_insert(("touchpoint_changed", json!({ "touchpoint": touchpoint })));
        }
        Ok(line.map(|(name, data): (&str, Value)| by.line(name, data)))
    };
    run(app, by.shop_id(), by.actor(), id, Guard::default(), change).await
}

/// What must hold before a change is made.
#[derive(Default)]
pub(super) struct Guard {
    /// The state the caller saw.
    version: Option<i64>,
    /// A colleague who must be there to take it.
    assignee: Option<StaffId>,
}

/// One action: load, decide, write the conversation with its line in the thread, commit, tell.
pub(super) async fn run(
    app: &App,
    shop_id: ShopId,
    actor: Option<&Actor>,
    id: ConversationId,
    guard: Guard,
    change: impl FnOnce(&mut ConversationRow, Time) -> Result<Option<ThreadEvent>>,
) -> Result<ConversationRow> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let before = match actor {
        Some(actor) => store::get_for_viewer(&mut conn, shop_id, actor.staff_id, id).await?,
        None => store::get(&mut conn, shop_id, id).await?,
    }
    .ok_or(Error::NotFound)?;
    refuse_erased(&before)?;
    if before.shelf == Some(Shelf::Merged) {
        return if actor.is_some() { Err(Error::Conflict("conversation_merged")) } else { Ok(before) };
    }
    if guard.version.is_some_and(|seen| seen != before.version) {
        let book = app.targets.of(&mut conn, shop_id).await?;
        let current = serde_json::to_value(before.for_viewer(&book)).map_err(anyhow::Error::from)?;
        return Err(Error::ConflictWith("conversation_changed", Box::new(json!({ "conversation": current }))));
    }
    if let Some(assignee) = guard.assignee
        && !auth::can_take_conversations(&mut conn, shop_id, assignee).await?
    {
        return Err(Error::invalid("assignee_id", "unknown"));
    }
    let mut row = before.clone();
    let Some(line) = change(&mut row, now)? else { return Ok(before) };
    if before.status == Status::Solved && row.status != Status::Solved && row.customer_blocked {
        return Err(Error::Conflict("customer_blocked"));
    }
    row.updated_at = now;
    let events = write(&mut conn, now, actor.map(|actor| actor.staff_id), &before, &mut row, &line).await?;
    tx.commit().await?;
    app.live.publish(events);
    app.live.counts_moved(shop_id);
    Ok(row)
}

/// What is nobody's any more changes no more.
pub(super) fn refuse_erased(row: &ConversationRow) -> Result<()> {
    if row.customer_erased { Err(Error::Conflict("customer_erased")) } else { Ok(()) }
}

pub(super) async fn write(
    conn: &mut Conn<'_>,
    now: Time,
    by: Option<StaffId>,
    before: &ConversationRow,
    row: &mut ConversationRow,
    line: &ThreadEvent,
) -> Result<Vec<Event>> {
    let shop_id = row.shop_id;
    let first = events::take_numbers(conn, shop_id, 2).await?;
    let message = thread_line(row, by, line, first, now)?;
    let mut saved = [row.clone()];
    let mut script = Script::of(conn);
    store::save(&mut script, &mut saved);
    *row = saved[0].clone();
    store::tags::save(&mut script, before, row, by, now);
    store::messages::insert(&mut script, &[message]);
    let event = |seq, kind| Event { shop_id, seq, kind, conversation_id: Some(row.id), subject_id: None, at: now };
    let events = vec![event(first, EventKind::MessageCreated), event(first + 1, EventKind::ConversationUpdated)];
    events::store(&mut script, &events);
    let mut moves = tallies::Moves::default();
    moves.note(Some(before), row);
    moves.save(&mut script);
    script.run(conn).await?;
    if let Some(until) = row.snoozed_until {
        jobs::wake_conversation(conn, row.shop_id, row.id, until, now).await?;
    }
    Ok(events)
}

pub(super) fn thread_line(
    row: &ConversationRow,
    by: Option<StaffId>,
    line: &ThreadEvent,
    seq: i64,
    at: Time,
) -> Result<MessageRow> {
    Ok(MessageRow {
        staff_id: by,
        event: Some(serde_json::to_string(line).map_err(anyhow::Error::from)?),
        ..MessageRow::new((row.shop_id, row.id), seq, Kind::Event, Author::System, at)
    })
}

/// Takes one's own message back within its two minutes; the words go, from the index too.
pub async fn recall(app: &App, actor: &Actor, id: ConversationId, message_id: MessageId) -> Result<MessageRow> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let mut message = store::messages::get(&mut conn, actor.shop_id, message_id)
        .await?
        .filter(|message| message.conversation_id == id)
        .ok_or(Error::NotFound)?;
    if message.author != Author::Agent || message.staff_id != Some(actor.staff_id) {
        return Err(Error::Forbidden("not_your_message"));
    }
    if message.recalled_at.is_some() {
        return Ok(message);
    }
    if now > message.created_at.plus_seconds(rules::RECALL_WITHIN_SECONDS) {
        return Err(Error::Conflict("recall_too_late"));
    }
    store::messages::recall(&mut conn, message_id, now).await?;
    search::unindex_message(&mut conn, message.num).await?;
    message = MessageRow { text: None, file_id: None, card: None, recalled_at: Some(now), ..message };
    let mut row = store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.last_message_seq == message.seq {
        stand_last(&mut row, &message);
    }
    row.updated_at = now;
    let first = events::take_numbers(&mut conn, actor.shop_id, 1).await?;
    let events = [Event {
        shop_id: actor.shop_id,
        seq: first,
        kind: EventKind::MessageUpdated,
        conversation_id: Some(id),
        subject_id: Some(message_id.0),
        at: now,
    }];
    let mut script = Script::of(&conn);
    store::save(&mut script, std::slice::from_mut(&mut row));
    events::store(&mut script, &events);
    script.run(&mut conn).await?;
    tx.commit().await?;
    app.live.publish(events.to_vec());
    Ok(message)
}
