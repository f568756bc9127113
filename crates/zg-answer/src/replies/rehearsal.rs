//! Replies to some customers held back: what evidence is worth, they tell.

use std::sync::Arc;

use super::evidence::{Asking, INPUTS, WEIGHTS};
use super::read::Read;
use super::{Replies, Weights};
use crate::model::{Asked, Chance, Logistic};

/// One customer in so many is held back.
const PARTS: u128 = 5;
/// More than so many pairs change nothing, and fewer say too little.
const MOST: usize = 300;
const FEWEST: usize = 30;
/// Replies of others beside each right one.
const OTHERS: usize = 10;
/// What the prior weighs, in rehearsals.
const TRUST: f32 = 0.3;
const SEED: u64 = 29;

pub(super) fn weights(replies: &Replies) -> Weights {
    let is_held_back = |pair: &&Arc<Read>| part(pair) == 0;
    let mut asked: Vec<&Arc<Read>> = replies.pairs.iter().filter(is_held_back).collect();
    let mut chance = Chance::new(SEED);
    chance.shuffle(&mut asked);
    asked.truncate(MOST);
    if asked.len() < FEWEST {
        return Weights::default();
    }
    let seen = Replies::of(replies.pairs.iter().filter(|pair| part(pair) != 0).cloned().collect());
    let choices: Vec<Vec<Vec<f32>>> = (0..asked.len()).map(|right| choice(&seen, &asked, right)).collect();
    Weights(Logistic::of_choices(&WEIGHTS, TRUST, &choices))
}

/// Who is held back has nothing to do with when they came.
fn part(pair: &Arc<Read>) -> u128 {
    u128::from(crate::text::fingerprint(&pair.customer.to_string())) % PARTS
}

/// The evidence for the right reply, then for some of others.
fn choice(seen: &Replies, asked: &[&Arc<Read>], right: usize) -> Vec<Vec<f32>> {
    let pair = asked[right];
    let asking = Asking::of(pair, &seen.vocabulary);
    let neighbours = seen.neighbours(&asking);
    let others = (1..asked.len()).map(|step| asked[(right + step) % asked.len()]);
    let others = others.filter(|other| other.fingerprint != pair.fingerprint).take(OTHERS);
    let evidence = |of: &Arc<Read>| -> [f32; INPUTS] {
        seen.evidence(&asking, &neighbours, &seen.vocabulary.sketch(&of.reply), of.reply_meaning.as_ref())
    };
    [pair].into_iter().chain(others).map(|of| evidence(of).to_vec()).collect()
}

impl Asking {
    fn of(pair: &Read, vocabulary: &super::Vocabulary) -> Self {
        let meaning = pair.said_meaning.as_ref().map(|meaning| Asked::new(&meaning.values()));
        let (said, before) = (vocabulary.sketch(&pair.said), vocabulary.sketch(&pair.before));
        Self { asker: None, said, before, meaning }
    }
}
