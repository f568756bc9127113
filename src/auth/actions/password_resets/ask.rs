use super::link;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject, Who};
use crate::auth::actions::sessions::Client;
use crate::auth::store::{password_resets as store, staff};
use crate::auth::{oidc, rules};
use crate::error::{Error, Result};
use crate::language::Language;
use crate::mail::{self, NewMail};
use crate::network::counted_by;
use crate::shops;

/// Whoever asked sits before the page.
const VALID_SECONDS: i64 = 60 * 60;
/// Several processes count for themselves; nobody's mailbox is filled whoever asks.
const MOST_OPEN: i64 = 5;

/// Sends whoever has this address a link, if anybody has. Neither the answer nor its time tells: what is to be done comes
/// after it.
pub async fn ask(app: &App, email: &str, client: &Client) -> Result<()> {
    if !mail::is_set_up(app) {
        return Err(Error::Conflict("mail_not_set_up"));
    }
    let email = rules::clean_email("email", email)?;
    if app.config.rate_limits {
        let now = app.clock.now();
        app.auth.resets_by_address.attempt(&counted_by(client.address).to_string(), now)?;
        app.auth.resets_by_account.attempt(&email, now)?;
    }
    let (own, client) = (app.clone(), client.clone());
    app.jobs.spawn(async move {
        if let Err(error) = answer(&own, &email, &client).await {
            tracing::error!(%error, "a new password was asked for, and no mail could be made");
        }
    });
    Ok(())
}

async fn answer(app: &App, email: &str, client: &Client) -> Result<()> {
    let login = staff::login_by_email(&mut app.db.reader().await?.conn(), email).await?;
    let Some(login) = login else { return Ok(()) };
    let (shop_id, now) = (login.shop_id, app.clock.now());
    let provider = oidc::button_of(app, shop_id).await?.map(|button| button.label);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let found = staff::find(&mut conn, shop_id, login.id).await?.filter(|person| person.active);
    let (Some(person), Some(shop)) = (found, shops::find(&mut conn, shop_id).await?) else { return Ok(()) };
    let language = Language::of(person.locale.as_deref().unwrap_or(&shop.locale));
    let has_password = login.password().is_some() && oidc::password_may(&mut conn, shop_id, person.role).await?;
    let new = if has_password {
        if store::count_asked(&mut conn, shop_id, person.id, now).await? >= MOST_OPEN {
            return Ok(());
        }
        let link = link(app, &mut conn, shop_id, person.id, None, VALID_SECONDS).await?;
        let entry = Entry::new(Action::PasswordResetRequested).on(Subject::staff(person.id, &person.name));
        audit::record(&mut conn, shop_id, Who::stranger(client), now, entry).await?;
        let letter = mail::reset_asked(language, &person.email, &shop.name, &link.url);
        NewMail { letter, opens: Some(link.id.into()), expires_at: link.expires_at }
    } else {
        let sign_in = format!("{}/sign-in", app.config.origin());
        let letter = mail::nothing_to_reset(language, &person.email, &shop.name, provider.as_deref(), &sign_in);
        NewMail { letter, opens: None, expires_at: now.plus_seconds(VALID_SECONDS) }
    };
    mail::enqueue(app, &mut conn, shop_id, new, now).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(())
}
