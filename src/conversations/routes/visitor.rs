//! What a buyer may see and send: the widget's side of conversations.

use axum::Json;
use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use crate::app::App;
use crate::auth::Visitor;
use crate::conversations::model::{
    AgentBrief, Card, ConversationRow, Kind, NewMessage, Posted, Press, Sender, Touchpoint, VisitorConversation,
    VisitorMessage,
};
use crate::conversations::store::messages::{self, Range};
use crate::conversations::{Thread, read_marks, store};
use crate::customers;
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::http::{Json as Body, Query, object};
use crate::ids::{FileId, Seq};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(widget_messages, widget_post))
        .routes(routes!(widget_read))
        .routes(routes!(widget_typing))
        .routes(routes!(widget_page))
}

/// The running conversation of a buyer, for the widget's start.
pub async fn running(app: &App, conn: &mut Conn<'_>, visitor: &Visitor) -> Result<Option<VisitorConversation>> {
    let latest = store::latest_of_customer(conn, visitor.shop_id, visitor.customer_id, visitor.inbox_id).await?;
    let Some(row) = latest else { return Ok(None) };
    let agent = agent_of(app, conn, &row).await?;
    Ok(Some(row.for_visitor(agent)))
}

async fn agent_of(app: &App, conn: &mut Conn<'_>, row: &ConversationRow) -> Result<Option<AgentBrief>> {
    match row.assignee_id {
        Some(id) => app.live.agent_brief(conn, id).await,
        None => Ok(None),
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PageParams {
    /// Only messages before this number.
    pub before: Option<Seq>,
    /// Only messages after this number.
    pub after: Option<Seq>,
    /// 1–100, default 50.
    pub limit: Option<i64>,
}

impl PageParams {
    pub fn range(&self) -> Range {
        match self.after {
            Some(after) => Range::After(after),
            None => Range::Before(self.before.unwrap_or(Seq::MAX)),
        }
    }
}

#[derive(Debug, Serialize, ToSchema)]
pub struct VisitorMessages {
    /// Oldest first.
    pub items: Vec<VisitorMessage>,
    pub has_more: bool,
    /// The shop's last event number when this was read: resume from here.
    pub seq: Seq,
}

/// The buyer's own messages and the shop's replies, over all conversations in this inbox.
#[utoipa::path(get, path = "/widget/messages", operation_id = "widget_messages", tag = "widget", params(PageParams),
    responses((status = 200, body = VisitorMessages), (status = "default", body = Problem)))]
async fn widget_messages(
    State(app): State<App>,
    visitor: Visitor,
    Query(params): Query<PageParams>,
) -> Result<Json<VisitorMessages>> {
    let limit = params.limit.unwrap_or(50).clamp(1, 100);
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let seq = crate::events::last_seq(&mut conn, visitor.shop_id).await?;
    let mut rows = messages::of_customer(&mut conn, &visitor, params.range(), limit + 1).await?;
    let shown = usize::try_from(limit).unwrap_or(0);
    let has_more = rows.len() > shown;
    rows.truncate(shown);
    if params.after.is_none() {
        rows.reverse();
    }
    let mut items = Vec::with_capacity(rows.len());
    for row in &rows {
        let agent = match row.staff_id {
            Some(id) => app.live.agent_brief(&mut conn, id).await?,
            None => None,
        };
        items.extend(row.for_visitor(&app.files, app.clock.now(), agent));
    }
    Ok(Json(VisitorMessages { items, has_more, seq }))
}

/// A page of the shop that a buyer looks at.
#[derive(Debug, Clone, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub url: String,
    #[serde(default)]
    pub title: String,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitorPost {
    /// Made by the sender; a repeat under the same id changes nothing.
    pub client_id: Uuid,
    pub kind: Kind,
    pub text: Option<String>,
    pub file_id: Option<FileId>,
    #[serde(default, deserialize_with = "object")]
    pub card: Option<Card>,
    /// What was pressed instead of typing; the text is what stood on it.
    #[serde(default, deserialize_with = "object")]
    pub press: Option<Press>,
    /// Where the buyer met the shop.
    pub touchpoint: Option<Touchpoint>,
    #[serde(default, deserialize_with = "object")]
    pub page: Option<Page>,
}

/// Stores a buyer's message; the answer means it is durable.
#[utoipa::path(post, path = "/widget/messages", operation_id = "widget_post", tag = "widget", request_body = VisitorPost,
    responses((status = 201, body = VisitorMessage), (status = 200, description = "Stored before under this client id", body = VisitorMessage),
        (status = "default", body = Problem)))]
async fn widget_post(
    State(app): State<App>,
    visitor: Visitor,
    Body(post): Body<VisitorPost>,
) -> Result<(StatusCode, Json<VisitorMessage>)> {
    app.auth.limit_visitor(&visitor)?;
    if let Some(page) = &post.page {
        customers::view_page(&app, &visitor, &page.url, &page.title).await?;
    }
    let posted = send(&app, &visitor, post).await?;
    let message = posted.message.for_visitor(&app.files, app.clock.now(), None).ok_or(Error::NotFound)?;
    let status = if posted.new { StatusCode::CREATED } else { StatusCode::OK };
    Ok((status, Json(message)))
}

/// Stores a buyer's message, by whichever way it came.
pub async fn send(app: &App, visitor: &Visitor, post: VisitorPost) -> Result<Posted> {
    if !post.kind.is_public() {
        return Err(Error::invalid("kind", "not_sendable"));
    }
    let sender = Sender::Customer {
        customer_id: visitor.customer_id,
        inbox_id: visitor.inbox_id,
        touchpoint: post.touchpoint.unwrap_or(Touchpoint::Page),
        thread: Thread::Running,
    };
    let message = NewMessage {
        shop_id: visitor.shop_id,
        sender,
        client_id: post.client_id,
        kind: post.kind,
        text: post.text,
        file_id: post.file_id,
        card: post.card,
        bot: None,
        press: post.press,
    };
    app.intake.post(message).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ReadUpTo {
    pub seq: Seq,
}

/// Notes that the buyer has read up to a message.
#[utoipa::path(post, path = "/widget/read", operation_id = "widget_read", tag = "widget", request_body = ReadUpTo,
    responses((status = 204), (status = "default", body = Problem)))]
async fn widget_read(State(app): State<App>, visitor: Visitor, Body(read): Body<ReadUpTo>) -> Result<StatusCode> {
    read_marks::read_by_customer(&app, &visitor, read.seq).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct VisitorTyping {
    pub typing: bool,
}

/// Tells the agents that the buyer is writing, for those without a socket.
#[utoipa::path(post, path = "/widget/typing", operation_id = "widget_typing", tag = "widget", request_body = VisitorTyping,
    responses((status = 204), (status = "default", body = Problem)))]
async fn widget_typing(
    State(app): State<App>,
    visitor: Visitor,
    Body(body): Body<VisitorTyping>,
) -> Result<StatusCode> {
    app.auth.limit_visitor(&visitor)?;
    crate::live::customer_typing(&app, &visitor, body.typing, None).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Tells which page the buyer looks at.
#[utoipa::path(post, path = "/widget/page", operation_id = "widget_page", tag = "widget", request_body = Page,
    responses((status = 204), (status = "default", body = Problem)))]
async fn widget_page(State(app): State<App>, visitor: Visitor, Body(page): Body<Page>) -> Result<StatusCode> {
    app.auth.limit_visitor(&visitor)?;
    customers::view_page(&app, &visitor, &page.url, &page.title).await?;
    Ok(StatusCode::NO_CONTENT)
}
