//! What colleagues said when buyers said something like this: suggestions from a shop's own past replies.
//!
//! The replies of the nearest past contexts vote: a reply that is like many of theirs comes first. How much words, meanings
//! and what was said before count beside each other, the shop's own past tells.
//!
//! Invariants: nothing is suggested that tells about one customer ([`pattern`] decides); the same pairs give the same
//! suggestions on every machine.

mod evidence;
mod pattern;
mod read;
mod rehearsal;
mod sketch;

use std::collections::{BTreeSet, HashMap, HashSet};
use std::sync::Arc;

use uuid::Uuid;

use evidence::{Asking, Neighbour};
use read::Read;
use sketch::{Postings, Sketch, Vocabulary};

use crate::Embed;
use crate::model::{Logistic, Vector};

pub use pattern::BLANK;

/// What was said before a reply.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Context {
    /// What the buyer said last.
    pub said: String,
    /// Up to two turns before that, the oldest first.
    pub before: Vec<String>,
}

/// A reply that was good, and what it replied to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pair {
    /// Who was replied to: what several customers were told is no secret of one of them.
    pub customer: Uuid,
    /// Where it was said.
    pub conversation: Uuid,
    /// When the reply was given, in milliseconds.
    pub at: i64,
    pub context: Context,
    pub reply: String,
}

#[derive(Debug, Clone, PartialEq)]
pub struct Suggestion {
    /// With [`BLANK`] for each number that was about one customer.
    pub reply: String,
    /// How near the nearest context is that was replied to like this, by how much the nearest replies are like it: from 0
    /// to 1.
    pub score: f32,
    /// How many customers were told this, or nearly this.
    pub customers: usize,
    /// When the last of them was.
    pub last_at: i64,
}

/// Immutable: whoever adds or takes away a pair gets new ones.
#[derive(Clone, Default)]
pub struct Replies {
    encoder: Option<Arc<dyn Embed>>,
    pairs: Vec<Arc<Read>>,
    /// What the reply of each pair is among the sayings.
    saying_of: Vec<u32>,
    sayings: Vec<Saying>,
    vocabulary: Vocabulary,
    said: Postings,
    before: Postings,
    weights: Weights,
}

/// A reply, however often it was given.
#[derive(Debug, Clone)]
struct Saying {
    sketch: Sketch,
    meaning: Option<Vector>,
    /// What may be said to others; none if nothing may, or if it says nothing.
    given: Option<String>,
    /// Who was told it, each once.
    told: BTreeSet<Uuid>,
    last_at: i64,
}

/// A saying in its place.
#[derive(Debug, Clone, Copy)]
struct Ranked<'s> {
    value: f32,
    /// How much the replies to the few nearest contexts are like it.
    agreement: f32,
    saying: &'s Saying,
}

/// What each kind of evidence is worth.
#[derive(Debug, Clone)]
struct Weights(Logistic);

impl Default for Weights {
    fn default() -> Self {
        Self(Logistic { weights: evidence::WEIGHTS.to_vec() })
    }
}

/// More are older than what a shop says today.
const MOST_PAIRS: usize = 50_000;
/// From this likeness on two replies are one.
const SAME: f32 = 0.7;
/// What was said to so many is looked at for what it answers, by the newest few of its contexts.
const TELLING: usize = 12;
/// "One moment please" is said to anything: a reply whose contexts have less than this in common answers none of them.
const COMMON_GROUND: f32 = 0.05;

impl std::fmt::Debug for Replies {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Replies").field("pairs", &self.pairs.len()).finish_non_exhaustive()
    }
}

impl Replies {
    /// Of pairs, the oldest first. Takes a second for ten thousand, and with an encoder some milliseconds for each.
    pub fn build(pairs: &[Pair], encoder: Option<Arc<dyn Embed>>) -> Self {
        let built = Self { encoder, ..Self::default() }.with(pairs);
        let weights = rehearsal::weights(&built);
        Self { weights, ..built }
    }

