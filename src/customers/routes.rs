use axum::extract::State;
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::actions::{self, CustomerChange};
use super::blocks;
use super::model::Customer;
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::error::{Error, Problem, Result};
use crate::http::{Json, Path, Query, given};
use crate::ids::CustomerId;

const PAGE: usize = 50;
const MAX_PAGE: usize = 200;
const MAX_WORDS_CHARS: usize = 200;

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new()
        .routes(routes!(list_customers))
        .routes(routes!(show_customer, update_customer))
        .merge(blocks::router())
}

#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
struct ListCustomers {
    /// Words in the name, mail address or phone; all of them must be found. The newest customers come first then.
    q: Option<String>,
    /// The `next` of the page before.
    after: Option<String>,
    /// At most 200.
    limit: Option<usize>,
}

#[derive(Debug, Serialize, ToSchema)]
struct CustomerList {
    items: Vec<Customer>,
    next: Option<String>,
}

/// Customers, last seen first, or those that some words find.
#[utoipa::path(get, path = "/customers", operation_id = "list_customers", tag = "customers", params(ListCustomers),
    responses((status = 200, body = CustomerList), (status = "default", body = Problem)))]
async fn list_customers(
    State(app): State<App>,
    actor: Actor,
    Query(query): Query<ListCustomers>,
) -> Result<Json<CustomerList>> {
    let limit = query.limit.unwrap_or(PAGE).clamp(1, MAX_PAGE);
    if let Some(words) = query.q.filter(|words| !words.trim().is_empty()) {
        if words.chars().count() > MAX_WORDS_CHARS {
            return Err(Error::invalid("q", "too_long"));
        }
        let after = query.after.map(|place| place.parse().map_err(|_| invalid_place())).transpose()?;
        let (items, next) = actions::search(&app, &actor, &words, after, limit).await?;
        return Ok(Json(CustomerList { items, next: next.map(|num| num.to_string()) }));
    }
    let after = query.after.as_deref().map(read_place).transpose()?;
    let (items, next) = actions::list(&app, &actor, after, limit).await?;
    Ok(Json(CustomerList { items, next: next.map(|(at, id)| format!("{}.{id}", at.0)) }))
}

fn invalid_place() -> Error {
    Error::invalid("after", "invalid_place")
}

pub(super) fn read_place(text: &str) -> Result<(Time, CustomerId)> {
    let place = text.split_once('.').and_then(|(at, id)| Some((Time(at.parse().ok()?), id.parse().ok()?)));
    place.ok_or_else(invalid_place)
}

/// One customer.
#[utoipa::path(get, path = "/customers/{id}", operation_id = "show_customer", tag = "customers",
    params(("id" = CustomerId, Path)), responses((status = 200, body = Customer), (status = "default", body = Problem)))]
async fn show_customer(State(app): State<App>, actor: Actor, Path(id): Path<CustomerId>) -> Result<Json<Customer>> {
    let mut reader = app.db.reader().await?;
    actions::find(&mut reader.conn(), actor.shop_id, id).await?.map(Json).ok_or(Error::NotFound)
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UpdateCustomer {
    name: Option<String>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    tier: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    note: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    email: Option<Option<String>>,
    #[serde(default, deserialize_with = "given")]
    #[schema(value_type = Option<String>)]
    phone: Option<Option<String>>,
}

/// Changes a customer; what is absent stays, null clears.
#[utoipa::path(patch, path = "/customers/{id}", operation_id = "update_customer", tag = "customers",
    params(("id" = CustomerId, Path)), request_body = UpdateCustomer,
    responses((status = 200, body = Customer), (status = "default", body = Problem)))]
async fn update_customer(
    State(app): State<App>,
    actor: Actor,
    Path(id): Path<CustomerId>,
    Json(body): Json<UpdateCustomer>,
) -> Result<Json<Customer>> {
    let change =
        CustomerChange { name: body.name, tier: body.tier, note: body.note, email: body.email, phone: body.phone };
    actions::update(&app, &actor, id, change).await.map(Json)
}
