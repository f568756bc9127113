//! One look into a mailbox: what is new is stored as it came, each mail in a transaction with the place after it.

use std::time::{Duration, Instant};

use sha2::{Digest, Sha256};

use super::imap::{Account, Listed, Visit};
use super::job_of;
use crate::app::App;
use crate::channels::email::model::MailboxRow;
use crate::channels::email::store::mailboxes::{self, Cursor};
use crate::channels::email::store::mails::{self, Stored};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{InboxId, ReceivedMailId, ShopId};
use crate::jobs;
use crate::metrics::Mail;

/// Larger ones are kept by their head alone.
pub const LARGEST_BYTES: i64 = 30 * 1024 * 1024;
const LISTED_AT_ONCE: usize = 50;
/// What is left is fetched at the next look.
const ENOUGH: Duration = Duration::from_secs(45);

/// Looks once; the code of what kept it from being done.
pub async fn look(app: &App, row: &MailboxRow) -> Result<Result<(), &'static str>> {
    let begun = Instant::now();
    let Ok(Some(password)) = row.secret(&app.keys) else { return Ok(Err("sign_in_failed")) };
    let server = row.imap();
    let account = Account { server: &server, username: &row.username, password: &password };
    let mut visit = match Visit::begin(&app.egress, &account, &row.folder).await {
        Ok(visit) => visit,
        Err(code) => return Ok(Err(code)),
    };
    let from = Cursor { uid_validity: row.uid_validity, last_uid: row.last_uid };
    let start = match row.uid_validity {
        Some(known) if known == visit.uid_validity => Ok(row.last_uid),
        // What lay there before is left alone.
        None => Ok(visit.last_uid),
        // The server numbers anew: all since the connection comes again, and what is known is known by its bytes.
        Some(_) => visit.before_day_of(row.connected_at).await,
    };
    let mut at = match start {
        Ok(last_uid) => Cursor { uid_validity: Some(visit.uid_validity), last_uid },
        Err(code) => return Ok(Err(code)),
    };
    if row.uid_validity != at.uid_validity && !move_on(app, row, from, at).await? {
        return Ok(Ok(()));
    }
    loop {
        let listed = match visit.after(at.last_uid, LISTED_AT_ONCE).await {
            Ok(listed) => listed,
            Err(code) => return Ok(Err(code)),
        };
        for mail in &listed {
            if begun.elapsed() > ENOUGH {
                return Ok(Ok(()));
            }
            let raw = match visit.fetch(mail.uid, mail.size > LARGEST_BYTES).await {
                Ok(raw) => raw,
                Err(code) => return Ok(Err(code)),
            };
            let next = Cursor { last_uid: mail.uid, ..at };
            let moved = match raw {
                Some(raw) => keep(app, row, (at, next), *mail, &raw).await?,
                // Somebody deleted it meanwhile.
                None => move_on(app, row, at, next).await?,
            };
            if !moved {
                return Ok(Ok(()));
            }
            at = next;
        }
        if listed.len() < LISTED_AT_ONCE {
            break;
        }
    }
    visit.end().await;
    Ok(Ok(()))
}

async fn move_on(app: &App, row: &MailboxRow, from: Cursor, to: Cursor) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let moved = mailboxes::advance(&mut tx.conn(), row, from, to).await?;
    tx.commit().await?;
    Ok(moved)
}

/// Stores a mail with the place after it and the job that reads it; false if another process was faster.
async fn keep(app: &App, row: &MailboxRow, (from, to): (Cursor, Cursor), mail: Listed, raw: &[u8]) -> Result<bool> {
    let mut tx = app.db.begin().await?;
    let mut conn = tx.conn();
    if !mailboxes::advance(&mut conn, row, from, to).await? {
        return Ok(false);
    }
    let uid_validity = to.uid_validity.unwrap_or_default();
    let is_new = store(app, &mut conn, (row.shop_id, row.inbox_id), (uid_validity, mail), raw).await?;
    tx.commit().await?;
    if is_new {
        app.metrics.mail(Mail::Received);
    }
    app.jobs.ring();
    Ok(true)
}

/// Stores a mail that no server handed out, as those of a demo.
pub async fn hand_in(app: &App, place: (ShopId, InboxId), uid: i64, raw: &[u8]) -> Result<()> {
    const NO_SERVER: i64 = 0;
    let mut tx = app.db.begin().await?;
    store(app, &mut tx.conn(), place, (NO_SERVER, Listed { uid, size: 0 }), raw).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(())
}

/// A mail as it came, with the job that reads it; false where it is known by its bytes.
async fn store(
    app: &App,
    conn: &mut Conn<'_>,
    (shop_id, inbox_id): (ShopId, InboxId),
    (uid_validity, mail): (i64, Listed),
    raw: &[u8],
) -> Result<bool> {
    let (id, now) = (ReceivedMailId::new(), app.clock.now());
    let digest = Sha256::digest(raw);
    let size = mail.size.max(i64::try_from(raw.len()).unwrap_or(i64::MAX));
    let stored = Stored { id, shop_id, inbox_id, uid_validity, uid: mail.uid, raw, digest: &digest, size };
    let is_new = mails::insert(conn, &stored, now).await?;
    if is_new {
        jobs::enqueue(conn, &[job_of(shop_id, inbox_id, id, mail.uid)], now).await?;
    }
    Ok(is_new)
}
