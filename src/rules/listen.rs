//! From events to work for rules: each shop that has rules reads on from the last number they have looked at.
//!
//! Conditions are asked here already, so that what no rule is for costs nothing but the look; they are asked again when the
//! work is done, since a rule that comes before may have changed what is asked.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::time::Duration;

use uuid::Uuid;

use super::around::{Around, Moment};
use super::fire::{Work, ask_first_contact};
use super::model::{Body, Occasion};
use super::occasion::occasions;
use super::store::{self, Reader};
use crate::app::App;
use crate::clock::Time;
use crate::conversations::{self, ConversationRow, Happened};
use crate::db::Conn;
use crate::error::Result;
use crate::events;
use crate::ids::{ConversationId, RuleId, ShopId};
use crate::jobs::{self, NewJob};
use crate::live::{Ahead, Follower, follow};

const EVENTS_AT_ONCE: i64 = 1000;

pub fn start(app: App) {
    follow(app, Ears::default());
}

#[derive(Default)]
struct Ears {
    ahead: Ahead,
}

impl Follower for Ears {
    const NAME: &str = "rules";
    const PATIENCE: Duration = Duration::from_millis(100);
    type Behind = Reader;

    fn whose(behind: &Reader) -> Uuid {
        behind.shop_id.0
    }

    async fn behind(conn: &mut Conn<'_>) -> Result<Vec<Reader>> {
        store::behind(conn).await
    }

    async fn read_on(&self, app: &App, reader: Reader) -> Result<bool> {
        let (shop_id, now) = (reader.shop_id, app.clock.now());
        let mut conn = app.db.reader().await?;
        let mut read = conn.conn();
        let after = self.ahead.of(shop_id, reader.seq);
        let events = events::after(&mut read, shop_id, after, EVENTS_AT_ONCE).await?;
        let Some(last) = events.last().map(|event| event.seq) else { return Ok(false) };
        let happened = conversations::happened(&mut read, shop_id, after, last, EVENTS_AT_ONCE).await?;
        let rules = Rules::load(&mut read, shop_id).await?;
        drop(conn);
        let asked =
            if rules.is_for_any(&happened) { rules.ask(app, shop_id, &happened).await? } else { Asked::default() };
        if asked.is_empty() && self.ahead.pass_over(shop_id, reader.seq, last) {
            return Ok(true);
        }
        let mut tx = app.db.begin().await?;
        let mut conn = tx.conn();
        if !store::move_on(&mut conn, reader, last).await? {
            return Ok(false);
        }
        jobs::enqueue(&mut conn, &asked.now, now).await?;
        for ((rule_id, conversation_id), (since, at)) in asked.later {
            let job = Work::Waited { rule_id, conversation_id, since }.job(shop_id, None)?;
            // The next wait in the same conversation takes the place of this one.
            jobs::enqueue_once(&mut conn, &job, &format!("rule:{rule_id}:{conversation_id}"), at, now).await?;
        }
        tx.commit().await?;
        app.jobs.ring();
        Ok(true)
    }
}

/// What is to be done: at once, and when a buyer has waited for so long.
#[derive(Default)]
struct Asked {
    now: Vec<NewJob>,
    /// Since when the buyer waits, and when that is long enough.
    later: BTreeMap<(RuleId, ConversationId), (Time, Time)>,
}

impl Asked {
    fn is_empty(&self) -> bool {
        self.now.is_empty() && self.later.is_empty()
    }
}

/// The rules of a shop that are switched on.
struct Rules {
    rules: Vec<(RuleId, Body)>,
    wanted: BTreeSet<Occasion>,
}

impl Rules {
    async fn load(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Self> {
        let rows = store::enabled(conn, shop_id).await?;
        let rules = rows.iter().map(|row| Ok((row.id, row.body()?))).collect::<Result<Vec<_>>>()?;
        let wanted = rules.iter().map(|(_, body)| body.when.event).collect();
        Ok(Self { rules, wanted })
    }

    /// Whether a rule may be for it, were the shop closed.
    fn is_for(&self, happened: &Happened) -> bool {
        let mut occasions = occasions(happened, true).into_iter();
        occasions.any(|one| {
            self.wanted.contains(&one) || (one == Occasion::CustomerMessage && self.wanted.contains(&Occasion::Waiting))
        })
    }

    fn is_for_any(&self, happened: &[Happened]) -> bool {
        happened.iter().any(|one| self.is_for(one))
    }

    async fn ask(&self, app: &App, shop_id: ShopId, happened: &[Happened]) -> Result<Asked> {
        let around = Around::load(app, shop_id).await?;
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let ours: Vec<&Happened> = happened.iter().filter(|one| self.is_for(one)).collect();
        let ids: BTreeSet<ConversationId> = ours.iter().map(|one| one.conversation_id).collect();
        let rows = conversations::find_rows(&mut conn, shop_id, ids).await?;
        let rows: HashMap<ConversationId, ConversationRow> = rows.into_iter().map(|row| (row.id, row)).collect();
        let mut asked = Asked::default();
        for one in ours {
            let Some(row) = rows.get(&one.conversation_id).filter(|row| !row.customer_erased) else { continue };
            let occasions = occasions(one, around.is_closed(row.inbox_id, one.at));
            if self.any_holds(app, &mut conn, &around, (one, row), &occasions).await? {
                asked.now.push(Work::Happened { seq: one.seq }.job(shop_id, Some(row.id))?);
            }
            if occasions.contains(&Occasion::CustomerMessage) {
                asked.later.extend(self.waits(row));
            }
        }
        Ok(asked)
    }

    async fn any_holds(
        &self,
        app: &App,
        conn: &mut Conn<'_>,
        around: &Around,
        (happened, row): (&Happened, &ConversationRow),
        occasions: &[Occasion],
    ) -> Result<bool> {
        let moment = Moment::of(happened);
        for (_, body) in self.rules.iter().filter(|(_, body)| occasions.contains(&body.when.event)) {
            let mut facts = around.facts(row, &moment, app.clock.now());
            ask_first_contact(conn, body, row, &mut facts).await?;
            if body.conditions.hold(&facts) {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// When the rules about waiting are to look at a buyer who waits.
    fn waits(&self, row: &ConversationRow) -> Vec<((RuleId, ConversationId), (Time, Time))> {
        let Some(since) = row.waiting_since else { return Vec::new() };
        let waiting = self.rules.iter().filter(|(_, body)| body.when.event == Occasion::Waiting);
        let planned = waiting.filter_map(|(id, body)| Some((*id, since.plus_seconds(body.when.seconds?))));
        planned.map(|(id, at)| ((id, row.id), (since, at))).collect()
    }
}
