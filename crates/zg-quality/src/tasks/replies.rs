//! Which of several replies a colleague gave, by what was replied before in other conversations.

use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::{IndexedRandom, SliceRandom};
use zg_answer::metrics::{mean_reciprocal_rank, recall_at};
use zg_answer::replies::{Context, Pair, Replies};

use super::{Setup, suggested};
use crate::data::{self, Dialogue};
use crate::figures::Figures;
use crate::labelled::id;

pub(super) const DATASET: &str = "zh-taobao-dialogues";
/// Share of the conversations that the shop remembers; the others are asked.
const KNOWN: f64 = 0.8;
/// Replies of other conversations beside the right one.
const OTHERS: usize = 10;
/// Turns that are seen before what the buyer said last.
const BEFORE: usize = 2;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let dialogues = data::dialogues(setup.data)?;
    for seed in 0..setup.seeds {
        let mut chance = StdRng::seed_from_u64(seed);
        let mut order: Vec<usize> = (0..dialogues.len()).collect();
        order.shuffle(&mut chance);
        let asked = order.split_off((order.len() as f64 * KNOWN) as usize);
        let known: Vec<Pair> = order.iter().flat_map(|place| pairs(*place, &dialogues[*place])).collect();
        let replies = Replies::build(&known, setup.encoder.clone());
        let asked: Vec<Pair> = asked.iter().filter_map(|place| pairs(*place, &dialogues[*place]).pop()).collect();
        let ranks: Vec<Option<usize>> = asked.iter().map(|pair| rank(&replies, pair, &asked, &mut chance)).collect();
        figures.add(DATASET, "r11@1", recall_at(1, &ranks));
        figures.add(DATASET, "r11@5", recall_at(5, &ranks));
        figures.add(DATASET, "mrr", mean_reciprocal_rank(&ranks));
        suggested::measure(&known, &asked, setup, figures);
    }
    Ok(())
}

/// Every reply of a dialogue with what was said before it; the one to be found is the last.
fn pairs(number: usize, dialogue: &Dialogue) -> Vec<Pair> {
    let turns: Vec<&String> = dialogue.turns.iter().chain([&dialogue.reply]).collect();
    let pair = |place: usize| Pair {
        customer: id(&number.to_string()),
        conversation: id(&number.to_string()),
        at: 0,
        context: Context {
            said: turns[place - 1].clone(),
            before: turns[(place - 1).saturating_sub(BEFORE)..place - 1].iter().copied().cloned().collect(),
        },
        reply: turns[place].clone(),
    };
    (1..turns.len()).step_by(2).map(pair).collect()
}

/// The place of the right reply among some of others, from nought.
fn rank(replies: &Replies, pair: &Pair, all: &[Pair], chance: &mut StdRng) -> Option<usize> {
    let mut candidates = vec![pair.reply.as_str()];
    while candidates.len() <= OTHERS {
        let other = all.choose(chance)?.reply.as_str();
        if !candidates.contains(&other) {
            candidates.push(other);
        }
    }
    // Whoever ranks has nothing from the order.
    candidates.shuffle(chance);
    let ranked = replies.rank(&pair.context, &candidates);
    ranked.iter().position(|place| candidates[*place] == pair.reply)
}
