//! How long it takes to read a shop's past replies, to take in what came since and to suggest, and the memory of it.

use std::hint::black_box;
use std::time::Instant;

use zg_answer::replies::{Context, Pair, Replies};

use super::Setup;
use super::speed::{quantiles, resident_mib};
use crate::data;
use crate::figures::Figures;
use crate::labelled::id;
use crate::processor;

const DATASET: &str = "speed replies";
/// As many as a server holds of a shop.
const PAIRS: usize = 10_000;
/// That came since.
const MORE: usize = 20;
const MOST: usize = 3;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    if !setup.wants(DATASET) {
        return Ok(());
    }
    let texts: Vec<String> = data::dialogues(setup.data)?.into_iter().flat_map(|dialogue| dialogue.turns).collect();
    let pairs: Vec<Pair> = (0..PAIRS).map(|n| pair(&texts, n)).collect();
    let (before, started, worked) = (resident_mib(), Instant::now(), processor::seconds());
    let replies = Replies::build(&pairs, setup.encoder.clone());
    figures.add(DATASET, "build s", started.elapsed().as_secs_f64());
    figures.add(DATASET, "build cpu s", processor::seconds() - worked);
    figures.add(DATASET, "resident MiB", resident_mib() - before);
    let more: Vec<Pair> = (PAIRS..PAIRS + MORE).map(|n| pair(&texts, n)).collect();
    let (started, gone) = (Instant::now(), more.iter().map(|pair| pair.customer).collect());
    let replies = replies.renewed(&gone, &more);
    figures.add(DATASET, "renew s", started.elapsed().as_secs_f64());
    let asked = texts.iter().step_by(31).map(|text| Context { said: text.clone(), before: Vec::new() });
    let took = asked.map(|context| {
        let started = Instant::now();
        black_box(replies.suggest(None, &context, MOST));
        started.elapsed().as_secs_f64() * 1e3
    });
    for (metric, value) in quantiles(took.collect()) {
        figures.add(DATASET, metric, value);
    }
    Ok(())
}

/// What was said, what was replied and a turn before are lines of shop talk, nearly all combinations different.
fn pair(texts: &[String], number: usize) -> Pair {
    let line = |step: usize| texts[(number * step + number / texts.len() * 13) % texts.len()].clone();
    let conversation = id(&number.to_string());
    let context = Context { said: line(1), before: vec![line(3)] };
    Pair { customer: conversation, conversation, at: 0, context, reply: format!("{}，{}", line(7), line(11)) }
}
