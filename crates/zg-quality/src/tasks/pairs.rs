//! Whether two questions are the same, by their similarity.

use zg_answer::Index;

use super::Setup;
use crate::data;
use crate::figures::Figures;
use zg_answer::metrics::{auroc, spearman};

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    for (dataset, name) in [("zh-pairs bq", "bq_dev.jsonl"), ("zh-pairs lcqmc", "lcqmc_half.jsonl")] {
        let pairs = data::pairs(setup.data, name)?;
        let index = Index::build_with(Vec::new(), setup.encoder.clone());
        let scores: Vec<f32> = pairs.iter().map(|pair| index.similarity(&pair.a, &pair.b)).collect();
        for seed in 0..setup.seeds {
            let drawn: Vec<(f32, bool)> = pairs
                .iter()
                .zip(&scores)
                .skip(seed as usize)
                .step_by(setup.seeds as usize)
                .map(|(pair, score)| (*score, pair.same == 1))
                .collect();
            let of =
                |same: bool| drawn.iter().filter(|(_, so)| *so == same).map(|(score, _)| *score).collect::<Vec<_>>();
            figures.add(dataset, "auroc", auroc(&of(true), &of(false)));
            let (scores, same): (Vec<f64>, Vec<f64>) =
                drawn.iter().map(|(score, same)| (f64::from(*score), f64::from(u8::from(*same)))).unzip();
            figures.add(dataset, "spearman", spearman(&scores, &same));
        }
    }
    Ok(())
}
