//! The demo's mailbox: mails that nobody sent, read as those that somebody did. Nothing is ever fetched or sent.

use super::content::{self, MAILS};
use crate::app::App;
use crate::audit::Who;
use crate::auth::Actor;
use crate::channels::email::{self, MailboxChange, Server};
use crate::inboxes::{self, Channel, NewInbox};
use crate::sealed::Secret;

const IMAP_PORT: i64 = 993;
const SMTP_PORT: i64 = 465;

/// Opens an inbox for it and puts the mails there; they are read by the same jobs as all others.
pub async fn open(app: &App, owner: &Actor, content: &content::Mailbox) -> anyhow::Result<()> {
    let inbox = NewInbox { channel: Channel::Email, name: content.name.clone(), ..NewInbox::default() };
    let inbox_id = inboxes::create(app, Who::terminal(), owner.shop_id, inbox).await?.id;
    let server = |host: &str, port| Server { host: host.to_owned(), port, tls: true };
    let change = MailboxChange {
        address: content.address.clone(),
        imap: server(&content.imap, IMAP_PORT),
        smtp: server(&content.smtp, SMTP_PORT),
        username: content.address.clone(),
        // It opens nothing.
        password: Some(Secret::new(content.address.clone())),
        folder: None,
        trusted_results: Some(content.trusted_results.clone()),
        plus_addressing: false,
        signature: Some(content.signature.clone()),
        acknowledge: false,
    };
    email::connect(app, owner, inbox_id, change).await?;
    for (uid, mail) in (1..).zip(MAILS) {
        email::hand_in(app, (owner.shop_id, inbox_id), uid, mail.as_bytes()).await?;
    }
    Ok(())
}