    /// With pairs that came since. What evidence is worth stays as it was.
    #[must_use]
    pub fn with(&self, more: &[Pair]) -> Self {
        self.renewed(&HashSet::new(), more)
    }

    /// Without what was said in some conversations or to some customers, and with other pairs in place of it.
    #[must_use]
    pub fn renewed(&self, gone: &HashSet<Uuid>, more: &[Pair]) -> Self {
        let encoder = self.encoder.as_deref();
        let more = crate::threads::map(more, |pair| Arc::new(Read::new(pair, encoder)));
        let more = more.into_iter().filter(|read| read.is_of_use());
        let is_left = |read: &&Arc<Read>| !gone.contains(&read.customer) && !gone.contains(&read.conversation);
        let mut pairs: Vec<Arc<Read>> = self.pairs.iter().filter(is_left).cloned().chain(more).collect();
        pairs.drain(..pairs.len().saturating_sub(MOST_PAIRS));
        Self { encoder: self.encoder.clone(), weights: self.weights.clone(), ..Self::of(pairs) }
    }

    pub fn len(&self) -> usize {
        self.pairs.len()
    }

    pub fn is_empty(&self) -> bool {
        self.pairs.is_empty()
    }

    /// At most so many replies that fit, the best first, each unlike the others; none that only whoever asks was told.
    pub fn suggest(&self, asker: Option<Uuid>, context: &Context, most: usize) -> Vec<Suggestion> {
        let asking = Asking { asker, ..self.asking(context) };
        let neighbours = self.neighbours(&asking);
        let voted: BTreeSet<u32> = neighbours.iter().map(|neighbour| self.saying_of[neighbour.pair]).collect();
        let sayings = voted.into_iter().map(|saying| &self.sayings[saying as usize]);
        let given = sayings.filter(|saying| saying.given.is_some());
        let mut ranked: Vec<Ranked<'_>> = given.map(|saying| self.ranked(&asking, &neighbours, saying)).collect();
        ranked.sort_by(|a, b| b.value.total_cmp(&a.value));
        let mut kept: Vec<Vec<Ranked<'_>>> = Vec::new();
        for one in ranked {
            let is_same = |same: &&mut Vec<Ranked<'_>>| same[0].saying.sketch.likeness(&one.saying.sketch) >= SAME;
            if let Some(same) = kept.iter_mut().find(is_same) {
                same.push(one);
            } else if kept.len() < most {
                kept.push(vec![one]);
            }
        }
        kept.into_iter().map(|same| self.suggestion(&neighbours, &same)).collect()
    }

