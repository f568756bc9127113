//! What colleagues see of the mail that goes out of a conversation, and trying again what failed.

use super::job_of;
use super::letter::addressee;
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::channels::email::model::ConversationMail;
use crate::channels::email::store::{mailboxes, mails, replies};
use crate::conversations::{self, ConversationRow};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, ShopId};
use crate::inboxes::{self, Channel};
use crate::jobs;

/// How replies go out of a conversation; absent for one whose inbox is no mailbox's.
pub async fn status(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationMail> {
    actor.require(Permission::ReadConversations)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = by_mail(&mut conn, actor.shop_id, id).await?;
    of(&mut conn, &row).await
}

/// Tries all replies of a conversation again that were given up, each mail under its own name; how it stands then.
pub async fn again(app: &App, actor: &Actor, id: ConversationId) -> Result<ConversationMail> {
    actor.require(Permission::Reply)?;
    let (shop_id, now) = (actor.shop_id, app.clock.now());
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let row = by_mail(&mut conn, shop_id, id).await?;
    let mailbox = mailboxes::find(&mut conn, shop_id, row.inbox_id).await?.ok_or(Error::Conflict("no_mailbox"))?;
    for last in replies::wait_again(&mut conn, shop_id, id).await? {
        jobs::replay_or_enqueue(&mut conn, &job_of(&last, &mailbox.address), now).await?;
    }
    let after = of(&mut conn, &row).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(after)
}

async fn by_mail(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<ConversationRow> {
    let row = conversations::find_row(conn, shop_id, id).await?.ok_or(Error::NotFound)?;
    let inbox = inboxes::find(conn, shop_id, row.inbox_id).await?.ok_or(Error::NotFound)?;
    if inbox.channel == Channel::Email { Ok(row) } else { Err(Error::NotFound) }
}

async fn of(conn: &mut Conn<'_>, row: &ConversationRow) -> Result<ConversationMail> {
    let newest = mails::of_conversation(conn, row.shop_id, row.id, 1).await?;
    Ok(ConversationMail {
        connected: mailboxes::find(conn, row.shop_id, row.inbox_id).await?.is_some(),
        to: addressee(&newest).map(str::to_owned),
        failed: replies::failed(conn, row.shop_id, row.id).await?,
    })
}
