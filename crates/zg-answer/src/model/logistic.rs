//! Two small regressions with a prior: how likely something is, and which of several it is.

use super::matrix::Matrix;

pub fn sigmoid(value: f32) -> f32 {
    1.0 / (1.0 + (-value).exp())
}

/// Something that was or was not so.
#[derive(Debug, Clone)]
pub struct Outcome {
    pub inputs: Vec<f32>,
    pub was_so: bool,
    pub weight: f32,
}

/// Weights of inputs, found as the likeliest given what was seen and what was thought before.
#[derive(Debug, Clone, PartialEq)]
pub struct Logistic {
    pub weights: Vec<f32>,
}

const MOST_STEPS: usize = 30;
const SMALL_STEP: f32 = 1e-4;

impl Logistic {
    pub fn value(&self, inputs: &[f32]) -> f32 {
        self.weights.iter().zip(inputs).map(|(weight, input)| weight * input).sum()
    }

    /// How likely something with these inputs is so. `trust` in the prior is worth that many outcomes or so.
    pub fn of_outcomes(prior: &[f32], trust: f32, outcomes: &[Outcome]) -> Self {
        Self::climb(prior, trust, |weights, step| {
            for outcome in outcomes {
                let likely = sigmoid(weights.value(&outcome.inputs));
                let missing = f32::from(u8::from(outcome.was_so)) - likely;
                step.add(&outcome.inputs, outcome.weight * missing, outcome.weight * likely * (1.0 - likely));
            }
        })
    }

    /// Which of several with these inputs it is: the first of each choice was the right one.
    pub fn of_choices(prior: &[f32], trust: f32, choices: &[Vec<Vec<f32>>]) -> Self {
        Self::climb(prior, trust, |weights, step| {
            for choice in choices {
                let values: Vec<f32> = choice.iter().map(|inputs| weights.value(inputs)).collect();
                let shares = shares(&values);
                let size = weights.weights.len();
                let mean = |at: usize| choice.iter().zip(&shares).map(|(inputs, share)| share * inputs[at]).sum();
                let mean: Vec<f32> = (0..size).map(mean).collect();
                for (place, (inputs, share)) in choice.iter().zip(&shares).enumerate() {
                    let beside: Vec<f32> = inputs.iter().zip(&mean).map(|(input, mean)| input - mean).collect();
                    step.add(&beside, f32::from(u8::from(place == 0)), *share);
                }
            }
        })
    }

    /// Newton's method, with steps kept small.
    fn climb(prior: &[f32], trust: f32, gather: impl Fn(&Self, &mut Step)) -> Self {
        let mut found = Self { weights: prior.to_vec() };
        for _ in 0..MOST_STEPS {
            let mut step = Step::new(prior.len());
            gather(&found, &mut step);
            for ((sum, prior), weight) in step.gradient.iter_mut().zip(prior).zip(&found.weights) {
                *sum += trust * (prior - weight);
            }
            step.curvature.add_to_diagonal(trust.max(1e-3));
            let Some(inverse) = step.curvature.inverse() else { break };
            let change = inverse.times(&step.gradient);
            let largest = change.iter().fold(0.0_f32, |largest, change| largest.max(change.abs()));
            let damped = (4.0 / largest).min(1.0);
            found.weights.iter_mut().zip(&change).for_each(|(weight, change)| *weight += damped * change);
            if largest < SMALL_STEP {
                break;
            }
        }
        found
    }
}

/// Shares of one, by the exponentials of the values.
pub fn shares(values: &[f32]) -> Vec<f32> {
    let most = values.iter().copied().fold(f32::NEG_INFINITY, f32::max);
    let mut shares: Vec<f32> = values.iter().map(|value| (value - most).exp()).collect();
    let sum: f32 = shares.iter().sum();
    shares.iter_mut().for_each(|share| *share /= sum);
    shares
}

struct Step {
    gradient: Vec<f32>,
    curvature: Matrix,
}

impl Step {
    fn new(size: usize) -> Self {
        Self { gradient: vec![0.0; size], curvature: Matrix::zero(size) }
    }

    fn add(&mut self, inputs: &[f32], gradient: f32, curvature: f32) {
        self.gradient.iter_mut().zip(inputs).for_each(|(sum, input)| *sum += gradient * input);
        self.curvature.add_square(inputs, curvature);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn likelihood_is_learned_from_outcomes() {
        let outcome = |input: f32, was_so| Outcome { inputs: vec![1.0, input], was_so, weight: 1.0 };
        let outcomes: Vec<Outcome> = (0..200).map(|n| outcome((n % 10) as f32 / 10.0, n % 10 + n % 3 > 6)).collect();
        let learned = Logistic::of_outcomes(&[0.0, 0.0], 0.1, &outcomes);
        let likely = |input| sigmoid(learned.value(&[1.0, input]));
        assert!(likely(0.9) > 0.9 && likely(0.1) < 0.1, "{learned:?}");
    }

    #[test]
    fn the_telling_input_of_a_choice_is_found() {
        let choices: Vec<Vec<Vec<f32>>> =
            (0..50).map(|n| vec![vec![0.8, (n % 7) as f32], vec![0.3, (n % 5) as f32], vec![0.2, 3.0]]).collect();
        let learned = Logistic::of_choices(&[0.0, 0.0], 1.0, &choices);
        assert!(learned.weights[0] > 1.0 && learned.weights[1].abs() < 0.5, "{learned:?}");
    }

    #[test]
    fn with_nothing_seen_the_prior_stays() {
        assert_eq!(Logistic::of_outcomes(&[1.0, -2.0], 1.0, &[]).weights, [1.0, -2.0]);
    }
}
