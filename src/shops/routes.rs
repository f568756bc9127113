use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, ShopChange};
use super::model::Shop;
use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::Json;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_shop, update_shop))
}

/// The shop of the one who asks.
#[utoipa::path(get, path = "/shop", operation_id = "show_shop", tag = "shop",
    responses((status = 200, body = Shop), (status = "default", body = Problem)))]
async fn show_shop(State(app): State<App>, actor: Actor) -> Result<Json<Shop>> {
    actions::show(&app, &actor).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateShop {
    name: Option<String>,
    /// `zh-CN`, `zh-Hant` or `en`.
    locale: Option<String>,
    /// An IANA name, such as `Asia/Shanghai`.
    timezone: Option<String>,
}

/// Changes the shop's name, language or time zone.
#[utoipa::path(patch, path = "/shop", operation_id = "update_shop", tag = "shop", request_body = UpdateShop,
    responses((status = 200, body = Shop), (status = "default", body = Problem)))]
async fn update_shop(State(app): State<App>, actor: Actor, Json(body): Json<UpdateShop>) -> Result<Json<Shop>> {
    let change = ShopChange { name: body.name, locale: body.locale, timezone: body.timezone };
    actions::update(&app, &actor, change).await.map(Json)
}
