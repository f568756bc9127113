//! What whoever sits at the server's own terminal may do, without an account.

use super::sessions::close;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::store::{devices, pending, sessions, staff as store};
use crate::auth::{password, rules};
use crate::error::{Error, Result};

/// Gives an account a new password and ends its sessions.
pub async fn reset_password(app: &App, email: &str, new: String) -> Result<()> {
    password::check_new("password", &new)?;
    let email = rules::clean_email("email", email)?;
    let hash = app.auth.passwords.hash(new).await?;
    let account = store::login_by_email(&mut app.db.reader().await?.conn(), &email).await?.ok_or(Error::NotFound)?;
    let mut tx = app.db.begin_in(&[account.shop_id]).await?;
    let mut conn = tx.conn();
    store::set_password(&mut conn, account.shop_id, account.id, &hash).await?;
    pending::delete_all(&mut conn, account.id).await?;
    devices::forget_new(&mut conn, account.shop_id, account.id, None).await?;
    let ended = sessions::delete_all(&mut conn, account.id, None).await?;
    let entry =
        Entry::new(Action::PasswordReset).on(Subject::staff(account.id, &email)).note("sessions_ended", ended.len());
    audit::record(&mut conn, account.shop_id, Who::terminal(), app.clock.now(), entry).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}
