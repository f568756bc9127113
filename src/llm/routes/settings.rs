use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::Json;
use crate::llm::actions::{self, Change};
use crate::llm::model::{Ability, LlmCheck, LlmSettings, Settings};
use crate::sealed::Secret;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_llm_settings, save_llm_settings)).routes(routes!(check_llm))
}

/// The shop's language model, and what it used up this month.
#[utoipa::path(get, path = "/llm/settings", operation_id = "show_llm_settings", tag = "llm",
    responses((status = 200, body = LlmSettings), (status = "default", body = Problem)))]
async fn show_llm_settings(State(app): State<App>, actor: Actor) -> Result<Json<LlmSettings>> {
    actions::show(&app, &actor).await.map(Json)
}

#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SaveLlmSettings {
    enabled: bool,
    /// Where chat completions are asked for, such as `https://api.example.com/v1`.
    address: String,
    model: String,
    /// Absent: stays, unless the address leads to another server. Empty: there is none.
    api_key: Option<String>,
    /// From 1 to 120.
    time_box_seconds: i64,
    monthly_tokens: i64,
    abilities: Vec<Ability>,
}

/// Decides which language model helps, with what, and for how much.
#[utoipa::path(put, path = "/llm/settings", operation_id = "save_llm_settings", tag = "llm",
    request_body = SaveLlmSettings,
    responses((status = 200, body = LlmSettings), (status = "default", body = Problem)))]
async fn save_llm_settings(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<SaveLlmSettings>,
) -> Result<Json<LlmSettings>> {
    let settings = Settings {
        enabled: body.enabled,
        address: body.address,
        model: body.model,
        time_box_seconds: body.time_box_seconds,
        monthly_tokens: body.monthly_tokens,
        abilities: body.abilities,
    };
    let change = Change { settings, key: body.api_key.map(Secret::new) };
    actions::save(&app, &actor, change).await.map(Json)
}

/// Asks the model for a word as it is set now, and says what is wrong; 409 `llm_budget_used` when nothing is left.
#[utoipa::path(post, path = "/llm/settings/check", operation_id = "check_llm", tag = "llm",
    responses((status = 200, body = LlmCheck), (status = "default", body = Problem)))]
async fn check_llm(State(app): State<App>, actor: Actor) -> Result<Json<LlmCheck>> {
    actions::check(&app, &actor).await.map(Json)
}
