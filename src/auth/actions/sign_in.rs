use super::sessions::{Client, Started, start};
use crate::app::App;
use crate::auth::store::staff as store;
use crate::error::{Error, Result};

/// Opens a session for a mail address and a password. Whether the account is missing, inactive or the password
/// wrong, the answer and its time are the same.
pub async fn sign_in(app: &App, email: &str, password: String, client: &Client) -> Result<Started> {
    let email = email.trim().to_lowercase();
    let now = app.clock.now();
    if app.config.rate_limits {
        app.auth.by_address.attempt(&client.address.to_string(), now)?;
        app.auth.by_account.attempt(&email, now)?;
    }
    let login = store::login_by_email(&mut app.db.reader().await?.conn(), &email).await?;
    let hash = login.as_ref().map(|login| login.password_hash.clone());
    let fits = app.auth.passwords.verify(password, hash).await?;
    let Some(login) = login.filter(|_| fits) else {
        return Err(Error::Denied("wrong_credentials"));
    };
    app.auth.by_account.clear(&email);
    let mut tx = app.db.begin().await?;
    let started = start(app, &mut tx.conn(), login.shop_id, login.id, client).await?;
    tx.commit().await?;
    Ok(started)
}