    fn ranked<'s>(&self, asking: &Asking, neighbours: &[Neighbour], saying: &'s Saying) -> Ranked<'s> {
        let evidence = self.evidence(asking, neighbours, &saying.sketch, saying.meaning.as_ref());
        Ranked { value: self.weights.0.value(&evidence), agreement: evidence[0], saying }
    }

    /// The first of sayings that are nearly the same.
    fn suggestion(&self, neighbours: &[Neighbour], same: &[Ranked<'_>]) -> Suggestion {
        let Ranked { agreement, saying, .. } = same[0];
        let same = || same.iter().map(|one| one.saying);
        let told: BTreeSet<&Uuid> = same().flat_map(|saying| &saying.told).collect();
        Suggestion {
            reply: saying.given.clone().unwrap_or_default(),
            score: (self.nearest(neighbours, saying) * agreement).clamp(0.0, 1.0),
            customers: told.len(),
            last_at: same().map(|saying| saying.last_at).max().unwrap_or_default(),
        }
    }

    /// Whether two replies say nearly the same.
    pub fn are_alike(&self, one: &str, other: &str) -> bool {
        let sketch = |reply| self.vocabulary.sketch(&read::reply(reply, None).0);
        sketch(one).likeness(&sketch(other)) >= SAME
    }

    /// The places of these replies, those that fit best first.
    pub fn rank(&self, context: &Context, candidates: &[&str]) -> Vec<usize> {
        let asking = self.asking(context);
        let neighbours = self.neighbours(&asking);
        let value = |candidate: &&str| {
            let (terms, meaning) = read::reply(candidate, self.encoder.as_deref());
            self.value(&asking, &neighbours, &self.vocabulary.sketch(&terms), meaning.as_ref())
        };
        let values: Vec<f32> = candidates.iter().map(value).collect();
        let mut places: Vec<usize> = (0..candidates.len()).collect();
        places.sort_by(|a, b| values[*b].total_cmp(&values[*a]));
        places
    }

    fn value(&self, asking: &Asking, among: &[Neighbour], sketch: &Sketch, meaning: Option<&Vector>) -> f32 {
        self.weights.0.value(&self.evidence(asking, among, sketch, meaning))
    }

    /// How near the nearest context is that was replied to like this.
    fn nearest(&self, neighbours: &[Neighbour], saying: &Saying) -> f32 {
        let near = neighbours.iter().map(|neighbour| {
            let replied = &self.sayings[self.saying_of[neighbour.pair] as usize];
            neighbour.said * replied.sketch.likeness(&saying.sketch)
        });
        near.fold(0.0, f32::max)
    }

    fn of(pairs: Vec<Arc<Read>>) -> Self {
        let texts = pairs.iter().flat_map(|pair| [pair.said.as_slice(), pair.reply.as_slice()]);
        let vocabulary = Vocabulary::of(texts);
        let sketches = |terms: fn(&Read) -> &[crate::text::Term]| -> Vec<Sketch> {
            pairs.iter().map(|pair| vocabulary.sketch(terms(pair))).collect()
        };
        let said = Postings::of(sketches(|pair| &pair.said).iter());
        let before = Postings::of(sketches(|pair| &pair.before).iter());
        let mut places: HashMap<u64, u32> = HashMap::new();
        let mut groups: Vec<Vec<&Arc<Read>>> = Vec::new();
        let saying_of = pairs.iter().map(|pair| {
            let place = *places.entry(pair.fingerprint).or_insert(groups.len() as u32);
            match groups.get_mut(place as usize) {
                Some(group) => group.push(pair),
                None => groups.push(vec![pair]),
            }
            place
        });
        let saying_of = saying_of.collect();
        let sayings = groups.iter().map(|group| Saying::of(group, &vocabulary)).collect();
        Self { pairs, saying_of, sayings, vocabulary, said, before, ..Self::default() }
    }
}

impl Saying {
    /// Of pairs with the same reply.
    fn of(group: &[&Arc<Read>], vocabulary: &Vocabulary) -> Self {
        let first = group[0];
        let told: BTreeSet<Uuid> = group.iter().map(|pair| pair.customer).collect();
        let given = match told.len() >= pattern::COMMON {
            true => Some(first.text.clone()).filter(|_| common_ground(group, vocabulary) >= COMMON_GROUND),
            false => pattern::pattern(&first.text),
        };
        let last_at = group.iter().map(|pair| pair.at).max().unwrap_or_default();
        Self { sketch: vocabulary.sketch(&first.reply), meaning: first.reply_meaning.clone(), given, told, last_at }
    }
}

/// How alike what different customers said is to each other, on average.
fn common_ground(group: &[&Arc<Read>], vocabulary: &Vocabulary) -> f32 {
    let mut seen = BTreeSet::new();
    let newest = group.iter().rev().filter(|pair| seen.insert(pair.customer)).take(TELLING);
    let said: Vec<Sketch> = newest.map(|pair| vocabulary.sketch(&pair.said)).collect();
    let pairs = said.iter().enumerate().flat_map(|(place, one)| said[..place].iter().map(move |other| (one, other)));
    let (sum, count) = pairs.fold((0.0, 0.0), |(sum, count), (one, other)| (sum + one.likeness(other), count + 1.0));
    sum / f32::max(count, 1.0)
}
