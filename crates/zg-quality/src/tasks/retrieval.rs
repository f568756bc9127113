//! Thousands of entries with one question each, asked in simplified and in traditional characters.

use ferrous_opencc::OpenCC;
use ferrous_opencc::config::BuiltinConfig;
use rand::SeedableRng;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use zg_answer::{Entry, Index};

use super::{Setup, answers};
use crate::data;
use crate::figures::Figures;
use crate::labelled::{Asked, id};
use zg_answer::metrics::{mean_reciprocal_rank, precision_of_surest, recall_at};

/// Questions of one draw.
const ASKED: usize = 1_000;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let data::Retrieval { entries, queries } = data::retrieval(setup.data)?;
    let entry = |(number, question): (u64, String)| Entry { id: id(&number.to_string()), phrasings: vec![question] };
    let index = Index::build_with(entries.into_iter().map(entry).collect(), setup.encoder.clone());
    let traditional = OpenCC::from_config(BuiltinConfig::S2t)?;
    for seed in 0..setup.seeds {
        let mut asked: Vec<Asked> = queries.iter().map(|(number, query)| (query.clone(), number.to_string())).collect();
        asked.shuffle(&mut StdRng::seed_from_u64(seed));
        asked.truncate(ASKED);
        let (ranks, sure) = answers(&index, &asked);
        let first = recall_at(1, &ranks);
        figures.add("zh-retrieval", "r@1", first);
        figures.add("zh-retrieval", "r@5", recall_at(5, &ranks));
        figures.add("zh-retrieval", "mrr", mean_reciprocal_rank(&ranks));
        figures.add("zh-retrieval", "surest 40 %", precision_of_surest(0.4, &sure));
        let asked: Vec<Asked> = asked.into_iter().map(|(query, name)| (traditional.convert(&query), name)).collect();
        figures.add("zh-retrieval", "traditional loss", first - recall_at(1, &answers(&index, &asked).0));
    }
    Ok(())
}
