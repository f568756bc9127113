//! Which phrasings share words and characters with a question.

use crate::text::{Kind, Term};

/// Phrasings by the parts they hold.
#[derive(Debug, Clone, Default)]
pub struct Lexical {
    terms: Vec<Term>,
    /// How much it tells that a part is shared.
    telling: Vec<f32>,
    /// Where the phrasings of a part begin; one more than there are parts.
    starts: Vec<u32>,
    phrasings: Vec<u32>,
    /// What all parts of a phrasing tell together.
    mass: Vec<f32>,
    /// How much a part tells that no phrasing holds.
    unknown: f32,
}

/// A question as the index sees it.
#[derive(Debug)]
pub struct Overlap {
    /// Phrasings that share anything, with what is shared.
    shared: Vec<(u32, f32)>,
    /// What all parts of the question tell together.
    pub mass: f32,
    /// The share of it that some phrasing holds.
    pub known: f32,
}

/// What a question holds beyond a phrasing counts against it in full, what the phrasing holds beyond the question less
/// (Tversky's index): buyers write a phrase and more.
const BEYOND_QUESTION: f32 = 0.5;
const BEYOND_PHRASING: f32 = 0.5;

/// Among so many phrasings, a part that more than one in `COMMON` holds tells nothing and only takes time.
const MANY: usize = 10_000;
const COMMON: usize = 12;

impl Lexical {
    pub fn build<'t>(phrasings: impl Iterator<Item = &'t [Term]>) -> Self {
        let mut count = 0;
        let mut held: Vec<u64> = Vec::new();
        for (place, terms) in phrasings.enumerate() {
            let told = terms.iter().filter(|term| weight(term.kind()) > 0.0);
            held.extend(told.map(|term| u64::from(term.bits()) << 32 | place as u64));
            count = place + 1;
        }
        let held = by_term(held);
        let total = count as f32;
        let rarity = |holders: usize| (1.0 + (total - holders as f32 + 0.5) / (holders as f32 + 0.5)).ln();
        let most = if count >= MANY { count / COMMON } else { count };
        let mut lexical = Self { starts: vec![0], mass: vec![0.0; count], unknown: rarity(0), ..Self::default() };
        for holders in held.chunk_by(|a, b| a >> 32 == b >> 32) {
            let term = Term::of_bits((holders[0] >> 32) as u32);
            let telling = if holders.len() > most { 0.0 } else { weight(term.kind()) * rarity(holders.len()) };
            lexical.terms.push(term);
            lexical.telling.push(telling);
            for phrasing in holders.iter().filter(|_| telling > 0.0).map(|held| *held as u32) {
                lexical.phrasings.push(phrasing);
                lexical.mass[phrasing as usize] += telling;
            }
            lexical.starts.push(lexical.phrasings.len() as u32);
        }
        lexical
    }

    pub fn ask(&self, terms: &[Term]) -> Overlap {
        let mut shared = vec![0.0; self.mass.len()];
        let mut touched = Vec::new();
        let (mut mass, mut known) = (0.0, 0.0);
        for term in terms.iter().filter(|term| weight(term.kind()) > 0.0) {
            let Ok(slot) = self.terms.binary_search(term) else {
                mass += weight(term.kind()) * self.unknown;
                continue;
            };
            let telling = self.telling[slot];
            mass += telling;
            known += telling;
            for phrasing in &self.phrasings[self.starts[slot] as usize..self.starts[slot + 1] as usize] {
                let sum = &mut shared[*phrasing as usize];
                if *sum == 0.0 {
                    touched.push(*phrasing);
                }
                *sum += telling;
            }
        }
        let shared = touched.into_iter().map(|phrasing| (phrasing, shared[phrasing as usize])).collect();
        Overlap { shared, mass, known: if mass > 0.0 { known / mass } else { 0.0 } }
    }

    /// The likeness of two texts.
    pub fn likeness_of(&self, a: &[Term], b: &[Term]) -> f32 {
        let mass = |terms: &mut dyn Iterator<Item = &Term>| terms.map(|term| self.telling_of(*term)).sum::<f32>();
        let shared = mass(&mut a.iter().filter(|term| b.binary_search(term).is_ok()));
        let all = mass(&mut a.iter()) + mass(&mut b.iter());
        if all > 0.0 { 2.0 * shared / all } else { 0.0 }
    }

    fn telling_of(&self, term: Term) -> f32 {
        match self.terms.binary_search(&term) {
            Ok(slot) => self.telling[slot],
            Err(_) => weight(term.kind()) * self.unknown,
        }
    }

    /// Phrasings with their likeness to the question, from 0 to 1.
    pub fn likeness<'o>(&'o self, overlap: &'o Overlap) -> impl Iterator<Item = (u32, f32)> + 'o {
        overlap.shared.iter().map(|(phrasing, shared)| {
            let beyond_question = BEYOND_PHRASING * (self.mass[*phrasing as usize] - shared).max(0.0);
            let beyond_phrasing = BEYOND_QUESTION * (overlap.mass - shared).max(0.0);
            (*phrasing, shared / (shared + beyond_question + beyond_phrasing))
        })
    }
}

/// Sorts by the upper half of the numbers, and leaves those with equal ones in their order: so many numbers that passing
/// over them a few times (radix sort) is quicker than comparing them.
fn by_term(mut held: Vec<u64>) -> Vec<u64> {
    const BITS: u32 = 11;
    const BUCKETS: usize = 1 << BITS;
    let mut sorted = vec![0; held.len()];
    for shift in [32, 32 + BITS, 32 + 2 * BITS] {
        let bucket = |one: u64| (one >> shift) as usize % BUCKETS;
        let mut next = [0_usize; BUCKETS];
        held.iter().for_each(|one| next[bucket(*one)] += 1);
        let mut before = 0;
        for place in &mut next {
            before += std::mem::replace(place, before);
        }
        for one in &held {
            let place = &mut next[bucket(*one)];
            sorted[*place] = *one;
            *place += 1;
        }
        std::mem::swap(&mut held, &mut sorted);
    }
    held
}

/// How much a part of this kind tells beside the others; nought leaves it out.
fn weight(kind: Kind) -> f32 {
    match kind {
        Kind::Word => 0.6,
        Kind::Single => 0.7,
        Kind::Pair => 0.8,
        Kind::Triple | Kind::Phrase => 0.0,
        Kind::Part => 0.3,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_sorted_by_their_upper_half() {
        let mut held: Vec<u64> = (0..5_000_u64).map(|n| (n * 2_654_435_761 % 4_294_967_291) << 32 | n).collect();
        held.extend([7 << 32, 7 << 32 | 1, u64::MAX, 0]);
        let mut wanted = held.clone();
        wanted.sort_by_key(|one| one >> 32);
        assert_eq!(by_term(held), wanted);
    }
}
