//! What a person typed into a search field, ready for either database.

use crate::fold::fold;
use crate::pieces::{Piece, bigrams, parts, pieces};
use crate::tokens::clipped;
use crate::words::words;

/// More typed words than anyone remembers; the rest of a pasted text would only slow the search.
const MAX_TERMS: usize = 32;

/// A token that must be there, or one that begins so.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Term {
    pub text: String,
    pub prefix: bool,
}

/// A word as typed, folded: what `highlight` marks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Needle {
    pub text: String,
    pub prefix: bool,
}

/// A search: every term must be found, in any order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    terms: Vec<Term>,
    needles: Vec<Needle>,
}

/// Reads what was typed. Chinese is cut into words and each word asked for by its pairs of characters, so
/// that `羽绒服退货` finds 退货 and 羽绒服 wherever they stand; the last word of a spaced script may be unfinished.
pub fn query(text: &str) -> Query {
    let folded = fold(text);
    let mut query = Query::default();
    let mut read = pieces(&folded).peekable();
    while let Some(piece) = read.next() {
        if query.terms.len() >= MAX_TERMS {
            break;
        }
        match piece {
            Piece::Run(run) => words(run).into_iter().for_each(|word| query.add_unspaced(word)),
            Piece::Word { text, .. } => {
                let is_last = read.peek().is_none() && folded.ends_with(text);
                query.add_spaced(text, is_last);
            }
        }
    }
    query.terms.truncate(MAX_TERMS);
    query.needles.truncate(MAX_TERMS);
    query
}

impl Query {
    /// Nothing to look for: only spaces, punctuation or emoji were typed. Its renderings match no row.
    pub fn is_empty(&self) -> bool {
        self.terms.is_empty()
    }

    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub(crate) fn needles(&self) -> &[Needle] {
        &self.needles
    }

    /// For `MATCH` on an FTS5 table with `tokenize = 'ascii'`, into which the tokens were written with spaces
    /// between, each after `mark` (letters and digits, such as the owner of the rows, or nothing). Holds quoted
    /// letters and digits, `AND` and `*` only, so nothing typed can become an operator.
    pub fn fts5(&self, mark: &str) -> String {
        if self.is_empty() {
            return "\"\"".to_owned();
        }
        self.rendered(" AND ", |term| format!("\"{mark}{}\"{}", term.text, if term.prefix { "*" } else { "" }))
    }

    /// For `$1::tsquery` against `array_to_tsvector(tokens)`; marked and quoted in the same way.
    pub fn tsquery(&self, mark: &str) -> String {
        self.rendered(" & ", |term| format!("'{mark}{}'{}", term.text, if term.prefix { ":*" } else { "" }))
    }

    fn rendered(&self, and: &str, term: impl Fn(&Term) -> String) -> String {
        self.terms.iter().map(term).collect::<Vec<_>>().join(and)
    }

    /// One character is the beginning of a pair, or of a run that ends with it.
    fn add_unspaced(&mut self, word: &str) {
        self.needles.push(Needle { text: word.to_owned(), prefix: true });
        if word.chars().nth(1).is_none() {
            self.require(word, true);
        }
        for pair in bigrams(word) {
            self.require(pair, false);
        }
    }

    fn add_spaced(&mut self, word: &str, unfinished: bool) {
        let parts = parts(word);
        let wanted = if parts.is_empty() { vec![word] } else { parts };
        let last = wanted.len() - 1;
        for (at, text) in wanted.into_iter().map(clipped).enumerate() {
            // One letter as a prefix would be half of the index.
            let prefix = unfinished && at == last && text.chars().nth(1).is_some();
            self.needles.push(Needle { text: text.to_owned(), prefix });
            self.require(text, prefix);
        }
    }

    fn require(&mut self, text: &str, prefix: bool) {
        let term = Term { text: text.to_owned(), prefix };
        if !self.terms.contains(&term) {
            self.terms.push(term);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn renders_for_both_databases() {
        let mixed = query("羽絨服 iPhone15");
        assert_eq!(mixed.fts5(""), r#""羽绒" AND "绒服" AND "iphone" AND "15"*"#);
        assert_eq!(mixed.tsquery(""), "'羽绒' & '绒服' & 'iphone' & '15':*");
        assert_eq!(query("退款").fts5("s7s"), r#""s7s退款""#);
        assert_eq!(query("退").tsquery("s7s"), "'s7s退':*");
    }

    #[test]
    fn words_may_stand_apart() {
        assert_eq!(query("羽绒服退货").fts5(""), r#""羽绒" AND "绒服" AND "退货""#);
    }

    #[test]
    fn one_character_is_a_prefix_and_one_letter_is_not() {
        assert_eq!(query("退").fts5(""), r#""退"*"#);
        assert_eq!(query("m").fts5(""), r#""m""#);
        assert_eq!(query("ship").fts5(""), r#""ship"*"#);
        assert_eq!(query("ship ").fts5(""), r#""ship""#);
    }

    #[test]
    fn nothing_typed_matches_nothing() {
        for nothing in ["", "  ", "😊", "\" OR *", "-"] {
            let query = query(&nothing.replace("OR", ""));
            assert!(query.is_empty());
            assert_eq!(query.fts5(""), "\"\"");
            assert_eq!(query.tsquery(""), "");
        }
    }

    #[test]
    fn a_pasted_page_is_cut() {
        assert_eq!(query(&"羽绒服退货 order ab12 ".repeat(9)).terms().len(), 6);
        let many: String = (0..900).map(|n| format!("n{n} ")).collect();
        assert_eq!(query(&many).terms().len(), MAX_TERMS);
    }
}
