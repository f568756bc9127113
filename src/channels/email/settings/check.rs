use super::actions::MailboxChange;
use super::clean::clean;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::channels::email::model::{DirectionCheck, MailboxCheck};
use crate::channels::email::receive::imap::{self, Account};
use crate::channels::email::send::relay;
use crate::channels::email::store::mailboxes as store;
use crate::error::{Error, Result};
use crate::ids::InboxId;
use crate::inboxes;

/// Tries both servers of a mailbox as it is typed, stored or not; nothing is fetched and nothing is sent.
pub async fn check(app: &App, actor: &Actor, id: InboxId, change: MailboxChange) -> Result<MailboxCheck> {
    actor.require(Permission::ManageInboxes)?;
    let change = clean(change)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    inboxes::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let before = store::find(&mut conn, actor.shop_id, id).await?;
    drop(reader);
    let stored = before.as_ref().filter(|before| change.leads_alike(before));
    let stored = stored.map(|before| before.secret(&app.keys)).transpose()?.flatten();
    let password = change.password.or(stored).ok_or_else(|| Error::invalid("password", "required"))?;
    let account = Account { server: &change.imap, username: &change.username, password: &password };
    let folder = change.folder.as_deref().unwrap_or_default();
    let server = relay(app, &change.smtp, &change.username, &password, &change.address);
    let (tried, send) = tokio::join!(imap::try_out(&app.egress, &account, folder), async {
        match &server {
            Some(server) => server.try_out().await.map_err(|trouble| crate::channels::email::send::code(&trouble)),
            None => Err("refused_address"),
        }
    });
    Ok(MailboxCheck { receive: DirectionCheck::of(tried.way), send: DirectionCheck::of(send), folders: tried.folders })
}
