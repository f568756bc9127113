//! HTTP of conversations, for staff.

mod bulk;
mod figures;
mod lists;
mod regroup;
mod spam;
mod tags;
mod transcript;
pub(crate) mod visitor;

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::{Handing, Place};
use super::model::{
    Card, Conversation, ConversationRow, Draft, Kind, Message, NewMessage, Posted, Sender, Stage, Touchpoint,
};
use super::store::messages::{self, Range};
use super::{actions, draft, next_steps, read_marks, store};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::customers::{self, Customer};
use crate::error::{Error, Problem, Result};
use crate::events;
use crate::http::{Json as Body, Path, Query, object};
use crate::ids::{ConversationId, FileId, GroupId, MessageId, Seq, StaffId};
use crate::reception;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_conversation, update_conversation))
        .routes(routes!(list_messages, post_message))
        .routes(routes!(recall_message))
        .routes(routes!(assign))
        .routes(routes!(reopen))
        .routes(routes!(snooze))
        .routes(routes!(mark_read))
        .routes(routes!(save_draft, discard_draft))
        .merge(lists::router())
        .merge(figures::router())
        .merge(tags::router())
        .merge(bulk::router())
        .merge(spam::router())
        .merge(regroup::router())
        .merge(transcript::router())
        .merge(visitor::router())
}

#[derive(Debug, Serialize, ToSchema)]
struct ConversationPage {
    conversation: Conversation,
    customer: Customer,
    /// Colleagues who look at it now.
    viewers: Vec<StaffId>,
    /// Whether the customer has a widget open.
    customer_online: bool,
    /// The viewer's own.
    draft: Option<Draft>,
    seq: Seq,
}

/// One conversation with its customer, the viewer's draft and who else looks.
#[utoipa::path(get, path = "/conversations/{id}", operation_id = "show_conversation", tag = "conversations",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationPage), (status = "default", body = Problem)))]
async fn show_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationPage>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let seq = events::last_seq(&mut conn, actor.shop_id).await?;
    let row = store::get_for_viewer(&mut conn, actor.shop_id, actor.staff_id, id).await?.ok_or(Error::NotFound)?;
    let customer = customers::find(&mut conn, actor.shop_id, row.customer_id).await?.ok_or(Error::NotFound)?;
    let draft = store::drafts::of(&mut conn, actor.staff_id, id).await?;
    let viewers = app.live.viewers(actor.shop_id, id);
    let customer_online = app.live.is_customer_online(actor.shop_id, row.customer_id);
    let book = app.targets.of(&mut conn, actor.shop_id).await?;
    Ok(Json(ConversationPage { conversation: row.for_viewer(&book), customer, viewers, customer_online, draft, seq }))
}

