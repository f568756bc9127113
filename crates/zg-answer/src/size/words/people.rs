//! Who is talked about: a present is not worn by the one who buys it.

use super::Wearer;
use super::lexicon::Word;
use super::tokens::{Kind, Token};

/// Who the token names, if it names anybody.
pub(super) fn person(tokens: &[Token], nth: usize) -> Option<Wearer> {
    let word = |nth: usize| match tokens.get(nth).map(|token| token.kind) {
        Some(Kind::Word(word)) => Some(word),
        _ => None,
    };
    match word(nth)? {
        Word::SomeoneElse => Some(Wearer::SomeoneElse),
        Word::Oneself => Some(Wearer::Buyer),
        // 我妈 is not the buyer, and 帮我推荐 says nothing of who will wear it.
        Word::Buyer if word(nth + 1) == Some(Word::SomeoneElse) => None,
        Word::Buyer if nth > 0 && word(nth - 1) == Some(Word::For) => None,
        Word::Buyer => Some(Wearer::Buyer),
        _ => None,
    }
}

/// Who will wear it: whom it is for or who is said to wear it, else the only one who is talked about.
pub(super) fn wearer(tokens: &[Token]) -> Wearer {
    let is = |nth: usize, word: Word| tokens.get(nth).is_some_and(|token| token.kind == Kind::Word(word));
    let is_said = |nth: usize| {
        // 给我妈: between the two stands whose mother it is.
        let before = if nth > 0 && is(nth - 1, Word::Buyer) { nth - 1 } else { nth };
        is(nth + 1, Word::Wears) || before > 0 && is(before - 1, Word::For)
    };
    let people = || (0..tokens.len()).filter_map(|nth| Some((nth, person(tokens, nth)?)));
    let said = people().filter(|(nth, _)| is_said(*nth)).map(|(_, person)| person);
    only(said).or_else(|| only(people().map(|(_, person)| person))).unwrap_or_default()
}

/// The one they all are; unknown when they differ.
fn only(mut people: impl Iterator<Item = Wearer>) -> Option<Wearer> {
    let first = people.next()?;
    Some(if people.all(|other| other == first) { first } else { Wearer::Unknown })
}
