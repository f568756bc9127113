//! A forgotten password: a link that sets a new one, for one account, once, and for a short time.
//!
//! Invariants (S3): whoever asks learns nothing of whether there is such an account; a link is known by its hash alone and
//! dies with any new password, with its maker's and its owner's role, and with its time; it opens no session, so that a second
//! factor is asked as ever.

mod ask;
mod make;
mod replace;
mod set;

pub use ask::ask;
pub use make::{Made, make};
pub use replace::{forget_when_somebody_changes, replace, tell};
pub use set::{set, show};

use crate::app::App;
use crate::auth::secret;
use crate::auth::store::password_resets::{self as store, NewReset};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PasswordResetId, ShopId, StaffId};

/// A link just made: the only moment its token is known.
pub struct Link {
    pub id: PasswordResetId,
    pub url: String,
    pub expires_at: Time,
}

async fn link(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    made_by: Option<StaffId>,
    valid_seconds: i64,
) -> Result<Link> {
    let (token, now) = (secret::random_token(), app.clock.now());
    let (id, expires_at) = (PasswordResetId::new(), now.plus_seconds(valid_seconds));
    let token_hash = &secret::hash(&token);
    store::insert(conn, NewReset { id, shop_id, staff_id, token_hash, made_by, now, expires_at }).await?;
    Ok(Link { id, url: format!("{}/reset/{token}", app.config.origin()), expires_at })
}
