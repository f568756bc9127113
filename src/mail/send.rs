//! One try to hand a mail over.

use super::letter::Letter;
use super::message::message;
use super::relay::Relay;
use super::trouble::Trouble;
use super::{store, words};
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{MailId, ShopId};
use crate::jobs::{Job, Outcome};
use crate::sealed::MAIL_LETTER;

/// The kind of its jobs.
pub const SEND: &str = "send_mail";

/// What nobody needs any more stays so long, so that a job that comes late can say why it sent nothing.
const KEPT_SECONDS: i64 = 24 * 3600;

/// Hands the mail of a job over, unless it was sent, or what it brings is dead.
pub async fn send(app: &App, job: &Job) -> Result<Outcome> {
    let Ok(id) = job.payload.parse::<MailId>() else { return Ok(Outcome::Hopeless("not_an_id".into())) };
    let found = store::find(&mut app.db.reader().await?.conn(), job.shop_id, id).await?;
    let Some(row) = found else { return Ok(Outcome::Done) };
    if row.expires_at <= app.clock.now() {
        delete(app, job.shop_id, id).await?;
        return Ok(Outcome::Hopeless("mail_expired".into()));
    }
    let Some(relay) = &app.mail else { return Ok(Outcome::Failed("mail_not_set_up".into())) };
    let Some(sealed) = &row.letter else { return Ok(Outcome::Hopeless("secret_unreadable".into())) };
    let letter = app.keys.open(MAIL_LETTER, id, sealed)?;
    let letter: Letter = serde_json::from_str(letter.expose()).map_err(anyhow::Error::from)?;
    let handed_over = match message(&letter, relay.from(), id, row.created_at) {
        Some(mail) => relay.hand_over(&mail).await,
        None => Err(Trouble::unsendable("the address is none")),
    };
    match handed_over {
        Ok(()) => {
            delete(app, job.shop_id, id).await?;
            Ok(Outcome::Done)
        }
        Err(trouble) if trouble.lasts => Ok(Outcome::Hopeless(trouble.code)),
        Err(trouble) => Ok(Outcome::Failed(trouble.code)),
    }
}

async fn delete(app: &App, shop_id: ShopId, id: MailId) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::delete(&mut tx.conn(), shop_id, id).await?;
    Ok(tx.commit().await?)
}

/// Clears away what nobody needs any more and was never sent.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    store::delete_ended(conn, now.plus_seconds(-KEPT_SECONDS)).await
}

/// Sends a mail that says nothing but that mail arrives, at once.
pub async fn send_trial(relay: &Relay, to: &str, origin: &str, now: Time) -> Result<(), Trouble> {
    let mail = message(&words::trial(to, origin), relay.from(), MailId::new(), now);
    relay.hand_over(&mail.ok_or_else(|| Trouble::unsendable("the address is none"))?).await
}
