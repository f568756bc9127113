//! Fires: what happened is looked at again, the rules for it are asked in their order, and those whose conditions hold do
//! their steps. A job of the conversation, so that one process does it and what came first is done first.

use serde::{Deserialize, Serialize};

use super::around::{self, Around, Moment};
use super::model::{Body, Occasion, Outcome, RuleRow};
use super::store::firings::{self, Begun, NewFiring};
use super::{occasion, spoken, stop, store};
use crate::app::App;
use crate::clock::Time;
use crate::conditions::{Facts, Field};
use crate::conversations::{self, By, ConversationRow};
use crate::error::{Error, Result};
use crate::ids::{ConversationId, JobId, RuleFiringId, RuleId, Seq, ShopId, derived};
use crate::jobs::{self, Job, NewJob};
use crate::steps::{self, Run};

pub const FIRE: &str = "fire_rules";

/// Ids of firings: made of the rule and of what it fires at.
const ID_SPACE: &str = "zhanggui rule firing";

/// What is to be looked at.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "what", rename_all = "snake_case")]
pub enum Work {
    Happened { seq: Seq },
    Waited { rule_id: RuleId, conversation_id: ConversationId, since: Time },
}

impl Work {
    pub fn job(&self, shop_id: ShopId, lane: Option<ConversationId>) -> Result<NewJob> {
        let place = if let Self::Happened { seq } = self { *seq } else { 0 };
        Ok(NewJob {
            id: JobId::new(),
            shop_id,
            kind: FIRE,
            payload: serde_json::to_string(self).map_err(anyhow::Error::from)?,
            // One shop's rush takes no place of another's.
            target: format!("rules:{shop_id}"),
            lane: lane.map(|id| format!("rules:{id}")),
            place,
            about: None,
        })
    }
}

/// Something that happened, for the rules to look at.
struct Spark {
    shop_id: ShopId,
    conversation_id: ConversationId,
    occasion: Occasion,
    moment: Moment,
    /// What it is, the same whoever looks.
    name: String,
    /// No further try follows this one.
    last_try: bool,
}

/// Lets the rules look at what a job names.
pub async fn fire(app: &App, job: &Job) -> Result<jobs::Outcome> {
    let work: Work = serde_json::from_str(&job.payload).map_err(|_| Error::invalid("payload", "malformed"))?;
    match work {
        Work::Happened { seq } => happened(app, job, seq).await?,
        Work::Waited { rule_id, conversation_id, since } => waited(app, job, rule_id, (conversation_id, since)).await?,
    }
    Ok(jobs::Outcome::Done)
}

async fn happened(app: &App, job: &Job, seq: Seq) -> Result<()> {
    let shop_id = job.shop_id;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let found = conversations::happened(&mut conn, shop_id, seq - 1, seq, 1).await?;
    let Some(happened) = found.into_iter().next() else { return Ok(()) };
    let Some(row) = conversations::find_row(&mut conn, shop_id, happened.conversation_id).await? else { return Ok(()) };
    let rules = store::enabled(&mut conn, shop_id).await?;
    drop(reader);
    let around = Around::load(app, shop_id).await?;
    let occasions = occasion::occasions(&happened, around.is_closed(row.inbox_id, happened.at));
    for rule in &rules {
        let body = rule.body()?;
        let occasion = body.when.event;
        if occasions.contains(&occasion) {
            let (name, last_try) = (seq.to_string(), job.is_last_attempt());
            let moment = Moment::of(&happened);
            let spark = Spark { shop_id, conversation_id: row.id, occasion, moment, name, last_try };
            consider(app, &around, (rule, &body), &spark).await?;
        }
    }
    Ok(())
}

async fn waited(app: &App, job: &Job, rule_id: RuleId, (id, since): (ConversationId, Time)) -> Result<()> {
    let shop_id = job.shop_id;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some(rule) = store::find(&mut conn, shop_id, rule_id).await?.filter(|rule| rule.enabled) else { return Ok(()) };
    let Some(row) = conversations::find_row(&mut conn, shop_id, id).await? else { return Ok(()) };
    drop(reader);
    let body = rule.body()?;
    // Somebody has answered, or the rule is about something else by now.
    let is_due = body.when.seconds.is_some_and(|seconds| since.plus_seconds(seconds) <= app.clock.now());
    let still_waits = row.waiting_since == Some(since) && row.status.in_work();
    if body.when.event != Occasion::Waiting || !is_due || !still_waits {
        return Ok(());
    }
    let around = Around::load(app, shop_id).await?;
    let (name, last_try) = (format!("{id} {}", since.0), job.is_last_attempt());
    let (occasion, moment) = (Occasion::Waiting, Moment::default());
    let spark = Spark { shop_id, conversation_id: id, occasion, moment, name, last_try };
    consider(app, &around, (&rule, &body), &spark).await
}

