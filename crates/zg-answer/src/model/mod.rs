//! The parts that learn: numbers in, numbers out; they know nothing of entries.

mod chance;
mod head;
mod linear;
mod logistic;
mod matrix;
mod spread;
mod train;
mod vector;

pub use chance::Chance;
pub use head::Head;
pub use linear::Linear;
pub use logistic::{Logistic, Outcome, shares, sigmoid};
pub use spread::Spread;
pub use train::{Sample, train};
pub use vector::{Asked, Vector, product};
