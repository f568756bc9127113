//! Who may call what, from the permission table into the description.

use utoipa::openapi::path::{Operation, PathItem};
use utoipa::openapi::security::{
    ApiKey, ApiKeyValue, Http, HttpAuthScheme, SecurityRequirement as Requirement, SecurityScheme,
};
use utoipa::openapi::{Components, OpenApi};

use crate::auth::Permission;
use crate::auth::permissions::{Access, ROUTES};
use crate::http::cookies;
use crate::http::router::API;

const SESSION: &str = "session";
const TOKEN: &str = "token";
const VISITOR: &str = "visitor";
const HALF: &str = "half";

pub fn describe(document: &mut OpenApi) {
    let components = document.components.get_or_insert_with(Components::new);
    let session = "A session of staff. Writes also carry `x-csrf-token` with the value from `GET /me`.";
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(cookies::SESSION, session));
    components.add_security_scheme(SESSION, SecurityScheme::ApiKey(cookie));
    components.add_security_scheme(TOKEN, SecurityScheme::Http(Http::new(HttpAuthScheme::Bearer)));
    let half = "A sign-in that lacks its second factor, as the answer 202 to the first proof gave it.";
    let cookie = ApiKey::Cookie(ApiKeyValue::with_description(cookies::HALF, half));
    components.add_security_scheme(HALF, SecurityScheme::ApiKey(cookie));
    let visitor = "`Visitor`, a blank and the token that `widget_session` gave.";
    let header = ApiKey::Header(ApiKeyValue::with_description("Authorization", visitor));
    components.add_security_scheme(VISITOR, SecurityScheme::ApiKey(header));
    for (method, path, access) in ROUTES {
        let item = document.paths.paths.get_mut(&format!("{API}{path}"));
        if let Some(operation) = item.and_then(|item| operation_mut(item, method)) {
            allow(operation, *access);
        }
    }
}

fn operation_mut<'a>(item: &'a mut PathItem, method: &str) -> Option<&'a mut Operation> {
    match method {
        "GET" => item.get.as_mut(),
        "POST" => item.post.as_mut(),
        "PUT" => item.put.as_mut(),
        "PATCH" => item.patch.as_mut(),
        "DELETE" => item.delete.as_mut(),
        _ => None,
    }
}

fn allow(operation: &mut Operation, access: Access) {
    let by = |names: &[&str]| names.iter().map(|name| Requirement::new(*name, [""; 0])).collect();
    operation.security = Some(match access {
        Access::Public => Vec::new(),
        Access::HalfSignedIn => by(&[HALF]),
        Access::Visitor => by(&[VISITOR]),
        Access::AnyStaff | Access::Staff(_) | Access::Asking(_) => by(&[SESSION, TOKEN]),
        Access::InPerson | Access::StaffInPerson(_) => by(&[SESSION]),
    });
    if let Access::Staff(permission) | Access::Asking(permission) | Access::StaffInPerson(permission) = access {
        let words = format!("Needs the permission `{}`.", name_of(permission));
        let description = operation.description.get_or_insert_default();
        if !description.is_empty() {
            description.push_str("\n\n");
        }
        description.push_str(&words);
    }
}

fn name_of(permission: Permission) -> String {
    serde_json::to_value(permission).ok().and_then(|name| name.as_str().map(str::to_owned)).unwrap_or_default()
}
