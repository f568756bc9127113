use super::{replace, tell};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actions::sessions::{Client, close};
use crate::auth::store::password_resets::{self as store, OpenReset};
use crate::auth::store::staff;
use crate::auth::{oidc, password, secret};
use crate::error::{Error, Result};

/// Whose password a link sets. Used, run out and never given out answer alike.
pub async fn show(app: &App, token: &str) -> Result<OpenReset> {
    let mut reader = app.db.reader().await?;
    store::open_by_token(&mut reader.conn(), &secret::hash(token), app.clock.now()).await?.ok_or(Error::NotFound)
}

/// Sets the password and ends all sessions. It lets nobody in: whoever did it signs in next, as always.
pub async fn set(app: &App, token: &str, new: String, client: &Client) -> Result<()> {
    let OpenReset { shop_id, staff_id, .. } = show(app, token).await?;
    password::check_new("password", &new)?;
    let hash = app.auth.passwords.hash(new).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    if !store::take(&mut conn, &secret::hash(token), now).await? {
        return Err(Error::NotFound);
    }
    let found = staff::find(&mut conn, shop_id, staff_id).await?.filter(|person| person.active);
    let person = found.ok_or(Error::NotFound)?;
    oidc::check_password_may(&mut conn, shop_id, person.role).await?;
    let ended = replace(&mut conn, shop_id, staff_id, &hash, None).await?;
    let entry = Entry::new(Action::PasswordReset)
        .on(Subject::staff(staff_id, &person.name))
        .note("sessions_ended", ended.len());
    audit::record(&mut conn, shop_id, Who::staff(staff_id, client), now, entry).await?;
    tell(app, &mut conn, &person).await?;
    tx.commit().await?;
    close(app, &ended);
    // Whoever guessed in vain before is not kept waiting with the right one.
    app.auth.by_account.clear(&person.email);
    app.jobs.ring();
    Ok(())
}
