//! What an editor should know about an entry's answers before a buyer finds out.

use super::choose::Rank;
use super::{Conditions, folded};

/// Pairs of answers, by their places, that will meet from `now` on while neither has precedence: they ask for equally
/// much, and neither is an exception within the other.
pub fn conflicts(answers: &[(&Conditions, bool)], now: i64) -> Vec<(usize, usize)> {
    let weights: Vec<_> = answers.iter().map(|(one, is_starter)| Rank::of(one, *is_starter).weight).collect();
    let mut found = Vec::new();
    for (place, (one, _)) in answers.iter().enumerate() {
        for (nth, (other, _)) in answers.iter().enumerate().skip(place + 1) {
            let is_exception = is_within(one, other) != is_within(other, one);
            if weights[place] == weights[nth] && can_meet(one, other, now) && !is_exception {
                found.push((place, nth));
            }
        }
    }
    found
}

/// Whether there are situations in which none of the answers applies.
pub fn lacks_fallback<'a>(answers: impl IntoIterator<Item = &'a Conditions>) -> bool {
    let mut answers = answers.into_iter().peekable();
    answers.peek().is_some() && !answers.any(Conditions::is_everyday)
}

/// Some situation from `now` on fits both. Any two keywords may stand in one question.
fn can_meet(one: &Conditions, other: &Conditions, now: i64) -> bool {
    let begin = [one.from, other.from, Some(now)].into_iter().flatten().max().unwrap_or(now);
    !one.is_over(begin)
        && !other.is_over(begin)
        && share(&one.products, &other.products)
        && share(&one.order_states, &other.order_states)
        && share(&one.stages, &other.stages)
        && share(&one.channels, &other.channels)
}

fn share<T: PartialEq>(some: &[T], others: &[T]) -> bool {
    some.is_empty() || others.is_empty() || some.iter().any(|one| others.contains(one))
}

/// Wherever `one` applies, `other` does too: an exception within it, when that is not so the other way round.
fn is_within(one: &Conditions, other: &Conditions) -> bool {
    let begins = |at: &Conditions| at.from.unwrap_or(i64::MIN);
    let ends = |at: &Conditions| at.until.unwrap_or(i64::MAX);
    narrows(&one.products, &other.products)
        && narrows(&one.order_states, &other.order_states)
        && narrows(&one.stages, &other.stages)
        && narrows(&one.channels, &other.channels)
        && narrows_words(&one.keywords, &other.keywords)
        && begins(one) >= begins(other)
        && ends(one) <= ends(other)
}

fn narrows<T: PartialEq>(some: &[T], others: &[T]) -> bool {
    others.is_empty() || !some.is_empty() && some.iter().all(|one| others.contains(one))
}

/// Keywords narrow by being fewer, or by being longer: who asks 退款多久 asks 退款 too.
fn narrows_words(some: &[String], others: &[String]) -> bool {
    let fold_all = |words: &[String]| words.iter().map(|word| folded(word)).collect::<Vec<_>>();
    let (some, others) = (fold_all(some), fold_all(others));
    let length = |word: &String| word.chars().count();
    let are_longer = some.iter().map(length).min() > others.iter().map(length).max();
    let hold_others = || some.iter().all(|one| others.iter().any(|other| one.contains(other)));
    narrows(&some, &others) || are_longer && hold_others()
}
