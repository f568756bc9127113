//! What was measured: one value for each draw.

use std::fmt::Write;

use serde::Serialize;

#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    pub dataset: &'static str,
    pub metric: &'static str,
    pub values: Vec<f64>,
}

impl Figure {
    pub fn mean(&self) -> f64 {
        self.values.iter().sum::<f64>() / self.values.len().max(1) as f64
    }

    /// The standard deviation among the draws.
    pub fn spread(&self) -> f64 {
        let mean = self.mean();
        let squares: f64 = self.values.iter().map(|value| (value - mean).powi(2)).sum();
        (squares / (self.values.len().max(2) - 1) as f64).sqrt()
    }
}

/// Figures in the order in which they were first measured.
#[derive(Debug, Default)]
pub struct Figures(Vec<Figure>);

impl Figures {
    pub fn add(&mut self, dataset: &'static str, metric: &'static str, value: f64) {
        match self.0.iter_mut().find(|figure| figure.dataset == dataset && figure.metric == metric) {
            Some(figure) => figure.values.push(value),
            None => self.0.push(Figure { dataset, metric, values: vec![value] }),
        }
    }

    pub fn all(&self) -> &[Figure] {
        &self.0
    }

    pub fn table(&self) -> String {
        let mut table = String::new();
        for figure in &self.0 {
            let (mean, spread) = (figure.mean(), figure.spread());
            _ = writeln!(table, "{:<28}{:<16}{mean:>9.4} ± {spread:.4}", figure.dataset, figure.metric);
        }
        table
    }
}
