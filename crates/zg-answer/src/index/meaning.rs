//! How near an entry's phrasings are to a question in meaning.

use std::sync::Arc;

use super::entry::{Known, Read};
use crate::model::{Asked, Spread, Vector};

/// Where an entry's phrasings lie among those of the shop.
#[derive(Debug, Clone)]
pub(super) struct Shape {
    centre: Vector,
    /// Squared, from the middle of all, as the spread measures it.
    centre_length: f32,
    /// The same of each phrasing; none where its meaning is not known.
    lengths: Vec<Option<f32>>,
}

/// A question among the meanings of a shop.
pub(super) struct Direction {
    plain: Asked,
    /// As the head was taught.
    pub even: Vec<f32>,
    turned: Asked,
    offset: f32,
    length: f32,
}

/// How near an entry is, by the cosine of directions.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Nearness {
    /// The nearest phrasing, by its place.
    pub phrasing: usize,
    /// As the encoder measures.
    pub nearest: f32,
    /// The mean of the three nearest, as the spread measures.
    pub few: f32,
}

/// How many phrasings are few.
const FEW: usize = 3;

impl Shape {
    /// None when no phrasing has a meaning.
    pub fn of(spread: &Spread, known: &Known) -> Option<Self> {
        let length = |read: &Arc<Read>| read.meaning.as_ref().map(|meaning| spread.length(&meaning.values()));
        let lengths = known.read.iter().map(length).collect();
        let centre = centre(known)?;
        Some(Self { centre_length: spread.length(&centre), centre: Vector::new(&centre), lengths })
    }

    pub fn centre(&self, asked: &Direction) -> f32 {
        asked.cosine(&self.centre, self.centre_length)
    }

    pub fn nearness(&self, known: &Known, asked: &Direction) -> Option<Nearness> {
        let mut few = [f32::NEG_INFINITY; FEW];
        let mut nearest: Option<(usize, f32)> = None;
        for (place, (read, length)) in known.read.iter().zip(&self.lengths).enumerate() {
            let Some((meaning, length)) = read.meaning.as_ref().zip(*length) else {
                continue;
            };
            let plain = meaning.dot(&asked.plain);
            if nearest.is_none_or(|(_, most)| plain > most) {
                nearest = Some((place, plain));
            }
            let mut cosine = asked.cosine(meaning, length);
            for kept in &mut few {
                if cosine > *kept {
                    std::mem::swap(kept, &mut cosine);
                }
            }
        }
        let (phrasing, nearest) = nearest?;
        let found = few.iter().filter(|cosine| cosine.is_finite());
        Some(Nearness { phrasing, nearest, few: found.clone().sum::<f32>() / found.count() as f32 })
    }
}

impl Direction {
    pub fn new(spread: &Spread, vector: &[f32]) -> Self {
        let turned = spread.turn(vector);
        Self {
            plain: Asked::new(vector),
            even: spread.direction(vector),
            turned: Asked::new(&turned.values),
            offset: turned.offset,
            length: turned.length,
        }
    }

    fn cosine(&self, vector: &Vector, length: f32) -> f32 {
        (vector.dot(&self.turned) - self.offset) / (length * self.length).sqrt()
    }
}

fn centre(known: &Known) -> Option<Vec<f32>> {
    let mut sum: Vec<f32> = Vec::new();
    let mut count = 0.0;
    for meaning in known.read.iter().filter_map(|read| read.meaning.as_ref()) {
        let values = meaning.values();
        sum.resize(values.len(), 0.0);
        sum.iter_mut().zip(values).for_each(|(sum, value)| *sum += value);
        count += 1.0;
    }
    sum.iter_mut().for_each(|sum| *sum /= count);
    (count > 0.0).then_some(sum)
}
