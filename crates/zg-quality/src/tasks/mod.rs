//! What is measured, one module a kind of question.

mod faq;
mod intents;
mod pairs;
mod replies;
mod retrieval;
mod reviews;
mod speed;
mod speed_replies;
mod suggested;

use std::path::Path;
use std::sync::Arc;

use clap::ValueEnum;
use zg_answer::{Embed, Index, Ranking};

use crate::figures::Figures;
use crate::labelled::{Asked, id};

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Task {
    /// Shop questions of 17 kinds with a handful of phrasings each.
    Faq,
    /// Thousands of entries with one question each.
    Retrieval,
    /// Whether two questions are the same.
    Pairs,
    /// English intents with all, ten and five phrasings each.
    Banking,
    /// The same with questions that ask for nothing known.
    Clinc,
    /// Which of several replies was given.
    Replies,
    /// Praise and blame, thousands of phrasings each.
    Reviews,
    /// How long questions, edits and learning take.
    Speed,
}

/// Under what a task is measured.
pub struct Setup<'a> {
    pub data: &'a Path,
    pub seeds: u64,
    pub encoder: Option<Arc<dyn Embed>>,
    /// Part of the names of the data sets that are measured.
    pub only: Option<&'a str>,
}

impl Setup<'_> {
    fn wants(&self, dataset: &str) -> bool {
        self.only.is_none_or(|part| dataset.contains(part))
    }
}

impl Task {
    pub fn run(self, setup: &Setup<'_>, figures: &mut Figures) -> anyhow::Result<()> {
        match self {
            Self::Faq => faq::run(setup, figures),
            Self::Retrieval => retrieval::run(setup, figures),
            Self::Replies => replies::run(setup, figures),
            Self::Pairs => pairs::run(setup, figures),
            Self::Banking => intents::banking(setup, figures),
            Self::Clinc => intents::clinc(setup, figures),
            Self::Speed => {
                speed::run(setup, figures)?;
                speed_replies::run(setup, figures)
            }
            Self::Reviews => reviews::run(setup, figures),
        }
    }
}

/// More than any task looks at.
const DEPTH: usize = 10;

fn ask(index: &Index, question: &str) -> Ranking {
    index.ask(question, DEPTH)
}

/// The place of the right entry in each ranking, and how sure the first was.
fn answers(index: &Index, asked: &[Asked]) -> (Vec<Option<usize>>, Vec<(f32, bool)>) {
    let answer = |(question, name): &Asked| {
        let ranking = ask(index, question);
        let wanted = id(name);
        let rank = ranking.candidates.iter().position(|candidate| candidate.entry == wanted);
        (rank, (ranking.confidence, rank == Some(0)))
    };
    asked.iter().map(answer).unzip()
}

fn confidences<'q>(index: &Index, questions: impl Iterator<Item = &'q str>) -> Vec<f32> {
    questions.map(|question| ask(index, question).confidence).collect()
}
