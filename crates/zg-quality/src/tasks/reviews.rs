//! Praise and blame: two entries with thousands of phrasings each.

use zg_answer::Index;

use super::{Setup, answers};
use crate::data;
use crate::figures::Figures;
use crate::labelled::{Known, entries, split};
use zg_answer::metrics::recall_at;

/// Reviews that are asked in one draw.
const ASKED: usize = 2_000;

pub(super) fn run(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let all = data::reviews(setup.data)?;
    for seed in 0..setup.seeds {
        let (known, mut asked) = split(&all, Known::Share(0.8), seed);
        asked.truncate(ASKED);
        let index = Index::build_with(entries(&known), setup.encoder.clone());
        figures.add("zh-reviews", "accuracy", recall_at(1, &answers(&index, &asked).0));
    }
    Ok(())
}
