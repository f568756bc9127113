use crate::app::App;
use crate::audit::{self, Action, Entry, Who};
use crate::auth::second_factor::{code, qr, recovery, store};
use crate::auth::store::staff;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ShopId, StaffId};
use crate::sealed::{SECOND_FACTOR_PENDING_SECRET, Secret};
use crate::shops;

/// Time to get an app and read the picture.
const PENDING_SECONDS: i64 = 15 * 60;

/// What an app needs to know; shown once and in use only after its first code.
#[derive(Debug)]
pub struct NewSecret {
    pub secret: Secret,
    pub address: String,
    pub qr: qr::Qr,
    pub expires_at: Time,
}

/// Makes a secret for somebody's app. One that is in use stays in use until the new one is confirmed.
pub async fn begin(app: &App, shop_id: ShopId, staff_id: StaffId) -> Result<NewSecret> {
    let secret = code::new_secret();
    let expires_at = app.clock.now().plus_seconds(PENDING_SECONDS);
    let sealed = app.keys.seal(SECOND_FACTOR_PENDING_SECRET, staff_id, &secret)?;
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    let shop = shops::find(&mut conn, shop_id).await?.ok_or(Error::Unauthorized)?;
    let person = staff::find(&mut conn, shop_id, staff_id).await?.ok_or(Error::Unauthorized)?;
    store::set_pending(&mut conn, shop_id, staff_id, &sealed, expires_at).await?;
    tx.commit().await?;
    let address = code::address(&secret, &shop.name, &person.email);
    let address = address.ok_or_else(|| anyhow::anyhow!("no address for an authenticator app"))?;
    let qr = qr::draw(&address).ok_or_else(|| anyhow::anyhow!("the address does not fit a picture"))?;
    Ok(NewSecret { secret, address, qr, expires_at })
}

/// Puts a secret in use whose first code is shown, in the caller's transaction; fresh recovery codes, shown this once.
pub async fn confirm(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff_id: StaffId,
    shown: &str,
    who: Who,
) -> Result<Vec<String>> {
    let now = app.clock.now();
    let row = store::find(conn, shop_id, staff_id).await?;
    let replaced = row.as_ref().is_some_and(|row| row.enabled_at.is_some());
    let running = row.filter(|row| row.pending_until.is_some_and(|until| until > now));
    let sealed = running.and_then(|row| row.pending_secret).ok_or(Error::Conflict("enrolment_expired"))?;
    let secret = app.keys.open(SECOND_FACTOR_PENDING_SECRET, staff_id, &sealed)?;
    let step = code::step_of(&secret, shown, now).ok_or_else(|| Error::invalid("code", "wrong_code"))?;
    if !store::enable(conn, shop_id, staff_id, &sealed, step, now).await? {
        return Err(Error::Conflict("enrolment_expired"));
    }
    let entry = Entry::new(Action::SecondFactorEnabled).note("replaced", replaced);
    audit::record(conn, shop_id, who, now, entry).await?;
    renew_recovery_codes(conn, shop_id, staff_id).await
}

/// Fresh recovery codes in the place of all older ones.
pub async fn renew_recovery_codes(conn: &mut Conn<'_>, shop_id: ShopId, staff_id: StaffId) -> Result<Vec<String>> {
    let codes = recovery::new_codes();
    let hashes: Vec<_> = codes.iter().map(|code| recovery::hash(code)).collect();
    store::replace_codes(conn, shop_id, staff_id, &hashes).await?;
    Ok(codes)
}
