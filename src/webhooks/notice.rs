//! A webhook that was switched off by itself is told to the owners by mail, too: the desk says it on every page, to whoever
//! has one open.

use super::model::WebhookRow;
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::language::Language;
use crate::mail::{self, NewMail};
use crate::{auth, shops};

/// By then somebody has seen it on a desk.
const NEWS_SECONDS: i64 = 3 * 24 * 60 * 60;

/// Lets mail go to the owners, in the transaction that switches the webhook off; nothing where no mail is set up.
pub async fn tell_owners(app: &App, conn: &mut Conn<'_>, webhook: &WebhookRow, now: Time) -> Result<()> {
    if !mail::is_set_up(app) {
        return Ok(());
    }
    let Some(shop) = shops::find(conn, webhook.shop_id).await? else { return Ok(()) };
    let url = format!("{}/settings/webhooks/{}", app.config.origin(), webhook.id);
    for (email, locale) in auth::owners(conn, webhook.shop_id).await? {
        let language = Language::of(locale.as_deref().unwrap_or(&shop.locale));
        let letter = mail::webhook_off(language, &email, &shop.name, &webhook.name, &url);
        let new = NewMail { letter, opens: None, expires_at: now.plus_seconds(NEWS_SECONDS) };
        mail::enqueue(app, conn, webhook.shop_id, new, now).await?;
    }
    Ok(())
}
