//! HTTP of the desk's lists: the views that every shop has, and those of one's own making.

use axum::Json;
use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::conversations::filter::ConversationFilter;
use crate::conversations::model::Conversation;
use crate::conversations::store;
use crate::conversations::views::{self, Cursor, List, View, ViewCount};
use crate::error::{Problem, Result};
use crate::events;
use crate::http::{Json as Body, Query, plain_object};
use crate::ids::{CustomerId, InboxId, Seq, TagId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_views))
        .routes(routes!(list_conversations))
        .routes(routes!(count_conversations))
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
    /// A `ConversationFilter` as JSON, in place of `view`, `inbox_id` and `tag_id`; ignored with `customer_id`.
    filter: Option<String>,
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
    let now = app.clock.now();
    let mut rows = match params.filter.as_deref().map(ConversationFilter::parse).transpose()? {
        Some(filter) => {
            let viewer = (actor.shop_id, actor.staff_id);
            store::filtered::page(&mut conn, viewer, &filter, now, after, limit + 1).await?
        }
        None => {
            let view = params.view.unwrap_or(View::All);
            let ListParams { inbox_id, tag_id, .. } = params;
            let list = List { shop_id: actor.shop_id, viewer: actor.staff_id, view, inbox_id, tag_id };
            list.page(&mut conn, &book, now, after, limit + 1).await?
        }
    };
    let page = usize::try_from(limit).unwrap_or(0);
    let more = rows.len() > page;
    rows.truncate(page);
    let next = rows.last().filter(|_| more).map(|row| Cursor { rank: row.rank, id: row.id }.to_string());
    Ok(Json(Conversations { items: rows.iter().map(|row| row.for_viewer(&book)).collect(), next, seq }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CountConversations {
    #[serde(deserialize_with = "plain_object")]
    filter: ConversationFilter,
}

#[derive(Debug, Serialize, ToSchema)]
struct ConversationCount {
    /// Up to 1000.
    count: i64,
    /// Of these, how many customers wait for a reply.
    waiting: i64,
}

/// How many conversations a filter holds now, before it is saved.
#[utoipa::path(post, path = "/conversations/count", operation_id = "count_conversations", tag = "conversations",
    request_body = CountConversations,
    responses((status = 200, body = ConversationCount), (status = "default", body = Problem)))]
async fn count_conversations(
    State(app): State<App>,
    actor: Actor,
    Body(body): Body<CountConversations>,
) -> Result<Json<ConversationCount>> {
    actor.require(Permission::ReadConversations)?;
    let filter = body.filter.checked()?;
    let mut reader = app.db.reader().await?;
    let viewer = (actor.shop_id, actor.staff_id);
    let (count, waiting) = store::filtered::count(&mut reader.conn(), viewer, &filter, app.clock.now()).await?;
    Ok(Json(ConversationCount { count, waiting }))
}
