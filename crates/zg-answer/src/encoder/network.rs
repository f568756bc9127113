//! From the meanings of pieces to the meaning of the sentence.
//!
//! Three branches look at two, three and five neighbours, twice each, and add what they see to what was there. Their
//! findings and the pieces themselves are summed over the sentence; two dense layers with a way around each make the
//! vector.

use std::io;

use super::file::{self, damaged};
use super::matrix::{Matrix, Quantised};
use super::{DIMENSIONS, Vector};

/// Width of a branch.
const BRANCH: usize = 256;
/// Neighbours in a branch's window, and how many of them stand before the piece itself.
const WINDOWS: [(usize, usize); 3] = [(2, 0), (3, 1), (5, 2)];
/// What is known of a piece in the end: itself, and the three branches.
const FEATURES: usize = DIMENSIONS + WINDOWS.len() * BRANCH;

pub(super) struct Network {
    branches: [Branch; 3],
    entry_norm: Norm,
    feature_norm: Norm,
    summary: Layer,
    first: [Matrix; 3],
    second: [Matrix; 3],
    epsilon: f32,
}

struct Branch {
    entry: Layer,
    once: Layer,
    twice: Layer,
    window: usize,
    before: usize,
}

struct Layer {
    weights: Matrix,
    bias: Vec<f32>,
}

/// Brings a row to mean zero and variance one, then to the scale that was learned.
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

impl Network {
    /// Takes what [`file::MATRICES`] and [`file::VECTORS`] list, in their order.
    pub(super) fn new(matrices: Vec<file::Weights>, vectors: Vec<Vec<f32>>, epsilon: f32) -> io::Result<Self> {
        let mut shapes = file::MATRICES.iter();
        let mut matrices = matrices.into_iter();
        let mut matrix = || {
            let (shape, weights) = shapes.next().zip(matrices.next()).ok_or_else(|| damaged("too few matrices"))?;
            Matrix::new(shape.inputs, shape.outputs, weights.scale, weights.values)
        };
        let mut lengths = file::VECTORS.iter();
        let mut vectors = vectors.into_iter();
        let mut vector = || {
            let given = lengths.next().zip(vectors.next()).filter(|(shape, given)| shape.length == given.len());
            given.map(|(_, given)| given).ok_or_else(|| damaged("a vector"))
        };
        let mut entry_norm = Norm { gain: Vec::new(), bias: Vec::new() };
        let mut branch = |(window, before)| -> io::Result<Branch> {
            let entry = Layer { weights: matrix()?, bias: vector()? };
            entry_norm.gain.extend(vector()?);
            entry_norm.bias.extend(vector()?);
            let once = Layer { weights: matrix()?, bias: vector()? };
            let twice = Layer { weights: matrix()?, bias: vector()? };
            Ok(Branch { entry, once, twice, window, before })
        };
        let branches = [branch(WINDOWS[0])?, branch(WINDOWS[1])?, branch(WINDOWS[2])?];
        Ok(Self {
            branches,
            entry_norm,
            feature_norm: Norm { gain: vector()?, bias: vector()? },
            summary: Layer { weights: matrix()?, bias: vector()? },
            first: [matrix()?, matrix()?, matrix()?],
            second: [matrix()?, matrix()?, matrix()?],
            epsilon,
        })
    }

    /// `rows` holds what each piece of the sentence means by itself.
    pub(super) fn run(&self, rows: &[f32]) -> Vector {
        let count = rows.len() / DIMENSIONS;
        let features = self.features(rows, count);
        let sum = sum_of_rows(&features, FEATURES);
        let mut summary = self.summary.run(&Quantised::new(&sum, 0, 0), FEATURES, 1, count as f32);
        let shrink = 1.0 / (count as f32).sqrt();
        summary.iter_mut().for_each(|value| *value *= shrink);
        let middle = dense(&self.first, &summary);
        let middle: Vec<f32> = middle.iter().map(|value| value.max(0.0)).collect();
        self.unit(&dense(&self.second, &middle))
    }

