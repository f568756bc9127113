//! How often a labelled file's own questions find their entries: part of each entry's phrasings is kept back and asked.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use serde::Deserialize;
use serde_json::json;
use zg_answer::metrics;

use super::learning::{Shop, ask_all};
use crate::bench::report::{Params, Report};
use crate::bench::settings::Settings;
use crate::bench::store::Data;
use crate::bench::target::Target;

/// Of an entry's phrasings, one in so many is asked.
const ASKED_EVERY: usize = 4;

/// A line of the file; one without a label asks for nothing that the shop knows.
#[derive(Debug, Deserialize)]
struct Line {
    #[serde(alias = "query", alias = "question", alias = "utterance")]
    text: String,
    #[serde(default, alias = "intent", alias = "entry", alias = "faq_id")]
    label: Option<String>,
}

/// What is taught and what is asked.
#[derive(Debug, Default)]
struct Split {
    taught: BTreeMap<String, Vec<String>>,
    asked: Vec<(String, Option<String>)>,
}

pub(super) async fn run(settings: &Settings, dataset: &Path, report: &mut Report) -> anyhow::Result<()> {
    let name = dataset.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let lines = read(dataset)?;
    for repetition in 0..u64::from(settings.repetitions) {
        let split = Split::draw(&lines, settings.seed + repetition);
        let data = Data::fresh(&settings.store, &settings.scratch).await?;
        let target = Target::own(&data).await?;
        let mut shop = Shop::of(&target).await?;
        shop.import(&split.file()).await?;
        let questions: Vec<String> = split.asked.iter().map(|(text, _)| text.clone()).collect();
        let results = ask_all(&mut shop, &questions).await?;
        let params = Params::new(settings.store.name())
            .with("dataset", name.as_str())
            .with("seed", settings.seed)
            .with("entries", split.taught.len())
            .with("questions", questions.len());
        judge(&split, &results, &params, report);
        target.end().await?;
        data.remove().await?;
    }
    Ok(())
}

fn judge(split: &Split, results: &[(Vec<String>, f32)], params: &Params, report: &mut Report) {
    let (mut ranks, mut within, mut beyond) = (Vec::new(), Vec::new(), Vec::new());
    for ((_, label), (entries, confidence)) in split.asked.iter().zip(results) {
        match label {
            Some(label) => {
                ranks.push(entries.iter().position(|entry| entry == label));
                within.push(*confidence);
            }
            None => beyond.push(*confidence),
        }
    }
    report.add(params, "r@1", metrics::recall_at(1, &ranks));
    report.add(params, "r@3", metrics::recall_at(3, &ranks));
    report.add(params, "mrr", metrics::mean_reciprocal_rank(&ranks));
    if !beyond.is_empty() {
        report.add(params, "auroc", metrics::auroc(&within, &beyond));
    }
}

fn read(path: &Path) -> anyhow::Result<Vec<Line>> {
    let text = std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?;
    let lines = text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty());
    let lines = lines.map(|(number, line)| {
        serde_json::from_str(line).with_context(|| format!("{} line {}", path.display(), number + 1))
    });
    let lines: Vec<Line> = lines.collect::<anyhow::Result<_>>()?;
    if lines.iter().all(|line| line.label.is_none()) {
        bail!("{} has no labelled question", path.display());
    }
    Ok(lines)
}

impl Split {
    /// Another share of each entry's phrasings for each seed; an entry with one phrasing is taught and not asked.
    fn draw(lines: &[Line], seed: u64) -> Self {
        let mut split = Self::default();
        let mut by_label: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
        for line in lines {
            match &line.label {
                Some(label) => by_label.entry(label).or_default().push(&line.text),
                None => split.asked.push((line.text.clone(), None)),
            }
        }
        let mut random = StdRng::seed_from_u64(seed);
        for (label, mut texts) in by_label {
            texts.shuffle(&mut random);
            let asked = if texts.len() > 1 { texts.len().div_ceil(ASKED_EVERY) } else { 0 };
            let taught = texts.split_off(asked);
            split.asked.extend(texts.into_iter().map(|text| (text.to_owned(), Some(label.to_owned()))));
            split.taught.insert(label.to_owned(), taught.into_iter().map(str::to_owned).collect());
        }
        split
    }

    fn file(&self) -> String {
        let entry =
            |(label, texts): (&String, &Vec<String>)| json!({ "id": label, "title": label, "phrasings": texts });
        self.taught.iter().map(entry).map(|line| line.to_string() + "\n").collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_asked_was_not_taught() {
        let line =
            |n: usize| Line { text: format!("q{n}"), label: (!n.is_multiple_of(9)).then(|| format!("l{}", n % 5)) };
        let lines: Vec<Line> = (0..90).map(line).collect();
        let split = Split::draw(&lines, 4);
        let taught: Vec<&String> = split.taught.values().flatten().collect();
        assert!(split.asked.iter().all(|(text, _)| !taught.contains(&text)));
        assert_eq!(split.asked.len() + taught.len(), 90);
        assert_eq!(split.asked.iter().filter(|(_, label)| label.is_none()).count(), 10);
        let other = Split::draw(&lines, 5);
        assert_ne!(format!("{:?}", other.asked), format!("{:?}", split.asked));
    }
}
