//! A text cut into numbers and the words that matter.

use zg_text::fold;

use super::lexicon::{self, Word};
use super::numerals::{Numeral, numeral};

/// A message that says more about sizes than this is not about sizes.
const MOST_BYTES: usize = 4096;

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Token {
    pub(super) kind: Kind,
    /// As it was written, folded.
    pub(super) text: String,
    /// Blanks or signs stand before it.
    pub(super) is_apart: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Number(Numeral),
    Word(Word),
    /// A word that does not matter.
    Other,
}

pub(super) fn tokens(text: &str) -> Vec<Token> {
    let text = spelled(&text[..text.floor_char_boundary(MOST_BYTES)]);
    let mut tokens = Vec::new();
    let mut rest = text.as_str();
    let mut is_apart = true;
    while let Some(first) = rest.chars().next() {
        let (kind, length) = match (numeral(rest), lexicon::longest(rest)) {
            // 三围 is no three.
            (Some((_, number)), Some((word, length))) if length > number => (Some(Kind::Word(word)), length),
            (Some((Some(number), length)), _) => (Some(Kind::Number(number)), length),
            (Some((None, length)), _) => (Some(Kind::Other), length),
            (None, Some((word, length))) => (Some(Kind::Word(word)), length),
            (None, None) if first.is_ascii_alphabetic() => (Some(Kind::Other), code_length(rest)),
            (None, None) if first.is_alphanumeric() => (Some(Kind::Other), first.len_utf8()),
            (None, None) => (None, first.len_utf8()),
        };
        let (token, after) = rest.split_at(length);
        rest = after;
        if let Some(kind) = kind {
            tokens.push(Token { kind, text: token.to_owned(), is_apart });
        }
        is_apart = kind.is_none();
    }
    tokens
}

/// Letters with the figures that belong to them: iphone15 measures nothing.
fn code_length(text: &str) -> usize {
    text.bytes().take_while(u8::is_ascii_alphanumeric).count()
}

/// Folded, with feet and inches kept: folding takes apostrophes for accents of a kind.
fn spelled(text: &str) -> String {
    let mut spelled = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '\'' | '’' | '‘' | '′' | '＇' => spelled.push('\''),
            '"' | '”' | '“' | '″' | '＂' => spelled.push('"'),
            '\n' => spelled.push('\n'),
            _ => spelled.push_str(&fold(c.encode_utf8(&mut [0; 4]))),
        }
    }
    // 5'5'' is five feet and five inches.
    spelled.replace("''", "\"")
}
