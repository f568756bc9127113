//! HTTP of automation rules.

use std::convert::Infallible;
use std::time::Duration;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::IntoResponse;
use axum::response::sse::{Event, KeepAlive, Sse};
use futures::stream;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::model::{Frame, Rule, RuleDraft, RuleFiring};
use super::store::firings::Before;
use super::{actions, dry_run};
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path, Query, if_match, plain_object};
use crate::ids::RuleId;

/// A reader who has gone away is noticed when something is written.
const SIGN_OF_LIFE: Duration = Duration::from_secs(2);

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_rules, create_rule))
        .routes(routes!(arrange_rules))
        .routes(routes!(add_starter_rules))
        .routes(routes!(dry_run_rule))
        .routes(routes!(replace_rule, delete_rule))
        .routes(routes!(switch_rule))
        .routes(routes!(list_rule_firings))
}

#[derive(Debug, Serialize, ToSchema)]
struct RuleList {
    /// In the order in which they are done.
    items: Vec<Rule>,
}

/// The shop's automation rules, at most 100.
#[utoipa::path(get, path = "/rules", operation_id = "list_rules", tag = "rules",
    responses((status = 200, body = RuleList), (status = "default", body = Problem)))]
async fn list_rules(State(app): State<App>, actor: Actor) -> Result<Json<RuleList>> {
    Ok(Json(RuleList { items: actions::list(&app, &actor).await? }))
}

/// Makes a rule, the last in the order. It looks at what happens from then on.
#[utoipa::path(post, path = "/rules", operation_id = "create_rule", tag = "rules", request_body = RuleDraft,
    responses((status = 201, body = Rule), (status = "default", body = Problem)))]
async fn create_rule(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<RuleDraft>,
) -> Result<(StatusCode, Json<Rule>)> {
    Ok((StatusCode::CREATED, Json(actions::create(&app, &actor, body).await?)))
}

/// Replaces a rule; what is left out is as it is by itself.
///
/// With `If-Match` only if nobody changed it since: 409 `rule_changed` with the rule as it is now otherwise.
#[utoipa::path(put, path = "/rules/{id}", operation_id = "replace_rule", tag = "rules",
    params(("id" = RuleId, Path), ("If-Match" = Option<String>, Header, description = "The `version` that was read, in quotes")),
    request_body = RuleDraft, responses((status = 200, body = Rule), (status = "default", body = Problem)))]
async fn replace_rule(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RuleId>,
    headers: HeaderMap,
    Json(body): Json<RuleDraft>,
) -> Result<Json<Rule>> {
    actions::replace(&app, &actor, id, body, if_match(&headers)?).await.map(Json)
}

/// Deletes a rule and the log of what it did.
#[utoipa::path(delete, path = "/rules/{id}", operation_id = "delete_rule", tag = "rules",
    params(("id" = RuleId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_rule(State(app): State<App>, actor: Actor, Path(id): Path<RuleId>) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct SwitchRule {
    enabled: bool,
}

/// Switches a rule on or off.
///
/// 422 if it is to be switched on and names what is gone. With `If-Match` only if nobody changed it since: 409 `rule_changed`.
#[utoipa::path(put, path = "/rules/{id}/enabled", operation_id = "switch_rule", tag = "rules",
    params(("id" = RuleId, Path), ("If-Match" = Option<String>, Header, description = "The `version` that was read, in quotes")),
    request_body = SwitchRule, responses((status = 200, body = Rule), (status = "default", body = Problem)))]
async fn switch_rule(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RuleId>,
    headers: HeaderMap,
    Json(body): Json<SwitchRule>,
) -> Result<Json<Rule>> {
    actions::switch(&app, &actor, id, body.enabled, if_match(&headers)?).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ArrangeRules {
    /// Every rule of the shop, in the order in which they are to be done.
    ids: Vec<RuleId>,
}

/// Puts the rules in order. 409 `rules_changed` if these are not all of them.
#[utoipa::path(put, path = "/rules/order", operation_id = "arrange_rules", tag = "rules", request_body = ArrangeRules,
    responses((status = 204), (status = "default", body = Problem)))]
