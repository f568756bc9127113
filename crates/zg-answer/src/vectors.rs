//! Meanings kept from one start to the next: reading them anew takes a millisecond a text.
//!
//! Invariant: what is kept is what the encoder would say. Bytes that are damaged, or of another encoder, give nothing.

use std::collections::HashMap;

use crate::Embed;
use crate::checksum::Checksum;
use crate::model::Vector;
use crate::text::{fingerprint, spoken};

const HEAD: [u8; 16] = *b"zhanggui vectors";
const FORMAT: u32 = 1;
/// A direction has a length of one, so no value is larger than that, and the largest is 127 steps.
const LARGEST_SCALE: f32 = 1.001 / 127.0;
/// The key and the scale of a vector, before its bytes.
const BEFORE_CELLS: usize = 12;

/// What texts mean, by the fingerprints of the texts. Texts themselves are not in it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Vectors {
    known: HashMap<u64, Vector>,
    dimensions: usize,
}

impl Vectors {
    pub fn len(&self) -> usize {
        self.known.len()
    }

    pub fn is_empty(&self) -> bool {
        self.known.is_empty()
    }

    /// As a file holds them: a head with the encoder's version, one record for each text, a checksum. The same vectors are
    /// the same bytes.
    pub fn save(&self, encoder: &dyn Embed) -> Vec<u8> {
        let mut known: Vec<(&u64, &Vector)> = self.known.iter().collect();
        known.sort_unstable_by_key(|(key, _)| **key);
        let mut bytes = head(encoder, self.dimensions);
        for (key, vector) in known {
            bytes.extend(key.to_le_bytes());
            bytes.extend(vector.scale().to_le_bytes());
            bytes.extend(vector.cells().iter().map(|cell| cell.cast_unsigned()));
        }
        bytes.extend(Checksum::of(&bytes).to_le_bytes());
        bytes
    }

    /// None if the bytes are damaged, or if another encoder said so: then all is read anew, as at the first start.
    pub fn load(bytes: &[u8], encoder: &dyn Embed) -> Option<Self> {
        let (body, sum) = bytes.split_last_chunk()?;
        let dimensions = encoder.embed("").len();
        let records = body.strip_prefix(head(encoder, dimensions).as_slice())?;
        let is_whole = records.len().is_multiple_of(BEFORE_CELLS + dimensions);
        if !is_whole || Checksum::of(body) != u64::from_le_bytes(*sum) {
            return None;
        }
        let known = records.chunks_exact(BEFORE_CELLS + dimensions).map(record).collect::<Option<_>>()?;
        Some(Self { known, dimensions })
    }

    pub(crate) fn add(&mut self, text: &str, vector: &Vector) {
        self.dimensions = vector.cells().len();
        self.known.insert(key(text), vector.clone());
    }

    pub(crate) fn get(&self, text: &str) -> Option<&Vector> {
        if self.is_empty() { None } else { self.known.get(&key(text)) }
    }
}

/// Texts that the encoder does not tell apart have one vector.
fn key(text: &str) -> u64 {
    fingerprint(&spoken(text))
}

fn head(encoder: &dyn Embed, dimensions: usize) -> Vec<u8> {
    let mut head = HEAD.to_vec();
    head.extend(FORMAT.to_le_bytes());
    head.extend((dimensions as u32).to_le_bytes());
    head.extend(encoder.version().to_le_bytes());
    head
}

fn record(bytes: &[u8]) -> Option<(u64, Vector)> {
    let (key, rest) = bytes.split_first_chunk()?;
    let (scale, cells) = rest.split_first_chunk()?;
    let scale = f32::from_le_bytes(*scale);
    let cells = cells.iter().map(|byte| byte.cast_signed()).collect();
    (0.0..=LARGEST_SCALE).contains(&scale).then(|| (u64::from_le_bytes(*key), Vector::from_cells(cells, scale)))
}
