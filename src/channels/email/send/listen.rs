//! From events to replies that wait: each mailbox reads on from the last number it has looked at.

use uuid::Uuid;

use super::{SEND, UNDO_SECONDS};
use crate::app::App;
use crate::channels::email::model::{MailboxRow, ReplyRow, ReplyState};
use crate::channels::email::store::{mailboxes, replies};
use crate::db::Conn;
use crate::error::Result;
use crate::events;
use crate::ids::JobId;
use crate::jobs::{self, NewJob};
use crate::live::{Follower, follow};

const EVENTS_AT_ONCE: i64 = 500;

pub fn start(app: App) {
    follow(app, Replies);
}

struct Replies;

impl Follower for Replies {
    const NAME: &str = "mail_replies";
    type Behind = MailboxRow;

    fn whose(behind: &MailboxRow) -> Uuid {
        behind.inbox_id.0
    }

    async fn behind(conn: &mut Conn<'_>) -> Result<Vec<MailboxRow>> {
        mailboxes::behind(conn).await
    }

    async fn read_on(&self, app: &App, mailbox: MailboxRow) -> Result<bool> {
        // The people of a demo are made up: nobody is written to.
        if app.demo.is_on() {
            return Ok(false);
        }
        let (shop_id, inbox_id, now) = (mailbox.shop_id, mailbox.inbox_id, app.clock.now());
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let events = events::after(&mut conn, shop_id, mailbox.seq, EVENTS_AT_ONCE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
        let said = replies::said(&mut conn, shop_id, inbox_id, mailbox.seq, last).await?;
        drop(reader);
        let rows: Vec<ReplyRow> = said
            .into_iter()
            .map(|said| ReplyRow {
                message_id: said.message_id,
                shop_id,
                inbox_id,
                conversation_id: said.conversation_id,
                seq: said.seq,
                state: ReplyState::Waiting,
                mail_id: None,
                created_at: now,
            })
            .collect();
        let mut tx = app.db.begin().await?;
        let mut conn = tx.conn();
        if !mailboxes::move_on(&mut conn, &mailbox, last).await? {
            return Ok(false);
        }
        replies::insert(&mut conn, &rows).await?;
        for row in &rows {
            let key = format!("{SEND}:{}", row.message_id);
            jobs::enqueue_once(&mut conn, &job_of(&mailbox, row), &key, now.plus_seconds(UNDO_SECONDS), now).await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}

/// The replies of a conversation go one after the other.
fn job_of(mailbox: &MailboxRow, row: &ReplyRow) -> NewJob {
    NewJob {
        id: JobId::new(),
        shop_id: row.shop_id,
        kind: SEND,
        payload: row.message_id.to_string(),
        target: mailbox.target(),
        lane: Some(format!("{SEND}:{}", row.conversation_id)),
        place: row.seq,
        about: Some(mailbox.address.clone()),
    }
}
