//! The parts of a text that are compared: words and characters, alone and side by side.

use zg_text::{Piece, pieces, search_words};

/// What a part is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// A word: of a spaced script, or of at least two characters of another.
    Word,
    /// One, two or three characters of a script without spaces.
    Single,
    Pair,
    Triple,
    /// Two words of a spaced script side by side.
    Phrase,
    /// A piece of a word: typing errors and endings leave most of them alone.
    Part,
}

/// A part of a text by its hash, the same on every machine; the kind is in the upper three bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Term(u32);

const KIND_SHIFT: u32 = 29;

impl Term {
    fn new(kind: Kind, parts: &[&str]) -> Self {
        let hash = parts.iter().fold(OFFSET, |hash, part| fnv(hash, part)).wrapping_mul(MIX);
        let place = (hash >> 32) as u32 & ((1 << KIND_SHIFT) - 1);
        Self(place | (kind as u32) << KIND_SHIFT)
    }

    pub fn bits(self) -> u32 {
        self.0
    }

    pub fn of_bits(bits: u32) -> Self {
        Self(bits)
    }

    pub fn kind(self) -> Kind {
        match self.0 >> KIND_SHIFT {
            0 => Kind::Word,
            1 => Kind::Single,
            2 => Kind::Pair,
            3 => Kind::Triple,
            4 => Kind::Phrase,
            _ => Kind::Part,
        }
    }
}

const OFFSET: u64 = 0xcbf2_9ce4_8422_2325;
const PRIME: u64 = 0x0100_0000_01b3;
const MIX: u64 = 0x9e37_79b9_7f4a_7c15;

/// FNV-1a, with the end of a part counted as a byte.
fn fnv(hash: u64, part: &str) -> u64 {
    let hash = part.bytes().fold(hash, |hash, byte| (hash ^ u64::from(byte)).wrapping_mul(PRIME));
    (hash ^ 0xff).wrapping_mul(PRIME)
}

/// Equal for equal texts, and only for them as far as anyone will ever see.
pub fn fingerprint(text: &str) -> u64 {
    fnv(OFFSET, text).wrapping_mul(MIX)
}

/// The parts of a normalised text, each once, in the order of their hashes.
pub fn terms(normal: &str) -> Vec<Term> {
    let mut found = Vec::with_capacity(normal.len());
    let mut before: Option<&str> = None;
    for piece in pieces(normal) {
        match piece {
            Piece::Run(run) => {
                add_run(run, &mut found);
                before = None;
            }
            Piece::Word { text, .. } => {
                add_word(text, before, &mut found);
                before = Some(text);
            }
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

fn add_run(run: &str, found: &mut Vec<Term>) {
    let is_longer = |word: &&str| word.chars().nth(1).is_some();
    found.extend(search_words(run).filter(is_longer).map(|word| Term::new(Kind::Word, &[word])));
    let starts: Vec<usize> = run.char_indices().map(|(at, _)| at).chain([run.len()]).collect();
    for (kind, length) in [(Kind::Single, 1), (Kind::Pair, 2), (Kind::Triple, 3)] {
        found.extend(starts.windows(length + 1).map(|span| Term::new(kind, &[&run[span[0]..span[length]]])));
    }
}

const SHORTEST_PART: usize = 3;
const LONGEST_PART: usize = 5;
/// What a longer word goes on with tells nothing more.
const MOST_WORD_CHARS: usize = 32;

fn add_word(word: &str, before: Option<&str>, found: &mut Vec<Term>) {
    found.push(Term::new(Kind::Word, &[word]));
    found.extend(before.map(|before| Term::new(Kind::Phrase, &[before, word])));
    let edged = format!(" {word} ");
    let starts: Vec<usize> =
        edged.char_indices().map(|(at, _)| at).chain([edged.len()]).take(MOST_WORD_CHARS).collect();
    for length in SHORTEST_PART..=LONGEST_PART {
        found.extend(starts.windows(length + 1).map(|span| Term::new(Kind::Part, &[&edged[span[0]..span[length]]])));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(text: &str, kind: Kind) -> usize {
        terms(text).iter().filter(|term| term.kind() == kind).count()
    }

    #[test]
    fn chinese_gives_words_and_characters() {
        let text = "什么时候发货";
        assert_eq!([Kind::Single, Kind::Pair, Kind::Triple, Kind::Part].map(|kind| count(text, kind)), [6, 5, 4, 0]);
        assert!(count(text, Kind::Word) >= 2);
    }

    #[test]
    fn spaced_scripts_give_words_pairs_of_words_and_parts() {
        let text = "where is my parcel";
        assert_eq!([Kind::Word, Kind::Phrase, Kind::Single].map(|kind| count(text, kind)), [4, 3, 0]);
        let shared = |a: &str, b: &str| terms(a).iter().filter(|term| terms(b).contains(term)).count();
        assert!(shared("parcel", "parcels") > 5, "an ending changes little");
    }

    #[test]
    fn a_hash_does_not_change_with_the_machine() {
        assert_eq!(fingerprint("发货"), 13_370_988_223_691_921_302);
        assert_ne!(Term::new(Kind::Phrase, &["ab", "c"]), Term::new(Kind::Phrase, &["a", "bc"]));
    }
}
