//! What whoever sits at the server's own terminal may do, without an account.

use super::password_resets::{replace, tell};
use super::sessions::close;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::store::staff as store;
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
    let ended = replace(&mut conn, account.shop_id, account.id, &hash, None).await?;
    let entry =
        Entry::new(Action::PasswordReset).on(Subject::staff(account.id, &email)).note("sessions_ended", ended.len());
    audit::record(&mut conn, account.shop_id, Who::terminal(), app.clock.now(), entry).await?;
    let person = store::find(&mut conn, account.shop_id, account.id).await?.ok_or(Error::NotFound)?;
    tell(app, &mut conn, &person).await?;
    tx.commit().await?;
    close(app, &ended);
    Ok(())
}
