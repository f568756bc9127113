//! Entries that are asked for in nearly the same words, and may be one.

use std::collections::BTreeMap;

use super::ready::{Held, Ready};
use crate::ids::EntryId;

/// From this likeness of two phrasings on their entries may be the same.
const ALIKE: f32 = 0.65;
/// So many phrasings of an entry, its title first, tell whether it is like another.
const TELLING: usize = 3;
/// Of a shop with more, those of the newest entries are looked at.
const MOST_ASKED: usize = 3_000;
const MOST_PAIRS: usize = 200;

/// Two entries and the phrasings by which they are alike; the smaller id comes first.
#[derive(Debug, Clone, PartialEq)]
pub struct Pair {
    pub entry_id: EntryId,
    pub other_id: EntryId,
    pub phrasing: String,
    pub other_phrasing: String,
    pub score: f32,
}

impl Ready {
    /// The entries that are most alike. Milliseconds of a processor for each phrasing that is asked.
    pub fn lookalikes(&self) -> Vec<Pair> {
        let mut ids: Vec<EntryId> = self.entries.keys().copied().collect();
        ids.sort_unstable_by(|a, b| b.cmp(a));
        let held = ids.into_iter().filter_map(|id| Some((id, self.entries.get(&id)?)));
        let asked = held.flat_map(|(id, held)| held.telling().map(move |phrasing| (id, phrasing)));
        let mut found: BTreeMap<(EntryId, EntryId), Pair> = BTreeMap::new();
        for (id, phrasing) in asked.take(MOST_ASKED) {
            for pair in self.like(id, phrasing) {
                let known = found.entry((pair.entry_id, pair.other_id)).or_insert_with(|| pair.clone());
                if pair.score > known.score {
                    *known = pair;
                }
            }
        }
        let mut pairs: Vec<Pair> = found.into_values().collect();
        pairs.sort_by(|a, b| b.score.total_cmp(&a.score));
        pairs.truncate(MOST_PAIRS);
        pairs
    }

    /// Other entries with a phrasing like this one of an entry.
    fn like(&self, id: EntryId, phrasing: &str) -> Vec<Pair> {
        let alike = self.compared(phrasing).into_iter().filter(|(other, _, score)| *other != id && *score >= ALIKE);
        let pair = |(other, place, score): (EntryId, usize, f32)| {
            let theirs = self.entries.get(&other)?.phrasings.get(place)?.clone();
            let (mine, is_first) = (phrasing.to_owned(), id < other);
            let (entry_id, other_id) = if is_first { (id, other) } else { (other, id) };
            let (phrasing, other_phrasing) = if is_first { (mine, theirs) } else { (theirs, mine) };
            Some(Pair { entry_id, other_id, phrasing, other_phrasing, score })
        };
        alike.filter_map(pair).collect()
    }
}

impl Held {
    /// Phrasings spread over all of them.
    fn telling(&self) -> impl Iterator<Item = &str> {
        let stride = self.phrasings.len().div_ceil(TELLING).max(1);
        self.phrasings.iter().step_by(stride).map(String::as_str)
    }
}
