//! English intents with all, ten and five phrasings each.

use zg_answer::{Entry, Index};

use super::{Setup, answers, confidences};
use crate::data;
use crate::figures::Figures;
use crate::labelled::{Asked, Known, Labelled, entries, split, titled};
use zg_answer::metrics::{auroc, recall_at};

/// Questions of one draw.
const ASKED: usize = 1_500;
/// The intent of questions that ask for nothing known.
const NOTHING: &str = "oos";

type Teach = fn(&Labelled) -> Vec<Entry>;

/// By the phrasings alone.
const ALONE: Teach = entries;
/// With the intent's name too, as the import takes it.
const NAMED: Teach = |known| titled(known, str::to_owned);

pub(super) fn banking(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let all = data::intents(setup.data, "banking77/train.jsonl")?;
    let draws = [
        ("banking77 full", Known::Share(0.85), ALONE),
        ("banking77 full, named", Known::Share(0.85), NAMED),
        ("banking77 10-shot", Known::Count(10), ALONE),
        ("banking77 10-shot, named", Known::Count(10), NAMED),
        ("banking77 5-shot", Known::Count(5), ALONE),
        ("banking77 5-shot, named", Known::Count(5), NAMED),
    ];
    for (dataset, known, teach) in draws.into_iter().filter(|(dataset, ..)| setup.wants(dataset)) {
        for seed in 0..setup.seeds {
            let (known, mut asked) = split(&all, known, seed);
            asked.truncate(ASKED);
            let index = Index::build_with(teach(&known), setup.encoder.clone());
            figures.add(dataset, "accuracy", recall_at(1, &answers(&index, &asked).0));
        }
    }
    Ok(())
}

pub(super) fn clinc(setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
    let all = data::intents(setup.data, "clinc150/train.jsonl")?;
    let others = data::intents(setup.data, "clinc150/val.jsonl")?;
    let nothing = &others[NOTHING];
    let asked_for = others.iter().filter(|(name, _)| *name != NOTHING);
    let asked: Vec<Asked> = asked_for
        .flat_map(|(name, questions)| questions.iter().map(move |question| (question.clone(), name.clone())))
        .collect();
    let draws = [
        ("clinc150 full", Known::Share(1.0), ALONE),
        ("clinc150 full, named", Known::Share(1.0), NAMED),
        ("clinc150 10-shot", Known::Count(10), ALONE),
        ("clinc150 10-shot, named", Known::Count(10), NAMED),
    ];
    for (dataset, known, teach) in draws.into_iter().filter(|(dataset, ..)| setup.wants(dataset)) {
        for seed in 0..setup.seeds {
            let (known, _) = split(&all, known, seed);
            let index = Index::build_with(teach(&known), setup.encoder.clone());
            let asked: Vec<Asked> = asked.iter().skip(seed as usize % 2).step_by(2).cloned().collect();
            let (ranks, sure) = answers(&index, &asked);
            figures.add(dataset, "accuracy", recall_at(1, &ranks));
            let so: Vec<f32> = sure.iter().map(|(confidence, _)| *confidence).collect();
            figures.add(dataset, "auroc", auroc(&so, &confidences(&index, nothing.iter().map(String::as_str))));
        }
    }
    Ok(())
}
