//! HTTP of automatic messages.

use axum::extract::State;
use axum::http::HeaderMap;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{Apology, AutomaticNow, AutomaticPreview, ClosingWords, Contact, Settings};
use super::offer::{self, Asked};
use super::{actions, leave};
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::Stage;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, Query, if_match, plain_object};
use crate::ids::{ConversationId, InboxId};
use crate::inboxes::Greeting;
use crate::versioned::Versioned;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_automatic_messages, replace_automatic_messages))
        .routes(routes!(preview_automatic_message))
        .routes(routes!(show_automatic_message_now))
        .routes(routes!(show_apology))
        .routes(routes!(show_closing_words))
}

/// What the shop says by itself. The `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/automatic_messages", operation_id = "show_automatic_messages", tag = "automatic_messages",
    responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn show_automatic_messages(State(app): State<App>, actor: Actor) -> Result<Versioned<Settings>> {
    actions::show(&app, &actor).await
}

/// Decides what the shop says by itself; fields that are left out are as they are at first.
///
/// With `If-Match` only if nobody changed it since: 409 `settings_changed` otherwise.
#[utoipa::path(put, path = "/automatic_messages", operation_id = "replace_automatic_messages",
    tag = "automatic_messages",
    params(("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = Settings, responses((status = 200, body = Settings), (status = "default", body = Problem)))]
async fn replace_automatic_messages(
    State(app): State<App>,
    actor: Actor,
    headers: HeaderMap,
    Json(body): Json<Settings>,
) -> Result<Versioned<Settings>> {
    actions::save(&app, &actor, body, if_match(&headers)?).await
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AutomaticMessageDraft {
    #[serde(deserialize_with = "plain_object")]
    words: Greeting,
    /// Other ways to reach the shop.
    #[serde(default, deserialize_with = "plain_object")]
    contacts: Greeting,
}

#[derive(Debug, Serialize, ToSchema)]
struct AutomaticPreviewList {
    /// One for each language.
    items: Vec<AutomaticPreview>,
}

/// Words before they are saved, as buyers of each language would read them, with an example of a buyer.
#[utoipa::path(post, path = "/automatic_messages/preview", operation_id = "preview_automatic_message",
    tag = "automatic_messages", request_body = AutomaticMessageDraft,
    responses((status = 200, body = AutomaticPreviewList), (status = "default", body = Problem)))]
async fn preview_automatic_message(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<AutomaticMessageDraft>,
) -> Result<Json<AutomaticPreviewList>> {
    let items = offer::preview(&app, &actor, body.words, body.contacts).await?;
    Ok(Json(AutomaticPreviewList { items }))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct NowParams {
    inbox_id: InboxId,
    /// `zh-CN`, `zh-Hant` or `en`; default `zh-CN`.
    locale: Option<String>,
    /// Default `pre_sale`.
    stage: Option<Stage>,
    /// Default `first`.
    contact: Option<Contact>,
}

/// What a buyer who wrote to an inbox now would be told.
#[utoipa::path(get, path = "/automatic_messages/now", operation_id = "show_automatic_message_now",
    tag = "automatic_messages", params(NowParams),
    responses((status = 200, body = AutomaticNow), (status = "default", body = Problem)))]
async fn show_automatic_message_now(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<NowParams>,
) -> Result<Json<AutomaticNow>> {
    let asked = Asked {
        inbox_id: params.inbox_id,
        locale: params.locale.unwrap_or_else(|| "zh-CN".to_owned()),
        stage: params.stage.unwrap_or(Stage::PreSale),
        contact: params.contact.unwrap_or(Contact::First),
    };
    offer::now(&app, &actor, asked).await.map(Json)
}

/// Words to begin with for whoever answers a buyer who waited long, or wrote while nobody was there.
#[utoipa::path(get, path = "/conversations/{id}/apology", operation_id = "show_apology", tag = "automatic_messages",
    params(("id" = ConversationId, Path)),
    responses((status = 200, body = Apology), (status = "default", body = Problem)))]
async fn show_apology(State(app): State<App>, actor: Actor, Path(id): Path<ConversationId>) -> Result<Json<Apology>> {
    offer::apology(&app, &actor, id).await.map(Json)
}

/// Words of leave for whoever is about to solve a conversation by hand.
#[utoipa::path(get, path = "/conversations/{id}/closing_words", operation_id = "show_closing_words",
    tag = "automatic_messages", params(("id" = ConversationId, Path)),
    responses((status = 200, body = ClosingWords), (status = "default", body = Problem)))]
async fn show_closing_words(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<ConversationId>,
) -> Result<Json<ClosingWords>> {
    leave::offered(&app, &actor, id).await.map(Json)
}
