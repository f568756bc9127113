use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, InboxChange, NewInbox};
use super::model::{Channel, Greeting, Inbox};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Problem, Result};
use crate::http::{Json, Path, given, given_object};
use crate::ids::InboxId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_inboxes, create_inbox))
        .routes(routes!(show_inbox, update_inbox))
        .routes(routes!(rotate_identity_secret))
        .routes(routes!(start_test_chat))
}

#[derive(Debug, Serialize, ToSchema)]
struct InboxList {
    items: Vec<Inbox>,
}

/// All inboxes of the shop, oldest first.
#[utoipa::path(get, path = "/inboxes", operation_id = "list_inboxes", tag = "inboxes",
    responses((status = 200, body = InboxList), (status = "default", body = Problem)))]
async fn list_inboxes(State(app): State<App>, actor: Actor) -> Result<Json<InboxList>> {
    Ok(Json(InboxList { items: actions::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateInbox {
    name: String,
    /// The widget, if absent.
    #[serde(default)]
    channel: Channel,
    #[serde(default)]
    sites: Vec<String>,
}

/// Makes an inbox.
#[utoipa::path(post, path = "/inboxes", operation_id = "create_inbox", tag = "inboxes", request_body = CreateInbox,
    responses((status = 201, body = Inbox), (status = "default", body = Problem)))]
async fn create_inbox(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateInbox>,
) -> Result<(StatusCode, Json<Inbox>)> {
    actor.require(Permission::ManageInboxes)?;
    let new = NewInbox { name: body.name, channel: body.channel, sites: body.sites, ..NewInbox::default() };
    Ok((StatusCode::CREATED, Json(actions::create(&app, &actor, actor.shop_id, new).await?)))
}

/// One inbox.
#[utoipa::path(get, path = "/inboxes/{id}", operation_id = "show_inbox", tag = "inboxes", params(("id" = InboxId, Path)),
    responses((status = 200, body = Inbox), (status = "default", body = Problem)))]
async fn show_inbox(State(app): State<App>, actor: Actor, Path(id): Path<InboxId>) -> Result<Json<Inbox>> {
    actions::show(&app, &actor, id).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateInbox {
    name: Option<String>,
    sites: Option<Vec<String>>,
    /// Null takes the greeting away.
    #[serde(default, deserialize_with = "given_object")]
    #[schema(value_type = Option<Greeting>)]
    greeting: Option<Option<Greeting>>,
    /// `#rrggbb`; null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    theme_color: Option<Option<String>>,
    /// Null takes it away.
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<i64>)]
    reply_seconds: Option<Option<i64>>,
    active: Option<bool>,
    /// Whether agents see what buyers write before it is sent; of a widget only.
    typing_preview: Option<bool>,
}

/// Changes an inbox; what is absent stays.
#[utoipa::path(patch, path = "/inboxes/{id}", operation_id = "update_inbox", tag = "inboxes",
    params(("id" = InboxId, Path)), request_body = UpdateInbox,
    responses((status = 200, body = Inbox), (status = "default", body = Problem)))]
async fn update_inbox(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<InboxId>,
    Json(body): Json<UpdateInbox>,
) -> Result<Json<Inbox>> {
    let change = InboxChange {
        name: body.name,
        sites: body.sites,
        greeting: body.greeting,
        theme_color: body.theme_color,
        reply_seconds: body.reply_seconds,
        active: body.active,
        typing_preview: body.typing_preview,
    };
    actions::update(&app, &actor, id, change).await.map(Json)
}

#[derive(Debug, Serialize, ToSchema)]
struct IdentitySecret {
    /// Shown this once; signs buyers' tokens on the shop's server and never leaves it.
    secret: String,
}

/// Gives the inbox a new secret for signing buyers' identities; the old one stops working at once.
#[utoipa::path(post, path = "/inboxes/{id}/identity_secret", operation_id = "rotate_identity_secret", tag = "inboxes",
    params(("id" = InboxId, Path)),
    responses((status = 200, body = IdentitySecret), (status = "default", body = Problem)))]
async fn rotate_identity_secret(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<InboxId>,
) -> Result<Json<IdentitySecret>> {
    let secret = actions::rotate_identity_secret(&app, &actor, id).await?;
    Ok(Json(IdentitySecret { secret: secret.expose().to_owned() }))
}

#[derive(Debug, Serialize, ToSchema)]
struct TestPage {
    page_url: String,
}

/// The address of a page, hosted here, on which the widget can be tried at once.
#[utoipa::path(post, path = "/test_chat", operation_id = "start_test_chat", tag = "inboxes",
    responses((status = 200, body = TestPage), (status = "default", body = Problem)))]
async fn start_test_chat(State(app): State<App>, actor: Actor) -> Result<Json<TestPage>> {
    Ok(Json(TestPage { page_url: actions::test_page(&app, &actor).await? }))
}
