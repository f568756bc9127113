//! What a rule would have done: the past is told anew, the rule is asked at each point, and nothing is written.
//!
//! A conversation is judged as it stood then, as far as its thread tells; its buyer, inbox and group are those of today.

use std::collections::{BTreeSet, HashMap};

use tokio::sync::{Semaphore, SemaphorePermit, mpsc};

use super::around::{Around, Moment};
use super::model::{Body, DryCase, DryTotals, Frame, Occasion, RuleDraft};
use super::{clean, occasion};
use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conditions::{Fact, Field};
use crate::conversations::{self, ConversationRow, Happened, Told};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, Seq, ShopId};

/// More of the past is not looked at: the newest is.
const MOST_EVENTS: i64 = 10_000;
const EVENTS_AT_ONCE: i64 = 500;
const LONGEST_SECONDS: i64 = 366 * 86_400;
/// So many cases are told of; the others are counted.
const FIRING_CASES: usize = 200;
const OTHER_CASES: usize = 100;
const MAX_TEXT_CHARS: usize = 80;
/// Frames that a slow reader has not taken yet.
const WAITING_FRAMES: usize = 4;
/// Looking through the past is work for a processor; buyers come first.
const AT_ONCE: usize = 2;

static PLACES: Semaphore = Semaphore::const_new(AT_ONCE);

/// Begins to look through the past since a time. What is refused is refused before; it ends when nobody reads on.
pub async fn begin(app: &App, actor: &Actor, draft: RuleDraft, since: Time) -> Result<mpsc::Receiver<Frame>> {
    actor.require(Permission::ManageReception)?;
    let now = app.clock.now();
    if since >= now || since < now.plus_seconds(-LONGEST_SECONDS) {
        return Err(Error::invalid("since", "out_of_range"));
    }
    let (_, body) = clean::draft(app, actor.shop_id, draft, "rule.").await?;
    let place = PLACES.try_acquire().map_err(|_| Error::TooMany { retry_after_seconds: 5 })?;
    let (teller, frames) = mpsc::channel(WAITING_FRAMES);
    let run = DryRun { app: app.clone(), shop_id: actor.shop_id, body, last_fired: HashMap::new(), told: (0, 0) };
    tokio::spawn(run.go(since, teller, place));
    Ok(frames)
}

struct DryRun {
    app: App,
    shop_id: ShopId,
    body: Body,
    last_fired: HashMap<ConversationId, Time>,
    /// Cases told of in which it would have fired, and would not.
    told: (usize, usize),
}

impl DryRun {
    async fn go(mut self, since: Time, teller: mpsc::Sender<Frame>, _place: SemaphorePermit<'static>) {
        let last = match self.look_through(since, &teller).await {
            // What was erased since it happened is counted and cannot be looked at.
            Ok(totals) => Frame::Done { totals: DryTotals { looked_at: totals.of, ..totals } },
            Err(error) => {
                tracing::warn!(%error, "a dry run ended early");
                Frame::Failed { code: error.code().to_owned() }
            }
        };
        // Whoever has gone away needs no end.
        let _ = teller.send(last).await;
    }

    async fn look_through(&mut self, since: Time, teller: &mpsc::Sender<Frame>) -> Result<DryTotals> {
        let around = Around::load(&self.app, self.shop_id).await?;
        let (mut seq, upto, mut totals) = self.range(since).await?;
        loop {
            let mut reader = self.app.db.reader().await?;
            let mut conn = reader.conn();
            let happened = conversations::happened(&mut conn, self.shop_id, seq, upto, EVENTS_AT_ONCE).await?;
            let Some(last) = happened.last() else { return Ok(totals) };
            seq = last.seq;
            totals.looked_at = (totals.looked_at + happened.len() as i64).min(totals.of);
            let cases = self.look_at(&mut conn, &around, &happened, &mut totals).await?;
            drop(reader);
            if teller.send(Frame::Progress { totals, cases }).await.is_err() {
                return Ok(totals);
            }
        }
    }

    /// From which number to which, and how many that are.
    async fn range(&self, since: Time) -> Result<(Seq, Seq, DryTotals)> {
        let mut reader = self.app.db.reader().await?;
        let mut conn = reader.conn();
        let (first, count) = conversations::happened_since(&mut conn, self.shop_id, since).await?;
        let newest = conversations::before_newest(&mut conn, self.shop_id, since, MOST_EVENTS).await?;
        let upto = crate::events::last_seq(&mut conn, self.shop_id).await?;
        let (of, cut) = (count.min(MOST_EVENTS), newest.is_some());
        Ok((newest.unwrap_or(first), upto, DryTotals { of, cut, ..DryTotals::default() }))
    }

