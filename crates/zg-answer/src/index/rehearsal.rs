//! Every phrasing asked as if it were not there: what evidence is worth, the shop's own entries tell.

use super::Index;
use super::blend::{Blend, SURETY, WEIGHTS};
use super::entry::Read;
use super::evidence::{Asking, Evidence, gather};
use super::meaning::Direction;
use crate::model::{Linear, Logistic, Outcome, Sample, train};

/// With so many phrasings an entry can teach.
const ENOUGH: usize = 3;
/// More than so many rehearsals change nothing.
const MOST: usize = 1_500;
const FOLDS: u64 = 4;
/// What the prior weighs, in rehearsals.
const TRUST: f32 = 0.3;
/// Questions about nothing that is known are about half as frequent as others.
const UNKNOWN: f32 = 0.5;

/// Learns from the phrasings that are wanted; none when too few entries have enough of them.
pub(super) fn linear(index: &Index, wanted: impl Fn(&Read) -> bool) -> Option<Linear> {
    let able = index.known.iter().filter(|known| known.read.len() >= ENOUGH).count();
    if able < 2 || able * 3 < index.known.len() {
        return None;
    }
    let samples: Vec<Sample<'_>> = phrasings(index)
        .filter(|(_, _, read)| wanted(read))
        .map(|(entry, _, read)| Sample { class: entry as u32, terms: &read.terms })
        .collect();
    Some(train(&samples, index.known.len()))
}

fn phrasings(index: &Index) -> impl Iterator<Item = (usize, usize, &Read)> {
    let all = index.known.iter().enumerate();
    let all =
        all.flat_map(|(entry, known)| known.read.iter().enumerate().map(move |(place, read)| (entry, place, read)));
    all.filter(|(_, _, read)| !read.terms.is_empty())
}

pub(super) fn blend(index: &Index) -> Blend {
    let mut chosen: Vec<(usize, usize, &Read)> =
        phrasings(index).filter(|(entry, _, _)| index.known[*entry].read.len() > 1).collect();
    let folds = if chosen.len() > 2 * MOST { 1 } else { FOLDS };
    chosen.sort_unstable_by_key(|(entry, place, read)| (read.fingerprint, *entry, *place));
    chosen.truncate(MOST);
    let last = chosen.last().map_or(0, |(_, _, read)| read.fingerprint);
    let mut rehearsed: Vec<(usize, Vec<Evidence>, f32)> = Vec::new();
    for fold in 0..folds {
        let is_asked = |read: &Read| read.fingerprint <= last && read.fingerprint % folds == fold;
        let linear = linear(index, |read| !is_asked(read));
        for (entry, place, read) in chosen.iter().filter(|(_, _, read)| is_asked(read)) {
            let vector = read.meaning.as_ref().map(|meaning| meaning.values());
            let spread = index.learned.spread.as_ref();
            let asking = Asking {
                read,
                direction: spread
                    .zip(vector)
                    .map(|(spread, vector)| Direction::rehearsed(spread, &index.known[*entry], &vector)),
                linear: linear.as_ref(),
                rehearsed: Some((*entry, *place)),
            };
            let (evidence, known) = gather(index, &asking);
            rehearsed.push((*entry, evidence, known));
        }
    }
    learn(&rehearsed)
}

fn learn(rehearsed: &[(usize, Vec<Evidence>, f32)]) -> Blend {
    let choices: Vec<Vec<Vec<f32>>> = rehearsed.iter().filter_map(|(entry, all, _)| choice(*entry, all)).collect();
    let weights = Logistic::of_choices(&WEIGHTS, TRUST, &choices);
    let mut blend = Blend { weights, ..Blend::default() };
    let mut outcomes = Vec::new();
    for (entry, evidence, known) in rehearsed {
        let ranked = blend.order(evidence, &[]);
        if let Some(inputs) = blend.surety_inputs(&ranked, *known) {
            outcomes.push(Outcome { inputs, was_so: ranked[0].evidence.entry == *entry, weight: 1.0 });
        }
        let others: Vec<Evidence> = evidence.iter().filter(|one| one.entry != *entry).copied().collect();
        let ranked = blend.order(&others, &[]);
        if let Some(inputs) = blend.surety_inputs(&ranked, *known) {
            outcomes.push(Outcome { inputs, was_so: false, weight: UNKNOWN });
        }
    }
    blend.surety = Logistic::of_outcomes(&SURETY, TRUST, &outcomes);
    blend
}

/// The inputs of all entries, those of the right one first.
fn choice(entry: usize, evidence: &[Evidence]) -> Option<Vec<Vec<f32>>> {
    let right = evidence.iter().find(|one| one.entry == entry)?;
    let others = evidence.iter().filter(|one| one.entry != entry);
    Some([right].into_iter().chain(others).map(|one| one.inputs().to_vec()).collect())
}
