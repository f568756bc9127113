//! The edge: routes, who may call them, what every answer carries, the web bundle.
//!
//! Invariants: a route that the permission table does not know is refused; every answer, errors too, carries the
//! security headers and a request id; a write that has begun is finished even if the client hangs up.

mod address;
mod bundle;
mod complete;
pub mod cookies;
mod credentials;
mod docs;
mod extract;
mod file_body;
mod guard;
mod headers;
mod health;
pub mod idempotency;
mod if_match;
mod metrics;
mod openapi;
mod panel;
mod problem;
mod redirect;
mod request_id;
mod router;
mod serve;
mod tls;
mod try_page;

pub use address::ClientAddress;
pub use credentials::own_origin;
pub use extract::{
    Json, MultipartForm, OptionalJson, Path, Query, given, given_object, object, objects, parse_json, plain_object,
    some_objects,
};
pub use file_body::file_of;
pub use headers::secure_beside;
pub use if_match::if_match;
pub use openapi::openapi;
pub use router::router;
pub use serve::serve;
