//! HTTP of sizes.

use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, Read};
use super::advise::{self, Asking};
use super::model::{ChartContent, SizeAdvice, SizeChart, SizeFault, SizeMeasure, SizeTable, SizeWearer};
use crate::app::App;
use crate::auth::{Actor, rules};
use crate::error::{Problem, Result};
use crate::http::{Json, Path, if_match, objects};
use crate::ids::SizeChartId;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_size_charts, create_size_chart))
        .routes(routes!(check_size_chart))
        .routes(routes!(show_size_chart, replace_size_chart, delete_size_chart))
        .routes(routes!(advise_by_size_chart))
        .routes(routes!(advise_size))
}

#[derive(Debug, Serialize, ToSchema)]
struct SizeChartList {
    items: Vec<SizeChart>,
}

/// All size charts: the one for every product first, then by name.
#[utoipa::path(get, path = "/size_charts", operation_id = "list_size_charts", tag = "sizes",
    responses((status = 200, body = SizeChartList), (status = "default", body = Problem)))]
async fn list_size_charts(State(app): State<App>, actor: Actor) -> Result<Json<SizeChartList>> {
    Ok(Json(SizeChartList { items: actions::list(&app, &actor).await? }))
}

/// A chart with the tag that a client names to change it as it was read.
impl IntoResponse for Read {
    fn into_response(self) -> Response {
        let mut headers = HeaderMap::new();
        if let Ok(tag) = HeaderValue::from_str(&format!("\"{}\"", self.revision)) {
            headers.insert(header::ETAG, tag);
        }
        (headers, Json(self.chart)).into_response()
    }
}

/// Makes a chart.
///
/// Tables with a gap, an overlap or a contradiction are refused: 422 `invalid`, with the rule of each fault under
/// `errors`. A product code, a title word and "every product" lead to one chart each.
#[utoipa::path(post, path = "/size_charts", operation_id = "create_size_chart", tag = "sizes",
    request_body = ChartContent,
    responses((status = 201, body = SizeChart), (status = "default", body = Problem)))]
async fn create_size_chart(
    State(app): State<App>,
    actor: Actor,
    Json(body): Json<ChartContent>,
) -> Result<(StatusCode, Read)> {
    Ok((StatusCode::CREATED, actions::create(&app, &actor, body).await?))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct CheckSizeChart {
    #[serde(deserialize_with = "objects")]
    tables: Vec<SizeTable>,
}

#[derive(Debug, Serialize, ToSchema)]
struct SizeFaultList {
    items: Vec<SizeFault>,
}

/// What is wrong with tables before they are saved, and where; nothing is stored.
#[utoipa::path(post, path = "/size_charts/check", operation_id = "check_size_chart", tag = "sizes",
    request_body = CheckSizeChart,
    responses((status = 200, body = SizeFaultList), (status = "default", body = Problem)))]
async fn check_size_chart(actor: Actor, Json(body): Json<CheckSizeChart>) -> Result<Json<SizeFaultList>> {
    Ok(Json(SizeFaultList { items: actions::check(&actor, body.tables).await? }))
}

/// One chart. Its `ETag` goes back as `If-Match` with a change.
#[utoipa::path(get, path = "/size_charts/{id}", operation_id = "show_size_chart", tag = "sizes",
    params(("id" = SizeChartId, Path)),
    responses((status = 200, body = SizeChart), (status = "default", body = Problem)))]
async fn show_size_chart(State(app): State<App>, actor: Actor, Path(id): Path<SizeChartId>) -> Result<Read> {
    actions::show(&app, &actor, id).await
}

/// Lets a chart say something else from now on.
///
/// With `If-Match` only if nobody changed it since: 409 `size_chart_changed` otherwise, with the chart under `current`.
#[utoipa::path(put, path = "/size_charts/{id}", operation_id = "replace_size_chart", tag = "sizes",
    params(("id" = SizeChartId, Path), ("If-Match" = Option<String>, Header, description = "The `ETag` that was read")),
    request_body = ChartContent,
    responses((status = 200, body = SizeChart), (status = "default", body = Problem)))]
