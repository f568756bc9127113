//! Looks at conversations that are quiet: what in them the knowledge did not meet, and with which other questions it belongs.

use std::collections::{BTreeSet, HashMap};

use zg_answer::Text;

use super::gaps::{Gap, gaps};
use super::groups::{Groups, Guide, Place};
use super::model::{CandidateState, QuestionReason};
use super::store::{self, Due, GuideRow, Kept, NewQuestion};
use crate::app::App;
use crate::bot::{self, SuggestionOutcome};
use crate::clock::Time;
use crate::conversations::{self, MessageRow};
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{CandidateId, ConversationId, Seq, ShopId};
use crate::knowledge::index::Ready;
use crate::knowledge::model::{Decision, Question};

const AT_ONCE: i64 = 50;
/// Of a longer conversation the end.
const MOST_MESSAGES: i64 = 200;
/// What could not be looked at waits, so that it holds nothing up.
const AGAIN_AFTER_SECONDS: i64 = 10 * 60;
/// Older questions say nothing about what buyers ask today.
const KEPT_SECONDS: i64 = 90 * 24 * 3600;
/// What was accepted has so long to be approved; what is asked in the same way after that is worth another look.
const SETTLES_SECONDS: i64 = 7 * 24 * 3600;
/// Enough to know again what was dismissed.
const KEPT_OF_DISMISSED: i64 = 20;
/// Of more, those that were asked least and longest ago are forgotten.
const MOST_OPEN: i64 = 2_000;
const MOST_SHOPS: usize = 20;

type Texts = HashMap<(ConversationId, Seq), Text>;

/// What was read before, so that it need not be read again.
#[derive(Default)]
pub struct Memory(HashMap<ShopId, Texts>);

/// Looks at the next few conversations; whether there may be more.
pub async fn look(app: &App, memory: &mut Memory) -> bool {
    let now = app.clock.now();
    let due = async { store::due(&mut app.db.reader().await?.conn(), now, AT_ONCE).await };
    let due = match due.await {
        Ok(due) => due,
        Err(error) => {
            tracing::warn!(%error, "could not look for conversations to learn from");
            return false;
        }
    };
    let more = due.len() as i64 == AT_ONCE;
    let mut by_shop: HashMap<ShopId, Vec<Due>> = HashMap::new();
    due.into_iter().for_each(|one| by_shop.entry(one.shop_id).or_default().push(one));
    if memory.0.len() > MOST_SHOPS {
        memory.0.clear();
    }
    for (shop_id, due) in by_shop {
        let texts = memory.0.entry(shop_id).or_default();
        if let Err(error) = look_at_shop(app, texts, shop_id, &due).await {
            tracing::warn!(shop = %shop_id, %error, "conversations could not be learned from");
            if let Err(error) = put_off(app, &due, now.plus_seconds(AGAIN_AFTER_SECONDS)).await {
                tracing::warn!(shop = %shop_id, %error, "conversations could not be put off");
                return false;
            }
        }
    }
    more
}

/// Forgets what was asked too long ago, some of it at a time.
pub async fn forget_old(conn: &mut Conn<'_>, now: Time) -> Result<()> {
    store::forget_old(conn, now.plus_seconds(-KEPT_SECONDS)).await
}

async fn put_off(app: &App, due: &[Due], until: Time) -> Result<()> {
    let mut tx = app.db.begin().await?;
    store::put_off(&mut tx.conn(), due, until).await?;
    Ok(tx.commit().await?)
}

/// A conversation with what is known of it.
struct Thread {
    due: Due,
    messages: Vec<MessageRow>,
    outcomes: Vec<(Seq, SuggestionOutcome)>,
    kept: Vec<Kept>,
    /// No spam, and its customer is neither blocked nor erased.
    teaches: bool,
}

/// What was found in a conversation.
struct Found {
    due: Due,
    /// Questions that are none any more, since somebody pressed or changed their mind.
    withdrawn: Vec<Kept>,
    changed: Vec<(Seq, QuestionReason)>,
    fresh: Vec<(Place, NewQuestion)>,
}

async fn look_at_shop(app: &App, texts: &mut Texts, shop_id: ShopId, due: &[Due]) -> Result<()> {
    let (ready, now) = (app.knowledge.of(app, shop_id).await?, app.clock.now());
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let ids: Vec<ConversationId> = due.iter().map(|due| due.conversation_id).collect();
    let teachers = conversations::past_among(&mut conn, shop_id, &ids).await?;
    let mut threads = Vec::with_capacity(due.len());
    for due in due.iter().copied() {
        threads.push(Thread {
            due,
            messages: conversations::tail(&mut conn, shop_id, due.conversation_id, MOST_MESSAGES).await?,
            outcomes: bot::suggestion_outcomes(&mut conn, shop_id, due.conversation_id).await?,
            kept: store::of_conversation(&mut conn, shop_id, due.conversation_id).await?,
            teaches: teachers.iter().any(|past| past.id == due.conversation_id),
        });
    }
    let guides = store::guides(&mut conn, shop_id, now.plus_seconds(-SETTLES_SECONDS)).await?;
    drop(reader);
    let known = std::mem::take(texts);
    let comparing = tokio::task::spawn_blocking(move || compare(&ready, known, guides, threads, now));
    let (found, read) = comparing.await.map_err(anyhow::Error::from)?;
    *texts = read;
    save(app, shop_id, found).await
}

