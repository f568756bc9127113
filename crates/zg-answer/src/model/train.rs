//! Multinomial logistic regression by stochastic gradient descent, in an order that only depends on the samples.

use super::chance::Chance;
use super::linear::{Linear, Rows, weight};
use super::logistic::shares;
use crate::text::Term;

/// A text and what it asks for.
#[derive(Debug, Clone, Copy)]
pub struct Sample<'t> {
    pub class: u32,
    pub terms: &'t [Term],
}

const SEED: u64 = 17;
/// As many samples are looked at, whether they are few, many times, or many, some times.
const WANTED_STEPS: usize = 20_000;
const FEWEST_ROUNDS: usize = 5;
const MOST_ROUNDS: usize = 40;
/// Weights are not moved for less.
const SMALL_ERROR: f32 = 1e-3;
const FIRST_RATE: f32 = 1.5;
/// Weights that are not confirmed fade in each round.
const FADING: f32 = 0.002;
/// From so many samples on, a part that stood in only one of them is left out.
const MANY: usize = 3_000;
/// Up to so many weights every part has one for every class; beyond, for the classes it was seen in.
const MOST_CELLS: usize = 12_000_000;

pub fn train(samples: &[Sample<'_>], class_count: usize) -> Linear {
    let mut linear = empty(samples, class_count);
    let inputs: Vec<Vec<(u32, f32)>> = samples.iter().map(|sample| linear.inputs(sample.terms)).collect();
    let balance = balance(samples, class_count);
    let rounds = (WANTED_STEPS / samples.len().max(1)).clamp(FEWEST_ROUNDS, MOST_ROUNDS);
    let mut order: Vec<usize> = (0..samples.len()).collect();
    let mut chance = Chance::new(SEED);
    let mut values = vec![0.0; class_count];
    for round in 0..rounds {
        chance.shuffle(&mut order);
        for (done, place) in order.iter().enumerate() {
            let passed = (round * order.len() + done) as f32 / (rounds * order.len()) as f32;
            let rate = FIRST_RATE * (1.0 - passed) * balance[samples[*place].class as usize];
            values.fill(0.0);
            linear.add(&inputs[*place], &mut values);
            let mut errors = shares(&values);
            errors[samples[*place].class as usize] -= 1.0;
            linear.correct(&inputs[*place], &errors, rate);
        }
        linear.weights.iter_mut().for_each(|weight| *weight *= 1.0 - FADING);
    }
    linear
}

/// Classes with few samples count more in each, but not so much that they drown the others.
fn balance(samples: &[Sample<'_>], class_count: usize) -> Vec<f32> {
    let mut counts = vec![0_u32; class_count];
    samples.iter().for_each(|sample| counts[sample.class as usize] += 1);
    let seen = counts.iter().filter(|count| **count > 0).count().max(1);
    let mean = samples.len() as f32 / seen as f32;
    counts.iter().map(|count| (mean / (*count).max(1) as f32).sqrt().min(4.0)).collect()
}

/// All weights nought.
fn empty(samples: &[Sample<'_>], class_count: usize) -> Linear {
    let mut seen: Vec<(Term, u32)> =
        samples.iter().flat_map(|sample| sample.terms.iter().map(|term| (*term, sample.class))).collect();
    seen.sort_unstable();
    let fewest = if samples.len() >= MANY { 2 } else { 1 };
    let kept = || seen.chunk_by(|a, b| a.0 == b.0).filter(|texts| texts.len() >= fewest);
    let mut linear = Linear { class_count, ..Linear::default() };
    let (mut starts, mut classes) = (vec![0], Vec::new());
    for texts in kept() {
        linear.terms.push(texts[0].0);
        linear.telling.push(weight(texts[0].0.kind()) * (1.0 + samples.len() as f32 / texts.len() as f32).ln());
        classes.extend(texts.chunk_by(|a, b| a.1 == b.1).map(|texts| texts[0].1));
        starts.push(classes.len() as u32);
    }
    let all = linear.terms.len() * class_count;
    if all <= MOST_CELLS {
        linear.weights = vec![0.0; all];
    } else {
        linear.weights = vec![0.0; classes.len()];
        linear.rows = Rows::Seen { starts, classes };
    }
    linear
}

impl Linear {
    fn correct(&mut self, inputs: &[(u32, f32)], errors: &[f32], rate: f32) {
        // Most classes were never in question, and are right already.
        let wrong = errors.iter().enumerate().filter(|(_, error)| error.abs() > SMALL_ERROR);
        let wrong: Vec<(usize, f32)> = wrong.map(|(class, error)| (class, rate * error)).collect();
        for (slot, input) in inputs {
            let row = self.row(*slot);
            match &self.rows {
                Rows::Full => wrong.iter().for_each(|(class, step)| self.weights[row.start + class] -= step * input),
                Rows::Seen { classes, .. } => {
                    for (class, weight) in classes[row.clone()].iter().zip(&mut self.weights[row]) {
                        *weight -= rate * input * errors[*class as usize];
                    }
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{normal, terms};

    #[test]
    fn what_was_learned_is_known_again() {
        let texts = [
            (0, "什么时候发货"),
            (0, "今天能发货吗"),
            (0, "怎么还没发"),
            (1, "发什么快递"),
            (1, "可以发顺丰吗"),
            (1, "用哪家快递"),
        ];
        let read: Vec<(u32, Vec<Term>)> = texts.iter().map(|(class, text)| (*class, terms(&normal(text)))).collect();
        let samples: Vec<Sample<'_>> = read.iter().map(|(class, terms)| Sample { class: *class, terms }).collect();
        let linear = train(&samples, 2);
        let values = linear.ask(&terms(&normal("请问今天发货吗")));
        assert!(values[0] > values[1], "{values:?}");
        let values = linear.ask(&terms(&normal("顺丰快递行不行")));
        assert!(values[1] > values[0], "{values:?}");
        assert_eq!(linear.ask(&[]), [0.0, 0.0]);
    }
}