async fn arrange_rules(State(app): State<App>, actor: Actor, Json(body): Json<ArrangeRules>) -> Result<StatusCode> {
    actions::arrange(&app, &actor, &body.ids).await?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AddStarterRules {
    /// `zh-CN`, `zh-Hant` or `en`; left out: the shop's own language.
    locale: Option<String>,
}

#[derive(Debug, Serialize, ToSchema)]
struct AddedRules {
    created: usize,
}

/// Adds three rules to begin with, switched off; those that are there by name stay as they are.
#[utoipa::path(post, path = "/rules/starter_set", operation_id = "add_starter_rules", tag = "rules",
    request_body = AddStarterRules, responses((status = 200, body = AddedRules), (status = "default", body = Problem)))]
async fn add_starter_rules(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<AddStarterRules>,
) -> Result<Json<AddedRules>> {
    Ok(Json(AddedRules { created: actions::add_starter(&app, &actor, body.locale.as_deref()).await? }))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct DryRun {
    /// As it would be stored.
    #[serde(deserialize_with = "plain_object")]
    rule: RuleDraft,
    /// Within a year.
    since: Time,
}

/// What a rule would have done, had it been there: at most the newest 10 000 events since a time. Nothing is changed.
///
/// A stream of server-sent events; closing it ends the run. Conversations are judged as they stood then, as far as their thread
/// tells; customers and groups as they are today.
#[utoipa::path(post, path = "/rules/dry_run", operation_id = "dry_run_rule", tag = "rules", request_body = DryRun,
    responses((status = 200, description = "Each `data:` line is a `DryRunFrame`", body = Frame,
        content_type = "text/event-stream"), (status = "default", body = Problem)))]
async fn dry_run_rule(State(app): State<App>, actor: Actor, Json(body): Json<DryRun>) -> Result<impl IntoResponse> {
    let frames = dry_run::begin(&app, &actor, body.rule, body.since).await?;
    let events = stream::unfold(frames, |mut frames| async move {
        let data = serde_json::to_string(&frames.recv().await?).unwrap_or_default();
        Some((Ok::<_, Infallible>(Event::default().data(data)), frames))
    });
    Ok(Sse::new(events).keep_alive(KeepAlive::new().interval(SIGN_OF_LIFE)))
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
struct ListFirings {
    /// The `next` of the page before.
    after: Option<String>,
    /// 1–100, default 30.
    limit: Option<i64>,
}

#[derive(Debug, Serialize, ToSchema)]
struct RuleFiringList {
    /// The newest first.
    items: Vec<RuleFiring>,
    next: Option<String>,
}

/// What a rule did in the last 90 days.
#[utoipa::path(get, path = "/rules/{id}/firings", operation_id = "list_rule_firings", tag = "rules",
    params(("id" = RuleId, Path), ListFirings),
    responses((status = 200, body = RuleFiringList), (status = "default", body = Problem)))]
async fn list_rule_firings(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<RuleId>,
    Query(params): Query<ListFirings>,
) -> Result<Json<RuleFiringList>> {
    let before = params.after.as_deref().map(parse).transpose()?;
    let limit = params.limit.unwrap_or(30).clamp(1, 100);
    let page = actions::firings(&app, &actor, id, before, limit).await?;
    let next = page.items.last().filter(|_| page.more).map(|last| format!("{}.{}", last.at.0, last.id));
    Ok(Json(RuleFiringList { items: page.items, next }))
}

fn parse(text: &str) -> Result<Before> {
    let bad = || Error::invalid("after", "not_a_cursor");
    let (at, id) = text.split_once('.').ok_or_else(bad)?;
    Ok(Before { at: Time(at.parse().map_err(|_| bad())?), id: id.parse().map_err(|_| bad())? })
}
