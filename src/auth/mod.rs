//! Who asks, and what they may do: staff, sessions, invitations, API tokens, visitors.
//!
//! Invariants: what opens a door (password, session, token, invitation) is stored hashed and compared in
//! constant time; every route has a line in [`permissions`]; a shop always keeps an active owner; whatever is
//! revoked stops working within [`access::CACHE_SECONDS`] and closes its sockets.

mod access;
mod actions;
mod actor;
pub mod crowd;
pub mod identity;
pub mod limits;
pub mod model;
mod oidc;
mod password;
pub mod permissions;
mod routes;
pub mod rules;
mod second_factor;
pub mod secret;
mod store;
mod throttle;

pub use access::{Auth, Credential, CsrfToken};
pub use actions::me::{Profile, update as update_profile};
pub use actions::sessions::{Client, end_expired as end_expired_sessions};
pub use actions::setup::{NewShop, create_shop, needed as setup_needed};
pub use actions::sign_in::{forget_unfinished as forget_unfinished_sign_ins, half_signed_in};
pub use actions::staff::{NewStaff, create_staff, staff_of};
pub use actions::terminal::reset_password;
pub use actions::tokens::{NewToken, create_token, revoke as revoke_token};
pub use actor::{Actor, HalfSignedIn, Means, Visitor};
pub use model::{Role, Scope, Staff};
pub use permissions::Permission;
pub use routes::router;
pub use second_factor::reset_at_terminal as reset_second_factor;
pub(crate) use store::passes::{sessions as roles_of_sessions, tokens as roles_of_tokens};
pub(crate) use store::staff::{brief, names, owners, presences, set_presence, who_may, who_serve};

use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// What a colleague is called who can be asked for advice: active, and allowed to write notes.
pub async fn name_of_adviser(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId) -> Result<Option<String>> {
    let found = store::staff::find(conn, shop_id, id).await?;
    let adviser = found.filter(|staff| staff.active && Permission::WriteNotes.is_granted_to(staff.role));
    Ok(adviser.map(|staff| staff.name))
}

/// Whether a conversation may be given to somebody: an active colleague of the shop whose role answers buyers.
pub async fn can_take_conversations(conn: &mut Conn<'_>, shop_id: ShopId, id: StaffId) -> Result<bool> {
    let found = store::staff::find(conn, shop_id, id).await?;
    Ok(found.is_some_and(|staff| staff.active && Permission::Reply.is_granted_to(staff.role)))
}