/// What the threads hold, and where it belongs.
fn compare(
    ready: &Ready,
    mut known: Texts,
    guides: Vec<GuideRow>,
    threads: Vec<Thread>,
    now: Time,
) -> (Vec<Found>, Texts) {
    // Only what still guides is remembered: whose words are gone is forgotten here too.
    let mut texts = Texts::new();
    let guides = guides.into_iter().map(|row| {
        let place = (row.conversation_id, row.message_seq);
        let text = known.remove(&place).unwrap_or_else(|| ready.index().text(&row.text));
        texts.insert(place, text.clone());
        Guide { candidate_id: row.candidate_id, text }
    });
    let guides = guides.collect();
    let mut groups = Groups::new(ready.index(), guides);
    let found = threads.into_iter().map(|thread| thread.sort(ready, &mut groups, now)).collect();
    (found, texts)
}

impl Thread {
    fn sort(self, ready: &Ready, groups: &mut Groups<'_>, now: Time) -> Found {
        let first = self.messages.first().map_or(Seq::MAX, |message| message.seq);
        let since = now.plus_seconds(-KEPT_SECONDS);
        if !self.teaches {
            return Found { due: self.due, withdrawn: self.kept, changed: Vec::new(), fresh: Vec::new() };
        }
        let mut found = Found { due: self.due, withdrawn: Vec::new(), changed: Vec::new(), fresh: Vec::new() };
        let gaps: Vec<Gap> =
            gaps(&self.messages, &self.outcomes).into_iter().filter(|gap| gap.asked_at > since).collect();
        for kept in self.kept.iter().filter(|kept| kept.message_seq >= first) {
            match gaps.iter().find(|gap| gap.seq == kept.message_seq) {
                None => found.withdrawn.push(*kept),
                Some(gap) if gap.reason != kept.reason => found.changed.push((gap.seq, gap.reason)),
                Some(_) => {}
            }
        }
        let is_new = |gap: &Gap| self.kept.iter().all(|kept| kept.message_seq != gap.seq);
        for gap in gaps.into_iter().filter(is_new) {
            // A person answered: whether the knowledge could have is not known yet.
            if gap.reason == QuestionReason::NoEntry && knows(ready, &gap.text, now) {
                continue;
            }
            let place = groups.take(ready.index().text(&gap.text));
            let (message_seq, reason, asked_at) = (gap.seq, gap.reason, gap.asked_at);
            let conversation_id = self.due.conversation_id;
            found.fresh.push((place, NewQuestion { conversation_id, message_seq, reason, asked_at }));
        }
        found
    }
}

/// Whether the knowledge has anything that it would ask "did you mean" with.
fn knows(ready: &Ready, text: &str, now: Time) -> bool {
    let question = Question { limit: 1, ..Question::new(text) };
    ready.ask(&question, now).decision != Decision::HandOver
}

/// Writes what was found in conversations in which nothing happened meanwhile.
async fn save(app: &App, shop_id: ShopId, found: Vec<Found>) -> Result<()> {
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let mut touched: BTreeSet<CandidateId> = BTreeSet::new();
    for Found { due, withdrawn, changed, fresh } in found {
        if !store::take(&mut conn, &due).await? {
            continue;
        }
        for kept in withdrawn {
            store::withdraw(&mut conn, shop_id, due.conversation_id, kept.message_seq).await?;
            touched.insert(kept.candidate_id);
        }
        for (seq, reason) in changed {
            store::set_reason(&mut conn, shop_id, due.conversation_id, seq, reason).await?;
        }
        for (place, question) in fresh {
            let id = place.candidate_id;
            match store::find(&mut conn, shop_id, id).await? {
                Some(row) if row.state == CandidateState::Dismissed && row.questions >= KEPT_OF_DISMISSED => continue,
                Some(_) => {}
                None if place.is_new => store::begin(&mut conn, shop_id, id, question.asked_at).await?,
                // It became part of another one just now.
                None => {
                    store::look_again(&mut conn, shop_id, due.conversation_id, now).await?;
                    continue;
                }
            }
            store::add(&mut conn, shop_id, id, &question).await?;
            touched.insert(id);
        }
    }
    for id in touched {
        store::count_anew(&mut conn, shop_id, id).await?;
    }
    store::make_room(&mut conn, shop_id, MOST_OPEN).await?;
    Ok(tx.commit().await?)
}
