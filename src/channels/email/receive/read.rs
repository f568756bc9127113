//! Reads a mail that is stored: what it is to the shop, and where it goes.

use zg_mail::{Machine, Received, Verdict as Dmarc};

use super::look::LARGEST_BYTES;
use super::take::{Verdict, head, take_in};
use crate::app::App;
use crate::channels::email::model::{MailState, MailboxRow, ReceivedRow};
use crate::channels::email::store::mailboxes;
use crate::channels::email::store::mails::{self, Head, Went};
use crate::channels::email::{threads, words};
use crate::conversations::ConversationRow;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ConversationId, InboxId, JobId, ReceivedMailId, ShopId, derived};
use crate::jobs::{Job, NewJob, Outcome};
use crate::metrics::Mail;

/// The kind of its jobs.
pub const READ: &str = "read_mail";

const BOUNCE_IDS: &str = "zhanggui returned mail";

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
    match parsed(raw).await {
        Err(code) => settle(app, &row, &Head::default(), Verdict::SetAside(code, None)).await?,
        Ok(received) => {
            let verdict = judge(app, &row, mailbox.as_ref(), &received).await?;
            match verdict {
                Some(verdict) => settle(app, &row, &head(&received), verdict).await?,
                None => take_in(app, &row, mailbox.as_ref(), received).await?,
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
        return Ok(Some(Verdict::SetAside("bounce", came_back(app, row, received).await?)));
    }
    Ok(None)
}

/// Says in its conversation that a reply did not arrive; which, if it is one of ours.
async fn came_back(app: &App, row: &ReceivedRow, received: &Received) -> Result<Option<ConversationId>> {
    let ids = threads::named_in(received);
    let Some(id) = threads::key(app).conversation_in(ids).map(ConversationId) else { return Ok(None) };
    let mut reader = app.db.reader().await?;
    let found = threads::goes_on_in(&mut reader.conn(), row.shop_id, id).await?;
    drop(reader);
    let is_ours = |found: &ConversationRow| found.inbox_id == row.inbox_id && !found.customer_erased;
    let Some(conversation) = found.filter(is_ours) else { return Ok(None) };
    let client_id = derived(BOUNCE_IDS, row.shop_id, &[&row.id.to_string()]);
    threads::note(app, row.shop_id, conversation.id, client_id, words::came_back).await?;
    Ok(Some(conversation.id))
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
    let settled = mails::settle(&mut conn, row, head, state, Some(reason), went).await?;
    let told = events::record(&mut conn, row.shop_id, now, &[NewEvent::inbox_updated(row.inbox_id)]).await?;
    tx.commit().await?;
    if settled && state == MailState::SetAside {
        app.metrics.mail(Mail::SetAside);
    }
    app.live.publish(told);
    Ok(())
}
