//! Candidates as they are looked through. What buyers said is read from their messages, and masked.

use std::collections::HashMap;

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CandidateId, ShopId};
use crate::knowledge::learning::model::{
    CandidateExample, CandidateRow, CandidateState, KnowledgeCandidate, ReasonCount,
};
use crate::knowledge::learning::store;

const MOST_EXAMPLES: i64 = 5;
const WEEKS: usize = 4;
const WEEK_MILLIS: i64 = 7 * 24 * 3600 * 1000;

/// Which candidates are wanted.
#[derive(Debug, Clone, Copy)]
pub struct Wanted {
    pub state: CandidateState,
    /// Behind this place in the list.
    pub after: Option<(i64, Time, CandidateId)>,
    pub limit: usize,
}

/// A page of candidates.
pub struct Page {
    pub items: Vec<KnowledgeCandidate>,
    pub next: Option<(i64, Time, CandidateId)>,
    /// So many wait for somebody to decide.
    pub open: i64,
}

/// The most frequent first, then the newest.
pub async fn list(app: &App, actor: &Actor, wanted: Wanted) -> Result<Page> {
    may_read(actor)?;
    let one_more = i64::try_from(wanted.limit + 1).unwrap_or(i64::MAX);
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut rows = store::list(&mut conn, actor.shop_id, wanted.state, wanted.after, one_more).await?;
    let more = rows.len() > wanted.limit;
    rows.truncate(wanted.limit);
    let next = rows.last().filter(|_| more).map(|last| (last.questions, last.last_at, last.id));
    let open = store::open_count(&mut conn, actor.shop_id).await?;
    let items = shown(&mut conn, actor.shop_id, rows, app.clock.now()).await?;
    drop(reader);
    Ok(Page { items: with_nearest(app, actor.shop_id, items).await?, next, open })
}

pub async fn show(app: &App, actor: &Actor, id: CandidateId) -> Result<KnowledgeCandidate> {
    may_read(actor)?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let items = shown(&mut conn, actor.shop_id, vec![row], app.clock.now()).await?;
    drop(reader);
    with_nearest(app, actor.shop_id, items).await?.pop().ok_or(Error::NotFound)
}

/// Candidates show what buyers said.
fn may_read(actor: &Actor) -> Result<()> {
    actor.require(Permission::ReadKnowledge)?;
    actor.require(Permission::ReadConversations)
}

async fn shown(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    rows: Vec<CandidateRow>,
    now: Time,
) -> Result<Vec<KnowledgeCandidate>> {
    let ids: Vec<CandidateId> = rows.iter().map(|row| row.id).collect();
    let mut questions: HashMap<CandidateId, String> = HashMap::new();
    for (id, text) in store::guides_of(conn, shop_id, &ids).await? {
        // Of those that began it the one that says it shortest.
        let known = questions.entry(id).or_insert_with(|| text.clone());
        if text.chars().count() < known.chars().count() {
            *known = text;
        }
    }
    let mut examples: HashMap<CandidateId, Vec<CandidateExample>> = HashMap::new();
    for row in store::examples(conn, shop_id, &ids, MOST_EXAMPLES).await? {
        let example = CandidateExample {
            conversation_id: row.conversation_id,
            message_seq: row.message_seq,
            text: zg_text::mask(&row.text).into_owned(),
            reason: row.reason,
            asked_at: row.asked_at,
        };
        examples.entry(row.candidate_id).or_default().push(example);
    }
    let mut reasons: HashMap<CandidateId, Vec<ReasonCount>> = HashMap::new();
    for (id, reason, questions) in store::reasons(conn, shop_id, &ids).await? {
        reasons.entry(id).or_default().push(ReasonCount { reason, questions });
    }
    let since = now.plus_millis(-WEEK_MILLIS * WEEKS as i64);
    let mut weeks: HashMap<CandidateId, Vec<i64>> = HashMap::new();
    for (id, week, questions) in store::weeks(conn, shop_id, &ids, since, WEEK_MILLIS).await? {
        let counts = weeks.entry(id).or_insert_with(|| vec![0; WEEKS]);
        // What was asked while this was read belongs to the week that ends now.
        let place = usize::try_from(week).unwrap_or(0).min(WEEKS - 1);
        counts[place] += questions;
    }
    let item = |row: CandidateRow| {
        // Without words it is being erased just now.
        let question = questions.remove(&row.id)?;
        Some(KnowledgeCandidate {
            id: row.id,
            state: row.state,
            question: zg_text::mask(&question).into_owned(),
            questions: row.questions,
            reasons: reasons.remove(&row.id).unwrap_or_default(),
            weeks: weeks.remove(&row.id).unwrap_or_else(|| vec![0; WEEKS]),
            examples: examples.remove(&row.id).unwrap_or_default(),
            nearest: None,
            entry_id: row.entry_id,
            decided_by: row.decided_by,
            decided_at: row.decided_at,
            first_at: row.first_at,
            last_at: row.last_at,
        })
    };
    Ok(rows.into_iter().filter_map(item).collect())
}

/// With the entry that each is likest to, as the knowledge is now.
async fn with_nearest(
    app: &App,
    shop_id: ShopId,
    mut items: Vec<KnowledgeCandidate>,
) -> Result<Vec<KnowledgeCandidate>> {
    if items.is_empty() {
        return Ok(items);
    }
    let ready = app.knowledge.of(app, shop_id).await?;
    let comparing = tokio::task::spawn_blocking(move || {
        items.iter_mut().for_each(|item| item.nearest = ready.nearest(&item.question));
        items
    });
    Ok(comparing.await.map_err(anyhow::Error::from)?)
}
