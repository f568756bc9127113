use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::AppendHeaders;
use serde::Deserialize;
use utoipa::ToSchema;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;

use super::widget_session::{self, Opening, WidgetSession};
use crate::app::App;
use crate::conversations::Touchpoint;
use crate::error::{Problem, Result};
use crate::http::{ClientAddress, Json, cookies, own_origin};

pub fn router() -> OpenApiRouter<App> {
    OpenApiRouter::new().routes(routes!(open_widget_session))
}

#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct OpenWidget {
    /// The inbox's public key.
    key: String,
    /// The visitor token of an earlier visit.
    token: Option<String>,
    /// A JSON Web Token (HS256) the shop signed with the inbox's identity secret: `sub`, `exp` at most a day away,
    /// and if it likes `name`, `email`, `phone`, `tier`.
    identity: Option<String>,
    /// The language of the page.
    #[serde(default)]
    locale: String,
    page: Option<WidgetPage>,
    /// Accepted for what the widget sends with every message later on.
    #[expect(dead_code, reason = "part of the contract; the first message carries it")]
    touchpoint: Option<Touchpoint>,
}

/// The page of the shop on which the widget stands.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WidgetPage {
    url: String,
    title: Option<String>,
    #[expect(dead_code, reason = "sent by every widget; figures about where buyers come from will read it")]
    referrer: Option<String>,
}

/// Opens the widget for a visitor: recognises who comes back, makes a customer of who is new.
///
/// A token of the shop that is forged, run out or signed for another inbox is answered with 401 `invalid_identity`.
#[utoipa::path(post, path = "/widget/session", operation_id = "widget_session", tag = "widget",
    request_body = OpenWidget,
    responses((status = 200, body = WidgetSession), (status = "default", body = Problem)))]
async fn open_widget_session(
    State(app): State<App>,
    ClientAddress(address): ClientAddress,
    headers: HeaderMap,
    Json(body): Json<OpenWidget>,
) -> Result<(AppendHeaders<[(axum::http::HeaderName, String); 1]>, Json<WidgetSession>)> {
    let opening = Opening {
        key: body.key,
        token: body.token.or_else(|| cookies::read(&headers, cookies::VISITOR)),
        identity: body.identity,
        locale: body.locale,
        page: body.page.map(|page| (page.url, page.title)),
        address,
        own_origin: own_origin(&app.config, &headers),
    };
    let session = widget_session::open(&app, opening).await?;
    let cookie = cookies::visitor(&session.token);
    Ok((AppendHeaders([(axum::http::header::SET_COOKIE, cookie)]), Json(session)))
}
