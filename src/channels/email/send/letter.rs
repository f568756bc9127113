//! What a mail to a buyer says, and to whom.

use bytes::BytesMut;
use futures::TryStreamExt;
use zg_mail::{Attachment, Reply};

use crate::app::App;
use crate::channels::email::model::{MailboxRow, ReceivedRow};
use crate::channels::email::store::mails;
use crate::channels::email::{threads, words};
use crate::conversations::{Author, MessageRow};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, MailId};
use crate::inboxes;
use crate::mail::Message;

/// Servers take little more, and files grow by a third on their way.
const FILES_BYTES: i64 = 15 * 1024 * 1024;
/// Earlier mails of the conversation by which programs find it.
const REFERENCES: i64 = 20;

/// A mail to be written.
#[derive(Debug, Clone, Copy)]
pub struct Letter<'a> {
    pub mailbox: &'a MailboxRow,
    pub conversation_id: ConversationId,
    pub mail_id: MailId,
}

/// The mail that carries some messages, with its envelope; none where there is nobody to write to.
pub async fn write(app: &App, letter: Letter<'_>, messages: &[&MessageRow]) -> Result<Option<Message>> {
    let Letter { mailbox, conversation_id, mail_id } = letter;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let received = mails::of_conversation(&mut conn, mailbox.shop_id, conversation_id, REFERENCES).await?;
    let inbox = inboxes::find(&mut conn, mailbox.shop_id, mailbox.inbox_id).await?.ok_or(Error::NotFound)?;
    let language = threads::language(&mut conn, mailbox.shop_id).await?;
    drop(reader);
    let newest = received.first();
    let Some(to) = addressee(&received) else { return Ok(None) };
    let (attachments, left_out) = files(app, messages).await?;
    let mut blocks: Vec<String> = messages.iter().filter_map(|message| said(message)).collect();
    blocks.extend(left_out.iter().map(|name| words::left_out(language, name)));
    blocks.extend(mailbox.signature.as_ref().map(|signature| format!("-- \n{signature}")));
    let key = threads::key(app);
    let reply_to = mailbox.plus_addressing.then(|| key.reply_address(conversation_id.0, &mailbox.address)).flatten();
    let references: Vec<String> = received.iter().rev().filter_map(|mail| mail.message_id.clone()).collect();
    let reply = Reply {
        from_name: &inbox.name,
        from: &mailbox.address,
        to,
        subject: &zg_mail::reply_subject(newest.and_then(|mail| mail.subject.as_deref()).unwrap_or_default()),
        text: &blocks.join("\n\n"),
        message_id: key.message_id(conversation_id.0, mail_id.0, mailbox.domain()),
        in_reply_to: newest.and_then(|mail| mail.message_id.as_deref()),
        references: &references,
        reply_to,
        automatic: messages.iter().all(|message| message.author != Author::Agent),
        sent_at_ms: app.clock.now().0,
        attachments,
    };
    Ok(zg_mail::write(reply))
}

/// Whom the mails of a conversation, the newest first, are answered to: whoever wrote last, and nobody else that any mail names.
pub fn addressee(received: &[ReceivedRow]) -> Option<&str> {
    received.first()?.from_address.as_deref()
}

/// The words of a message as a mail has them.
fn said(message: &MessageRow) -> Option<String> {
    let card = message.stored_card().map(|card| [Some(card.title), card.price, card.url]);
    let lines = card.map(|parts| parts.into_iter().flatten().collect::<Vec<_>>().join("\n"));
    lines.or_else(|| message.text.clone())
}

/// The files of messages, and the names of those that do not fit or are gone.
async fn files(app: &App, messages: &[&MessageRow]) -> Result<(Vec<Attachment>, Vec<String>)> {
    let (mut attachments, mut left_out, mut total) = (Vec::new(), Vec::new(), 0);
    for message in messages {
        let Some(id) = message.file_id else { continue };
        let name = message.file_name.clone().unwrap_or_default();
        total += message.file_size.unwrap_or(0);
        if total > FILES_BYTES {
            left_out.push(name);
            continue;
        }
        match app.files.stream(message.shop_id, id).await {
            Ok(chunks) => {
                let whole: BytesMut = chunks
                    .try_fold(BytesMut::new(), |mut whole, chunk| async move {
                        whole.extend_from_slice(&chunk);
                        Ok(whole)
                    })
                    .await
                    .map_err(anyhow::Error::from)?;
                attachments.push(Attachment { name, bytes: whole.to_vec() });
            }
            Err(Error::NotFound) => left_out.push(name),
            Err(error) => return Err(error),
        }
    }
    Ok((attachments, left_out))
}
