//! From events to replies that wait: each inbox reads on from the last number it has looked at. What is said while it has no
//! mailbox waits like everything else, and fails with words.

use uuid::Uuid;

use super::{SEND, UNDO_SECONDS, job_of};
use crate::app::App;
use crate::channels::email::model::{ReplyRow, ReplyState};
use crate::channels::email::store::cursors::{self, ReplyCursor};
use crate::channels::email::store::replies;
use crate::db::Conn;
use crate::error::Result;
use crate::events;
use crate::jobs;
use crate::live::{Follower, follow};

const EVENTS_AT_ONCE: i64 = 500;

pub fn start(app: App) {
    follow(app, Replies);
}

struct Replies;

impl Follower for Replies {
    const NAME: &str = "mail_replies";
    type Behind = ReplyCursor;

    fn whose(behind: &ReplyCursor) -> Uuid {
        behind.inbox_id.0
    }

    async fn behind(conn: &mut Conn<'_>) -> Result<Vec<ReplyCursor>> {
        cursors::behind(conn).await
    }

    async fn read_on(&self, app: &App, cursor: ReplyCursor) -> Result<bool> {
        // The people of a demo are made up: nobody is written to.
        if app.demo.is_on() {
            return Ok(false);
        }
        let (shop_id, inbox_id, now) = (cursor.shop_id, cursor.inbox_id, app.clock.now());
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let events = events::after(&mut conn, shop_id, cursor.seq, EVENTS_AT_ONCE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
        let said = replies::said(&mut conn, shop_id, inbox_id, cursor.seq, last).await?;
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
        if !cursors::move_on(&mut conn, &cursor, last).await? {
            return Ok(false);
        }
        replies::insert(&mut conn, &rows).await?;
        for row in &rows {
            let key = format!("{SEND}:{}", row.message_id);
            jobs::enqueue_once(&mut conn, &job_of(row, &cursor.about), &key, now.plus_seconds(UNDO_SECONDS), now)
                .await?;
        }
        tx.commit().await?;
        Ok(true)
    }
}