/// A conversation after a change, as whoever made it sees it.
async fn shown(app: &App, row: &ConversationRow) -> Result<Json<Conversation>> {
    let book = app.targets.of(&mut app.db.reader().await?.conn(), row.shop_id).await?;
    Ok(Json(row.for_viewer(&book)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ConversationPatch {
    stage: Option<Stage>,
    touchpoint: Option<Touchpoint>,
}

/// Files a conversation under another stage or touchpoint.
#[utoipa::path(patch, path = "/conversations/{id}", operation_id = "update_conversation", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = ConversationPatch,
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn update_conversation(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(patch): Body<ConversationPatch>,
) -> Result<Json<Conversation>> {
    shown(&app, &actions::update(&app, &actor, id, patch.stage, patch.touchpoint).await?).await
}

#[derive(Debug, Serialize, ToSchema)]
struct Messages {
    /// Oldest first.
    items: Vec<Message>,
    /// Whether there are more on the side that was asked for.
    has_more: bool,
    seq: Seq,
}

/// A page of a conversation's messages: the last ones, those before a number, or those after one.
#[utoipa::path(get, path = "/conversations/{id}/messages", operation_id = "list_messages", tag = "conversations",
    params(("id" = ConversationId, Path), visitor::PageParams),
    responses((status = 200, body = Messages), (status = "default", body = Problem)))]
async fn list_messages(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Query(params): Query<visitor::PageParams>,
) -> Result<Json<Messages>> {
    let limit = params.limit.unwrap_or(50).clamp(1, 100);
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let seq = events::last_seq(&mut conn, actor.shop_id).await?;
    store::get(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let mut rows = messages::of_conversation(&mut conn, id, params.range(), limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(0);
    let has_more = rows.len() > page;
    rows.truncate(page);
    if params.after.is_none() {
        rows.reverse();
    }
    let now = app.clock.now();
    let items = rows.iter().map(|row| row.for_staff(&app.files, now)).collect();
    Ok(Json(Messages { items, has_more, seq }))
}

/// A reply or a note.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct StaffPost {
    /// Made by the sender; a repeat under the same id changes nothing.
    pub client_id: Uuid,
    pub kind: Kind,
    pub text: Option<String>,
    pub file_id: Option<FileId>,
    #[serde(default, deserialize_with = "object")]
    pub card: Option<Card>,
    /// At most 4 short answers that the buyer may give by pressing; with `text` only.
    #[serde(default)]
    pub next_steps: Vec<String>,
    /// The last message the writer had on screen: a reply by a colleague after it stops this one with 409.
    pub seen_seq: Option<Seq>,
    /// Send although a colleague replied meanwhile.
    #[serde(default)]
    pub force: bool,
}

/// Replies to the buyer, or leaves a note; the answer means it is durable.
#[utoipa::path(post, path = "/conversations/{id}/messages", operation_id = "post_message", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = StaffPost,
    responses((status = 201, body = Message), (status = 200, description = "Stored before under this client id", body = Message),
        (status = 409, description = "`conversation_changed` with the messages meanwhile, or `client_id_reused`", body = Problem),
        (status = "default", body = Problem)))]
async fn post_message(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(post): Body<StaffPost>,
) -> Result<(StatusCode, Json<Message>)> {
    let posted = send(&app, &actor, id, post).await?;
    let status = if posted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(posted.message.for_staff(&app.files, app.clock.now()))))
}

/// Stores a reply or a note, by whichever way it came.
pub async fn send(app: &App, actor: &Actor, id: ConversationId, post: StaffPost) -> Result<Posted> {
    // The route table asked already; a socket has no route.
    actor.require(Permission::ServeConversations)?;
    let seen_seq = post.seen_seq;
    let takes_over = reception::may_take_over(&mut app.db.reader().await?.conn(), actor).await?;
    let (staff_id, force) = (actor.staff_id, post.force);
    let message = NewMessage {
        shop_id: actor.shop_id,
        sender: Sender::Staff { staff_id, conversation_id: id, seen_seq, force, takes_over },
        client_id: post.client_id,
        kind: post.kind,
        text: post.text,
        file_id: post.file_id,
        card: post.card,
        bot: next_steps::part(post.kind, post.next_steps)?,
        press: None,
    };
    match app.intake.post(message).await {
        Err(Error::Conflict(code @ "conversation_changed")) => Err(meanwhile(app, code, id, seen_seq).await?),
        outcome => outcome,
    }
}

/// The conflict with what was written since the writer looked.
async fn meanwhile(app: &App, code: &'static str, id: ConversationId, seen: Option<Seq>) -> Result<Error> {
    let mut reader = app.db.reader().await?;
    let rows = messages::of_conversation(&mut reader.conn(), id, Range::After(seen.unwrap_or(0)), 20).await?;
    let now = app.clock.now();
    let messages: Vec<Message> = rows.iter().map(|row| row.for_staff(&app.files, now)).collect();
    Ok(Error::ConflictWith(code, Box::new(json!({ "messages": messages }))))
}

/// Takes one's own message back within two minutes.
#[utoipa::path(delete, path = "/conversations/{id}/messages/{message_id}", operation_id = "recall_message", tag = "conversations",
    params(("id" = ConversationId, Path), ("message_id" = MessageId, Path)),
    responses((status = 200, body = Message), (status = "default", body = Problem)))]
