use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::channels::email::model::{Mailbox, MailboxCheck, Server};
use crate::channels::email::settings;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, plain_object};
use crate::ids::InboxId;
use crate::sealed::Secret;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_mailbox, connect_mailbox, disconnect_mailbox))
        .routes(routes!(check_mailbox))
}

/// The mailbox of an inbox; 404 until it is connected.
#[utoipa::path(get, path = "/inboxes/{id}/mailbox", operation_id = "show_mailbox", tag = "email",
    params(("id" = InboxId, Path)), responses((status = 200, body = Mailbox), (status = "default", body = Problem)))]
async fn show_mailbox(State(app): State<App>, actor: Actor, Path(id): Path<InboxId>) -> Result<Json<Mailbox>> {
    settings::show(&app, &actor, id).await.map(Json)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MailboxChange {
    /// The address to which buyers write.
    address: String,
    /// Where mail is looked for.
    #[serde(deserialize_with = "plain_object")]
    imap: Server,
    /// Where replies are handed over.
    #[serde(deserialize_with = "plain_object")]
    smtp: Server,
    username: String,
    /// Absent: the stored one stays, unless servers or name are others.
    password: Option<String>,
    /// `INBOX`, if absent.
    folder: Option<String>,
    /// The server whose `Authentication-Results` are believed.
    trusted_results: Option<String>,
    #[serde(default)]
    plus_addressing: bool,
    /// At most 1000 characters.
    signature: Option<String>,
    #[serde(default)]
    acknowledge: bool,
}

impl From<MailboxChange> for settings::MailboxChange {
    fn from(body: MailboxChange) -> Self {
        Self {
            address: body.address,
            imap: body.imap,
            smtp: body.smtp,
            username: body.username,
            password: body.password.filter(|password| !password.is_empty()).map(Secret::new),
            folder: body.folder,
            trusted_results: body.trusted_results,
            plus_addressing: body.plus_addressing,
            signature: body.signature,
            acknowledge: body.acknowledge,
        }
    }
}

/// Connects an inbox of the channel `email` with its mailbox, or changes how. Mail that lies in it already is left alone.
#[utoipa::path(put, path = "/inboxes/{id}/mailbox", operation_id = "connect_mailbox", tag = "email",
    params(("id" = InboxId, Path)), request_body = MailboxChange,
    responses((status = 200, body = Mailbox), (status = "default", body = Problem)))]
async fn connect_mailbox(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<InboxId>,
    Json(body): Json<MailboxChange>,
) -> Result<Json<Mailbox>> {
    settings::connect(&app, &actor, id, body.into()).await.map(Json)
}

/// Disconnects a mailbox; mails and conversations stay. What was still to be sent fails with `no_mailbox` and says so in its
/// conversation.
#[utoipa::path(delete, path = "/inboxes/{id}/mailbox", operation_id = "disconnect_mailbox", tag = "email",
    params(("id" = InboxId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn disconnect_mailbox(State(app): State<App>, actor: Actor, Path(id): Path<InboxId>) -> Result<StatusCode> {
    settings::disconnect(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// Signs in to both servers as they are typed, stores nothing and sends nothing, and says what is wrong.
#[utoipa::path(post, path = "/inboxes/{id}/mailbox/check", operation_id = "check_mailbox", tag = "email",
    params(("id" = InboxId, Path)), request_body = MailboxChange,
    responses((status = 200, body = MailboxCheck), (status = "default", body = Problem)))]
async fn check_mailbox(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<InboxId>,
    Json(body): Json<MailboxChange>,
) -> Result<Json<MailboxCheck>> {
    settings::check(&app, &actor, id, body.into()).await.map(Json)
}