async fn replace_size_chart(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SizeChartId>,
    headers: HeaderMap,
    Json(body): Json<ChartContent>,
) -> Result<Read> {
    actions::replace(&app, &actor, id, if_match(&headers)?, body).await
}

/// Removes a chart, for good.
#[utoipa::path(delete, path = "/size_charts/{id}", operation_id = "delete_size_chart", tag = "sizes",
    params(("id" = SizeChartId, Path)), responses((status = 204), (status = "default", body = Problem)))]
async fn delete_size_chart(State(app): State<App>, actor: Actor, Path(id): Path<SizeChartId>) -> Result<StatusCode> {
    actions::delete(&app, &actor, id).await?;
    Ok(StatusCode::NO_CONTENT)
}

/// A measure of whoever will wear it.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct GivenMeasure {
    measure: SizeMeasure,
    /// Millimetres, or grams of a weight.
    value: i32,
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AdviseByChart {
    /// What the buyer wrote, such as `165 55公斤` or `5'5" 120 lb`.
    text: Option<String>,
    /// These go before what the text says.
    #[serde(default, deserialize_with = "objects")]
    measures: Vec<GivenMeasure>,
    /// Who will wear it, where the text does not say.
    wearer: Option<SizeWearer>,
    /// Of the words for the buyer: `zh-CN`, `zh-Hant` or `en`; the shop's own, if absent.
    locale: Option<String>,
}

impl AdviseByChart {
    fn asking(self, product: Option<String>) -> Result<Asking> {
        if let Some(locale) = &self.locale {
            rules::check_locale("locale", locale)?;
        }
        let measures = self.measures.iter().map(|given| (given.measure, given.value)).collect();
        Ok(Asking { product, text: self.text, measures, wearer: self.wearer, locale: self.locale })
    }
}

/// Which size fits by this chart, or what to ask next. Nothing of it is stored; a token that may only read will do.
#[utoipa::path(post, path = "/size_charts/{id}/advise", operation_id = "advise_by_size_chart", tag = "sizes",
    params(("id" = SizeChartId, Path)), request_body = AdviseByChart,
    responses((status = 200, body = SizeAdvice), (status = "default", body = Problem)))]
async fn advise_by_size_chart(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<SizeChartId>,
    Json(body): Json<AdviseByChart>,
) -> Result<Json<SizeAdvice>> {
    advise::advise_as(&app, &actor, Some(id), body.asking(None)?).await.map(Json)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct AdviseSize {
    /// The product's code in the shop, or its title; the text may name it too.
    product: Option<String>,
    /// What the buyer wrote, such as `165 55公斤` or `5'5" 120 lb`.
    text: Option<String>,
    /// These go before what the text says.
    #[serde(default, deserialize_with = "objects")]
    measures: Vec<GivenMeasure>,
    /// Who will wear it, where the text does not say.
    wearer: Option<SizeWearer>,
    /// Of the words for the buyer: `zh-CN`, `zh-Hant` or `en`; the shop's own, if absent.
    locale: Option<String>,
}

/// Which size of a product fits, by the chart that is for it, or what to ask next.
///
/// Nothing of it is stored; a token that may only read will do.
#[utoipa::path(post, path = "/size_advice", operation_id = "advise_size", tag = "sizes", request_body = AdviseSize,
    responses((status = 200, body = SizeAdvice), (status = "default", body = Problem)))]
async fn advise_size(State(app): State<App>, actor: Actor, Json(body): Json<AdviseSize>) -> Result<Json<SizeAdvice>> {
    let AdviseSize { product, text, measures, wearer, locale } = body;
    let asking = AdviseByChart { text, measures, wearer, locale }.asking(product)?;
    advise::advise_as(&app, &actor, None, asking).await.map(Json)
}
