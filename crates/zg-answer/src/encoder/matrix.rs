//! Sums of products, of whole numbers: weights of eight bits and values of thirteen.
//!
//! Whole numbers may be added in any order, so the compiler adds many at once and every machine gets the same sums.

use std::io;

use fearless_simd::{Level, dispatch};

use super::file::damaged;
use crate::model::product;

/// Rows are multiples of it, so that no instruction is half empty.
const STRIDE: usize = 32;
/// The largest value; with it and [`MAX_INPUTS`] no sum leaves 32 bits.
const LARGEST: f32 = 8191.0;
pub(super) const MAX_INPUTS: usize = 2048;

pub(super) struct Matrix {
    /// One column of weights after another. As bytes, because most of the time goes into fetching them.
    columns: Vec<i8>,
    inputs: usize,
    outputs: usize,
    scale: f32,
}

impl Matrix {
    /// Takes the weights column by column.
    pub(super) fn new(inputs: usize, outputs: usize, scale: f32, weights: Vec<i8>) -> io::Result<Self> {
        let fits = inputs.is_multiple_of(STRIDE) && inputs <= MAX_INPUTS && weights.len() == inputs * outputs;
        if fits { Ok(Self { columns: weights, inputs, outputs, scale }) } else { Err(damaged("a matrix")) }
    }

    pub(super) fn outputs(&self) -> usize {
        self.outputs
    }

    /// Adds to each row of `sums` its row of `values` times this matrix. Rows of values begin `step` apart: where that is
    /// less than a row's length they overlap, as the windows of a convolution do.
    pub(super) fn add(&self, values: &Quantised, step: usize, sums: &mut [f32]) {
        dispatch!(Level::new(), _simd => self.add_here(values, step, sums));
    }

    /// Compiled once for each kind of processor.
    #[inline(always)]
    fn add_here(&self, values: &Quantised, step: usize, sums: &mut [f32]) {
        let scale = self.scale * values.scale;
        // Columns outside, rows inside: the weights come from memory once.
        for (nth, column) in self.columns.chunks_exact(self.inputs).enumerate() {
            let rows = values.values.windows(self.inputs).step_by(step);
            for (row, sums) in rows.zip(sums.chunks_exact_mut(self.outputs)) {
                sums[nth] += product(row, column) as f32 * scale;
            }
        }
    }
}

/// Values of one sentence as whole numbers of one scale.
pub(super) struct Quantised {
    values: Vec<i16>,
    scale: f32,
}

impl Quantised {
    pub(super) fn len(&self) -> usize {
        self.values.len()
    }

    /// `before` and `after` are how many zeros stand around the values.
    pub(super) fn new(values: &[f32], before: usize, after: usize) -> Self {
        let largest = values.iter().fold(0.0f32, |largest, value| largest.max(value.abs()));
        let scale = if largest > 0.0 { largest / LARGEST } else { 1.0 };
        let mut whole = vec![0; before + values.len() + after];
        for (value, whole) in values.iter().zip(&mut whole[before..]) {
            // Above zero cutting off rounds: faster than rounding, and as good.
            *whole = ((value / scale + (LARGEST + 0.5)) as i32 - LARGEST as i32) as i16;
        }
        Self { values: whole, scale }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matrix(inputs: usize, outputs: usize, weight: impl Fn(usize, usize) -> i8) -> Matrix {
        let weights: Vec<i8> =
            (0..outputs).flat_map(|o| (0..inputs).map(move |i| (o, i))).map(|(o, i)| weight(o, i)).collect();
        Matrix::new(inputs, outputs, 0.5, weights).expect("a matrix")
    }

    #[test]
    fn a_product_is_what_floats_say() {
        let matrix = matrix(64, 3, |output, input| (output * 7 + input) as i8 - 40);
        let values: Vec<f32> = (0..128).map(|nth| (nth as f32 * 0.37).sin()).collect();
        let mut sums = vec![1.0; 6];
        matrix.add(&Quantised::new(&values, 0, 0), 64, &mut sums);
        for row in 0..2 {
            for output in 0..3 {
                let weight = |input: usize| 0.5 * ((output * 7 + input) as f32 - 40.0);
                let exact: f32 = 1.0 + (0..64).map(|input| values[row * 64 + input] * weight(input)).sum::<f32>();
                assert!((sums[row * 3 + output] - exact).abs() < 0.05, "{} {exact}", sums[row * 3 + output]);
            }
        }
    }

    #[test]
    fn windows_overlap_and_end_in_zeros() {
        let matrix = matrix(64, 1, |_, _| 2);
        let mut sums = vec![0.0; 3];
        matrix.add(&Quantised::new(&[1.0; 96], 0, 32), 32, &mut sums);
        assert_eq!(sums, [64.0, 64.0, 32.0]);
    }

    #[test]
    fn the_largest_values_stay_within_a_sum() {
        let matrix = matrix(MAX_INPUTS, 1, |_, _| -127);
        let mut sums = vec![0.0];
        matrix.add(&Quantised::new(&[-1.0; MAX_INPUTS], 0, 0), MAX_INPUTS, &mut sums);
        assert_eq!(sums, [127.0 * 0.5 * MAX_INPUTS as f32]);
    }

    #[test]
    fn a_matrix_of_another_shape_is_refused() {
        assert!(Matrix::new(33, 1, 1.0, vec![0; 33]).is_err());
        assert!(Matrix::new(32, 2, 1.0, vec![0; 32]).is_err());
        assert!(Matrix::new(2 * MAX_INPUTS, 1, 1.0, vec![0; 2 * MAX_INPUTS]).is_err());
    }
}
