use super::clean::clean;
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::channels::email::model::{Mailbox, MailboxRow, Server, target};
use crate::channels::email::store::{cursors, mailboxes as store};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{InboxId, ShopId};
use crate::inboxes::{self, Channel, InboxRow};
use crate::jobs;
use crate::sealed::{MAILBOX_PASSWORD, Secret};

/// The mailbox that a manager wants.
#[derive(Debug)]
pub struct MailboxChange {
    pub address: String,
    pub imap: Server,
    pub smtp: Server,
    pub username: String,
    /// Absent: it stays, unless it would go to another server or for somebody else.
    pub password: Option<Secret>,
    pub folder: Option<String>,
    pub trusted_results: Option<String>,
    pub plus_addressing: bool,
    pub signature: Option<String>,
    pub acknowledge: bool,
}

impl MailboxChange {
    /// Whether a stored password may be used for it: whoever may change a server may not read it that way.
    pub fn leads_alike(&self, before: &MailboxRow) -> bool {
        (&self.imap, &self.smtp, &self.username) == (&before.imap(), &before.smtp(), &before.username)
    }
}

pub async fn show(app: &App, actor: &Actor, id: InboxId) -> Result<Mailbox> {
    actor.require(Permission::ManageInboxes)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    Ok(Mailbox::new(&row, store::set_aside(&mut conn, actor.shop_id, id).await?))
}

/// Connects an inbox with a mailbox, or changes how. Mail that lies in it already is left alone.
pub async fn connect(app: &App, actor: &Actor, id: InboxId, change: MailboxChange) -> Result<Mailbox> {
    actor.require(Permission::ManageInboxes)?;
    let now = app.clock.now();
    let change = clean(change)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let inbox = inbox_of_mail(&mut conn, actor.shop_id, id).await?;
    if store::is_taken(&mut conn, actor.shop_id, id, &change.address).await? {
        return Err(Error::invalid("address", "mailbox_taken"));
    }
    let before = store::find(&mut conn, actor.shop_id, id).await?;
    let kept = before.as_ref().filter(|before| change.leads_alike(before)).and_then(|before| before.password.clone());
    let typed = change.password.as_ref().map(|typed| app.keys.seal(MAILBOX_PASSWORD, id, typed)).transpose()?;
    let has_typed = typed.is_some();
    let password = typed.or(kept).ok_or_else(|| Error::invalid("password", "required"))?;
    let folder = change.folder.unwrap_or_default();
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::inbox_updated(id)]).await?;
    // The same folder of the same person at the same place goes on where it is.
    let goes_on = before.as_ref().filter(|before| {
        (&before.imap_host, before.imap_port, &before.username, &before.folder)
            == (&change.imap.host, change.imap.port, &change.username, &folder)
    });
    let row = MailboxRow {
        inbox_id: id,
        shop_id: actor.shop_id,
        address: change.address,
        imap_host: change.imap.host,
        imap_port: change.imap.port,
        imap_tls: change.imap.tls,
        smtp_host: change.smtp.host,
        smtp_port: change.smtp.port,
        smtp_tls: change.smtp.tls,
        username: change.username,
        password: Some(password),
        folder,
        trusted_results: change.trusted_results,
        plus_addressing: change.plus_addressing,
        signature: change.signature,
        acknowledge: change.acknowledge,
        uid_validity: goes_on.and_then(|before| before.uid_validity),
        last_uid: goes_on.map_or(0, |before| before.last_uid),
        connected_at: goes_on.map_or(now, |before| before.connected_at),
        // It is looked into at once.
        checked_at: None,
        failing_since: None,
        failure: None,
    };
    store::save(&mut conn, &row).await?;
    cursors::begin(&mut conn, actor.shop_id, id, told.last().map_or(0, |event| event.seq)).await?;
    let entry = noted(&inbox, before.as_ref(), &row, has_typed);
    if before.is_none() || !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    let set_aside = store::set_aside(&mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(Mailbox::new(&row, set_aside))
}

/// What the audit log says of a change; no password.
fn noted(inbox: &InboxRow, before: Option<&MailboxRow>, after: &MailboxRow, password_typed: bool) -> Entry {
    let on = Subject::inbox(inbox.id, &inbox.name);
    let Some(before) = before else {
        let entry = Entry::new(Action::MailboxConnected).on(on).note("address", &after.address);
        return entry.note("imap", after.imap()).note("smtp", after.smtp());
    };
    let entry = Entry::new(Action::MailboxUpdated)
        .on(on)
        .changed("address", &before.address, &after.address)
        .changed("imap", &before.imap(), &after.imap())
        .changed("smtp", &before.smtp(), &after.smtp())
        .changed("username", &before.username, &after.username)
        .changed("folder", &before.folder, &after.folder)
        .changed("trusted_results", &before.trusted_results, &after.trusted_results)
        .changed("plus_addressing", &before.plus_addressing, &after.plus_addressing)
        .changed("signature", &before.signature, &after.signature)
        .changed("acknowledge", &before.acknowledge, &after.acknowledge);
    if password_typed { entry.replaced("password", "***", "***") } else { entry }
}

/// Forgets the mailbox of an inbox; what came and where it went stays. What was still to be sent fails, and says so.
pub async fn disconnect(app: &App, actor: &Actor, id: InboxId) -> Result<()> {
    actor.require(Permission::ManageInboxes)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let inbox = inboxes::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    // What waits for another try need not wait any longer to learn that there will be none.
    jobs::hurry_of_target(&mut conn, actor.shop_id, &target(id), now).await?;
    store::delete(&mut conn, actor.shop_id, id).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::inbox_updated(id)]).await?;
    let on = Subject::inbox(id, &inbox.name);
    let entry = Entry::new(Action::MailboxDisconnected).on(on).note("address", &row.address);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

async fn inbox_of_mail(conn: &mut Conn<'_>, shop_id: ShopId, id: InboxId) -> Result<InboxRow> {
    let inbox = inboxes::find(conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    if inbox.channel == Channel::Email { Ok(inbox) } else { Err(Error::Conflict("not_an_email_inbox")) }
}
