//! Notices by the clock what is not answered in time: records it once, and tells those who can help.
//!
//! Every process looks, and records under the shop's lock what no other has recorded: who looks finds the same, so that
//! nothing is missed while a process is down, and nothing is told twice.

use std::collections::hash_map::Entry;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::time::{MissedTickBehavior, interval};

use super::alerts::{self, People};
use super::book::{Book, Pressing};
use super::model::Target;
use super::store::{self, Breach, Recorded};
use crate::app::App;
use crate::auth;
use crate::clock::Time;
use crate::conversations::Cursor;
use crate::conversations::waits::{self, Measured};
use crate::db::{Conn, Script};
use crate::error::Result;
use crate::events;
use crate::ids::{ConversationId, Seq, ShopId, StaffId};
use crate::notifications::{self, NotificationKind};

const LOOK_EVERY: Duration = Duration::from_secs(1);
const WAITS_AT_ONCE: i64 = 500;
const RECORDED_AT_ONCE: usize = 100;
/// After a start so many events are looked at again; what was recorded before is not recorded twice.
const LOOK_BACK: Seq = 2000;

pub fn start(app: App) {
    app.jobs.clone().spawn(async move {
        let mut memory: HashMap<ShopId, Memory> = HashMap::new();
        let mut ticks = interval(LOOK_EVERY);
        ticks.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                _ = ticks.tick() => {}
            }
            if let Err(error) = look(&app, &mut memory).await {
                tracing::warn!(%error, "could not look for whom nobody answers");
            }
            app.metrics.looked_at_targets();
        }
    });
}

/// What of a shop need not be tried again; nothing is lost with it.
#[derive(Debug, Default)]
struct Memory {
    /// Up to which event replies were looked at.
    seq: Option<Seq>,
    done: HashSet<Deed>,
}

/// What was done about one wait.
type Deed = (ConversationId, Target, Time, NotificationKind);

/// Something to be done.
struct Todo {
    deed: Deed,
    measured: Measured,
    due_at: Time,
    /// Whether anybody still waits.
    runs: bool,
}

async fn look(app: &App, memory: &mut HashMap<ShopId, Memory>) -> Result<()> {
    let shops = waits::shops(&mut app.db.reader().await?.conn()).await?;
    memory.retain(|shop_id, _| {
        let has_work = shops.contains(shop_id);
        if !has_work && app.targets.set_pressing(*shop_id, Pressing::default()) {
            app.live.counts_moved_here(*shop_id);
        }
        has_work
    });
    for shop_id in shops {
        // The trouble of one shop keeps no other waiting.
        if let Err(error) = look_at(app, shop_id, memory.entry(shop_id).or_default()).await {
            tracing::warn!(shop = %shop_id, %error, "could not look for whom nobody answers");
        }
    }
    Ok(())
}

async fn look_at(app: &App, shop_id: ShopId, memory: &mut Memory) -> Result<()> {
    let now = app.clock.now();
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let book = app.targets.of(&mut conn, shop_id).await?;
    let (mut todo, pressing) = running(&mut conn, shop_id, &book, now).await?;
    if app.targets.set_pressing(shop_id, pressing) {
        app.live.counts_moved_here(shop_id);
    }
    let seq = events::last_seq(&mut conn, shop_id).await?;
    todo.extend(unsolved(&mut conn, shop_id, &book, now).await?);
    let late = ended(&mut conn, shop_id, &book, memory.seq.unwrap_or(seq - LOOK_BACK), seq).await?;
    drop(reader);
    // What does not run any more is never met again.
    let running: HashSet<Deed> = todo.iter().map(|one| one.deed).collect();
    memory.done.retain(|deed| running.contains(deed));
    todo.retain(|one| !memory.done.contains(&one.deed));
    // A rush is recorded in pieces, so that no message waits for one long transaction: the rest is met at the next look.
    todo.truncate(RECORDED_AT_ONCE);
    todo.extend(late);
    if !todo.is_empty() {
        record(app, shop_id, &todo, now).await?;
        memory.done.extend(todo.iter().filter(|one| one.runs).map(|one| one.deed));
    }
    memory.seq = Some(seq);
    Ok(())
}

/// What is to be done about those who wait now, and how many of them press.
async fn running(conn: &mut Conn<'_>, shop_id: ShopId, book: &Arc<Book>, now: Time) -> Result<(Vec<Todo>, Pressing)> {
    let (mut todo, mut pressing, mut after) = (Vec::new(), Pressing::default(), Cursor::START);
    let before = now.plus_millis(-book.shortest_alert());
    loop {
        let page = waits::waiting(conn, shop_id, before, after, WAITS_AT_ONCE).await?;
        let is_last = (page.len() as i64) < WAITS_AT_ONCE;
        if let Some((rank, id)) = page.last().and_then(|last| Some((last.waiting_since?.0, last.id))) {
            after = Cursor { rank, id };
        }
        for measured in page {
            let Some((since, due)) = measured.waiting_since.zip(book.reply(&measured)) else { continue };
            let mut add = |kind| {
                let deed = (measured.id, due.target, since, kind);
                todo.push(Todo { deed, measured: measured.clone(), due_at: due.at, runs: true });
            };
            if due.at <= now {
                pressing.overdue += 1;
                add(NotificationKind::Overdue);
                let escalate = book.settings.escalate_seconds;
                if escalate > 0 && due.at.plus_seconds(escalate) <= now {
                    add(NotificationKind::StillWaiting);
                }
            } else if due.alert_at <= now {
                pressing.nearly += 1;
                add(NotificationKind::DueSoon);
            }
        }
        if is_last {
            return Ok((todo, pressing));
        }
    }
}

