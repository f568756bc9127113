//! Questions with the entry they ask for, and how they are parted into what is known and what is asked.

use std::collections::BTreeMap;

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use zg_answer::{Entry, EntryId};

/// Questions by the name of what they ask for.
pub type Labelled = BTreeMap<String, Vec<String>>;

/// A question and the name of what it asks for.
pub type Asked = (String, String);

/// How much of each entry's questions is known.
#[derive(Debug, Clone, Copy)]
pub enum Known {
    Share(f64),
    Count(usize),
}

/// Parts the questions of every entry by a draw that only depends on the seed.
pub fn split(all: &Labelled, known: Known, seed: u64) -> (Labelled, Vec<Asked>) {
    let mut chance = StdRng::seed_from_u64(seed);
    let (mut kept, mut asked) = (Labelled::new(), Vec::new());
    for (name, questions) in all {
        let mut questions = questions.clone();
        questions.shuffle(&mut chance);
        let count = match known {
            Known::Share(share) => ((questions.len() as f64 * share).round() as usize).max(1),
            Known::Count(count) => count,
        };
        let rest = questions.split_off(count.min(questions.len()));
        asked.extend(rest.into_iter().map(|question| (question, name.clone())));
        kept.insert(name.clone(), questions);
    }
    asked.shuffle(&mut chance);
    (kept, asked)
}

/// The same name always has the same id.
pub fn id(name: &str) -> EntryId {
    let hash =
        |seed: u64| name.bytes().fold(seed, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3));
    EntryId::from_u64_pair(hash(0xcbf2_9ce4_8422_2325), hash(0x9e37_79b9_7f4a_7c15))
}

pub fn entries(labelled: &Labelled) -> Vec<Entry> {
    labelled.iter().map(|(name, questions)| Entry { id: id(name), phrasings: questions.clone() }).collect()
}

/// The same as an import of labelled questions brings them in: an entry's title is one of its phrasings.
pub fn titled(labelled: &Labelled, title: impl Fn(&str) -> String) -> Vec<Entry> {
    let phrasings = |name: &str, questions: &[String]| [&[title(name)], questions].concat();
    labelled.iter().map(|(name, questions)| Entry { id: id(name), phrasings: phrasings(name, questions) }).collect()
}
