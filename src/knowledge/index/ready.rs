//! One shop's entries, ready to be asked.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;

use zg_answer::conditions::{self, Situation};
use zg_answer::{Candidate, Embed, Index, Vectors};

use crate::clock::Time;
use crate::ids::{EntryId, Seq};
use crate::knowledge::model::{Answer, Asked, Decision, Explanation, Hit, Question, SimilarEntry};
use crate::knowledge::store::index::Changed;

/// A shop's own entry goes before one of the starter pack that is likelier by less than this share.
const OWN_COUNTS_MORE: f32 = 0.9;
/// From this likeness on two entries are worth a look.
const NEAR: f32 = 0.45;
/// The nearest by the index are compared word by word.
const COMPARED: usize = 10;
const MOST_SIMILAR: usize = 3;

/// An approved entry.
#[derive(Debug)]
pub struct Held {
    pub(super) title: String,
    external_id: Option<String>,
    is_starter: bool,
    pub(super) phrasings: Vec<String>,
    answers: Vec<(conditions::Conditions, Answer)>,
}

impl Held {
    pub fn new(row: Changed, phrasings: Vec<String>, answers: Vec<Answer>) -> Self {
        let answers = answers.into_iter().map(|answer| ((&answer.conditions).into(), answer)).collect();
        Self { title: row.title, external_id: row.external_id, is_starter: row.is_starter, phrasings, answers }
    }

    /// The answer that fits.
    fn answer(&self, situation: &Situation<'_>) -> Option<&Answer> {
        let answers = self.answers.iter().map(|(conditions, _)| (conditions, self.is_starter));
        conditions::choose(answers, situation).map(|place| &self.answers[place].1)
    }

    /// Whether a keyword of an emergency stands in the question.
    fn is_called_out(&self, situation: &Situation<'_>) -> bool {
        self.answers.iter().any(|(conditions, _)| is_alarm(conditions) && conditions.hold(situation))
    }
}

/// An emergency that is about words, whatever else is asked.
fn is_alarm(conditions: &conditions::Conditions) -> bool {
    conditions.emergency && !conditions.keywords.is_empty()
}

#[derive(Debug, Clone)]
pub struct Ready {
    /// The number of the newest change in it.
    pub seq: Seq,
    /// Whether the newest change was learned from.
    pub(super) is_learned: bool,
    pub(super) entries: Arc<HashMap<EntryId, Arc<Held>>>,
    /// Those with emergencies that keywords call for, in the order of their ids.
    alarms: Arc<BTreeMap<EntryId, Arc<Held>>>,
    pub(super) index: Arc<Index>,
}

impl Ready {
    /// With what is known from before of what texts mean.
    pub(super) fn empty(encoder: Option<Arc<dyn Embed>>, kept: Vectors) -> Self {
        let index = Arc::new(Index::new(encoder).remembering(kept));
        Self { seq: -1, is_learned: false, entries: Arc::default(), alarms: Arc::default(), index }
    }

    /// With entries that came or changed, and without those that are not approved any more.
    pub(super) fn with(&self, seq: Seq, changed: Vec<(EntryId, Arc<Held>)>, approved: &HashSet<EntryId>) -> Self {
        let mut entries = HashMap::clone(&self.entries);
        let removed: Vec<_> = entries.keys().filter(|id| !approved.contains(id)).copied().collect();
        removed.iter().for_each(|id| drop(entries.remove(id)));
        let asked = changed.iter().map(|(id, held)| zg_answer::Entry { id: id.0, phrasings: held.phrasings.clone() });
        let removed: Vec<_> = removed.into_iter().map(|id| id.0).collect();
        let index = Arc::new(self.index.with(asked.collect(), &removed));
        entries.extend(changed);
        let rings = |held: &Held| held.answers.iter().any(|(conditions, _)| is_alarm(conditions));
        let alarms: BTreeMap<_, _> =
            entries.iter().filter(|(_, held)| rings(held)).map(|(id, held)| (*id, held.clone())).collect();
        Self { seq, is_learned: false, index, entries: Arc::new(entries), alarms: Arc::new(alarms) }
    }

    /// With all that the entries teach together. Takes seconds of a processor where there are thousands of phrasings.
    pub(super) fn learned(&self) -> Self {
        Self { is_learned: true, index: Arc::new(self.index.retrained()), ..self.clone() }
    }

    /// The same, of a later number.
    pub(super) fn at(&self, seq: Seq) -> Self {
        Self { seq, ..self.clone() }
    }

