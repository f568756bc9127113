use axum::extract::State;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::channels::email::model::ConversationMail;
use crate::channels::email::send;
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::ConversationId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_conversation_mail)).routes(routes!(send_mail_again))
}

/// Whom replies in a conversation go to as mail, and which did not go out; 404 where its inbox is not of the channel `email`.
#[utoipa::path(get, path = "/conversations/{id}/mail", operation_id = "show_conversation_mail", tag = "email",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationMail), (status = "default", body = Problem)))]
async fn show_conversation_mail(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationMail>> {
    send::status(&app, &actor, id).await.map(Json)
}

/// Sends the replies of a conversation again that did not go out; 409 `no_mailbox` while its inbox has no mailbox.
#[utoipa::path(post, path = "/conversations/{id}/mail/send_again", operation_id = "send_mail_again", tag = "email",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = ConversationMail), (status = "default", body = Problem)))]
async fn send_mail_again(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<ConversationMail>> {
    send::again(&app, &actor, id).await.map(Json)
}
