//! One try to send what was replied: all that waits in a conversation as one mail, to the one who wrote.

use super::letter::{self, Letter};
use super::{LONGEST_WAIT_SECONDS, UNDO_SECONDS, relay};
use crate::app::App;
use crate::channels::email::model::{MailboxRow, ReplyRow, ReplyState};
use crate::channels::email::store::{mailboxes, replies};
use crate::channels::email::{threads, words};
use crate::clock::Time;
use crate::conversations::{self, MessageRow};
use crate::error::{Error, Result};
use crate::ids::{MailId, MessageId, derived};
use crate::jobs::{Job, Outcome};
use crate::language::Language;
use crate::metrics::Mail;

/// The kind of its jobs.
pub const SEND: &str = "send_reply";

const FAILURE_IDS: &str = "zhanggui mail not sent";

pub async fn send(app: &App, job: &Job) -> Result<Outcome> {
    let id: MessageId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some(row) = replies::find(&mut conn, job.shop_id, id).await? else { return Ok(Outcome::Done) };
    if matches!(row.state, ReplyState::Sent | ReplyState::Withdrawn) {
        return Ok(Outcome::Done);
    }
    let mailbox = mailboxes::find(&mut conn, job.shop_id, row.inbox_id).await?;
    let waiting = replies::waiting(&mut conn, job.shop_id, row.conversation_id).await?;
    let together = match (row.state, row.mail_id) {
        // One that was given up is tried again as it was.
        (ReplyState::Failed, Some(mail_id)) => replies::of_mail(&mut conn, job.shop_id, mail_id).await?,
        (_, Some(mail_id)) => waiting.into_iter().filter(|row| row.mail_id == Some(mail_id)).collect(),
        (_, None) => due(&row, waiting, app.clock.now()),
    };
    let mut carried = Vec::new();
    for reply in together {
        let message = conversations::message(&mut conn, job.shop_id, reply.message_id).await?;
        match message.filter(|message| message.recalled_at.is_none()) {
            Some(message) => carried.push((reply, message)),
            None => withdraw(app, &reply).await?,
        }
    }
    drop(reader);
    if carried.is_empty() {
        return Ok(Outcome::Done);
    }
    let mail_id = match row.mail_id {
        Some(mail_id) => mail_id,
        None => carry(app, &carried).await?,
    };
    match mailbox {
        Some(mailbox) => hand_over(app, job, (&mailbox, &row, mail_id), &carried).await,
        None => give_up(app, &row, mail_id, "no_mailbox".into(), words::no_mailbox).await,
    }
}

/// What goes out with a reply: all that waits, if nothing was said after it; otherwise what was said last takes it along.
fn due(row: &ReplyRow, waiting: Vec<ReplyRow>, now: Time) -> Vec<ReplyRow> {
    let fresh: Vec<ReplyRow> = waiting.into_iter().filter(|waits| waits.mail_id.is_none()).collect();
    let is_last = fresh.last().is_none_or(|last| last.message_id == row.message_id);
    let waits_long = now >= row.created_at.plus_seconds(LONGEST_WAIT_SECONDS);
    if !is_last && !waits_long {
        return Vec::new();
    }
    fresh.into_iter().filter(|waits| now >= waits.created_at.plus_seconds(UNDO_SECONDS)).collect()
}

async fn withdraw(app: &App, reply: &ReplyRow) -> Result<()> {
    let mut tx = app.db.begin().await?;
    replies::withdraw(&mut tx.conn(), reply.shop_id, reply.message_id).await?;
    Ok(tx.commit().await?)
}

/// Names the mail that carries some replies: every try of it has the same name.
async fn carry(app: &App, carried: &[(ReplyRow, MessageRow)]) -> Result<MailId> {
    let mail_id = MailId::new();
    let ids: Vec<MessageId> = carried.iter().map(|(reply, _)| reply.message_id).collect();
    let mut tx = app.db.begin().await?;
    if let Some((reply, _)) = carried.first() {
        replies::carry(&mut tx.conn(), reply.shop_id, &ids, mail_id).await?;
    }
    tx.commit().await?;
    Ok(mail_id)
}

