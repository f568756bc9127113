//! Shop questions of 17 kinds with a handful of phrasings each, and questions that ask for none of them.

use zg_answer::Index;

use super::{Setup, answers, confidences};
use crate::data;
use crate::figures::Figures;
use crate::labelled::{Known, entries, split};
use zg_answer::metrics::{auroc, mean_reciprocal_rank, precision_of_surest, recall_at};

/// Entries that are left out of the index and asked for all the same.
const LEFT_OUT: usize = 4;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let all = data::taobao_faq(setup.data)?;
    let foreign: Vec<String> =
        data::retrieval(setup.data)?.queries.into_iter().map(|(_, query)| query).step_by(20).collect();
    let shares = [("zh-taobao-faq17 half", 0.5), ("zh-taobao-faq17", 0.8)];
    for (dataset, share) in shares.into_iter().filter(|(dataset, _)| setup.wants(dataset)) {
        for seed in 0..setup.seeds * 2 {
            let (known, asked) = split(&all, Known::Share(share), seed);
            let index = Index::build_with(entries(&known), setup.encoder.clone());
            let (ranks, sure) = answers(&index, &asked);
            figures.add(dataset, "r@1", recall_at(1, &ranks));
            figures.add(dataset, "r@3", recall_at(3, &ranks));
            figures.add(dataset, "mrr", mean_reciprocal_rank(&ranks));
            figures.add(dataset, "surest 20 %", precision_of_surest(0.2, &sure));
            figures.add(dataset, "surest 40 %", precision_of_surest(0.4, &sure));
            let so: Vec<f32> = sure.iter().map(|(confidence, _)| *confidence).collect();
            figures.add(dataset, "auroc foreign", auroc(&so, &confidences(&index, foreign.iter().map(String::as_str))));

            let mut known = known;
            let left_out: Vec<String> =
                known.keys().cloned().cycle().skip(seed as usize * LEFT_OUT % 17).take(LEFT_OUT).collect();
            left_out.iter().for_each(|name| _ = known.remove(name));
            let index = Index::build_with(entries(&known), setup.encoder.clone());
            let (out, within): (Vec<_>, Vec<_>) = asked.into_iter().partition(|(_, name)| left_out.contains(name));
            let so = confidences(&index, within.iter().map(|(question, _)| question.as_str()));
            let not = confidences(&index, out.iter().map(|(question, _)| question.as_str()));
            figures.add(dataset, "auroc left out", auroc(&so, &not));
        }
    }
    Ok(())
}
