//! What speaks for each entry that may be asked for.

use super::Index;
use super::entry::Read;
use super::meaning::Direction;

/// What speaks for one entry.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Evidence {
    /// By its place in the index.
    pub entry: usize,
    /// The nearest phrasing, by its place in the entry.
    pub phrasing: usize,
    /// Shared words and characters, from 0 to 1: with the nearest phrasing, and with the few nearest.
    pub words: f32,
    pub few_words: f32,
    /// By the learned weights; the higher the likelier.
    pub learned: f32,
    /// The same for meanings.
    pub taught: f32,
    /// Nearness in meaning: to the nearest phrasing, to the few nearest, to the middle of all.
    pub nearest: f32,
    pub few: f32,
    pub centre: f32,
}

/// What the blend weighs.
pub(super) const INPUTS: usize = 7;

impl Evidence {
    pub fn inputs(&self) -> [f32; INPUTS] {
        [self.words, self.few_words, self.learned, self.taught, self.nearest, self.few, self.centre]
    }
}

/// A question as the index reads it.
pub(super) struct Asking<'a> {
    pub read: &'a Read,
    pub direction: Option<Direction>,
}

/// So many entries are looked at closely for each thing that can speak for them.
const LOOKED_AT: usize = 24;
const HALF: f32 = 0.5;

/// The likeliest entries by any evidence, in no order, and the share of the question that is known.
pub(super) fn gather(index: &Index, asking: &Asking<'_>) -> (Vec<Evidence>, f32) {
    let count = index.known.len();
    let overlap = index.lexical.ask(&asking.read.terms);
    let mut words = vec![Words::default(); count];
    for (phrasing, likeness) in index.lexical.likeness(&overlap) {
        let entry = index.owner[phrasing as usize] as usize;
        let place = phrasing - index.starts[entry];
        words[entry].add(place, likeness);
    }
    let by_entry = |values: Vec<f32>| -> Vec<f32> {
        index.class_of.iter().map(|class| class.map_or(0.0, |class| values[class as usize])).collect()
    };
    let learned = index.learned.linear.as_ref().map(|linear| by_entry(linear.ask(&asking.read.terms)));
    let head = index.learned.head.as_ref().zip(asking.direction.as_ref());
    let taught = head.map(|(head, asked)| by_entry(head.ask(&asked.even)));
    let centre =
        |entry: usize, asked: &Direction| index.shapes[entry].as_ref().map_or(0.0, |shape| shape.centre(asked));
    let centres: Option<Vec<f32>> =
        asking.direction.as_ref().map(|asked| (0..count).map(|entry| centre(entry, asked)).collect());

    // Where phrasings differ in their numbers only, words do not tell the one that was asked from the others.
    let mut looked_at = index.verbatim(asking.read.fingerprint);
    looked_at.extend(best(words.iter().map(|words| words.most[0])));
    looked_at.extend(learned.iter().flat_map(|learned| best(learned.iter().copied())));
    looked_at.extend(taught.iter().flat_map(|taught| best(taught.iter().copied())));
    looked_at.extend(centres.iter().flat_map(|centres| best(centres.iter().copied())));
    looked_at.sort_unstable();
    looked_at.dedup();
    let evidence = looked_at.into_iter().map(|entry| {
        let shape = index.shapes[entry].as_ref();
        let near =
            shape.zip(asking.direction.as_ref()).and_then(|(shape, asked)| shape.nearness(&index.known[entry], asked));
        let words = words[entry];
        // Where few words are shared, meaning tells better which phrasing is the nearest.
        let by_meaning = near.filter(|_| words.most[0] < HALF).map(|near| near.phrasing);
        let near = near.unwrap_or_default();
        Evidence {
            entry,
            phrasing: by_meaning.unwrap_or(words.place as usize),
            words: words.most[0],
            few_words: words.few(),
            learned: learned.as_ref().map_or(0.0, |learned| learned[entry]),
            taught: taught.as_ref().map_or(0.0, |taught| taught[entry]),
            nearest: near.nearest,
            few: near.few,
            centre: centres.as_ref().map_or(0.0, |centres| centres[entry]),
        }
    });
    (evidence.collect(), overlap.known)
}

/// The places of the highest values above nought.
fn best(values: impl Iterator<Item = f32>) -> Vec<usize> {
    let mut places: Vec<(f32, usize)> =
        values.enumerate().filter(|(_, value)| *value > 0.0).map(|(place, value)| (value, place)).collect();
    let order = |a: &(f32, usize), b: &(f32, usize)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    if places.len() > LOOKED_AT {
        places.select_nth_unstable_by(LOOKED_AT - 1, order);
        places.truncate(LOOKED_AT);
    }
    places.into_iter().map(|(_, place)| place).collect()
}

/// What an entry's phrasings share with a question.
#[derive(Debug, Clone, Copy, Default)]
struct Words {
    /// The nearest phrasing.
    place: u32,
    /// The most likenesses, the highest first.
    most: [f32; FEW],
}

const FEW: usize = 3;

impl Words {
    fn add(&mut self, place: u32, mut likeness: f32) {
        if likeness > self.most[0] || (likeness == self.most[0] && place < self.place) {
            self.place = place;
        }
        for kept in &mut self.most {
            if likeness > *kept {
                std::mem::swap(kept, &mut likeness);
            }
        }
    }

    fn few(&self) -> f32 {
        self.most.iter().sum::<f32>() / FEW as f32
    }
}
