//! Reminds at its time: a job, so that a restart loses nothing and one process does it.

use super::model::FollowUp;
use super::store;
use crate::app::App;
use crate::auth::{self, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{FollowUpId, JobId, ShopId, StaffId};
use crate::jobs::{self, Job, NewJob, Outcome};
use crate::notifications::{self, NewNotification, NotificationKind};

pub const REMIND: &str = "remind_follow_up";

/// Lets it remind at a time, in the caller's transaction; another time for the same one replaces this.
pub(super) async fn at(conn: &mut Conn<'_>, shop_id: ShopId, id: FollowUpId, due_at: Time, now: Time) -> Result<()> {
    let job = NewJob {
        id: JobId::new(),
        shop_id,
        kind: REMIND,
        payload: id.to_string(),
        target: String::new(),
        lane: None,
        place: 0,
        about: None,
    };
    jobs::enqueue_once(conn, &job, &key(id), due_at, now).await
}

/// Lets it remind nobody.
pub(super) async fn never(conn: &mut Conn<'_>, shop_id: ShopId, id: FollowUpId) -> Result<()> {
    jobs::discard_once(conn, shop_id, &key(id)).await
}

fn key(id: FollowUpId) -> String {
    format!("{REMIND}:{id}")
}

/// Tells whom it concerns that the time has come; nothing where that was told, done or put off.
pub async fn remind(app: &App, job: &Job) -> Result<Outcome> {
    let id: FollowUpId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[job.shop_id]).await?;
    let mut conn = tx.conn();
    let Some(row) = store::find(&mut conn, job.shop_id, id).await? else { return Ok(Outcome::Done) };
    if !store::mark_reminded(&mut conn, job.shop_id, id, now).await? {
        return Ok(Outcome::Done);
    }
    let news: Vec<NewNotification> = readers(&mut conn, job.shop_id, &row)
        .await?
        .into_iter()
        .map(|staff_id| NewNotification {
            staff_id,
            kind: NotificationKind::FollowUp,
            conversation_id: row.conversation_id,
            by_id: row.created_by.filter(|by| *by != staff_id),
        })
        .collect();
    let told = notifications::tell(&mut conn, job.shop_id, &news, now).await?;
    let event = NewEvent::follow_up_updated(row.conversation_id, id);
    let events = events::record(&mut conn, job.shop_id, now, &[event]).await?;
    tx.commit().await?;
    app.live.publish(events);
    notifications::send(app, job.shop_id, &told).await?;
    Ok(Outcome::Done)
}

/// Whoever it is for; where that colleague has left or nobody owns the conversation, whoever made it, and else the leads.
async fn readers(conn: &mut Conn<'_>, shop_id: ShopId, row: &FollowUp) -> Result<Vec<StaffId>> {
    let there = auth::who_may(conn, shop_id, Permission::WriteNotes).await?;
    if let Some(reader) = [row.staff_id, row.created_by].into_iter().flatten().find(|id| there.contains(id)) {
        return Ok(vec![reader]);
    }
    auth::who_may(conn, shop_id, Permission::ManageReception).await
}
