//! What a direction says about its class, by weights that were learned: the neighbour of [`super::Linear`] for meanings.

use super::chance::Chance;
use super::logistic::shares;
use super::matrix::dot;

/// A direction for each class.
#[derive(Debug, Clone)]
pub struct Head {
    classes: Vec<Vec<f32>>,
}

const SEED: u64 = 23;
const WANTED_STEPS: usize = 30_000;
const FEWEST_ROUNDS: usize = 5;
const MOST_ROUNDS: usize = 40;
const FIRST_RATE: f32 = 0.05;
/// Directions have a length of one; weights need not grow so much when they are longer.
const LENGTH: f32 = 8.0;
const FADING: f32 = 0.01;
/// Weights are not moved for less.
const SMALL_ERROR: f32 = 1e-3;
/// Products of samples and classes: what is beyond would take too long.
const MOST_WORK: usize = 4_000_000;

impl Head {
    /// Of directions with their classes; none when that would take too long.
    pub fn train(samples: &[(usize, Vec<f32>)], class_count: usize) -> Option<Self> {
        let size = samples.first()?.1.len();
        if samples.len() * class_count > MOST_WORK {
            return None;
        }
        let mut head = Self { classes: vec![vec![0.0; size]; class_count] };
        let rounds = (WANTED_STEPS / samples.len()).clamp(FEWEST_ROUNDS, MOST_ROUNDS);
        let mut order: Vec<usize> = (0..samples.len()).collect();
        let mut chance = Chance::new(SEED);
        for round in 0..rounds {
            chance.shuffle(&mut order);
            for (done, place) in order.iter().enumerate() {
                let passed = (round * order.len() + done) as f32 / (rounds * order.len()) as f32;
                let (class, direction) = &samples[*place];
                let mut errors = shares(&head.ask(direction));
                errors[*class] -= 1.0;
                for (weights, error) in
                    head.classes.iter_mut().zip(errors).filter(|(_, error)| error.abs() > SMALL_ERROR)
                {
                    let step = FIRST_RATE * (1.0 - passed) * error * LENGTH;
                    weights.iter_mut().zip(direction).for_each(|(weight, value)| *weight -= step * value);
                }
            }
            head.classes.iter_mut().flatten().for_each(|weight| *weight *= 1.0 - FADING);
        }
        Some(head)
    }

    /// What speaks for each class: the higher the likelier.
    pub fn ask(&self, direction: &[f32]) -> Vec<f32> {
        self.classes.iter().map(|weights| LENGTH * dot(weights, direction)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_direction_between_others_of_its_class_is_known() {
        let samples: Vec<(usize, Vec<f32>)> = (0..60)
            .map(|n| {
                let angle = (n % 3) as f32 * 2.0 + (n / 3) as f32 * 0.03;
                (n % 3, vec![angle.cos(), angle.sin()])
            })
            .collect();
        let head = Head::train(&samples, 3).expect("little work");
        for class in 0..3 {
            let angle = class as f32 * 2.0 + 0.31;
            let values = head.ask(&[angle.cos(), angle.sin()]);
            assert!(values.iter().all(|value| *value <= values[class]), "{class}: {values:?}");
        }
        assert!(Head::train(&[], 3).is_none());
    }
}
