//! From which score on a suggested reply helps: how often it is like the one that was given.

use std::collections::HashSet;

use zg_answer::metrics::share;
use zg_answer::replies::{Pair, Replies};

use super::Setup;
use super::replies::DATASET;
use crate::figures::Figures;

const MOST: usize = 3;
/// Half of the neighbouring characters of both.
const ALIKE: f64 = 0.5;
/// As the server does: a shorter reply is typed, not picked. Ten letters, or half as many Chinese characters.
const FEWEST_LETTERS: usize = 10;

/// Scores, with the names of: the share of suggestions that are like the reply that was given; of questions that get one;
/// of questions that get one like it.
const FROM: [(f32, [&str; 3]); 5] = [
    (0.0, ["all: like", "all: asked", "all: met"]),
    (0.15, [".15: like", ".15: asked", ".15: met"]),
    (0.22, [".22: like", ".22: asked", ".22: met"]),
    (0.3, [".3: like", ".3: asked", ".3: met"]),
    (0.4, [".4: like", ".4: asked", ".4: met"]),
];

pub(super) fn measure(known: &[Pair], asked: &[Pair], setup: &Setup<'_>, figures: &mut Figures) {
    let telling =
        |pairs: &[Pair]| -> Vec<Pair> { pairs.iter().filter(|pair| says_something(&pair.reply)).cloned().collect() };
    let (known, asked) = (telling(known), telling(asked));
    let replies = Replies::build(&known, setup.encoder.clone());
    let judged = |pair: &Pair| -> Vec<(f32, bool)> {
        let found = replies.suggest(None, &pair.context, MOST);
        found.iter().map(|one| (one.score, likeness(&one.reply, &pair.reply) >= ALIKE)).collect()
    };
    let judged: Vec<Vec<(f32, bool)>> = asked.iter().map(judged).collect();
    for (least, [like, some, met]) in FROM {
        let shown: Vec<Vec<bool>> = judged
            .iter()
            .map(|found| found.iter().filter(|(score, _)| *score >= least).map(|(_, like)| *like).collect())
            .collect();
        let all: Vec<bool> = shown.iter().flatten().copied().collect();
        figures.add(DATASET, like, share(all.iter().filter(|like| **like).count(), all.len()));
        figures.add(DATASET, some, share(shown.iter().filter(|found| !found.is_empty()).count(), shown.len()));
        figures.add(DATASET, met, share(shown.iter().filter(|found| found.contains(&true)).count(), shown.len()));
    }
}

fn says_something(reply: &str) -> bool {
    let letters = reply.chars().filter(|c| c.is_alphanumeric()).map(|c| if c.is_ascii() { 1 } else { 2 });
    letters.sum::<usize>() >= FEWEST_LETTERS
}

/// Twice what two texts share of neighbouring characters, through what both have.
fn likeness(one: &str, other: &str) -> f64 {
    let pairs = |text: &str| -> HashSet<(char, char)> {
        let letters: Vec<char> = text.chars().filter(|c| c.is_alphanumeric()).collect();
        letters.windows(2).map(|two| (two[0], two[1])).collect()
    };
    let (one, other) = (pairs(one), pairs(other));
    2.0 * one.intersection(&other).count() as f64 / (one.len() + other.len()).max(1) as f64
}
