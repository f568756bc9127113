use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::channels::email::mails;
use crate::channels::email::model::{MailContent, MailState, ReceivedMail};
use crate::error::{Problem, Result};
use crate::files;
use crate::http::{Json, Path, Query};
use crate::ids::{InboxId, MessageId, ReceivedMailId};

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_mails))
        .routes(routes!(show_mail))
        .routes(routes!(download_mail))
        .routes(routes!(accept_mail))
        .routes(routes!(dismiss_mail))
        .routes(routes!(restore_mail))
        .routes(routes!(show_message_mail))
        .routes(routes!(download_message_mail))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListMails {
    /// Those of one inbox; of all, if absent.
    inbox_id: Option<InboxId>,
    /// `set_aside`, if absent.
    #[param(inline)]
    state: Option<MailState>,
    /// The `next` of the page before.
    before: Option<ReceivedMailId>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct ReceivedMailList {
    items: Vec<ReceivedMail>,
    next: Option<ReceivedMailId>,
}

/// Mails that were set aside or dismissed, the newest first; kept for 90 days.
#[utoipa::path(get, path = "/mails", operation_id = "list_mails", tag = "email", params(ListMails),
    responses((status = 200, body = ReceivedMailList), (status = "default", body = Problem)))]
async fn list_mails(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListMails>,
) -> Result<Json<ReceivedMailList>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    let state = query.state.unwrap_or(MailState::SetAside);
    let (items, next) = mails::list(&app, &actor, query.inbox_id, state, query.before, limit).await?;
    Ok(Json(ReceivedMailList { items, next }))
}

/// A mail with what it says.
#[utoipa::path(get, path = "/mails/{id}", operation_id = "show_mail", tag = "email",
    params(("id" = ReceivedMailId, Path)),
    responses((status = 200, body = MailContent), (status = "default", body = Problem)))]
async fn show_mail(State(app): State<App>, actor: Actor, Path(id): Path<ReceivedMailId>) -> Result<Json<MailContent>> {
    mails::show(&app, &actor, id).await.map(Json)
}

/// A mail as it came, to be kept or opened in a mail program.
#[utoipa::path(get, path = "/mails/{id}/raw", operation_id = "download_mail", tag = "email",
    params(("id" = ReceivedMailId, Path)),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = "default", body = Problem)))]
async fn download_mail(State(app): State<App>, actor: Actor, Path(id): Path<ReceivedMailId>) -> Result<Response> {
    let (id, bytes) = mails::raw(&app, &actor, id).await?;
    Ok(as_it_came(id, bytes))
}

/// The mail that a message came in, as it came, for 30 days; 404 for any other message.
#[utoipa::path(get, path = "/messages/{id}/mail/raw", operation_id = "download_message_mail", tag = "email",
    params(("id" = MessageId, Path)),
    responses((status = 200, description = "The bytes", content_type = "application/octet-stream"),
        (status = "default", body = Problem)))]
async fn download_message_mail(State(app): State<App>, actor: Actor, Path(id): Path<MessageId>) -> Result<Response> {
    let (id, bytes) = mails::raw_of_message(&app, &actor, id).await?;
    Ok(as_it_came(id, bytes))
}

fn as_it_came(id: ReceivedMailId, bytes: Vec<u8>) -> Response {
    let mut headers = HeaderMap::new();
    let mut set = |name, value: &str| {
        if let Ok(value) = HeaderValue::from_str(value) {
            headers.insert(name, value);
        }
    };
    // Strangers wrote it: no browser does anything with it but keep it.
    set(header::CONTENT_TYPE, "application/octet-stream");
    set(header::CONTENT_DISPOSITION, &files::names::disposition(false, &format!("{id}.eml")));
    set(header::CACHE_CONTROL, "no-store");
    set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    set(header::CONTENT_SECURITY_POLICY, "sandbox; default-src 'none'");
    (headers, bytes).into_response()
}

/// Lets a mail that was set aside into the conversations, in spite of its reason.
#[utoipa::path(post, path = "/mails/{id}/accept", operation_id = "accept_mail", tag = "email",
    params(("id" = ReceivedMailId, Path)),
    responses((status = 200, body = ReceivedMail), (status = "default", body = Problem)))]
async fn accept_mail(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReceivedMailId>,
) -> Result<Json<ReceivedMail>> {
    mails::accept(&app, &actor, id).await.map(Json)
}

/// Puts a mail that was set aside out of sight.
#[utoipa::path(post, path = "/mails/{id}/dismiss", operation_id = "dismiss_mail", tag = "email",
    params(("id" = ReceivedMailId, Path)),
    responses((status = 200, body = ReceivedMail), (status = "default", body = Problem)))]
async fn dismiss_mail(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReceivedMailId>,
) -> Result<Json<ReceivedMail>> {
    mails::dismiss(&app, &actor, id).await.map(Json)
}

/// Puts a mail that was dismissed back among those that were set aside.
#[utoipa::path(post, path = "/mails/{id}/restore", operation_id = "restore_mail", tag = "email",
    params(("id" = ReceivedMailId, Path)),
    responses((status = 200, body = ReceivedMail), (status = "default", body = Problem)))]
async fn restore_mail(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ReceivedMailId>,
) -> Result<Json<ReceivedMail>> {
    mails::restore(&app, &actor, id).await.map(Json)
}

/// The mail that a message came in, for 30 days; 404 for any other message.
#[utoipa::path(get, path = "/messages/{id}/mail", operation_id = "show_message_mail", tag = "email",
    params(("id" = MessageId, Path)), responses((status = 200, body = MailContent), (status = "default", body = Problem)))]
async fn show_message_mail(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<MessageId>,
) -> Result<Json<MailContent>> {
    mails::of_message(&app, &actor, id).await.map(Json)
}