    async fn look_at(
        &mut self,
        conn: &mut Conn<'_>,
        around: &Around,
        happened: &[Happened],
        totals: &mut DryTotals,
    ) -> Result<Vec<DryCase>> {
        let wanted: Vec<&Happened> = happened.iter().filter(|one| self.may_meet(one)).collect();
        let ids: BTreeSet<ConversationId> = wanted.iter().map(|one| one.conversation_id).collect();
        let rows = conversations::find_rows(conn, self.shop_id, ids.iter().copied()).await?;
        let rows: HashMap<ConversationId, ConversationRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut threads: HashMap<ConversationId, Vec<Told>> = HashMap::new();
        for told in conversations::threads(conn, self.shop_id, ids).await? {
            threads.entry(told.conversation_id).or_default().push(told);
        }
        let mut cases = Vec::new();
        for one in wanted {
            let (Some(now), Some(thread)) = (rows.get(&one.conversation_id), threads.get(&one.conversation_id)) else {
                continue;
            };
            let Some((row, at)) = self.met(around, one, now, thread) else { continue };
            let case = self.judge(conn, around, (one, at), &row).await?;
            totals.met += 1;
            totals.fired += i64::from(case.fires);
            totals.paused += i64::from(case.paused);
            let (count, most) = match case.fires {
                true => (&mut self.told.0, FIRING_CASES),
                false => (&mut self.told.1, OTHER_CASES),
            };
            if *count < most {
                *count += 1;
                cases.push(case);
            }
        }
        Ok(cases)
    }

    fn may_meet(&self, happened: &Happened) -> bool {
        let wanted = self.body.when.event;
        let wanted = if wanted == Occasion::Waiting { Occasion::CustomerMessage } else { wanted };
        occasion::occasions(happened, true).contains(&wanted)
    }

    /// The conversation as it stood when the rule would have looked, and when that was; none where it would not have.
    fn met(
        &self,
        around: &Around,
        happened: &Happened,
        now: &ConversationRow,
        thread: &[Told],
    ) -> Option<(ConversationRow, Time)> {
        let mut row = now.at_first();
        let (before, after) = thread.split_at(thread.partition_point(|told| told.seq <= happened.seq));
        before.iter().for_each(|told| row.replay(told));
        if self.body.when.event != Occasion::Waiting {
            let occasions = occasion::occasions(happened, around.is_closed(row.inbox_id, happened.at));
            return occasions.contains(&self.body.when.event).then_some((row, happened.at));
        }
        let since = row.waiting_since.filter(|since| *since == happened.at)?;
        let due = since.plus_seconds(self.body.when.seconds?);
        if due > self.app.clock.now() {
            return None;
        }
        after.iter().take_while(|told| told.at <= due).for_each(|told| row.replay(told));
        (row.waiting_since == Some(since) && row.status.in_work()).then_some((row, due))
    }

    async fn judge(
        &mut self,
        conn: &mut Conn<'_>,
        around: &Around,
        (happened, at): (&Happened, Time),
        row: &ConversationRow,
    ) -> Result<DryCase> {
        let is_wait = self.body.when.event == Occasion::Waiting;
        let moment = if is_wait { Moment::default() } else { Moment::of(happened) };
        let mut facts = around.facts(row, &moment, at);
        if self.body.conditions.ask_for(Field::FirstContact) {
            let known = conversations::came_earlier(conn, self.shop_id, row.customer_id, row.created_at).await?;
            facts.set(Field::FirstContact, Fact::Flag(!known));
        }
        let judged = self.body.conditions.judge(&facts);
        let holds = judged.holds() && !row.customer_erased;
        let since = at.plus_seconds(-self.body.pause_minutes * 60);
        let paused = holds && self.last_fired.get(&row.id).is_some_and(|last| *last > since);
        let fires = holds && !paused;
        if fires {
            self.last_fired.insert(row.id, at);
        }
        Ok(DryCase {
            conversation_id: row.id,
            conversation_number: row.number,
            customer_name: row.customer_name.clone(),
            seq: happened.seq,
            at,
            text: happened.text.as_deref().map(beginning),
            fires,
            paused,
            all: judged.all,
            any: judged.any,
        })
    }
}

fn beginning(text: &str) -> String {
    text.chars().map(|c| if c.is_control() { ' ' } else { c }).take(MAX_TEXT_CHARS).collect()
}
