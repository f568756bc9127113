//! Texts as the parts they hold, each worth its rarity, with a length of one: their product is how alike they are.

use std::collections::HashMap;

use crate::text::{Kind, Term};

/// Parts with their weights, in the order of the parts.
#[derive(Debug, Clone, Default)]
pub struct Sketch(Vec<(Term, f32)>);

/// How much each part tells.
#[derive(Debug, Clone, Default)]
pub struct Vocabulary {
    telling: HashMap<Term, f32>,
    unknown: f32,
}

impl Vocabulary {
    pub fn of<'t>(texts: impl Iterator<Item = &'t [Term]>) -> Self {
        let mut held: HashMap<Term, u32> = HashMap::new();
        let mut count = 0_u32;
        for terms in texts {
            count += 1;
            terms.iter().filter(|term| is_told(**term)).for_each(|term| *held.entry(*term).or_default() += 1);
        }
        let rarity = |holders: u32| (1.0 + count as f32 / holders as f32).ln();
        Self { telling: held.into_iter().map(|(term, holders)| (term, rarity(holders))).collect(), unknown: rarity(1) }
    }

    pub fn sketch(&self, terms: &[Term]) -> Sketch {
        let told = terms.iter().filter(|term| is_told(**term));
        let mut parts: Vec<(Term, f32)> =
            told.map(|term| (*term, self.telling.get(term).copied().unwrap_or(self.unknown))).collect();
        let length = parts.iter().map(|(_, weight)| weight * weight).sum::<f32>().sqrt().max(f32::MIN_POSITIVE);
        parts.iter_mut().for_each(|(_, weight)| *weight /= length);
        Sketch(parts)
    }
}

/// Longer parts are rare in talk and say little that shorter ones do not.
fn is_told(term: Term) -> bool {
    !matches!(term.kind(), Kind::Triple | Kind::Phrase)
}

impl Sketch {
    /// From 0 to 1.
    pub fn likeness(&self, other: &Self) -> f32 {
        let (mut ours, mut theirs) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut sum = 0.0;
        while let Some(((our_term, our_weight), (their_term, their_weight))) = ours.peek().zip(theirs.peek()) {
            match our_term.cmp(their_term) {
                std::cmp::Ordering::Less => _ = ours.next(),
                std::cmp::Ordering::Greater => _ = theirs.next(),
                std::cmp::Ordering::Equal => {
                    sum += our_weight * their_weight;
                    ours.next();
                    theirs.next();
                }
            }
        }
        sum
    }
}

/// Texts by the parts they hold.
#[derive(Debug, Clone, Default)]
pub struct Postings {
    count: usize,
    held: HashMap<Term, Vec<(u32, f32)>>,
}

impl Postings {
    pub fn of<'s>(sketches: impl Iterator<Item = &'s Sketch>) -> Self {
        let mut postings = Self::default();
        for (place, sketch) in sketches.enumerate() {
            for (term, weight) in &sketch.0 {
                postings.held.entry(*term).or_default().push((place as u32, *weight));
            }
            postings.count = place + 1;
        }
        postings
    }

    /// The likeness of each text.
    pub fn likeness(&self, sketch: &Sketch) -> Vec<f32> {
        let mut likeness = vec![0.0; self.count];
        for (term, weight) in &sketch.0 {
            for (place, held) in self.held.get(term).map_or(&[][..], Vec::as_slice) {
                likeness[*place as usize] += weight * held;
            }
        }
        likeness
    }
}
