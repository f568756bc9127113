//! HTTP of conversations, for staff.

mod bulk;
mod figures;
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
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::{Handing, Place};
use super::model::{
    Card, Conversation, ConversationRow, Draft, Kind, Message, NewMessage, Posted, Sender, Stage, Touchpoint,
};
use super::store::messages::{self, Range};
use super::views::{self, Cursor, List, View, ViewCount};
use super::{actions, draft, read_marks, store};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::customers::{self, Customer};
use crate::error::{Error, Problem, Result};
use crate::events;
use crate::http::{Json as Body, Path, Query, object};
use crate::ids::{ConversationId, CustomerId, FileId, GroupId, InboxId, MessageId, Seq, StaffId, TagId};
use crate::reception;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_views))
        .routes(routes!(list_conversations))
        .routes(routes!(show_conversation, update_conversation))
        .routes(routes!(list_messages, post_message))
        .routes(routes!(recall_message))
        .routes(routes!(assign))
        .routes(routes!(reopen))
        .routes(routes!(snooze))
        .routes(routes!(mark_read))
        .routes(routes!(save_draft, discard_draft))
        .merge(figures::router())
        .merge(tags::router())
        .merge(bulk::router())
        .merge(spam::router())
        .merge(regroup::router())
        .merge(transcript::router())
        .merge(visitor::router())
}

#[derive(Debug, Serialize, ToSchema)]
struct Views {
    items: Vec<ViewCount>,
    /// The shop's last event number when this was read.
    seq: Seq,
}

/// The desk's views with their counts.
#[utoipa::path(get, path = "/views", operation_id = "list_views", tag = "conversations",
    responses((status = 200, body = Views), (status = "default", body = Problem)))]
async fn list_views(State(app): State<App>, actor: Actor) -> Result<Json<Views>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let seq = events::last_seq(&mut conn, actor.shop_id).await?;
    let items = views::counts(&mut conn, actor.shop_id, app.targets.pressing(actor.shop_id), actor.staff_id).await?;
    Ok(Json(Views { items, seq }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListParams {
    /// Default `all`; ignored with `customer_id`.
    view: Option<View>,
    inbox_id: Option<InboxId>,
    /// Only those with this tag or one below it; ignored with `customer_id`.
    tag_id: Option<TagId>,
    /// All conversations of one customer, the newest first.
    customer_id: Option<CustomerId>,
    /// The `next` of the page before.
    after: Option<String>,
    /// 1–100, default 50.
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct Conversations {
    items: Vec<Conversation>,
    next: Option<String>,
    /// The shop's last event number when this was read: later events change this list.
    seq: Seq,
}

/// A page of a view: the longest wait first, then the newest activity.
#[utoipa::path(get, path = "/conversations", operation_id = "list_conversations", tag = "conversations", params(ListParams),
    responses((status = 200, body = Conversations), (status = "default", body = Problem)))]
async fn list_conversations(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ListParams>,
) -> Result<Json<Conversations>> {
    let limit = params.limit.unwrap_or(50).clamp(1, 100);
    let after = params.after.as_deref().map_or(Ok(Cursor::START), Cursor::parse)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    // Read before the page: an event in between is told twice rather than never.
    let seq = events::last_seq(&mut conn, actor.shop_id).await?;
    let book = app.targets.of(&mut conn, actor.shop_id).await?;
    if let Some(customer) = params.customer_id {
        let rows = store::views::page_of_customer(&mut conn, actor.shop_id, actor.staff_id, customer, limit).await?;
        return Ok(Json(Conversations {
            items: rows.iter().map(|row| row.for_viewer(&book)).collect(),
            next: None,
            seq,
        }));
    }
    let view = params.view.unwrap_or(View::All);
    let ListParams { inbox_id, tag_id, .. } = params;
    let list = List { shop_id: actor.shop_id, viewer: actor.staff_id, view, inbox_id, tag_id };
    let mut rows = list.page(&mut conn, &book, app.clock.now(), after, limit + 1).await?;
    let page = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| Cursor { rank: row.rank, id: row.id }.to_string());
    Ok(Json(Conversations { items: rows.iter().map(|row| row.for_viewer(&book)).collect(), next, seq }))
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
        bot: None,
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
