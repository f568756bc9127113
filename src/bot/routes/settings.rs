use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::bot::actions::{self, Read};
use crate::bot::model::{Preview, Settings};
use crate::error::{Problem, Result};
use crate::http::{Json, Path};
use crate::ids::InboxId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_bot_settings, save_bot_settings)).routes(routes!(preview_bot))
}

/// How the bot behaves in an inbox, as it was read.
#[derive(Debug, Serialize, ToSchema)]
struct InboxBot {
    inbox_id: InboxId,
    settings: Settings,
    /// Goes back with a change; 0 where nobody has decided anything yet.
    version: i64,
}

impl InboxBot {
    fn of(inbox_id: InboxId, read: Read) -> Json<Self> {
        Json(Self { inbox_id, settings: read.settings, version: read.version })
    }
}

/// How the bot behaves in an inbox.
#[utoipa::path(get, path = "/bot/settings/{inbox_id}", operation_id = "show_bot_settings", tag = "bot",
    params(("inbox_id" = InboxId, Path)),
    responses((status = 200, body = InboxBot), (status = "default", body = Problem)))]
async fn show_bot_settings(
    State(app): State<App>,
    actor: Actor,
    Path(inbox_id): Path<InboxId>,
) -> Result<Json<InboxBot>> {
    Ok(InboxBot::of(inbox_id, actions::show(&app, &actor, inbox_id).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SaveBotSettings {
    settings: Settings,
    /// The version that was read: another one answers 409 `settings_changed`.
    version: i64,
}

/// Decides how the bot behaves in an inbox.
#[utoipa::path(put, path = "/bot/settings/{inbox_id}", operation_id = "save_bot_settings", tag = "bot",
    params(("inbox_id" = InboxId, Path)), request_body = SaveBotSettings,
    responses((status = 200, body = InboxBot), (status = "default", body = Problem)))]
async fn save_bot_settings(
    State(app): State<App>,
    actor: Actor,
    Path(inbox_id): Path<InboxId>,
    Json(body): Json<SaveBotSettings>,
) -> Result<Json<InboxBot>> {
    Ok(InboxBot::of(inbox_id, actions::save(&app, &actor, inbox_id, body.settings, body.version).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct PreviewBot {
    question: String,
}

/// What the bot of an inbox would say to a buyer's first question, as it is set now; nobody is told.
#[utoipa::path(post, path = "/bot/settings/{inbox_id}/preview", operation_id = "preview_bot", tag = "bot",
    params(("inbox_id" = InboxId, Path)), request_body = PreviewBot,
    responses((status = 200, body = Preview), (status = "default", body = Problem)))]
async fn preview_bot(
    State(app): State<App>,
    actor: Actor,
    Path(inbox_id): Path<InboxId>,
    Json(body): Json<PreviewBot>,
) -> Result<Json<Preview>> {
    actions::preview(&app, &actor, inbox_id, &body.question).await.map(Json)
}
