//! A direction in a quarter of its space.

use fearless_simd::{Level, dispatch};

/// A vector in bytes and their scale.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vector {
    cells: Box<[i8]>,
    scale: f32,
}

const MOST: f32 = 127.0;

impl Vector {
    pub fn new(values: &[f32]) -> Self {
        let largest = values.iter().fold(0.0_f32, |largest, value| largest.max(value.abs()));
        let factor = if largest > 0.0 { MOST / largest } else { 0.0 };
        let cells = values.iter().map(|value| (value * factor).round() as i8).collect();
        Self { cells, scale: largest / MOST }
    }

    pub fn values(&self) -> Vec<f32> {
        self.cells.iter().map(|cell| f32::from(*cell) * self.scale).collect()
    }

    pub fn dot(&self, asked: &Asked) -> f32 {
        let sum = dispatch!(Level::new(), _simd => product(&asked.cells, &self.cells));
        sum as f32 * self.scale * asked.scale
    }

    pub fn scale(&self) -> f32 {
        self.scale
    }

    pub fn cells(&self) -> &[i8] {
        &self.cells
    }

    pub fn from_cells(cells: Box<[i8]>, scale: f32) -> Self {
        Self { cells, scale }
    }
}

/// The sum of the products, of which none and no sum wraps around; it says so to be spared checks, which would keep the
/// compiler from adding many at once. Of the parts that are compiled for each kind of processor.
#[inline(always)]
pub fn product(values: &[i16], weights: &[i8]) -> i32 {
    let products = values.iter().zip(weights).map(|(value, weight)| i32::from(*value).wrapping_mul(i32::from(*weight)));
    products.fold(0, i32::wrapping_add)
}

/// A vector that is compared with many others, at a precision that takes nothing from theirs.
#[derive(Debug, Clone)]
pub struct Asked {
    cells: Vec<i16>,
    scale: f32,
}

/// Some thousand products of a byte and this stay within 32 bits.
const MOST_ASKED: f32 = 8_191.0;

impl Asked {
    pub fn new(values: &[f32]) -> Self {
        let largest = values.iter().fold(f32::MIN_POSITIVE, |largest, value| largest.max(value.abs()));
        let cells = values.iter().map(|value| (value / largest * MOST_ASKED).round() as i16).collect();
        Self { cells, scale: largest / MOST_ASKED }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn direction(seed: usize) -> Vec<f32> {
        let values: Vec<f32> = (0..512).map(|at| ((at * seed * 31 + seed) % 101) as f32 / 50.0 - 1.0).collect();
        let length = values.iter().map(|value| value * value).sum::<f32>().sqrt();
        values.into_iter().map(|value| value / length).collect()
    }

    #[test]
    fn products_are_nearly_those_of_the_values() {
        let asked = direction(7);
        for seed in 1..20 {
            let exact: f32 = direction(seed).iter().zip(&asked).map(|(a, b)| a * b).sum();
            let found = Vector::new(&direction(seed)).dot(&Asked::new(&asked));
            assert!((exact - found).abs() < 0.01, "{seed}: {exact} {found}");
        }
    }

    #[test]
    fn nothing_is_near_nothing() {
        assert_eq!(Vector::new(&[0.0; 8]).dot(&Asked::new(&[1.0; 8])), 0.0);
        assert_eq!(Vector::new(&[1.0; 8]).dot(&Asked::new(&[0.0; 8])), 0.0);
    }
}
