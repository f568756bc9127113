//! What a text's parts say about its class, by weights that were learned.

use std::ops::Range;

use crate::text::{Kind, Term};

/// For each part that was seen, the classes it speaks for or against.
#[derive(Debug, Clone, Default)]
pub struct Linear {
    pub(super) terms: Vec<Term>,
    /// How much a part tells, before anything is learned.
    pub(super) telling: Vec<f32>,
    pub(super) rows: Rows,
    pub(super) weights: Vec<f32>,
    pub(super) class_count: usize,
}

/// Which classes a part has weights for.
#[derive(Debug, Clone, Default)]
pub(super) enum Rows {
    /// All of them.
    #[default]
    Full,
    /// Those it was seen in: where its row begins (one more than there are parts), and the class of each weight.
    Seen { starts: Vec<u32>, classes: Vec<u32> },
}

impl Linear {
    /// What speaks for each class: the higher the likelier, comparable within one text.
    pub fn ask(&self, terms: &[Term]) -> Vec<f32> {
        let mut values = vec![0.0; self.class_count];
        self.add(&self.inputs(terms), &mut values);
        values
    }

    pub(super) fn add(&self, inputs: &[(u32, f32)], values: &mut [f32]) {
        for (slot, input) in inputs {
            let row = self.row(*slot);
            match &self.rows {
                Rows::Full => {
                    values.iter_mut().zip(&self.weights[row]).for_each(|(value, weight)| *value += input * weight);
                }
                Rows::Seen { classes, .. } => {
                    for (class, weight) in classes[row.clone()].iter().zip(&self.weights[row]) {
                        values[*class as usize] += input * weight;
                    }
                }
            }
        }
    }

    pub(super) fn row(&self, slot: u32) -> Range<usize> {
        let slot = slot as usize;
        match &self.rows {
            Rows::Full => slot * self.class_count..(slot + 1) * self.class_count,
            Rows::Seen { starts, .. } => starts[slot] as usize..starts[slot + 1] as usize,
        }
    }

    /// The parts that are known, with a length of one together.
    pub(super) fn inputs(&self, terms: &[Term]) -> Vec<(u32, f32)> {
        let known = terms.iter().filter_map(|term| self.terms.binary_search(term).ok());
        let mut inputs: Vec<(u32, f32)> = known.map(|slot| (slot as u32, self.telling[slot])).collect();
        let length = inputs.iter().map(|(_, input)| input * input).sum::<f32>().sqrt();
        if length > 0.0 {
            inputs.iter_mut().for_each(|(_, input)| *input /= length);
        }
        inputs
    }
}

/// How much a part of this kind tells beside the others.
pub(super) fn weight(kind: Kind) -> f32 {
    match kind {
        Kind::Word => 0.5,
        Kind::Single => 0.8,
        Kind::Pair => 1.0,
        Kind::Triple => 0.6,
        Kind::Phrase => 0.5,
        Kind::Part => 0.4,
    }
}
