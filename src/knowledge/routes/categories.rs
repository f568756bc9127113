use axum::extract::State;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, given};
use crate::ids::CategoryId;
use crate::knowledge::actions::categories::{self as actions, CategoryChange};
use crate::knowledge::model::Category;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_knowledge_categories, create_knowledge_category))
        .routes(routes!(update_knowledge_category, delete_knowledge_category))
}

#[derive(Debug, Serialize, ToSchema)]
struct KnowledgeCategoryList {
    items: Vec<Category>,
}

/// The drawers of knowledge, in their order; a tree by `parent_id`.
#[utoipa::path(get, path = "/knowledge/categories", operation_id = "list_knowledge_categories", tag = "knowledge",
    responses((status = 200, body = KnowledgeCategoryList), (status = "default", body = Problem)))]
async fn list_knowledge_categories(State(app): State<App>, actor: Actor) -> Result<Json<KnowledgeCategoryList>> {
    Ok(Json(KnowledgeCategoryList { items: actions::list(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateKnowledgeCategory {
    name: String,
    /// At most three deep.
    parent_id: Option<CategoryId>,
    /// Behind its siblings, if absent.
    position: Option<i64>,
}

/// Makes a drawer. At most 200 a shop.
#[utoipa::path(post, path = "/knowledge/categories", operation_id = "create_knowledge_category", tag = "knowledge",
    request_body = CreateKnowledgeCategory,
    responses((status = 201, body = Category), (status = "default", body = Problem)))]
async fn create_knowledge_category(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateKnowledgeCategory>,
) -> Result<(StatusCode, Json<Category>)> {
    let place = CategoryChange { name: None, parent_id: Some(body.parent_id), position: body.position };
    Ok((StatusCode::CREATED, Json(actions::create(&app, &actor, &body.name, place).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateKnowledgeCategory {
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<CategoryId>)]
    parent_id: Option<Option<CategoryId>>,
    position: Option<i64>,
}

/// Renames or moves a drawer; what is absent stays, a null parent puts it on the first level.
#[utoipa::path(patch, path = "/knowledge/categories/{id}", operation_id = "update_knowledge_category",
    tag = "knowledge", params(("id" = CategoryId, Path)), request_body = UpdateKnowledgeCategory,
    responses((status = 200, body = Category), (status = "default", body = Problem)))]
async fn update_knowledge_category(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CategoryId>,
    Json(body): Json<UpdateKnowledgeCategory>,
) -> Result<Json<Category>> {
    let change = CategoryChange { name: body.name, parent_id: body.parent_id, position: body.position };
    actions::update(&app, &actor, id, change).await.map(Json)
}

/// Removes a drawer that is empty: 409 `category_in_use` otherwise.
#[utoipa::path(delete, path = "/knowledge/categories/{id}", operation_id = "delete_knowledge_category",
    tag = "knowledge", params(("id" = CategoryId, Path)),
    responses((status = 204), (status = "default", body = Problem)))]
async fn delete_knowledge_category(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CategoryId>,
) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}
