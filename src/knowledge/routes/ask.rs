use axum::extract::State;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::Json;
use crate::ids::InboxId;
use crate::knowledge::ask;
use crate::knowledge::model::{Asked, BuyingStage, OrderState, Question, Situation};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(ask_knowledge))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AskKnowledge {
    question: String,
    /// So many entries at most, from 1 to 50; 5 if absent.
    limit: Option<usize>,
    /// The product that the question is about, by its code in the shop.
    product: Option<String>,
    stage: Option<BuyingStage>,
    order_state: Option<OrderState>,
    /// The inbox that the question came through.
    inbox_id: Option<InboxId>,
}

/// Which entries a question asks for, what they answer in this situation, and whether to give the answer, to ask
/// "did you mean", or to hand over to a person. Approved entries only. A token that may only read will do.
#[utoipa::path(post, path = "/knowledge/ask", operation_id = "ask_knowledge", tag = "knowledge",
    request_body = AskKnowledge,
    responses((status = 200, body = Asked), (status = "default", body = Problem)))]
async fn ask_knowledge(State(app): State<App>, actor: Actor, Json(body): Json<AskKnowledge>) -> Result<Json<Asked>> {
    let mut question = Question::new(body.question);
    question.limit = body.limit.unwrap_or(question.limit);
    question.situation =
        Situation { product: body.product, order_state: body.order_state, stage: body.stage, inbox_id: body.inbox_id };
    ask::ask_as(&app, &actor, question).await.map(Json)
}
