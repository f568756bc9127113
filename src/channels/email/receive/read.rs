//! Reads a mail that is stored: what it is to the shop, and where it goes.

use uuid::Uuid;
use zg_mail::{Machine, Received, Verdict as Dmarc};

use super::look::LARGEST_BYTES;
use super::take::{self, Verdict};
use crate::app::App;
use crate::channels::email::model::{MailState, MailboxRow, ReceivedRow};
use crate::channels::email::store::mails::{self, Head, Went};
use crate::channels::email::store::mailboxes;
use crate::channels::email::{threads, words};
use crate::conversations::{self, By};
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ConversationId, InboxId, JobId, ReceivedMailId, ShopId, derived};
use crate::jobs::{Job, NewJob, Outcome};
use crate::language::Language;
use crate::shops;

/// The kind of its jobs.
pub const READ: &str = "read_mail";

const BOUNCE_IDS: &str = "zhanggui returned mail";
/// Of a mail that came back: where the one that did not arrive is named in it.
const NAMED_AT_MOST: usize = 300;

/// The job that reads a mail: one mailbox's are read in their order.
pub fn job_of(shop_id: ShopId, inbox_id: InboxId, id: ReceivedMailId, place: i64) -> NewJob {
    NewJob {
        id: JobId(id.0),
        shop_id,
        kind: READ,
        payload: id.to_string(),
        target: String::new(),
        lane: Some(format!("read_mail:{inbox_id}")),
        place,
        about: None,
    }
}

pub async fn read(app: &App, job: &Job) -> Result<Outcome> {
    let id: ReceivedMailId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some(row) = mails::find(&mut conn, job.shop_id, id).await? else { return Ok(Outcome::Done) };
    let Some(raw) = mails::raw(&mut conn, job.shop_id, id).await? else { return Ok(Outcome::Done) };
    let mailbox = mailboxes::find(&mut conn, job.shop_id, row.inbox_id).await?;
    drop(reader);
    if row.state != MailState::New {
        return Ok(Outcome::Done);
    }
    let named = bounced(&raw);
    match parsed(raw).await {
        Err(code) => settle(app, &row, &Head::default(), Verdict::SetAside(code, None)).await?,
        Ok(received) => {
            let verdict = judge(app, &row, mailbox.as_ref(), &received, &named).await?;
            match verdict {
                Some(verdict) => settle(app, &row, &take::head(&received), verdict).await?,
                None => take::take_in(app, &row, mailbox.as_ref(), received).await?,
            }
        }
    }
    Ok(Outcome::Done)
}

/// Reads the bytes away from the async threads; the code of what is wrong with them.
pub async fn parsed(raw: Vec<u8>) -> Result<Received, &'static str> {
    let read = tokio::task::spawn_blocking(move || zg_mail::read(&raw)).await;
    match read {
        Ok(read) => read.map_err(zg_mail::Fault::code),
        // What a reader panics at it has refused.
        Err(_) => Err("unreadable"),
    }
}

/// What keeps a mail out of the conversations; none where nothing does.
async fn judge(
    app: &App,
    row: &ReceivedRow,
    mailbox: Option<&MailboxRow>,
    received: &Received,
    named: &[String],
) -> Result<Option<Verdict>> {
    if row.size > LARGEST_BYTES {
        return Ok(Some(Verdict::SetAside("too_big", None)));
    }
    if mailbox.is_some_and(|mailbox| mailbox.address == received.from.address) {
        return Ok(Some(Verdict::Dismissed("own")));
    }
    let trusted = mailbox.and_then(|mailbox| mailbox.trusted_results.as_deref());
    if trusted.and_then(|trusted| received.dmarc(trusted)) == Some(Dmarc::Fail) {
        return Ok(Some(Verdict::SetAside("dmarc_failed", None)));
    }
    if received.machine == Some(Machine::Bounce) {
        return Ok(Some(Verdict::SetAside("bounce", came_back(app, row, received, named).await?)));
    }
    Ok(None)
}

/// Says in its conversation that a reply did not arrive; which, if it is one of ours.
async fn came_back(
    app: &App,
    row: &ReceivedRow,
    received: &Received,
    named: &[String],
) -> Result<Option<ConversationId>> {
    let ids = received.references.iter().chain(&received.to).chain(named).map(String::as_str);
    let Some(id) = threads::key(app).conversation_in(ids).map(ConversationId) else { return Ok(None) };
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let found = threads::goes_on_in(&mut conn, row.shop_id, id).await?;
    let language = shops::find(&mut conn, row.shop_id).await?.map_or(Language::Simplified, |shop| Language::of(&shop.locale));
    drop(reader);
    let Some(conversation) = found.filter(|found| !found.customer_erased) else { return Ok(None) };
    let client_id: Uuid = derived(BOUNCE_IDS, row.shop_id, &[&row.id.to_string()]);
    let text = words::came_back(language).to_owned();
    conversations::leave_note(app, By::Shop(row.shop_id), conversation.id, client_id, text).await?;
    Ok(Some(conversation.id))
}

/// Whatever stands between pointed brackets in a mail: a returned one names the one that did not arrive somewhere.
fn bounced(raw: &[u8]) -> Vec<String> {
    let text = String::from_utf8_lossy(&raw[..raw.len().min(256 * 1024)]);
    let parts = text.split('<').skip(1).filter_map(|part| part.split_once('>').map(|(id, _)| id));
    parts.filter(|id| id.len() <= NAMED_AT_MOST && id.is_ascii() && id.contains('@')).take(200).map(str::to_owned).collect()
}

/// Notes what keeps a mail out, and tells the desks.
async fn settle(app: &App, row: &ReceivedRow, head: &Head<'_>, verdict: Verdict) -> Result<()> {
    let (state, reason, conversation_id) = match verdict {
        Verdict::SetAside(reason, conversation_id) => (MailState::SetAside, reason, conversation_id),
        Verdict::Dismissed(reason) => (MailState::Dismissed, reason, None),
    };
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[row.shop_id]).await?;
    let mut conn = tx.conn();
    let went = Went { conversation_id, ..Went::default() };
    mails::settle(&mut conn, row, head, state, Some(reason), went).await?;
    let told = events::record(&mut conn, row.shop_id, now, &[NewEvent::inbox_updated(row.inbox_id)]).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_returned_mail_names_is_found() {
        let raw = b"Subject: Undelivered\r\n\r\nReporting <x> ...\r\nMessage-ID: <zg.abc@shop.example>\r\nTo: Lin <lin@x.example>";
        assert_eq!(bounced(raw), ["zg.abc@shop.example", "lin@x.example"]);
        assert!(bounced(b"<<<<>>>> \xff\xfe <").is_empty());
    }
}
