//! Made-up entries, the same for the same seed.

use std::collections::HashMap;
use std::fmt::Write;

use serde_json::json;

use crate::bench::text::Texts;

/// Phrasings of an entry.
const EACH: u64 = 10;
/// Apart from all numbers of phrasings.
const QUESTIONS_FROM: u64 = 1 << 40;
const EDITS_FROM: u64 = 1 << 41;

#[derive(Debug, Clone, Copy)]
pub(super) struct Shelf {
    texts: Texts,
    entries: u64,
}

impl Shelf {
    pub(super) fn new(seed: u64, phrasings: u64) -> Self {
        Self { texts: Texts::new(seed), entries: (phrasings / EACH).max(2) }
    }

    pub(super) fn phrasings(self) -> u64 {
        self.entries * EACH
    }

    /// All entries, as a file that the import takes.
    pub(super) fn all(self) -> String {
        self.file(0..self.entries)
    }

    /// Only the first two of them.
    pub(super) fn first(self) -> String {
        self.file(0..2)
    }

    /// A phrasing as it stands.
    pub(super) fn known(self, number: u64) -> String {
        self.sentence(number.wrapping_mul(7_919) % self.phrasings())
    }

    /// The entries that have each phrasing, whatever its [`shape`]: talk repeats itself.
    pub(super) fn holders(self) -> HashMap<String, Vec<String>> {
        let mut holders: HashMap<String, Vec<String>> = HashMap::new();
        for phrasing in 0..self.phrasings() {
            holders.entry(shape(&self.sentence(phrasing))).or_default().push(name(phrasing / EACH));
        }
        holders
    }

    /// What nobody wrote down.
    pub(super) fn question(self, number: u64) -> String {
        self.sentence(QUESTIONS_FROM + number)
    }

    /// A file that teaches one entry one more phrasing; that phrasing, and the entry.
    pub(super) fn edit(self, number: u64) -> (String, String, String) {
        let (entry, phrasing) = (number % self.entries, self.sentence(EDITS_FROM + number));
        let file = json!({ "id": name(entry), "title": self.title(entry), "phrasings": [phrasing] }).to_string();
        (file, phrasing, name(entry))
    }

    fn file(self, entries: std::ops::Range<u64>) -> String {
        let mut file = String::new();
        for entry in entries {
            let phrasings: Vec<String> = (entry * EACH..(entry + 1) * EACH).map(|n| self.sentence(n)).collect();
            let answer = self.texts.message(entry);
            let line =
                json!({ "id": name(entry), "title": self.title(entry), "phrasings": phrasings, "answer": answer });
            _ = writeln!(file, "{line}");
        }
        file
    }

    fn title(self, entry: u64) -> String {
        format!("{} {entry}", self.texts.message(entry))
    }

    /// Two lines of shop talk: as long as a question is, and nearly always another.
    fn sentence(self, number: u64) -> String {
        format!("{}，{}", self.texts.message(number * 2), self.texts.message(number * 2 + 1))
    }
}

/// A sentence whatever its numbers: an order's number is not what makes a question another.
pub(super) fn shape(sentence: &str) -> String {
    sentence.split(|c: char| c.is_ascii_digit()).filter(|part| !part.is_empty()).collect::<Vec<_>>().join("#")
}

fn name(entry: u64) -> String {
    format!("entry-{entry}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_as_it_stands_is_in_the_file() {
        let shelf = Shelf::new(3, 200);
        let file = shelf.all();
        assert_eq!((file.lines().count(), shelf.phrasings()), (20, 200));
        let holders = shelf.holders();
        for number in 0..50 {
            let question = shelf.known(number);
            let lines = file.lines().filter(|line| shape(line).contains(&shape(&question)));
            assert_eq!(lines.count(), holders[&shape(&question)].len(), "{question}");
            assert!(file.contains(&question), "{question}");
            assert!(!file.contains(&shelf.question(number)));
        }
    }
}