/// Asks one rule, as the conversation stands now, and does what it says.
async fn consider(app: &App, around: &Around, (rule, body): (&RuleRow, &Body), spark: &Spark) -> Result<()> {
    let Spark { shop_id, conversation_id, occasion, .. } = *spark;
    let id = RuleFiringId(derived(ID_SPACE, shop_id, &[&rule.id.to_string(), &spark.name]));
    let Some((row, begun)) = ask(app, around, body, spark, id).await? else { return Ok(()) };
    let begun = match begun {
        Some(begun) => begun,
        None => {
            let withheld = spoken::withheld(&mut app.db.reader().await?.conn(), &row, occasion).await?;
            let new = NewFiring { id, rule_id: rule.id, conversation_id, occasion, at: app.clock.now(), withheld };
            if !begin(app, shop_id, (rule, body), &new).await? {
                return Ok(());
            }
            Begun { at: new.at, withheld: withheld.map(str::to_owned), ended: false }
        }
    };
    let outcome = act(app, (rule, body), &row, spark, (id, begun)).await?;
    let text = serde_json::to_string(&outcome).map_err(anyhow::Error::from)?;
    let mut tx = app.db.begin().await?;
    firings::end(&mut tx.conn(), shop_id, id, &text, outcome.is_troubled()).await?;
    Ok(tx.commit().await?)
}

/// The conversation, if the rule is for it now; and the firing, if somebody was cut off in it: that is gone on with, whatever
/// has become of the conversation.
async fn ask(
    app: &App,
    around: &Around,
    body: &Body,
    spark: &Spark,
    id: RuleFiringId,
) -> Result<Option<(ConversationRow, Option<Begun>)>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let begun = firings::find(&mut conn, spark.shop_id, id).await?;
    let Some(row) = conversations::find_row(&mut conn, spark.shop_id, spark.conversation_id).await? else {
        return Ok(None);
    };
    match begun {
        Some(begun) => Ok((!begun.ended).then_some((row, Some(begun)))),
        None if row.imported || row.customer_erased => Ok(None),
        None => {
            let mut facts = around.facts(&row, &spark.moment, app.clock.now());
            ask_first_contact(&mut conn, body, &row, &mut facts).await?;
            Ok(body.conditions.hold(&facts).then_some((row, None)))
        }
    }
}

/// Looked up only where a condition asks for it.
pub(super) async fn ask_first_contact(
    conn: &mut crate::db::Conn<'_>,
    body: &Body,
    row: &ConversationRow,
    facts: &mut Facts,
) -> Result<()> {
    if body.conditions.ask_for(Field::FirstContact) {
        around::tell_first_contact(conn, row, facts).await?;
    }
    Ok(())
}

/// Notes that it fires, unless it fired here within its pause or fires too often; whether it may go on.
async fn begin(app: &App, shop_id: ShopId, (rule, body): (&RuleRow, &Body), new: &NewFiring) -> Result<bool> {
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let since = new.at.plus_seconds(-body.pause_minutes * 60);
    if firings::fired_since(&mut conn, shop_id, rule.id, new.conversation_id, since).await? {
        return Ok(false);
    }
    if stop::is_too_often(&mut conn, shop_id, rule.id, new.at).await? {
        let stopped = stop::stop(&mut conn, shop_id, rule, new).await?;
        tx.commit().await?;
        stop::tell(app, shop_id, stopped).await?;
        return Ok(false);
    }
    let begun = firings::begin(&mut conn, shop_id, new).await?;
    tx.commit().await?;
    Ok(begun)
}

/// Does the steps; what can be seen to be refused is told as such.
async fn act(
    app: &App,
    (rule, body): (&RuleRow, &Body),
    row: &ConversationRow,
    spark: &Spark,
    (id, begun): (RuleFiringId, Begun),
) -> Result<Outcome> {
    let by = By::Rule { shop_id: spark.shop_id, rule_id: rule.id.0 };
    let run = Run { id: id.0, at: begun.at, seen_seq: Some(row.last_message_seq), force: false };
    let (quiet, reply) = spoken::without_reply(&body.steps);
    let (steps, silenced) = match (begun.withheld, reply) {
        (Some(code), Some(place)) => (quiet, Some((place, code))),
        _ => (body.steps.clone(), None),
    };
    let mut outcome = Outcome { steps: body.steps.clone(), ..Outcome::default() };
    // A list of nothing but a reply leaves nothing to do.
    if !steps.is_empty() {
        match steps::run(app, by, row.id, &steps, &run).await {
            Ok(done) => outcome.items = done.items,
            Err(error) if error.is_ours() && !spark.last_try => return Err(error),
            Err(error) => outcome.code = Some(error.code().to_owned()),
        }
    }
    if let Some((place, code)) = silenced
        && outcome.code.is_none()
    {
        spoken::tell(&mut outcome.items, place, &code);
    }
    Ok(outcome)
}
