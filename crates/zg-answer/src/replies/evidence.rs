//! What speaks for a reply: that colleagues said the like in the nearest contexts, and that it is about what was said.

use uuid::Uuid;

use super::sketch::Sketch;
use super::{Context, Replies, read};
use crate::model::{Asked, Vector};

/// A context as the past is searched for it.
pub(super) struct Asking {
    /// What only this customer was told counts for nothing.
    pub asker: Option<Uuid>,
    pub said: Sketch,
    pub before: Sketch,
    pub meaning: Option<Asked>,
}

/// A pair whose context is near.
#[derive(Debug, Clone, Copy)]
pub(super) struct Neighbour {
    pub pair: usize,
    /// How much its reply counts.
    vote: f32,
    /// How like what was said is to what is said now.
    pub said: f32,
}

/// The nearest few know best; many know what else is usual.
const FEW: usize = 20;
const MANY: usize = 100;
/// What was said before counts less than what was said last.
const BEFORE: f32 = 0.6;

/// Likeness to the replies of the few and of the many nearest, to what was said and to what was said before that; then the
/// first three again, by meaning.
pub(super) const INPUTS: usize = 7;
/// What they are worth until the shop's own past tells.
pub(super) const WEIGHTS: [f32; INPUTS] = [8.0, 8.0, 8.0, 8.0, 4.0, 4.0, 2.0];

impl Replies {
    pub(super) fn asking(&self, context: &Context) -> Asking {
        let sketch = |terms: Vec<_>| self.vocabulary.sketch(&terms);
        let (said, _) = read::reply(&context.said, None);
        let meaning = read::meaning(&context.said, self.encoder.as_deref());
        Asking {
            asker: None,
            said: sketch(said),
            before: sketch(read::before(&context.before)),
            meaning: meaning.map(|meaning| Asked::new(&meaning.values())),
        }
    }

    /// The pairs with the nearest contexts, the nearest first.
    pub(super) fn neighbours(&self, asking: &Asking) -> Vec<Neighbour> {
        let (said, before) = (self.said.likeness(&asking.said), self.before.likeness(&asking.before));
        let near = |pair: usize| {
            let meaning = asking.meaning.as_ref().zip(self.pairs[pair].said_meaning.as_ref());
            let meaning = meaning.map_or(0.0, |(asked, meaning)| meaning.dot(asked).max(0.0));
            let nearness = said[pair] + BEFORE * before[pair] + meaning;
            Neighbour { pair, vote: nearness * nearness, said: said[pair].max(meaning) }
        };
        let is_anothers = |pair: &usize| asking.asker.is_none_or(|asker| self.pairs[*pair].customer != asker);
        let all = (0..self.pairs.len()).filter(is_anothers).map(near);
        let mut near: Vec<Neighbour> = all.filter(|near| near.vote > 0.0).collect();
        // Of contexts that are equally near the newer one counts.
        let order = |a: &Neighbour, b: &Neighbour| b.vote.total_cmp(&a.vote).then(b.pair.cmp(&a.pair));
        if near.len() > MANY {
            near.select_nth_unstable_by(MANY, order);
            near.truncate(MANY);
        }
        near.sort_by(order);
        near
    }

    pub(super) fn evidence(
        &self,
        asking: &Asking,
        neighbours: &[Neighbour],
        sketch: &Sketch,
        meaning: Option<&Vector>,
    ) -> [f32; INPUTS] {
        let asked = meaning.map(|meaning| Asked::new(&meaning.values()));
        let mut sums = [Votes::default(); 2];
        for (place, neighbour) in neighbours.iter().enumerate() {
            let saying = &self.sayings[self.saying_of[neighbour.pair] as usize];
            let words = saying.sketch.likeness(sketch);
            let meant = asked.as_ref().zip(saying.meaning.as_ref()).map_or(0.0, |(asked, meaning)| meaning.dot(asked));
            let [few, many] = &mut sums;
            many.add(neighbour.vote, words, meant);
            if place < FEW {
                few.add(neighbour.vote, words, meant);
            }
        }
        let [few, many] = sums;
        let echo = meaning.zip(asking.meaning.as_ref()).map_or(0.0, |(meaning, asked)| meaning.dot(asked));
        let (said, before) = (sketch.likeness(&asking.said), sketch.likeness(&asking.before));
        [few.words(), many.words(), said, before, few.meant(), many.meant(), echo]
    }
}

#[derive(Debug, Clone, Copy, Default)]
struct Votes {
    all: f32,
    words: f32,
    meant: f32,
}

impl Votes {
    fn add(&mut self, vote: f32, words: f32, meant: f32) {
        self.all += vote;
        self.words += vote * words;
        self.meant += vote * meant;
    }

    fn words(self) -> f32 {
        self.words / self.all.max(f32::MIN_POSITIVE)
    }

    fn meant(self) -> f32 {
        self.meant / self.all.max(f32::MIN_POSITIVE)
    }
}
