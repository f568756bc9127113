use super::sessions::{Client, Started, start};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::store::staff::{self as store, Login};
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
    let Some(login) = login.as_ref().filter(|_| fits) else {
        note_refusal(app, login, client);
        return Err(Error::Denied("wrong_credentials"));
    };
    app.auth.by_account.clear(&email);
    let mut tx = app.db.begin_in(&[login.shop_id]).await?;
    let mut conn = tx.conn();
    let started = start(app, &mut conn, login.shop_id, login.id, client).await?;
    let entry = Entry::new(Action::SessionStarted).note("user_agent", &client.user_agent);
    audit::record(&mut conn, login.shop_id, Who::staff(login.id, client), now, entry).await?;
    tx.commit().await?;
    Ok(started)
}

/// Records that somebody tried an account that is there. The answer does not wait for it, so that its time is the same
/// when there is none.
fn note_refusal(app: &App, login: Option<Login>, client: &Client) {
    let (app, client) = (app.clone(), client.clone());
    tokio::spawn(async move {
        let Some(login) = login else { return };
        if let Err(error) = record_refusal(&app, &login, &client).await {
            tracing::error!(%error, "a refused sign-in could not be recorded");
        }
    });
}

async fn record_refusal(app: &App, login: &Login, client: &Client) -> Result<()> {
    let mut tx = app.db.begin_in(&[login.shop_id]).await?;
    let mut conn = tx.conn();
    let name = store::find(&mut conn, login.shop_id, login.id).await?.map(|staff| staff.name).unwrap_or_default();
    let entry =
        Entry::new(Action::SessionRefused).on(Subject::staff(login.id, &name)).note("user_agent", &client.user_agent);
    audit::record(&mut conn, login.shop_id, Who::stranger(client), app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}
