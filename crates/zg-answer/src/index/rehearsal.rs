//! A part of the phrasings asked as if they were not there: what evidence is worth, the shop's own entries tell.

use std::sync::Arc;

use super::Index;
use super::blend::{Blend, SURETY, WEIGHTS};
use super::entry::{Known, Read};
use super::evidence::Evidence;
use crate::model::{Logistic, Outcome};

/// More than so many rehearsals change nothing.
const MOST: usize = 1_500;
/// A small shop rehearses every phrasing, a part at a time.
const FOLDS: usize = 5;
/// What the prior weighs, in rehearsals.
const TRUST: f32 = 0.3;
/// From so many entries on, some are left out whole, to see what questions look like that ask for nothing known.
const MANY: usize = 10;
/// How often such questions come, beside others.
const UNKNOWN: f32 = 0.5;

/// What a question that was held back found.
struct Rehearsed {
    /// The entry it belongs to; none if that was left out whole.
    entry: Option<usize>,
    evidence: Vec<Evidence>,
    /// The share of it that other phrasings hold.
    known: f32,
}

pub(super) fn blend(index: &Index) -> Blend {
    let able = index.known.iter().map(|known| known.read.len()).filter(|count| *count > 1).sum::<usize>();
    let (rounds, parts) = if able > 2 * MOST { (1, able.div_ceil(MOST)) } else { (FOLDS, FOLDS) };
    let rehearsed: Vec<Rehearsed> = (0..rounds).flat_map(|part| rehearse(index, part, parts)).collect();
    learn(&rehearsed)
}

/// Asks one of so many parts of the phrasings of an index that only knows the others.
fn rehearse(index: &Index, part: usize, parts: usize) -> Vec<Rehearsed> {
    let mut asked: Vec<(Option<usize>, Arc<Read>)> = Vec::new();
    let is_left_out = |entry: usize| index.known.len() >= MANY && entry % FOLDS == part;
    let seen = index.known.iter().enumerate().map(|(entry, known)| {
        let held_back = |place: usize| known.read.len() > 1 && (place + entry) % parts == part;
        let mut seen = Known { id: known.id, read: Vec::with_capacity(known.read.len()) };
        for (place, read) in in_order(known).into_iter().enumerate() {
            if held_back(place) && !read.is_empty() {
                asked.push(((!is_left_out(entry)).then_some(entry), read));
            } else if !is_left_out(entry) {
                seen.read.push(read);
            }
        }
        Arc::new(seen)
    });
    let seen = Index::of(seen.collect(), None);
    let taught = seen.taught();
    let seen = seen.having(taught);
    let rehearse = |(entry, read): (Option<usize>, Arc<Read>)| {
        let (evidence, known) = seen.gather(&read);
        Rehearsed { entry, evidence, known }
    };
    asked.into_iter().map(rehearse).collect()
}

/// In an order that has nothing to do with that in which they were written.
fn in_order(known: &Known) -> Vec<Arc<Read>> {
    let mut read = known.read.clone();
    read.sort_by_key(|read| read.fingerprint);
    read
}

fn learn(rehearsed: &[Rehearsed]) -> Blend {
    let choices: Vec<Vec<Vec<f32>>> = rehearsed.iter().filter_map(|one| choice(one.entry?, &one.evidence)).collect();
    let weights = Logistic::of_choices(&WEIGHTS, TRUST, &choices);
    let mut blend = Blend { weights, ..Blend::default() };
    let unknown = rehearsed.iter().filter(|one| one.entry.is_none()).count();
    let weight = UNKNOWN * (rehearsed.len() - unknown) as f32 / unknown.max(1) as f32;
    let mut outcomes = Vec::new();
    let mut add = |evidence: &[Evidence], known: f32, right: Option<usize>, weight: f32| {
        let ranked = blend.order(evidence, &[]);
        if let Some(inputs) = blend.surety_inputs(&ranked, known) {
            outcomes.push(Outcome { inputs, was_so: right == Some(ranked[0].evidence.entry), weight });
        }
    };
    for Rehearsed { entry, evidence, known } in rehearsed {
        add(evidence, *known, *entry, if entry.is_some() { 1.0 } else { weight });
        if unknown == 0 {
            let others: Vec<Evidence> = evidence.iter().filter(|one| Some(one.entry) != *entry).copied().collect();
            add(&others, *known, None, UNKNOWN);
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