/// Replies that came too late.
async fn ended(conn: &mut Conn<'_>, shop_id: ShopId, book: &Book, after: Seq, upto: Seq) -> Result<Vec<Todo>> {
    let late = waits::ended(conn, shop_id, after, upto).await?.into_iter().filter_map(|ended| {
        let target = if ended.is_first { Target::First } else { Target::Next };
        let called_at = ended.measured.called_at.filter(|called| *called <= ended.at);
        let measured = Measured { called_at, ..ended.measured };
        let due_at = book.was_due(&measured, ended.since, target).filter(|due_at| *due_at < ended.at)?;
        Some(Todo {
            deed: (measured.id, target, ended.since, NotificationKind::Overdue),
            measured,
            due_at,
            runs: false,
        })
    });
    Ok(late.collect())
}

/// Conversations that are not solved in time.
async fn unsolved(conn: &mut Conn<'_>, shop_id: ShopId, book: &Book, now: Time) -> Result<Vec<Todo>> {
    let Some(shortest) = book.shortest_solve() else { return Ok(Vec::new()) };
    let begun_before = now.plus_millis(-shortest);
    let overdue = waits::unsolved(conn, shop_id, begun_before).await?.into_iter().filter_map(|measured| {
        let due_at = book.solve(&measured).filter(|due_at| *due_at <= now)?;
        let deed = (measured.id, Target::Solve, measured.created_at, NotificationKind::Overdue);
        Some(Todo { deed, measured, due_at, runs: true })
    });
    Ok(overdue.collect())
}

/// Records what was missed and tells of what is new, both or neither.
async fn record(app: &App, shop_id: ShopId, todo: &[Todo], now: Time) -> Result<()> {
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let people = people(app, &mut conn, shop_id).await?;
    let mut known = Known::load(&mut conn, shop_id, todo).await?;
    let (mut news, mut breaches, mut escalated, mut nearly) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    for one in todo {
        let (conversation_id, target, since, kind) = one.deed;
        if !known.learn(&one.deed, now) {
            continue;
        }
        let breach = Breach { conversation_id, target, since, due_at: one.due_at, owner_id: one.measured.assignee_id };
        match kind {
            NotificationKind::Overdue => breaches.push(breach),
            NotificationKind::StillWaiting => escalated.push(breach),
            _ => nearly.push((conversation_id, since)),
        }
        if one.runs {
            news.extend(alerts::told(kind, &one.measured, &people));
        }
    }
    let mut script = Script::of(&conn);
    store::record(&mut script, shop_id, &breaches, now);
    escalated.iter().for_each(|breach| store::escalate(&mut script, shop_id, breach, now));
    store::note_nearly_due(&mut script, shop_id, &nearly);
    script.run(&mut conn).await?;
    let told = notifications::tell(&mut conn, shop_id, &news, now).await?;
    tx.commit().await?;
    notifications::send(app, shop_id, &told).await
}

/// What was done before, by whichever process.
struct Known {
    recorded: HashMap<(ConversationId, Target, Time), Recorded>,
    /// The wait of which somebody was told that a reply was nearly due, by its beginning. Not read from the notifications:
    /// several waits that are told as one leave the newest alone in it.
    nearly: HashMap<ConversationId, Time>,
}

impl Known {
    async fn load(conn: &mut Conn<'_>, shop_id: ShopId, todo: &[Todo]) -> Result<Self> {
        let ids: HashSet<ConversationId> = todo.iter().map(|one| one.deed.0).collect();
        let recorded = store::recorded(conn, shop_id, ids.iter().copied()).await?;
        let nearly = store::nearly_due(conn, shop_id, ids).await?;
        let key = |one: &Recorded| (one.conversation_id, one.target, one.since);
        Ok(Self {
            recorded: recorded.into_iter().map(|one| (key(&one), one)).collect(),
            nearly: nearly.into_iter().collect(),
        })
    }

    /// Whether something is still to be done; after that it is known.
    fn learn(&mut self, (id, target, since, kind): &Deed, now: Time) -> bool {
        let key = (*id, *target, *since);
        match kind {
            NotificationKind::Overdue => {
                let new = Recorded { conversation_id: *id, target: *target, since: *since, escalated_at: None };
                let Entry::Vacant(place) = self.recorded.entry(key) else { return false };
                place.insert(new);
                true
            }
            NotificationKind::StillWaiting => match self.recorded.get_mut(&key) {
                Some(known) => known.escalated_at.replace(now).is_none(),
                None => false,
            },
            _ => match self.nearly.get(id) {
                Some(told) if told >= since => false,
                _ => {
                    self.nearly.insert(*id, *since);
                    true
                }
            },
        }
    }
}

async fn people(app: &App, conn: &mut Conn<'_>, shop_id: ShopId) -> Result<People> {
    let all: Vec<StaffId> = auth::who_serve(conn, shop_id).await?.into_iter().map(|(id, _)| id).collect();
    let there: Vec<StaffId> = all.iter().copied().filter(|id| app.live.is_connected(shop_id, *id)).collect();
    let leads = auth::who_may(conn, shop_id, auth::Permission::ManageReception).await?;
    Ok(People { serving: if there.is_empty() { all } else { there }, leads })
}
