//! How long questions, edits and learning take, and what memory the entries need.
//!
//! So that other work on the machine counts little, the time that processors worked (`cpu`) stands beside the time that
//! passed, and of three times a question is asked the shortest counts.

use std::hint::black_box;
use std::time::Instant;

use zg_answer::{Entry, Index};

use super::{DEPTH, Setup};
use crate::data;
use crate::figures::Figures;
use crate::labelled::id;
use crate::processor;

/// Phrasings of an entry.
const EACH: usize = 10;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let texts: Vec<String> = data::dialogues(setup.data)?.into_iter().flat_map(|dialogue| dialogue.turns).collect();
    let sizes = [("speed 10 000", 1_000), ("speed 250 000", 25_000)];
    for (dataset, entries) in sizes.into_iter().filter(|(dataset, _)| setup.wants(dataset)) {
        let before = resident_mib();
        let started = Instant::now();
        let index = Index::new(setup.encoder.clone()).with((0..entries).map(|n| entry(&texts, n)).collect(), &[]);
        figures.add(dataset, "load s", started.elapsed().as_secs_f64());
        let started = Instant::now();
        let worked = processor::seconds();
        let index = index.retrained();
        figures.add(dataset, "retrain s", started.elapsed().as_secs_f64());
        figures.add(dataset, "retrain cpu s", processor::seconds() - worked);
        figures.add(dataset, "resident MiB", resident_mib() - before);
        let started = Instant::now();
        let index = index.with(vec![entry(&texts, entries)], &[]);
        figures.add(dataset, "edit s", started.elapsed().as_secs_f64());
        let (started, worked) = (Instant::now(), processor::seconds());
        let index = index.retrained();
        figures.add(dataset, "again s", started.elapsed().as_secs_f64());
        figures.add(dataset, "again cpu s", processor::seconds() - worked);
        let took = texts.iter().step_by(7).map(|text| milliseconds(&index, text)).collect();
        for (metric, value) in quantiles(took) {
            figures.add(dataset, metric, value);
        }
    }
    Ok(())
}

/// Its phrasings are two lines of shop talk each: as long as questions are, and nearly all different.
fn entry(texts: &[String], number: usize) -> Entry {
    let phrasing =
        |n: usize| format!("{}，{}", texts[n % texts.len()], texts[(n * 7 + n / texts.len() * 13) % texts.len()]);
    Entry { id: id(&number.to_string()), phrasings: (number * EACH..(number + 1) * EACH).map(phrasing).collect() }
}

fn milliseconds(index: &Index, question: &str) -> f64 {
    let once = || {
        let started = Instant::now();
        black_box(index.ask(question, DEPTH));
        started.elapsed().as_secs_f64() * 1e3
    };
    (0..3).map(|_| once()).fold(f64::INFINITY, f64::min)
}

/// Of times, by the names of the figures.
pub(super) fn quantiles(mut took: Vec<f64>) -> [(&'static str, f64); 3] {
    took.sort_by(f64::total_cmp);
    [("p50 ms", 0.5), ("p95 ms", 0.95), ("p99 ms", 0.99)]
        .map(|(metric, share)| (metric, took[(took.len() as f64 * share) as usize]))
}

/// Of this process; Linux only, 0 elsewhere.
pub(super) fn resident_mib() -> f64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS"));
    line.and_then(|line| line.split_whitespace().nth(1)?.parse::<f64>().ok()).map_or(0.0, |kib| kib / 1024.0)
}
