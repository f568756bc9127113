//! What managers decide about mail that was set aside, and the mail behind a message.

use uuid::Uuid;
use zg_mail::Received;

use super::model::{MailContent, MailState, ReceivedMail, ReceivedRow};
use super::receive::{parsed, take_in};
use super::store::{mailboxes, mails as store};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, Event, NewEvent};
use crate::ids::{InboxId, MessageId, ReceivedMailId};

/// A page of the mails in a state, the newest first, and the place after it.
pub async fn list(
    app: &App,
    actor: &Actor,
    inbox_id: Option<InboxId>,
    state: MailState,
    after: Option<ReceivedMailId>,
    limit: usize,
) -> Result<(Vec<ReceivedMail>, Option<ReceivedMailId>)> {
    actor.require(Permission::ManageInboxes)?;
    let before = after.unwrap_or(ReceivedMailId(Uuid::max()));
    let one_more = i64::try_from(limit + 1).unwrap_or(i64::MAX);
    let mut reader = app.db.reader().await?;
    let mut rows = store::list(&mut reader.conn(), actor.shop_id, inbox_id, state, before, one_more).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|row| row.id);
    Ok((rows.into_iter().map(ReceivedMail::from).collect(), next))
}

pub async fn show(app: &App, actor: &Actor, id: ReceivedMailId) -> Result<MailContent> {
    actor.require(Permission::ManageInboxes)?;
    let row = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    content(app, row).await
}

/// The mail that a message came in; absent for every other, and when it was kept long enough.
pub async fn of_message(app: &App, actor: &Actor, id: MessageId) -> Result<MailContent> {
    actor.require(Permission::ReadConversations)?;
    let found = store::of_message(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?;
    content(app, found.ok_or(Error::NotFound)?).await
}

/// The bytes of a mail as it came.
pub async fn raw(app: &App, actor: &Actor, id: ReceivedMailId) -> Result<(ReceivedMailId, Vec<u8>)> {
    actor.require(Permission::ManageInboxes)?;
    let found = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?;
    take_along(app, actor, found.ok_or(Error::NotFound)?).await
}

/// The bytes of the mail that a message came in: whoever reads the message may have them.
pub async fn raw_of_message(app: &App, actor: &Actor, id: MessageId) -> Result<(ReceivedMailId, Vec<u8>)> {
    actor.require(Permission::ReadConversations)?;
    let found = store::of_message(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?;
    take_along(app, actor, found.ok_or(Error::NotFound)?).await
}

/// What leaves the desk as a file is recorded.
async fn take_along(app: &App, actor: &Actor, row: ReceivedRow) -> Result<(ReceivedMailId, Vec<u8>)> {
    let raw = store::raw(&mut app.db.reader().await?.conn(), actor.shop_id, row.id).await?.ok_or(Error::NotFound)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let entry = Entry::new(Action::MailDownloaded).on(Subject::new("mail", row.id, None));
    audit::record(&mut tx.conn(), actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    Ok((row.id, raw))
}

async fn content(app: &App, row: ReceivedRow) -> Result<MailContent> {
    let raw = store::raw(&mut app.db.reader().await?.conn(), row.shop_id, row.id).await?.ok_or(Error::NotFound)?;
    let mail = ReceivedMail::from(row);
    Ok(match parsed(raw).await {
        Ok(Received { to, cc, text, attachments, .. }) => {
            let attachments = attachments.into_iter().map(|attachment| attachment.name).collect();
            MailContent { mail, to, cc, text, attachments }
        }
        // What cannot be read is shown by what is known of it.
        Err(_) => MailContent { mail, to: Vec::new(), cc: Vec::new(), text: String::new(), attachments: Vec::new() },
    })
}

/// Lets a mail that was set aside into the conversations, in spite of its reason.
pub async fn accept(app: &App, actor: &Actor, id: ReceivedMailId) -> Result<ReceivedMail> {
    actor.require(Permission::ManageInboxes)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let raw = store::raw(&mut conn, actor.shop_id, id).await?;
    let mailbox = mailboxes::find(&mut conn, actor.shop_id, row.inbox_id).await?;
    drop(reader);
    match row.state {
        // Once more, for whoever did not hear that it was done.
        MailState::Accepted => return Ok(row.into()),
        MailState::SetAside => {}
        MailState::New | MailState::Dismissed => return Err(Error::Conflict("mail_not_set_aside")),
    }
    let received = parsed(raw.ok_or(Error::NotFound)?).await.map_err(|_| Error::Conflict("mail_unreadable"))?;
    take_in(app, &row, mailbox.as_ref(), received).await?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let (after, told) = noted(app, &mut tx.conn(), actor, Action::MailAccepted, &row).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// Puts a mail that was set aside out of sight.
pub async fn dismiss(app: &App, actor: &Actor, id: ReceivedMailId) -> Result<ReceivedMail> {
    decide(app, actor, id, MailState::SetAside, MailState::Dismissed).await
}

/// Takes that back.
pub async fn restore(app: &App, actor: &Actor, id: ReceivedMailId) -> Result<ReceivedMail> {
    decide(app, actor, id, MailState::Dismissed, MailState::SetAside).await
}

async fn decide(app: &App, actor: &Actor, id: ReceivedMailId, from: MailState, to: MailState) -> Result<ReceivedMail> {
    actor.require(Permission::ManageInboxes)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if row.state == to {
        return Ok(row.into());
    }
    if !store::decide(&mut conn, actor.shop_id, id, from, to).await? {
        return Err(Error::Conflict(if to == MailState::Dismissed {
            "mail_not_set_aside"
        } else {
            "mail_not_dismissed"
        }));
    }
    let action = if to == MailState::Dismissed { Action::MailDismissed } else { Action::MailRestored };
    let (after, told) = noted(app, &mut conn, actor, action, &row).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

/// Records a decision and shows the mail as it is now, with what the desks are to be told.
async fn noted(
    app: &App,
    conn: &mut Conn<'_>,
    actor: &Actor,
    action: Action,
    row: &ReceivedRow,
) -> Result<(ReceivedMail, Vec<Event>)> {
    let now = app.clock.now();
    let after = store::find(conn, actor.shop_id, row.id).await?.ok_or(Error::NotFound)?;
    // Whoever wrote it must be gone from here when they are erased: no name, no address.
    let entry = Entry::new(action).on(Subject::new("mail", row.id, None)).note("reason", &row.reason);
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    let told = events::record(conn, actor.shop_id, now, &[NewEvent::inbox_updated(row.inbox_id)]).await?;
    Ok((after.into(), told))
}
