//! A sentence's meaning as a vector: sentences that mean much the same point the same way, in Chinese, English and
//! fourteen other languages.
//!
//! The network is Google's multilingual universal sentence encoder, version 3: pieces of words, three n-gram
//! convolutions, a small dense network, no attention. Its weights are a file of their own that may be absent;
//! docs/decisions/0034-sentence-encoder.md says where they come from.
//!
//! Invariant: the same file and text give the same vector, to the last bit, on every machine. Sums of products are sums
//! of whole numbers, and every other sum has an order that the source fixes.

mod charsmap;
pub mod file;
mod matrix;
mod network;
mod pieces;
mod table;

use std::fs::File;
use std::io::{self, BufReader};
use std::path::Path;

use charsmap::Charsmap;
use network::Network;
use pieces::Pieces;
use table::Table;

pub const DIMENSIONS: usize = 512;

/// A text of more pieces is told by its beginning: the time it takes is bounded, and questions are short.
pub const MAX_PIECES: usize = 512;
/// Of what people write more than enough for [`MAX_PIECES`]; what stands behind is not even looked at.
const MAX_BYTES: usize = 16 * MAX_PIECES;

/// Of length one: the product of two of them is the cosine between them.
pub type Vector = [f32; DIMENSIONS];

/// Read once, then shared between threads.
pub struct Encoder {
    charsmap: Charsmap,
    pieces: Pieces,
    table: Table,
    network: Network,
    version: u64,
}

impl Encoder {
    /// Reads the file that `zg-weights` has made.
    pub fn read(path: &Path) -> io::Result<Self> {
        Self::from_parts(file::Parts::read(&mut BufReader::new(File::open(path)?))?)
    }

    /// Whether the file is one that [`Self::read`] may read, without reading all of it.
    pub fn peek(path: &Path) -> io::Result<()> {
        file::read_head(&mut File::open(path)?)
    }

    pub fn from_parts(parts: file::Parts) -> io::Result<Self> {
        let version = parts.version()?;
        Ok(Self {
            version,
            charsmap: Charsmap::new(&parts.charsmap)?,
            pieces: Pieces::new(parts.pieces)?,
            table: Table::new(parts.table)?,
            network: Network::new(parts.matrices, parts.vectors, parts.epsilon)?,
        })
    }

    /// The meaning of a text. An empty one has a vector too, near to nothing in particular.
    pub fn embed(&self, text: &str) -> Vector {
        let text = &text[..text.floor_char_boundary(MAX_BYTES)];
        let ids = self.pieces.split(&self.charsmap.normalise(text), MAX_PIECES);
        self.network.run(&self.table.rows(&ids))
    }
}

impl crate::Embed for Encoder {
    fn embed(&self, text: &str) -> Vec<f32> {
        Self::embed(self, text).to_vec()
    }

    fn version(&self) -> u64 {
        self.version
    }
}

impl std::fmt::Debug for Encoder {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Encoder").field("pieces", &self.pieces.len()).finish_non_exhaustive()
    }
}
