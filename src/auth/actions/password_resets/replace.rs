use crate::app::App;
use crate::auth::model::StaffRow;
use crate::auth::store::{devices, password_resets as store, pending, sessions, staff};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{PasswordResetId, SessionId, ShopId, StaffId};
use crate::language::Language;
use crate::mail::{self, NewMail};
use crate::shops;

/// News of a new password are worth something for a few days.
const NEWS_SECONDS: i64 = 3 * 24 * 60 * 60;

/// Puts a new password in the place of the one before, however it came about: sessions end but the one that is kept, and
/// links that would set another are dead. What ended is closed after the commit.
pub async fn replace(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    hash: &str,
    kept: Option<SessionId>,
) -> Result<Vec<(SessionId, Vec<u8>)>> {
    staff::set_password(conn, shop_id, staff_id, hash).await?;
    let dead = store::delete_of(conn, shop_id, staff_id).await?;
    forget_mail(conn, shop_id, dead).await?;
    pending::delete_all(conn, staff_id).await?;
    devices::forget_new(conn, shop_id, staff_id, kept).await?;
    sessions::delete_all(conn, staff_id, kept).await
}

/// Tells somebody by mail that they have a new password.
pub async fn tell(app: &App, conn: &mut Conn<'_>, person: &StaffRow) -> Result<()> {
    if !mail::is_set_up(app) {
        return Ok(());
    }
    let Some(shop) = shops::find(conn, person.shop_id).await? else { return Ok(()) };
    let now = app.clock.now();
    let language = Language::of(person.locale.as_deref().unwrap_or(&shop.locale));
    let letter = mail::changed(language, &person.email, &shop.name);
    let new = NewMail { letter, opens: None, expires_at: now.plus_seconds(NEWS_SECONDS) };
    mail::enqueue(app, conn, person.shop_id, new, now).await
}

/// A link was made by a role for a role: when one of the two changes, it is dead.
pub async fn forget_when_somebody_changes(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<()> {
    let mut dead = store::delete_of(conn, shop_id, staff_id).await?;
    dead.extend(store::delete_made_by(conn, shop_id, staff_id).await?);
    forget_mail(conn, shop_id, dead).await
}

async fn forget_mail(conn: &mut Conn<'_>, shop_id: ShopId, dead: Vec<PasswordResetId>) -> Result<()> {
    for id in dead {
        mail::forget(conn, shop_id, id.into()).await?;
    }
    Ok(())
}
