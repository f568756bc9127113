use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Visitor;
use crate::bot::actions;
use crate::conversations::model::VisitorMessage;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path};
use crate::ids::MessageId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(widget_rate))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AnswerRating {
    /// Null takes it back.
    helpful: Option<bool>,
}

/// Says whether an automatic answer helped.
#[utoipa::path(put, path = "/widget/messages/{id}/rating", operation_id = "widget_rate", tag = "widget",
    params(("id" = MessageId, Path)), request_body = AnswerRating,
    responses((status = 200, body = VisitorMessage), (status = "default", body = Problem)))]
async fn widget_rate(
    State(app): State<App>,
    visitor: Visitor,
    Path(id): Path<MessageId>,
    Json(body): Json<AnswerRating>,
) -> Result<Json<VisitorMessage>> {
    app.auth.limit_visitor(&visitor)?;
    let row = actions::rate(&app, &visitor, id, body.helpful).await?;
    let shown = row.for_visitor(&app.files, app.clock.now(), None).ok_or(Error::NotFound)?;
    Ok(Json(shown))
}
