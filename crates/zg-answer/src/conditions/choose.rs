//! The order among answers that apply at the same time.

use std::cmp::Reverse;
use std::collections::HashSet;
use std::hash::Hash;

use super::{Conditions, Obstacle, Situation, folded};

/// Why one answer goes before another that would apply too.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Reason {
    /// An emergency goes before everything.
    Emergency,
    /// An answer for this case goes before the everyday one.
    Conditional,
    /// The shop's own goes before a starter pack's.
    Own,
    /// It asks for more at once: product and stage, rather than product alone.
    MoreSpecific,
    /// It asks for the same, but by longer keywords, of fewer products or for a shorter time.
    Narrower,
    /// It stands first in the list; nothing else tells the two apart.
    First,
}

/// What became of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    Chosen,
    /// It applies, and so does the chosen one, which goes before it.
    Outranked(Reason),
    DoesNotApply(Vec<Obstacle>),
}

/// Compared from the first field to the last, the smallest goes first.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) weight: Weight,
    /// Characters of the shortest keyword: the longer, the fewer questions hold it.
    keyword_length: Reverse<usize>,
    alternatives: usize,
    /// Milliseconds; from or to the end of time when it has no begin or no end.
    lasts: i128,
}

/// What a shop decides on purpose: between two of equal weight the choice is an accident, unless one is narrower.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Weight {
    urgency: Urgency,
    is_starter: bool,
    asks_for: Reverse<usize>,
}

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Urgency {
    Emergency,
    Conditional,
    Everyday,
}

impl Rank {
    pub(super) fn of(conditions: &Conditions, is_starter: bool) -> Self {
        let Conditions { products, from, until, order_states, stages, channels, keywords, emergency } = conditions;
        let urgency = match emergency {
            true => Urgency::Emergency,
            false if conditions.is_everyday() => Urgency::Everyday,
            false => Urgency::Conditional,
        };
        let keywords: HashSet<String> = keywords.iter().map(|keyword| folded(keyword)).collect();
        let counts = [distinct(products), distinct(order_states), distinct(stages), distinct(channels), keywords.len()];
        let is_timed = from.is_some() || until.is_some();
        let asks_for = counts.iter().filter(|count| **count > 0).count() + usize::from(is_timed);
        Self {
            weight: Weight { urgency, is_starter, asks_for: Reverse(asks_for) },
            keyword_length: Reverse(keywords.iter().map(|keyword| keyword.chars().count()).min().unwrap_or(0)),
            alternatives: counts.iter().sum(),
            lasts: i128::from(until.unwrap_or(i64::MAX)) - i128::from(from.unwrap_or(i64::MIN)),
        }
    }

    /// Why this one goes before the other, given that it does.
    fn reason(&self, other: &Self) -> Reason {
        let (mine, others) = (&self.weight, &other.weight);
        match () {
            () if mine.urgency != others.urgency && mine.urgency == Urgency::Emergency => Reason::Emergency,
            () if mine.urgency != others.urgency => Reason::Conditional,
            () if mine.is_starter != others.is_starter => Reason::Own,
            () if mine.asks_for != others.asks_for => Reason::MoreSpecific,
            () if self != other => Reason::Narrower,
            () => Reason::First,
        }
    }
}

fn distinct<T: Eq + Hash>(of: &[T]) -> usize {
    of.iter().collect::<HashSet<_>>().len()
}

/// The answer to give, by its place; the shop's own go before those of a starter pack (`is_starter`).
pub fn choose<'a>(
    answers: impl IntoIterator<Item = (&'a Conditions, bool)>,
    situation: &Situation<'_>,
) -> Option<usize> {
    let fitting = answers.into_iter().enumerate().filter(|(_, (conditions, _))| conditions.hold(situation));
    let ranked = fitting.map(|(place, (conditions, is_starter))| (Rank::of(conditions, is_starter), place));
    ranked.min().map(|(_, place)| place)
}

/// What becomes of each answer in this situation.
pub fn explain(answers: &[(&Conditions, bool)], situation: &Situation<'_>) -> Vec<Verdict> {
    let chosen = choose(answers.iter().copied(), situation);
    let chosen_rank = chosen.map(|place| Rank::of(answers[place].0, answers[place].1));
    let verdict = |(place, (conditions, is_starter)): (usize, &(&Conditions, bool))| {
        let obstacles: Vec<_> = conditions.obstacles(situation).collect();
        match &chosen_rank {
            _ if chosen == Some(place) => Verdict::Chosen,
            Some(rank) if obstacles.is_empty() => Verdict::Outranked(rank.reason(&Rank::of(conditions, *is_starter))),
            _ => Verdict::DoesNotApply(obstacles),
        }
    };
    answers.iter().enumerate().map(verdict).collect()
}
