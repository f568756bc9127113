//! How long questions, edits and learning take.

use std::time::Instant;

use zg_answer::{Entry, Index};

use super::{DEPTH, Setup};
use crate::data;
use crate::figures::Figures;
use crate::labelled::id;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let texts: Vec<String> = data::dialogues(setup.data)?.into_iter().flat_map(|dialogue| dialogue.turns).collect();
    for (dataset, entries, each) in [("speed 10 000", 1_000, 10), ("speed 250 000", 25_000, 10)] {
        if !setup.wants(dataset) {
            continue;
        }
        let phrasing =
            |n: usize| format!("{}{}", texts[n % texts.len()], texts[(n * 7 + n / texts.len() * 13) % texts.len()]);
        let entry =
            |n: usize| Entry { id: id(&n.to_string()), phrasings: (n * each..(n + 1) * each).map(phrasing).collect() };
        let all: Vec<Entry> = (0..entries).map(entry).collect();
        let at = Instant::now();
        let index = Index::new(setup.encoder.clone()).with(all, &[]);
        figures.add(dataset, "load s", at.elapsed().as_secs_f64());
        let at = Instant::now();
        let index = index.retrained();
        figures.add(dataset, "retrain s", at.elapsed().as_secs_f64());
        let at = Instant::now();
        let index = index.with(vec![entry(entries + 1)], &[]);
        figures.add(dataset, "edit s", at.elapsed().as_secs_f64());
        let mut took: Vec<f64> = texts
            .iter()
            .step_by(7)
            .map(|text| {
                let at = Instant::now();
                std::hint::black_box(index.ask(text, DEPTH));
                at.elapsed().as_secs_f64() * 1e3
            })
            .collect();
        took.sort_by(f64::total_cmp);
        for (name, share) in [("p50 ms", 0.5), ("p95 ms", 0.95), ("p99 ms", 0.99)] {
            figures.add(dataset, name, took[(took.len() as f64 * share) as usize]);
        }
    }
    Ok(())
}
