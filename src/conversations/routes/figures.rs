//! HTTP of the desk's figures.

use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::conversations::figures::{self, Figure, TodayFigures};
use crate::conversations::model::{FigureConversation, ServiceConversation, ServiceFigure, ServiceFigures};
use crate::conversations::{service, store};
use crate::db::Conn;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Query};
use crate::ids::ShopId;
use crate::shops;

/// More than anybody reads through; the figure itself is exact.
const SHOWN: i64 = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(today))
        .routes(routes!(today_behind))
        .routes(routes!(service_figures))
        .routes(routes!(service_behind))
}

/// The caller's figures since midnight in the shop's time zone.
#[utoipa::path(get, path = "/figures/today", operation_id = "today", tag = "figures",
    responses((status = 200, body = TodayFigures), (status = "default", body = Problem)))]
async fn today(State(app): State<App>, actor: Actor) -> Result<Json<TodayFigures>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let since = midnight(&app, &mut conn, actor.shop_id).await?;
    Ok(Json(store::figures::today(&mut conn, actor.shop_id, actor.staff_id, since).await?))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct BehindParams {
    #[param(inline)]
    figure: Figure,
}

#[derive(Debug, Serialize, ToSchema)]
struct FigureConversations {
    /// The newest first, at most 200.
    items: Vec<FigureConversation>,
}

/// The conversations behind one of these figures.
#[utoipa::path(get, path = "/figures/today/conversations", operation_id = "list_conversations_behind_figure",
    tag = "figures", params(BehindParams),
    responses((status = 200, body = FigureConversations), (status = "default", body = Problem)))]
async fn today_behind(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<BehindParams>,
) -> Result<Json<FigureConversations>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let since = midnight(&app, &mut conn, actor.shop_id).await?;
    let items = store::behind::page(&mut conn, actor.shop_id, actor.staff_id, since, params.figure, SHOWN).await?;
    Ok(Json(FigureConversations { items }))
}

/// How the shop has served in the last seven days; and of what was solved in the week that ended three days ago, how many
/// customers came back.
#[utoipa::path(get, path = "/figures/service", operation_id = "service_figures", tag = "figures",
    responses((status = 200, body = ServiceFigures), (status = "default", body = Problem)))]
async fn service_figures(State(app): State<App>, actor: Actor) -> Result<Json<ServiceFigures>> {
    let whiles = Whiles::before(app.clock.now());
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let served = store::service::served(&mut conn, actor.shop_id, whiles.since).await?;
    let settled = store::service::settled(&mut conn, actor.shop_id, whiles.solved, RETURN_MS).await?;
    Ok(Json(service::count(whiles.since, &served, settled)))
}

const DAY_SECONDS: i64 = 86_400;
const RETURN_MS: i64 = service::RETURN_DAYS * DAY_SECONDS * 1000;

/// Of which time the figures of the service tell.
struct Whiles {
    since: Time,
    /// Long enough ago to say whether the customer came back.
    solved: (Time, Time),
}

impl Whiles {
    fn before(now: Time) -> Self {
        let until = now.plus_seconds(-service::RETURN_DAYS * DAY_SECONDS);
        let solved = (until.plus_seconds(-service::DAYS * DAY_SECONDS), until);
        Self { since: now.plus_seconds(-service::DAYS * DAY_SECONDS), solved }
    }
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ServiceBehindParams {
    #[param(inline)]
    figure: ServiceFigure,
}

#[derive(Debug, Serialize, ToSchema)]
struct ServiceConversations {
    /// Those that tell most of the figure first, at most 200.
    items: Vec<ServiceConversation>,
}

/// The conversations behind one of these figures.
#[utoipa::path(get, path = "/figures/service/conversations", operation_id = "list_conversations_behind_service",
    tag = "figures", params(ServiceBehindParams),
    responses((status = 200, body = ServiceConversations), (status = "default", body = Problem)))]
async fn service_behind(
    State(app): State<App>,
    actor: Actor,
    Query(params): Query<ServiceBehindParams>,
) -> Result<Json<ServiceConversations>> {
    let whiles = Whiles::before(app.clock.now());
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let items = if params.figure == ServiceFigure::Settled {
        let solved = store::service::settled_cases(&mut conn, actor.shop_id, whiles.solved, RETURN_MS, SHOWN).await?;
        service::behind_settled(solved)
    } else {
        let served = store::service::served_cases(&mut conn, actor.shop_id, whiles.since).await?;
        service::behind(params.figure, served, usize::try_from(SHOWN).unwrap_or(0))
    };
    Ok(Json(ServiceConversations { items }))
}

async fn midnight(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Time> {
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    Ok(figures::midnight(app.clock.now(), &shop.timezone))
}
