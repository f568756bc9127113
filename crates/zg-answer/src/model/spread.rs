//! Directions made comparable: in what ways texts that ask the same differ tells nothing.

use super::matrix::{Matrix, dot};

/// The middle of many vectors, and how those of one group lie about theirs.
#[derive(Debug, Clone)]
pub struct Spread {
    middle: Vec<f32>,
    /// The inverse of the covariance within groups, part of which is taken to be even in all directions.
    inverse: Matrix,
    /// What makes the measure of the spread that of everyday space.
    even: Matrix,
}

/// How much of the covariance is taken to be even, when there are many vectors.
const EVEN: f32 = 0.3;
/// With so many degrees of freedom half of the rest is.
const FEW: f32 = 50.0;

impl Spread {
    /// None without vectors.
    pub fn of(groups: &[Vec<Vec<f32>>]) -> Option<Self> {
        let count = groups.iter().map(Vec::len).sum::<usize>();
        let size = groups.iter().flatten().next()?.len();
        let middle = mean(groups.iter().flatten(), size);
        let freedom = groups.iter().map(|group| group.len().saturating_sub(1)).sum::<usize>() as f32;
        let even = EVEN + (1.0 - EVEN) * FEW / (FEW + freedom);
        let share = (1.0 - even) / freedom.max(1.0);
        let mut covariance = Matrix::zero(size);
        let mut length = 0.0;
        for group in groups {
            let own = mean(group.iter(), size);
            let beside: Vec<Vec<f32>> = group.iter().map(|vector| less(vector, &own)).collect();
            if group.len() > 1 {
                covariance.add_squares(&beside, share);
            }
            length += group.iter().map(|vector| square(&less(vector, &middle))).sum::<f32>() / count as f32;
        }
        covariance.add_to_diagonal((even * length / size as f32).max(1e-6));
        let inverse = covariance.inverse()?;
        Some(Self { even: inverse.root()?.transposed(), inverse, middle })
    }

    /// Its length from the middle, squared, in the measure of the spread.
    pub fn length(&self, vector: &[f32]) -> f32 {
        let values = less(vector, &self.middle);
        dot(&values, &self.inverse.times(&values)).max(f32::MIN_POSITIVE)
    }

    /// The direction from the middle, in a space where the spread is the same all around.
    pub fn direction(&self, vector: &[f32]) -> Vec<f32> {
        let mut values = self.even.times(&less(vector, &self.middle));
        let length = square(&values).sqrt().max(f32::MIN_POSITIVE);
        values.iter_mut().for_each(|value| *value /= length);
        values
    }

    /// What a vector is multiplied with for its product with this one.
    pub fn turn(&self, vector: &[f32]) -> Turned {
        let values = self.inverse.times(&less(vector, &self.middle));
        let offset = dot(&self.middle, &values);
        let length = (dot(vector, &values) - offset).max(f32::MIN_POSITIVE);
        Turned { values, offset, length }
    }
}

/// The product of another vector, seen from the middle, with one is that with these values less the offset.
pub struct Turned {
    pub values: Vec<f32>,
    pub offset: f32,
    /// Of the one, squared.
    pub length: f32,
}

fn mean<'v>(vectors: impl Iterator<Item = &'v Vec<f32>>, size: usize) -> Vec<f32> {
    let mut mean = vec![0.0; size];
    let mut count = 0.0;
    for vector in vectors {
        mean.iter_mut().zip(vector).for_each(|(sum, value)| *sum += value);
        count += 1.0;
    }
    mean.iter_mut().for_each(|sum| *sum /= f32::max(count, 1.0));
    mean
}

fn less(vector: &[f32], other: &[f32]) -> Vec<f32> {
    vector.iter().zip(other).map(|(value, other)| value - other).collect()
}

fn square(vector: &[f32]) -> f32 {
    dot(vector, vector)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Groups whose members differ along the first axis only, and lie apart along the second.
    fn groups() -> Vec<Vec<Vec<f32>>> {
        (0..40)
            .map(|group| (0..5).map(|one| vec![(one + group) as f32 % 5.0, group as f32 / 10.0, 0.1]).collect())
            .collect()
    }

    #[test]
    fn what_differs_within_groups_counts_little() {
        let spread = Spread::of(&groups()).expect("vectors");
        let from = spread.middle.clone();
        let along = |axis: usize| {
            let mut vector = from.clone();
            vector[axis] += 1.0;
            spread.length(&vector)
        };
        assert!(along(0) * 2.0 < along(1), "{} {}", along(0), along(1));
    }

    #[test]
    fn one_of_each_is_enough() {
        let spread = Spread::of(&[vec![vec![1.0, 0.0]], vec![vec![0.0, 1.0]]]).expect("vectors");
        assert!(spread.turn(&[1.0, 0.2]).length > 0.0);
        assert!(Spread::of(&[]).is_none());
    }
}
