//! `GET /search`.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::store;
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::model::{Conversation, Message};
use crate::conversations::store::get_many_for_viewer;
use crate::customers::{self, Customer};
use crate::error::{Error, Problem, Result};
use crate::http::Query;
use crate::ids::ConversationId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(search))
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum SearchKind {
    Messages,
    Customers,
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SearchParams {
    /// Words in Chinese or English; all of them must be found.
    pub q: String,
    /// Only one kind; both when left out.
    #[param(inline)]
    pub kind: Option<SearchKind>,
    /// The `next` of the page before; needs `kind`.
    pub after: Option<i64>,
    /// 1–50, default 20.
    pub limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SearchResults {
    pub messages: MessageHits,
    pub customers: CustomerHits,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub struct MessageHits {
    pub items: Vec<MessageHit>,
    pub next: Option<String>,
    /// How many there are; counting stops at 10 000.
    pub total: i64,
}

#[derive(Debug, Default, Serialize, ToSchema)]
pub struct CustomerHits {
    pub items: Vec<Customer>,
    pub next: Option<String>,
    pub total: i64,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct MessageHit {
    pub message: Message,
    pub conversation: Conversation,
    pub snippet: Vec<SnippetPart>,
}

#[derive(Debug, Serialize, ToSchema)]
pub struct SnippetPart {
    pub text: String,
    pub hit: bool,
}

/// Messages and customers that hold the words, newest first.
#[utoipa::path(get, path = "/search", operation_id = "search", tag = "search", params(SearchParams),
    responses((status = 200, body = SearchResults), (status = "default", body = Problem)))]
async fn search(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<SearchParams>,
) -> Result<Json<SearchResults>> {
    if params.q.chars().count() > 200 {
        return Err(Error::invalid("q", "too_long"));
    }
    let query = zg_text::query(&params.q);
    let mut results = SearchResults { messages: MessageHits::default(), customers: CustomerHits::default() };
    if query.is_empty() {
        return Ok(Json(results));
    }
    if params.kind != Some(SearchKind::Customers) {
        results.messages = message_hits(&app, &actor, &query, &params).await?;
    }
    if params.kind != Some(SearchKind::Messages) {
        results.customers = customer_hits(&app, &actor, &query, &params).await?;
    }
    Ok(Json(results))
}

impl SearchParams {
    fn limit(&self) -> i64 {
        self.limit.unwrap_or(20).clamp(1, 50)
    }
}

async fn message_hits(app: &App, actor: &Actor, query: &zg_text::Query, params: &SearchParams) -> Result<MessageHits> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let before = params.after.unwrap_or(i64::MAX);
    let (rows, total) = store::messages(&mut conn, actor.shop_id, query, before, params.limit()).await?;
    let full = rows.len() == usize::try_from(params.limit()).unwrap_or(0);
    let next = rows.last().filter(|_| full).map(|row| row.num.to_string());
    let mut items = Vec::with_capacity(rows.len());
    let ids: Vec<ConversationId> = rows.iter().map(|row| row.conversation_id).collect();
    let conversations = get_many_for_viewer(&mut conn, actor.shop_id, actor.staff_id, &ids).await?;
    let book = app.targets.of(&mut conn, actor.shop_id).await?;
    for row in rows {
        let Some(conversation) = conversations.iter().find(|found| found.id == row.conversation_id) else { continue };
        let text = row.text.clone().or_else(|| row.card_title()).or_else(|| row.file_name.clone());
        let snippet = zg_text::highlight(&text.unwrap_or_default(), query)
            .into_iter()
            .map(|span| SnippetPart { text: span.text, hit: span.hit })
            .collect();
        let message = row.for_staff(&app.files, app.clock.now());
        items.push(MessageHit { message, conversation: conversation.for_viewer(&book), snippet });
    }
    Ok(MessageHits { items, next, total })
}

async fn customer_hits(
    app: &App,
    actor: &Actor,
    query: &zg_text::Query,
    params: &SearchParams,
) -> Result<CustomerHits> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let before = params.after.unwrap_or(i64::MAX);
    let (rows, total) = store::customers(&mut conn, actor.shop_id, query, before, params.limit()).await?;
    let full = rows.len() == usize::try_from(params.limit()).unwrap_or(0);
    let next = rows.last().filter(|_| full).map(|(num, _)| num.to_string());
    let mut items = Vec::with_capacity(rows.len());
    for (_, id) in rows {
        items.extend(customers::find(&mut conn, actor.shop_id, id).await?);
    }
    Ok(CustomerHits { items, next, total })
}