    /// What the shop knows of a question. Takes milliseconds of a processor.
    pub fn ask(&self, question: &Question, now: Time) -> Asked {
        let situation = situation(question, now);
        let ranking = self.index.ask(&question.text, question.limit);
        let mut decision = match ranking.decision(question.strictness) {
            zg_answer::Decision::Answer => Decision::Answer,
            zg_answer::Decision::Suggest => Decision::Suggest,
            zg_answer::Decision::HandOver => Decision::HandOver,
        };
        let mut confidence = ranking.confidence;
        let mut ranked: Vec<Hit> =
            ranking.candidates.iter().filter_map(|candidate| self.hit(candidate, &situation)).collect();
        self.put_own_first(&mut ranked);
        if let Some((id, held)) = self.alarms.iter().find(|(_, held)| held.is_called_out(&situation)) {
            ranked.retain(|hit| hit.entry_id != *id);
            ranked.insert(0, held.called_out(*id, &situation));
            ranked.truncate(question.limit);
            (decision, confidence) = (Decision::Answer, 1.0);
        }
        // An entry that has answers, but none for this situation, has nothing to say here.
        let is_mute = |hit: &Hit| hit.answer.is_none() && self.has_answers(hit.entry_id);
        if decision == Decision::Answer && ranked.first().is_none_or(is_mute) {
            decision = Decision::HandOver;
        }
        Asked { decision, confidence, ranked, normalised: zg_text::fold(&question.text) }
    }

    /// Entries besides this one whose phrasings are much like a title, the nearest first.
    pub fn similar(&self, but: EntryId, title: &str) -> Vec<SimilarEntry> {
        let alike = self.alike(title).into_iter().filter(|other| other.entry_id != but && other.score >= NEAR);
        alike.take(MOST_SIMILAR).collect()
    }

    /// The entry that is likest to a text, however little that is.
    pub fn nearest(&self, text: &str) -> Option<SimilarEntry> {
        self.alike(text).into_iter().next()
    }

    /// What texts of the shop are compared by.
    pub fn index(&self) -> &Index {
        &self.index
    }

    fn alike(&self, text: &str) -> Vec<SimilarEntry> {
        let similar = |(entry_id, _, score): (EntryId, usize, f32)| {
            let title = self.entries.get(&entry_id)?.title.clone();
            Some(SimilarEntry { entry_id, title, score })
        };
        self.compared(text).into_iter().filter_map(similar).collect()
    }

    /// Entries near a text with the phrasing that is nearest and its likeness, the likest first.
    pub(super) fn compared(&self, text: &str) -> Vec<(EntryId, usize, f32)> {
        let (candidates, read) = (self.index.ask(text, COMPARED).candidates, self.index.text(text));
        let likeness = |candidate: &Candidate| {
            let score = self.index.likeness_to(&read, candidate.entry, candidate.phrasing)?;
            Some((EntryId(candidate.entry), candidate.phrasing, score))
        };
        let mut compared: Vec<_> = candidates.iter().filter_map(likeness).collect();
        compared.sort_by(|a, b| b.2.total_cmp(&a.2).then(a.0.cmp(&b.0)));
        compared
    }

    /// What an entry answers, whatever was asked.
    pub fn look_up(&self, id: EntryId, question: &Question, now: Time) -> Option<Hit> {
        let held = self.entries.get(&id)?;
        let explanation = Explanation { words: 0.0, learned: None, meaning: None, emergency: false };
        Some(held.shown(id, 1.0, held.title.clone(), explanation, &situation(question, now)))
    }

    pub fn title(&self, id: EntryId) -> Option<&str> {
        self.entries.get(&id).map(|held| held.title.as_str())
    }

    fn has_answers(&self, id: EntryId) -> bool {
        self.entries.get(&id).is_some_and(|held| !held.answers.is_empty())
    }

    fn hit(&self, candidate: &Candidate, situation: &Situation<'_>) -> Option<Hit> {
        let id = EntryId(candidate.entry);
        let held = self.entries.get(&id)?;
        let signals = candidate.signals;
        let explanation =
            Explanation { words: signals.words, learned: signals.learned, meaning: signals.meaning, emergency: false };
        let phrasing = held.phrasings.get(candidate.phrasing).unwrap_or(&held.title).clone();
        Some(held.shown(id, candidate.score, phrasing, explanation, situation))
    }

    fn put_own_first(&self, ranked: &mut [Hit]) {
        let is_starter = |hit: &Hit| self.entries.get(&hit.entry_id).is_some_and(|held| held.is_starter);
        let Some(first) = ranked.first().filter(|hit| is_starter(hit)) else { return };
        let least = first.score * OWN_COUNTS_MORE;
        if let Some(place) = ranked.iter().position(|hit| !is_starter(hit) && hit.score >= least) {
            ranked[..=place].rotate_right(1);
        }
    }
}

fn situation(question: &Question, now: Time) -> Situation<'_> {
    let known = &question.situation;
    Situation {
        now: now.0,
        product: known.product.as_deref(),
        order_state: known.order_state.map(Into::into),
        stage: known.stage.map(Into::into),
        channel: known.inbox_id.map(|inbox| inbox.0),
        question: &question.text,
    }
}

impl Held {
    fn shown(
        &self,
        entry_id: EntryId,
        score: f32,
        phrasing: String,
        explanation: Explanation,
        situation: &Situation<'_>,
    ) -> Hit {
        let answer = self.answer(situation).cloned();
        let (external_id, title) = (self.external_id.clone(), self.title.clone());
        Hit { entry_id, external_id, title, score, answer, phrasing, explanation }
    }

    fn called_out(&self, id: EntryId, situation: &Situation<'_>) -> Hit {
        let explanation = Explanation { words: 0.0, learned: None, meaning: None, emergency: true };
        self.shown(id, 1.0, self.title.clone(), explanation, situation)
    }
}