async fn recall_message(
    State(app): State<App>,
    actor: Actor,
    Path((id, message_id)): Path<(ConversationId, MessageId)>,
) -> Result<Json<Message>> {
    let row = actions::recall(&app, &actor, id, message_id).await?;
    Ok(Json(row.for_staff(&app.files, app.clock.now())))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct Assignment {
    /// Null gives it back to the queue.
    assignee_id: Option<StaffId>,
    /// In the queue only the members of this group are given it.
    group_id: Option<GroupId>,
    /// The version the caller saw; another one answers 409.
    version: Option<i64>,
    /// What whoever gets it should know: left in the thread, where the buyer does not see it.
    #[serde(default, deserialize_with = "object")]
    note: Option<HandingNote>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandingNote {
    /// Made by the sender; a repeat under the same id leaves no second note.
    client_id: Uuid,
    text: String,
}

/// Gives a conversation to a colleague, or back to the queue, with a note where something is to be known.
///
/// Where conversations are locked only its owner, a lead or a manager may: 403 `owned_by_colleague` otherwise.
#[utoipa::path(post, path = "/conversations/{id}/assign", operation_id = "assign", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = Assignment,
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn assign(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(to): Body<Assignment>,
) -> Result<Json<Conversation>> {
    let place = Place { to: to.assignee_id, group: to.group_id };
    let row = match to.note {
        Some(HandingNote { client_id, text }) => {
            let note = Handing { client_id, text };
            actions::assign_with_note(&app, &actor, id, place, to.version, note).await?
        }
        None => actions::assign(&app, &actor, id, place, to.version).await?,
    };
    shown(&app, &row).await
}

/// Brings a solved or snoozed conversation back.
#[utoipa::path(post, path = "/conversations/{id}/reopen", operation_id = "reopen", tag = "conversations",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn reopen(State(app): State<App>, actor: Actor, Path(id): Path<ConversationId>) -> Result<Json<Conversation>> {
    shown(&app, &actions::reopen(&app, &actor, id).await?).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SnoozeUntil {
    /// Null: until the buyer writes.
    until: Option<Time>,
}

/// Puts a conversation off; it comes back at the time or when the buyer writes, whichever is first.
#[utoipa::path(post, path = "/conversations/{id}/snooze", operation_id = "snooze", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = SnoozeUntil,
    responses((status = 200, body = Conversation), (status = "default", body = Problem)))]
async fn snooze(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(body): Body<SnoozeUntil>,
) -> Result<Json<Conversation>> {
    shown(&app, &actions::snooze(&app, &actor, id, body.until).await?).await
}

/// Notes that the caller has read up to a message.
#[utoipa::path(post, path = "/conversations/{id}/read", operation_id = "mark_read", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = visitor::ReadUpTo,
    responses((status = 204), (status = "default", body = Problem)))]
async fn mark_read(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(read): Body<visitor::ReadUpTo>,
) -> Result<StatusCode> {
    read_marks::read_by_staff(&app, &actor, id, read.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DraftText {
    text: String,
    #[serde(default)]
    note: bool,
}

/// Keeps what the caller has begun to write.
#[utoipa::path(put, path = "/conversations/{id}/draft", operation_id = "save_draft", tag = "conversations",
    params(("id" = ConversationId, Path)), request_body = DraftText,
    responses((status = 204), (status = "default", body = Problem)))]
async fn save_draft(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
    Body(body): Body<DraftText>,
) -> Result<StatusCode> {
    draft::save(&app, &actor, id, body.text, body.note).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Throws the caller's draft away.
#[utoipa::path(delete, path = "/conversations/{id}/draft", operation_id = "discard_draft", tag = "conversations",
    params(("id" = ConversationId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn discard_draft(State(app): State<App>, actor: Actor, Path(id): Path<ConversationId>) -> Result<StatusCode> {
    draft::discard(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
