use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use crate::app::App;
use crate::auth::Actor;
use crate::error::{Problem, Result};
use crate::http::{Json, Path, if_match};
use crate::ids::TagId;
use crate::tags::actions::{self, Stand};
use crate::tags::model::{Hue, NewTag, Tag, TagChange, TagUsage};
use crate::tags::starter;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_tags, create_tag))
        .routes(routes!(show_tag_usage))
        .routes(routes!(add_starter_tags))
        .routes(routes!(update_tag))
        .routes(routes!(move_tag))
}

#[derive(Debug, Serialize, ToSchema)]
struct TagList {
    items: Vec<Tag>,
}

/// The shop's tree of tags, archived ones too; siblings in their order.
#[utoipa::path(get, path = "/tags", operation_id = "list_tags", tag = "tags",
    responses((status = 200, body = TagList), (status = "default", body = Problem)))]
async fn list_tags(State(app): State<App>, actor: Actor) -> Result<Json<TagList>> {
    Ok(Json(TagList { items: actions::list(&app, &actor).await? }))
}

#[derive(Debug, Serialize, ToSchema)]
struct TagUsageList {
    items: Vec<TagUsage>,
}

/// How many conversations have each tag or one below it. Tags that none has are left out.
#[utoipa::path(get, path = "/tags/usage", operation_id = "show_tag_usage", tag = "tags",
    responses((status = 200, body = TagUsageList), (status = "default", body = Problem)))]
async fn show_tag_usage(State(app): State<App>, actor: Actor) -> Result<Json<TagUsageList>> {
    Ok(Json(TagUsageList { items: actions::usage(&app, &actor).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CreateTag {
    /// The tag it stands below, at most three levels deep; null: at the top.
    parent_id: Option<TagId>,
    name: String,
    /// Left out: that of the tag above, or grey.
    hue: Option<Hue>,
}

/// Makes a tag, the last among its siblings.
#[utoipa::path(post, path = "/tags", operation_id = "create_tag", tag = "tags", request_body = CreateTag,
    responses((status = 201, body = Tag), (status = "default", body = Problem)))]
async fn create_tag(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<CreateTag>,
) -> Result<(StatusCode, Json<Tag>)> {
    let CreateTag { parent_id, name, hue } = body;
    Ok((StatusCode::CREATED, Json(actions::create(&app, &actor, NewTag { parent_id, name, hue }).await?)))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateTag {
    name: Option<String>,
    hue: Option<Hue>,
    /// True: nobody is offered it any more, nor what is below it.
    archived: Option<bool>,
}

/// Renames, recolours, archives or brings back a tag; fields that are left out stay.
///
/// With `If-Match` only if nobody changed it since: 409 `tag_changed` with the tag as it is now otherwise.
#[utoipa::path(patch, path = "/tags/{id}", operation_id = "update_tag", tag = "tags",
    params(("id" = TagId, Path), ("If-Match" = Option<String>, Header, description = "The `version` that was read, in quotes")),
    request_body = UpdateTag, responses((status = 200, body = Tag), (status = "default", body = Problem)))]
async fn update_tag(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<TagId>,
    headers: HeaderMap,
    Json(body): Json<UpdateTag>,
) -> Result<Json<Tag>> {
    let UpdateTag { name, hue, archived } = body;
    let change = TagChange { name, hue, archived };
    actions::update(&app, &actor, id, change, if_match(&headers)?).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct MoveTag {
    /// The tag it is to stand below; null: at the top.
    parent_id: Option<TagId>,
    /// Among those that stand there, from 0; whatever is more is the end.
    position: u32,
}

/// Puts a tag, with all below it, elsewhere.
///
/// With `If-Match` only if nobody changed it since: 409 `tag_changed` with the tag as it is now otherwise.
#[utoipa::path(post, path = "/tags/{id}/move", operation_id = "move_tag", tag = "tags",
    params(("id" = TagId, Path), ("If-Match" = Option<String>, Header, description = "The `version` that was read, in quotes")),
    request_body = MoveTag, responses((status = 200, body = Tag), (status = "default", body = Problem)))]
async fn move_tag(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<TagId>,
    headers: HeaderMap,
    Json(body): Json<MoveTag>,
) -> Result<Json<Tag>> {
    let stand = Stand { parent_id: body.parent_id, position: usize::try_from(body.position).unwrap_or(usize::MAX) };
    actions::put(&app, &actor, id, stand, if_match(&headers)?).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddStarterTags {
    /// `zh-CN`, `zh-Hant` or `en`; left out: the shop's own language.
    locale: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AddedTags {
    created: usize,
}

/// Adds tags that most shops need, reasons for closing among them; those that are there by name stay as they are.
#[utoipa::path(post, path = "/tags/starter_set", operation_id = "add_starter_tags", tag = "tags",
    request_body = AddStarterTags, responses((status = 200, body = AddedTags), (status = "default", body = Problem)))]
async fn add_starter_tags(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<AddStarterTags>,
) -> Result<Json<AddedTags>> {
    Ok(Json(AddedTags { created: starter::add(&app, &actor, body.locale.as_deref()).await? }))
}
