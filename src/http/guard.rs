//! Looks every API route up in the permission table before its handler runs.

use axum::extract::{MatchedPath, Request, State};
use axum::http::{HeaderMap, Method};
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};

use super::request_id::RequestId;
use super::router::API;
use super::{ClientAddress, cookies, credentials, problem};
use crate::app::App;
use crate::audit::Origin;
use crate::auth::permissions::{self, Access};
use crate::auth::{self, Actor, Credential, secret};
use crate::error::{Error, Result};

const CSRF_HEADER: &str = "x-csrf-token";

pub async fn guard(State(app): State<App>, path: MatchedPath, mut request: Request, next: Next) -> Response {
    let path = path.as_str().strip_prefix(API).unwrap_or_default();
    // Whoever may read may ask for the head of it.
    let method = if request.method() == Method::HEAD { &Method::GET } else { request.method() };
    let Some(access) = permissions::access(method.as_str(), path) else {
        return unknown(path);
    };
    match admit(&app, access, &mut request).await {
        Ok(()) => next.run(request).await,
        Err(error) => error.into_response(),
    }
}

/// Not in the table: another method of a known path, or a route somebody forgot to list.
fn unknown(path: &str) -> Response {
    let allowed = permissions::methods(path);
    if allowed.is_empty() {
        tracing::error!(path, "a route is missing in the permission table");
        return Error::NotFound.into_response();
    }
    problem::method_not_allowed(&allowed)
}

/// Leaves behind who asks, or refuses.
async fn admit(app: &App, access: Access, request: &mut Request) -> Result<()> {
    let is_write = !request.method().is_safe();
    match access {
        Access::Public => {
            if is_write {
                app.auth.check_origin(app, request.headers())?;
            }
        }
        Access::HalfSignedIn => {
            if is_write {
                app.auth.check_origin(app, request.headers())?;
            }
            let token = cookies::read(request.headers(), cookies::HALF).ok_or(Error::Unauthorized)?;
            let half = auth::half_signed_in(app, &token).await?;
            request.extensions_mut().insert(half);
        }
        Access::Visitor => {
            if is_write {
                app.auth.check_origin(app, request.headers())?;
            }
            if let Some(ClientAddress(address)) = request.extensions().get() {
                let limits = &app.auth.limits;
                if is_write { limits.widget_request(*address)? } else { limits.widget_read(*address)? }
            }
            let token = credentials::of_visitor(request.headers()).ok_or(Error::Unauthorized)?;
            let visitor = app.auth.visitor_from_token(app, &token).await?;
            request.extensions_mut().insert(visitor);
        }
        Access::AnyStaff | Access::InPerson | Access::Staff(_) | Access::Asking(_) | Access::StaffInPerson(_) => {
            let credential = credentials::of_staff(request.headers()).ok_or(Error::Unauthorized)?;
            let signed_in = app.auth.signed_in(app, &credential).await?;
            let actor = Actor { origin: origin(request), ..signed_in.actor };
            let in_person = matches!(access, Access::InPerson | Access::StaffInPerson(_));
            if in_person && actor.session.is_none() {
                return Err(Error::Forbidden("not_with_a_token"));
            }
            if is_write {
                if !matches!(access, Access::Asking(_)) {
                    actor.require_write()?;
                }
                check_write(app, &credential, &signed_in.csrf_token.0, request.headers())?;
                app.auth.limits.staff_write(actor.staff_id)?;
            } else {
                app.auth.limits.staff_read(actor.staff_id)?;
            }
            if let Access::Staff(permission) | Access::Asking(permission) | Access::StaffInPerson(permission) = access {
                actor.require(permission)?;
            }
            request.extensions_mut().insert(actor);
            request.extensions_mut().insert(signed_in.csrf_token);
        }
    }
    Ok(())
}

fn origin(request: &Request) -> Origin {
    let extensions = request.extensions();
    Origin {
        address: extensions.get().map(|ClientAddress(address)| *address),
        request_id: extensions.get().map(|RequestId(id)| *id),
    }
}

/// A browser sends a session's cookie whoever made it ask: only our own pages know the other half.
fn check_write(app: &App, credential: &Credential, csrf: &str, headers: &HeaderMap) -> Result<()> {
    if let Credential::Session(_) = credential {
        app.auth.check_origin(app, headers)?;
        let shown = headers.get(CSRF_HEADER).and_then(|value| value.to_str().ok()).unwrap_or_default();
        if !secret::same(shown, csrf) {
            return Err(Error::Forbidden("bad_csrf_token"));
        }
    }
    Ok(())
}
