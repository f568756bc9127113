//! HTTP of the demo on the server itself; every route is absent where no demo is on.

use axum::extract::{Path, State};
use axum::http::header;
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::shop::picture;
use super::simulator::Simulator;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Problem, Result};
use crate::http::Json;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(show_simulator, set_simulator))
}

/// The simulated buyers of the demo.
#[derive(Debug, Serialize, ToSchema)]
struct SimulatorState {
    running: bool,
    /// How many have the widget open.
    buyers: usize,
}

impl SimulatorState {
    fn of(simulator: &Simulator) -> Self {
        Self { running: simulator.is_running(), buyers: simulator.buyers() }
    }
}

/// Whether simulated buyers write. Absent where no demo is on.
#[utoipa::path(get, path = "/demo/simulator", operation_id = "show_simulator", tag = "demo",
    responses((status = 200, body = SimulatorState), (status = "default", body = Problem)))]
async fn show_simulator(State(app): State<App>, _: Actor) -> Result<Json<SimulatorState>> {
    Ok(Json(SimulatorState::of(app.demo.simulator()?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SetSimulator {
    running: bool,
}

/// Lets simulated buyers write, or sends them away.
#[utoipa::path(post, path = "/demo/simulator", operation_id = "set_simulator", tag = "demo",
    request_body = SetSimulator,
    responses((status = 200, body = SimulatorState), (status = "default", body = Problem)))]
async fn set_simulator(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<SetSimulator>,
) -> Result<Json<SimulatorState>> {
    let simulator = app.demo.simulator()?;
    actor.require(Permission::ManageShop)?;
    simulator.set_running(body.running);
    Ok(Json(SimulatorState { running: body.running, buyers: simulator.buyers() }))
}

/// A product's picture, for cards in conversations.
pub async fn product_picture(State(app): State<App>, Path(file): Path<String>) -> Result<Response> {
    if !app.demo.is_on() {
        return Err(Error::NotFound);
    }
    let svg = file.strip_suffix(".svg").and_then(picture::of_product).ok_or(Error::NotFound)?;
    let headers = [(header::CONTENT_TYPE, "image/svg+xml"), (header::CACHE_CONTROL, "public, max-age=86400")];
    Ok((headers, svg).into_response())
}