async fn hand_over(
    app: &App,
    job: &Job,
    (mailbox, row, mail_id): (&MailboxRow, &ReplyRow, MailId),
    carried: &[(ReplyRow, MessageRow)],
) -> Result<Outcome> {
    let messages: Vec<&MessageRow> = carried.iter().map(|(_, message)| message).collect();
    let mail = letter::write(app, Letter { mailbox, conversation_id: row.conversation_id, mail_id }, &messages).await?;
    let Some(mail) = mail else {
        return give_up(app, row, mail_id, "mail_unsendable".into(), words::not_sent).await;
    };
    let password = mailbox.secret(&app.keys)?;
    let server =
        password.and_then(|password| relay(app, &mailbox.smtp(), &mailbox.username, &password, &mailbox.address));
    let handed_over = match server {
        Some(server) => server.hand_over(&mail).await.map_err(|trouble| (trouble.code, trouble.lasts)),
        None => Err(("mail_sign_in_refused".to_owned(), false)),
    };
    match handed_over {
        Ok(()) => {
            let now = app.clock.now();
            let mut tx = app.db.begin().await?;
            replies::settle(&mut tx.conn(), row.shop_id, mail_id, ReplyState::Sent, None, Some(now)).await?;
            tx.commit().await?;
            app.metrics.mail(Mail::Sent);
            Ok(Outcome::Done)
        }
        Err((code, lasts)) if lasts || job.is_last_attempt() => give_up(app, row, mail_id, code, words::not_sent).await,
        Err((code, _)) => Ok(Outcome::Failed(code)),
    }
}

/// Says in the conversation that its buyer did not get the mail.
async fn give_up(
    app: &App,
    row: &ReplyRow,
    mail_id: MailId,
    code: String,
    words: fn(Language) -> &'static str,
) -> Result<Outcome> {
    let mut tx = app.db.begin().await?;
    replies::settle(&mut tx.conn(), row.shop_id, mail_id, ReplyState::Failed, Some(&code), None).await?;
    tx.commit().await?;
    app.metrics.mail(Mail::Failed);
    let client_id = derived(FAILURE_IDS, row.shop_id, &[&mail_id.to_string(), &code]);
    threads::note(app, row.shop_id, row.conversation_id, client_id, words).await?;
    Ok(Outcome::Hopeless(code))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ConversationId, InboxId, ShopId};

    fn reply(seq: i64, said_at: i64) -> ReplyRow {
        ReplyRow {
            message_id: MessageId::new(),
            shop_id: ShopId::new(),
            inbox_id: InboxId::new(),
            conversation_id: ConversationId::new(),
            seq,
            state: ReplyState::Waiting,
            mail_id: None,
            created_at: Time(said_at * 1000),
        }
    }

    fn gone(row: &ReplyRow, waiting: &[ReplyRow], at: i64) -> Vec<i64> {
        due(row, waiting.to_vec(), Time(at * 1000)).iter().map(|row| row.seq).collect()
    }

    #[test]
    fn what_is_said_in_a_row_goes_out_together() {
        let said = [reply(1, 0), reply(2, 15), reply(3, 30)];
        assert!(gone(&said[0], &said, 20).is_empty(), "more was said");
        assert!(gone(&said[1], &said, 35).is_empty());
        assert_eq!(gone(&said[2], &said, 50), [1, 2, 3]);
        // Whoever goes on writing does not keep the first words back for ever, nor is what was just said hurried.
        assert_eq!(gone(&said[0], &[said[0].clone(), reply(4, 119)], 121), [1]);
        let other = ReplyRow { mail_id: Some(MailId::new()), ..reply(2, 15) };
        assert_eq!(gone(&said[0], &[said[0].clone(), other], 40), [1], "another mail has it");
    }
}
