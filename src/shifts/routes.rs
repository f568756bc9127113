//! HTTP of shifts.

use axum::extract::State;
use axum::http::StatusCode;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use uuid::Uuid;

use super::actions::{self, Words};
use super::model::{HandOverNote, Shift, ShiftDay, ShiftEnded, ShiftPage};
use crate::app::App;
use crate::auth::Actor;
use crate::conversations::Place;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path, object};
use crate::ids::{GroupId, HandOverNoteId, StaffId};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(show_shift))
        .routes(routes!(show_shift_day))
        .routes(routes!(begin_shift))
        .routes(routes!(end_shift))
        .routes(routes!(leave_hand_over_note))
        .routes(routes!(read_hand_over_note))
}

/// What the caller finds when a shift begins: what is left over, and what colleagues tell.
#[utoipa::path(get, path = "/shift", operation_id = "show_shift", tag = "shifts",
    responses((status = 200, body = ShiftPage), (status = "default", body = Problem)))]
async fn show_shift(State(app): State<App>, actor: Actor) -> Result<Json<ShiftPage>> {
    Ok(Json(actions::show(&app, &actor).await?))
}

/// What the caller did in the running shift; without one, since midnight in the shop's time zone.
#[utoipa::path(get, path = "/shift/day", operation_id = "show_shift_day", tag = "shifts",
    responses((status = 200, body = ShiftDay), (status = "default", body = Problem)))]
async fn show_shift_day(State(app): State<App>, actor: Actor) -> Result<Json<ShiftDay>> {
    Ok(Json(actions::day(&app, &actor).await?))
}

/// Begins the caller's shift and lets them be online; one that runs goes on.
#[utoipa::path(post, path = "/shift/begin", operation_id = "begin_shift", tag = "shifts",
    responses((status = 200, body = Shift), (status = "default", body = Problem)))]
async fn begin_shift(State(app): State<App>, actor: Actor) -> Result<Json<Shift>> {
    Ok(Json(actions::begin(&app, &actor).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct NewHandOverNote {
    /// Made by the sender; a repeat under the same id leaves one note.
    client_id: Uuid,
    /// For whom; none: for everybody.
    group_id: Option<GroupId>,
    text: String,
}

impl From<NewHandOverNote> for Words {
    fn from(NewHandOverNote { client_id, group_id, text }: NewHandOverNote) -> Self {
        Self { client_id, group_id, text }
    }
}

/// To a colleague, or to a group; neither: back to the queue.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct HandOver {
    staff_id: Option<StaffId>,
    group_id: Option<GroupId>,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct EndShift {
    #[serde(default, deserialize_with = "object")]
    note: Option<NewHandOverNote>,
    /// Where the caller's conversations in work go; none: they stay the caller's.
    #[serde(default, deserialize_with = "object")]
    hand_over: Option<HandOver>,
}

/// Ends the caller's running shift: 409 `no_shift` without one. The caller is away from then on.
#[utoipa::path(post, path = "/shift/end", operation_id = "end_shift", tag = "shifts", request_body = EndShift,
    responses((status = 200, body = ShiftEnded), (status = "default", body = Problem)))]
async fn end_shift(State(app): State<App>, actor: Actor, Json(body): Json<EndShift>) -> Result<Json<ShiftEnded>> {
    let EndShift { note, hand_over } = body;
    if hand_over.as_ref().is_some_and(|to| to.staff_id.is_some() && to.group_id.is_some()) {
        return Err(Error::invalid("hand_over.staff_id", "one_of_two"));
    }
    let to = hand_over.map(|HandOver { staff_id, group_id }| Place { to: staff_id, group: group_id });
    Ok(Json(actions::end(&app, &actor, note.map(Words::from), to).await?))
}

/// Tells the next shift something.
#[utoipa::path(post, path = "/hand_over_notes", operation_id = "leave_hand_over_note", tag = "shifts",
    request_body = NewHandOverNote, responses((status = 201, body = HandOverNote), (status = "default", body = Problem)))]
async fn leave_hand_over_note(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<NewHandOverNote>,
) -> Result<(StatusCode, Json<HandOverNote>)> {
    Ok((StatusCode::CREATED, Json(actions::leave_note(&app, &actor, body.into()).await?)))
}

/// Notes that the caller has read it.
#[utoipa::path(post, path = "/hand_over_notes/{id}/read", operation_id = "read_hand_over_note", tag = "shifts",
    params(("id" = HandOverNoteId, Path)),
    responses((status = 200, body = HandOverNote), (status = "default", body = Problem)))]
async fn read_hand_over_note(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<HandOverNoteId>,
) -> Result<Json<HandOverNote>> {
    Ok(Json(actions::read_note(&app, &actor, id).await?))
}
