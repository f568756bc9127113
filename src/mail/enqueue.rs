//! A mail is asked for: a row and its job, in the transaction of what it tells of.

use uuid::Uuid;

use super::letter::Letter;
use super::send::SEND;
use super::store::{self, Stored};
use crate::app::App;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{JobId, MailId, ShopId};
use crate::jobs::{self, NewJob};
use crate::sealed::{MAIL_LETTER, Secret};

/// One server takes them all.
const TARGET: &str = "mail";

/// A mail to be sent.
pub struct NewMail {
    pub letter: Letter,
    /// What the link in it opens: dead, it takes the mail along.
    pub opens: Option<Uuid>,
    /// Later nobody needs it.
    pub expires_at: Time,
}

/// Whether this installation can send mail. A demo never does: its people are made up.
pub fn is_set_up(app: &App) -> bool {
    app.mail.is_some() && !app.demo.is_on()
}

/// Lets a mail be sent, in the caller's transaction; nothing where no mail is set up.
pub async fn enqueue(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, new: NewMail, now: Time) -> Result<()> {
    if !is_set_up(app) {
        return Ok(());
    }
    let id = MailId::new();
    let written = serde_json::to_string(&new.letter).map_err(anyhow::Error::from)?;
    let sealed = app.keys.seal(MAIL_LETTER, id, &Secret::new(written))?;
    let stored = Stored { id, letter: &sealed, opens: new.opens, expires_at: new.expires_at };
    store::insert(conn, shop_id, stored, now).await?;
    let job = NewJob {
        id: JobId::new(),
        shop_id,
        kind: SEND,
        payload: id.to_string(),
        target: TARGET.to_owned(),
        lane: None,
        place: 0,
        about: Some(format!("{} · {}", new.letter.to, new.letter.subject)),
    };
    jobs::enqueue(conn, &[job], now).await
}

/// Forgets the mail whose link opens this, because it opens it no more.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, opens: Uuid) -> Result<()> {
    store::delete_what_opens(conn, shop_id, opens).await
}
