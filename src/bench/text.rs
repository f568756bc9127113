//! What buyers write: Chinese and English mixed, the same for the same seed.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};

use super::words;

const ENGLISH_SHARE: f64 = 0.3;
/// One message in so many carries a rare word.
const RARE_EVERY: u32 = 10_000;

/// The messages of a seed; any of them can be written again when its number is known.
#[derive(Debug, Clone, Copy)]
pub(super) struct Texts {
    seed: u64,
}

impl Texts {
    pub(super) fn new(seed: u64) -> Self {
        Self { seed }
    }

    pub(super) fn message(self, number: u64) -> String {
        let mut random = StdRng::seed_from_u64(self.seed.wrapping_add(number.wrapping_mul(0x9E37_79B9_7F4A_7C15)));
        let english = random.random_bool(ENGLISH_SHARE);
        let pattern = pick(&mut random, if english { &words::ENGLISH } else { &words::CHINESE });
        let mut text = String::with_capacity(96);
        let mut rest = pattern;
        while let Some((before, after)) = rest.split_once('{') {
            let (slot, after) = after.split_once('}').unwrap_or((after, ""));
            text.push_str(before);
            fill(&mut text, slot, english, &mut random);
            rest = after;
        }
        text.push_str(rest);
        if random.random_ratio(1, RARE_EVERY) {
            text.push(' ');
            text.push_str(pick(&mut random, &words::RARE));
        }
        text
    }
}

fn fill(text: &mut String, slot: &str, english: bool, random: &mut StdRng) {
    match slot {
        "goods" if english => text.push_str(pick(random, &words::ENGLISH_GOODS)),
        "goods" => text.push_str(pick(random, &words::GOODS)),
        "subject" if english => text.push_str(pick(random, &words::ENGLISH_SUBJECTS)),
        "subject" => text.push_str(pick(random, &words::SUBJECTS)),
        "place" => text.push_str(pick(random, &words::PLACES)),
        "colour" => text.push_str(pick(random, &words::COLOURS)),
        _ => text.push_str(&random.random_range(100..10_000).to_string()),
    }
}

fn pick<'a>(random: &mut StdRng, from: &[&'a str]) -> &'a str {
    from.choose(random).copied().unwrap_or_default()
}

/// A kind of search term, as `params.term` names it, with the terms that take turns.
pub(super) const TERMS: [(&str, &[&str]); 4] = [
    ("rare", &words::RARE),
    ("common", &["order", "订单", "the"]),
    ("two_words", &["order refund", "羊绒围巾 发票", "wireless delivery", "订单 浦东新区"]),
    ("chinese", &["发票", "退款", "浦东新区", "羊绒", "酒红", "补货"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_writes_the_same_again() {
        let (one, again, other) = (Texts::new(7), Texts::new(7), Texts::new(8));
        assert!((0..200).all(|number| one.message(number) == again.message(number)));
        assert!((0..200).any(|number| one.message(number) != other.message(number)));
        assert!((0..2000).all(|number| !one.message(number).contains(['{', '}'])));
    }

    #[test]
    fn terms_are_as_frequent_as_their_kind_says() {
        let texts: Vec<String> = (0..20_000).map(|number| Texts::new(1).message(number)).collect();
        let hits = |term: &str| texts.iter().filter(|text| term.split(' ').all(|word| text.contains(word))).count();
        for (kind, terms) in TERMS {
            for term in terms {
                let share = hits(term) as f64 / texts.len() as f64;
                let fits = match kind {
                    "rare" => share < 0.001,
                    "common" => share > 0.05,
                    "two_words" => (0.0001..0.05).contains(&share),
                    _ => (0.001..0.1).contains(&share),
                };
                assert!(fits, "{kind} {term}: {share}");
            }
        }
    }
}
