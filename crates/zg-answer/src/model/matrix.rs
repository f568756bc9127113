//! Just enough linear algebra: symmetric positive definite matrices of some hundred rows.

use fearless_simd::{Level, dispatch};

const LANES: usize = 32;

pub fn dot(a: &[f32], b: &[f32]) -> f32 {
    dispatch!(Level::new(), _simd => dot_here(a, b))
}

/// In many sums side by side, which the compiler makes vector instructions of, in an order that is the same for each kind
/// of processor.
#[inline(always)]
fn dot_here(a: &[f32], b: &[f32]) -> f32 {
    let (a_lanes, a_rest) = a.as_chunks::<LANES>();
    let (b_lanes, b_rest) = b.as_chunks::<LANES>();
    let mut sums = [0.0; LANES];
    for (a, b) in a_lanes.iter().zip(b_lanes) {
        for lane in 0..LANES {
            sums[lane] += a[lane] * b[lane];
        }
    }
    let rest: f32 = a_rest.iter().zip(b_rest).map(|(a, b)| a * b).sum();
    sums.iter().sum::<f32>() + rest
}

/// Square, by rows.
#[derive(Debug, Clone, PartialEq)]
pub struct Matrix {
    size: usize,
    cells: Vec<f32>,
}

impl Matrix {
    pub fn zero(size: usize) -> Self {
        Self { size, cells: vec![0.0; size * size] }
    }

    pub fn row(&self, row: usize) -> &[f32] {
        &self.cells[row * self.size..(row + 1) * self.size]
    }

    fn row_mut(&mut self, row: usize) -> &mut [f32] {
        &mut self.cells[row * self.size..(row + 1) * self.size]
    }

    pub fn add_to_diagonal(&mut self, value: f32) {
        self.cells.iter_mut().step_by(self.size + 1).for_each(|cell| *cell += value);
    }

    pub fn times(&self, vector: &[f32]) -> Vec<f32> {
        (0..self.size).map(|row| dot(self.row(row), vector)).collect()
    }

    /// Adds the outer products of some vectors with themselves, weighted, several at a time: a row that is in the
    /// cache is used for all of them.
    pub fn add_squares(&mut self, vectors: &[Vec<f32>], weight: f32) {
        const AT_ONCE: usize = 8;
        for some in vectors.chunks(AT_ONCE) {
            for row in 0..self.size {
                let cells = self.row_mut(row);
                for vector in some {
                    let factor = vector[row] * weight;
                    cells.iter_mut().zip(vector).for_each(|(cell, value)| *cell += factor * value);
                }
            }
        }
    }

    pub fn transposed(&self) -> Self {
        let cells = (0..self.cells.len()).map(|at| self.cells[at % self.size * self.size + at / self.size]).collect();
        Self { size: self.size, cells }
    }

    pub fn add_square(&mut self, vector: &[f32], weight: f32) {
        for row in 0..self.size {
            let factor = vector[row] * weight;
            self.row_mut(row).iter_mut().zip(vector).for_each(|(cell, value)| *cell += factor * value);
        }
    }

    /// The inverse of a symmetric positive definite matrix; none if it is not one.
    pub fn inverse(&self) -> Option<Self> {
        let root = self.root()?;
        // Columns of the inverse of the root, as rows.
        let mut columns = Self::zero(self.size);
        for column in 0..self.size {
            for row in column..self.size {
                let known = dot(&root.row(row)[column..row], &columns.row(column)[column..row]);
                let wanted = if row == column { 1.0 } else { 0.0 };
                columns.row_mut(column)[row] = (wanted - known) / root.row(row)[row];
            }
        }
        let mut inverse = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let cell = dot(&columns.row(row)[row..], &columns.row(column)[row..]);
                inverse.row_mut(row)[column] = cell;
                inverse.row_mut(column)[row] = cell;
            }
        }
        Some(inverse)
    }

    /// The lower triangle whose square this is (Cholesky).
    pub fn root(&self) -> Option<Self> {
        let mut root = Self::zero(self.size);
        for row in 0..self.size {
            for column in 0..=row {
                let known = dot(&root.row(row)[..column], &root.row(column)[..column]);
                let rest = self.row(row)[column] - known;
                let cell = if row == column {
                    if rest <= 0.0 {
                        return None;
                    }
                    rest.sqrt()
                } else {
                    rest / root.row(column)[column]
                };
                root.row_mut(row)[column] = cell;
            }
        }
        Some(root)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_matrix_times_its_inverse_is_one() {
        let size = 40;
        let vectors: Vec<Vec<f32>> =
            (0..60).map(|n| (0..size).map(|at| ((n * 7 + at * at * 13) % 17) as f32 / 17.0).collect()).collect();
        let mut matrix = Matrix::zero(size);
        matrix.add_squares(&vectors, 0.5);
        matrix.add_to_diagonal(1.0);
        let inverse = matrix.inverse().expect("positive definite");
        for row in 0..size {
            let product = matrix.times(inverse.row(row));
            for (column, cell) in product.iter().enumerate() {
                let wanted = if row == column { 1.0 } else { 0.0 };
                assert!((cell - wanted).abs() < 1e-3, "{row} {column}: {cell}");
            }
        }
    }

    #[test]
    fn what_has_no_inverse_gives_none() {
        assert_eq!(Matrix::zero(3).inverse(), None);
    }
}