    fn features(&self, rows: &[f32], count: usize) -> Vec<f32> {
        let pieces = Quantised::new(rows, 0, 0);
        let mut entries = vec![0.0; count * BRANCH * WINDOWS.len()];
        for (nth, branch) in self.branches.iter().enumerate() {
            let entry = branch.entry.run(&pieces, DIMENSIONS, count, 1.0);
            place(&entry, BRANCH, &mut entries, WINDOWS.len() * BRANCH, nth * BRANCH);
        }
        self.entry_norm.apply(&mut entries, self.epsilon);
        let mut features = vec![0.0; count * FEATURES];
        place(rows, DIMENSIONS, &mut features, FEATURES, 0);
        for (nth, branch) in self.branches.iter().enumerate() {
            let entry: Vec<f32> = entries
                .chunks_exact(WINDOWS.len() * BRANCH)
                .flat_map(|row| &row[nth * BRANCH..][..BRANCH])
                .copied()
                .collect();
            let found = branch.look(&branch.twice, branch.look(&branch.once, entry));
            place(&found, BRANCH, &mut features, FEATURES, DIMENSIONS + nth * BRANCH);
        }
        self.feature_norm.apply(&mut features, self.epsilon);
        features
    }

    fn unit(&self, values: &[f32]) -> Vector {
        let mut vector = [0.0; DIMENSIONS];
        for (place, value) in vector.iter_mut().zip(values) {
            *place = libm::tanhf(*value);
        }
        let squares = sum(&vector.map(|value| value * value));
        let shrink = 1.0 / squares.max(self.epsilon).sqrt();
        vector.map(|value| value * shrink)
    }
}

impl Branch {
    /// Adds to each piece what the layer sees in its window; beyond the sentence there is nothing.
    fn look(&self, layer: &Layer, rows: Vec<f32>) -> Vec<f32> {
        let after = self.window - 1 - self.before;
        let padded = Quantised::new(&rows, self.before * BRANCH, after * BRANCH);
        let mut seen = layer.run(&padded, BRANCH, rows.len() / BRANCH, 1.0);
        for (seen, was) in seen.iter_mut().zip(rows) {
            *seen = seen.max(0.0) + was;
        }
        seen
    }
}

impl Layer {
    /// Rows begin `step` apart; the bias counts `times` times.
    fn run(&self, values: &Quantised, step: usize, count: usize, times: f32) -> Vec<f32> {
        let row: Vec<f32> = self.bias.iter().map(|bias| bias * times).collect();
        let mut sums = row.repeat(count);
        self.weights.add(values, step, &mut sums);
        sums
    }
}

/// A layer in the middle, and a way around it.
fn dense([inward, outward, around]: &[Matrix; 3], values: &[f32]) -> Vec<f32> {
    let values = Quantised::new(values, 0, 0);
    let mut middle = vec![0.0; inward.outputs()];
    inward.add(&values, values.len(), &mut middle);
    middle.iter_mut().for_each(|value| *value = value.max(0.0));
    let middle = Quantised::new(&middle, 0, 0);
    let mut sums = vec![0.0; outward.outputs()];
    outward.add(&middle, middle.len(), &mut sums);
    around.add(&values, values.len(), &mut sums);
    sums
}

impl Norm {
    fn apply(&self, rows: &mut [f32], epsilon: f32) {
        let width = self.gain.len();
        for row in rows.chunks_exact_mut(width) {
            let mean = sum(row) / width as f32;
            row.iter_mut().for_each(|value| *value -= mean);
            let squares: f32 = sum_by(row, |value| value * value);
            let shrink = 1.0 / (squares / width as f32 + epsilon).sqrt();
            for ((value, gain), bias) in row.iter_mut().zip(&self.gain).zip(&self.bias) {
                *value = *value * shrink * gain + bias;
            }
        }
    }
}

/// Puts narrow rows into wide ones, `at` so many values from their beginning.
fn place(narrow: &[f32], width: usize, wide: &mut [f32], wide_width: usize, at: usize) {
    for (from, to) in narrow.chunks_exact(width).zip(wide.chunks_exact_mut(wide_width)) {
        to[at..at + width].copy_from_slice(from);
    }
}

fn sum_of_rows(rows: &[f32], width: usize) -> Vec<f32> {
    let mut sums = vec![0.0; width];
    for row in rows.chunks_exact(width) {
        sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value);
    }
    sums
}

fn sum(values: &[f32]) -> f32 {
    sum_by(values, |value| value)
}

/// Eight sums side by side, then these: an order the compiler can keep while it adds several at once.
fn sum_by(values: &[f32], of: impl Fn(f32) -> f32) -> f32 {
    let mut lanes = [0.0; 8];
    let (eights, rest) = values.as_chunks::<8>();
    for eight in eights {
        for (lane, value) in lanes.iter_mut().zip(eight) {
            *lane += of(*value);
        }
    }
    lanes.iter().sum::<f32>() + rest.iter().map(|value| of(*value)).sum::<f32>()
}
