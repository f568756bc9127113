//! The file of the weights, in the order in which they are read: no addresses, no compression, little-endian.
//!
//! A head that names the format; the rules of spelling; the pieces, sorted; the table, six bits a number; the matrices,
//! eight bits a weight; the vectors. Shapes are known here, so a damaged length is never believed.

use std::io::{self, Read, Write};

use super::DIMENSIONS;
use crate::checksum::Checksum;

const HEAD: [u8; 16] = *b"zhanggui encoder";
const VERSION: u32 = 1;
/// Six bits for each number of a row.
pub const ROW_BYTES: usize = DIMENSIONS * 6 / 8;
/// More than any file we know has of these; memory is not taken on a damaged file's word.
const MOST_RULES: usize = 4 << 20;
const MOST_PIECES: usize = 1 << 20;
const MOST_TEXT: usize = 64 << 20;

/// A matrix by its name in the published weights.
#[derive(Debug, Clone, Copy)]
pub struct MatrixShape {
    pub name: &'static str,
    pub inputs: usize,
    pub outputs: usize,
}

#[derive(Debug, Clone, Copy)]
pub struct VectorShape {
    pub name: &'static str,
    pub length: usize,
}

const fn matrix(name: &'static str, inputs: usize, outputs: usize) -> MatrixShape {
    MatrixShape { name, inputs, outputs }
}

const fn vector(name: &'static str, length: usize) -> VectorShape {
    VectorShape { name, length }
}

/// By branches of two, three and five neighbours, then what sums them up, then the dense layers.
pub const MATRICES: [MatrixShape; 16] = [
    matrix("proj2", 512, 256),
    matrix("w1_2", 512, 256),
    matrix("w2_2", 512, 256),
    matrix("proj3", 512, 256),
    matrix("w1_3", 768, 256),
    matrix("w2_3", 768, 256),
    matrix("proj5", 512, 256),
    matrix("w1_5", 1280, 256),
    matrix("w2_5", 1280, 256),
    matrix("cnn_W", 1280, 512),
    matrix("d0", 512, 320),
    matrix("d1", 320, 320),
    matrix("p1", 512, 320),
    matrix("d2", 320, 512),
    matrix("d3", 512, 512),
    matrix("p3", 320, 512),
];

pub const VECTORS: [VectorShape; 18] = [
    vector("proj_b2", 256),
    vector("ln_g2", 256),
    vector("ln_b2", 256),
    vector("b1_2", 256),
    vector("b2_2", 256),
    vector("proj_b3", 256),
    vector("ln_g3", 256),
    vector("ln_b3", 256),
    vector("b1_3", 256),
    vector("b2_3", 256),
    vector("proj_b5", 256),
    vector("ln_g5", 256),
    vector("ln_b5", 256),
    vector("b1_5", 256),
    vector("b2_5", 256),
    vector("ln_g", 1280),
    vector("ln_b", 1280),
    vector("cnn_b", 512),
];

/// What the file holds.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Parts {
    /// SentencePiece's precompiled rules of spelling.
    pub charsmap: Vec<u8>,
    pub pieces: PieceList,
    pub table: PackedTable,
    /// In the order of [`MATRICES`].
    pub matrices: Vec<Weights>,
    /// In the order of [`VECTORS`].
    pub vectors: Vec<Vec<f32>>,
    pub epsilon: f32,
}

/// Pieces of words in the order of their bytes.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PieceList {
    /// One piece after another.
    pub text: Vec<u8>,
    /// Where each ends in `text`.
    pub ends: Vec<u32>,
    /// The row of each in the table.
    pub ids: Vec<u32>,
    /// The logarithm of how often each is met.
    pub scores: Vec<f32>,
}

/// A number is `packed × scale + low`, by the group of its row: row number modulo the number of groups.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct PackedTable {
    pub scales: Vec<f32>,
    pub lows: Vec<f32>,
    /// [`ROW_BYTES`] for each row, the lowest bits first.
    pub rows: Vec<u8>,
}

/// A weight is `value × scale`; column by column.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Weights {
    pub scale: f32,
    pub values: Vec<i8>,
}

pub(super) fn damaged(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the encoder's file is damaged: {what}"))
}

impl Parts {
    pub fn read(from: &mut impl Read) -> io::Result<Self> {
        read_head(from)?;
        let length = read_count(from, MOST_RULES)?;
        let charsmap = read_bytes(from, length)?;
        let pieces = PieceList::read(from)?;
        let table = PackedTable::read(from)?;
        let mut matrices = Vec::with_capacity(MATRICES.len());
        for shape in MATRICES {
            let scale = read_floats(from, 1)?[0];
            let values = read_bytes(from, shape.inputs * shape.outputs)?;
            matrices.push(Weights { scale, values: values.into_iter().map(u8::cast_signed).collect() });
        }
        let vectors = VECTORS.iter().map(|shape| read_floats(from, shape.length)).collect::<io::Result<_>>()?;
        let epsilon = read_floats(from, 1)?[0];
        if from.read(&mut [0])? != 0 {
            return Err(damaged("there is more of it than there should be"));
        }
        Ok(Self { charsmap, pieces, table, matrices, vectors, epsilon })
    }

    pub fn write(&self, to: &mut impl Write) -> io::Result<()> {
        to.write_all(&HEAD)?;
        write_counts(to, &[VERSION, self.charsmap.len() as u32])?;
        to.write_all(&self.charsmap)?;
        write_counts(to, &[self.pieces.ends.len() as u32, self.pieces.text.len() as u32])?;
        to.write_all(&self.pieces.text)?;
        write_counts(to, &self.pieces.ends)?;
        write_counts(to, &self.pieces.ids)?;
        write_floats(to, &self.pieces.scores)?;
        write_counts(to, &[self.table.scales.len() as u32, (self.table.rows.len() / ROW_BYTES) as u32])?;
        write_floats(to, &self.table.scales)?;
        write_floats(to, &self.table.lows)?;
        to.write_all(&self.table.rows)?;
        for weights in &self.matrices {
            write_floats(to, &[weights.scale])?;
            to.write_all(&weights.values.iter().map(|value| value.cast_unsigned()).collect::<Vec<u8>>())?;
        }
        for vector in &self.vectors {
            write_floats(to, vector)?;
        }
        write_floats(to, &[self.epsilon])
    }

    /// Another number for other weights.
    pub fn version(&self) -> io::Result<u64> {
        let mut sum = Checksum::default();
        self.write(&mut sum)?;
        Ok(sum.get())
    }
}

pub(super) fn read_head(from: &mut impl Read) -> io::Result<()> {
    let head = read_bytes(from, HEAD.len())?;
    if head != HEAD {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "this is not an encoder's file"));
    }
    let version = read_count(from, u32::MAX as usize)?;
    if version != VERSION as usize {
        let told = format!("the encoder's file is of version {version}, this program reads {VERSION}");
        return Err(io::Error::new(io::ErrorKind::InvalidData, told));
    }
    Ok(())
}

impl PieceList {
    fn read(from: &mut impl Read) -> io::Result<Self> {
        let count = read_count(from, MOST_PIECES)?;
        let length = read_count(from, MOST_TEXT)?;
        let text = read_bytes(from, length)?;
        let (ends, ids) = (read_counts(from, count)?, read_counts(from, count)?);
        Ok(Self { text, ends, ids, scores: read_floats(from, count)? })
    }
}

impl PackedTable {
    fn read(from: &mut impl Read) -> io::Result<Self> {
        let groups = read_count(from, MOST_PIECES)?;
        let count = read_count(from, MOST_PIECES)?;
        let (scales, lows) = (read_floats(from, groups)?, read_floats(from, groups)?);
        Ok(Self { scales, lows, rows: read_bytes(from, count * ROW_BYTES)? })
    }
}

/// Grows with what is really there, so that a damaged length takes no memory.
fn read_bytes(from: &mut impl Read, length: usize) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    from.take(length as u64).read_to_end(&mut bytes)?;
    if bytes.len() == length { Ok(bytes) } else { Err(damaged("it ends too early")) }
}

fn read_words<T>(from: &mut impl Read, count: usize, of: impl Fn([u8; 4]) -> T) -> io::Result<Vec<T>> {
    let bytes = read_bytes(from, count * 4)?;
    let (words, _) = bytes.as_chunks();
    Ok(words.iter().copied().map(of).collect())
}

fn read_counts(from: &mut impl Read, count: usize) -> io::Result<Vec<u32>> {
    read_words(from, count, u32::from_le_bytes)
}

fn read_floats(from: &mut impl Read, count: usize) -> io::Result<Vec<f32>> {
    let floats = read_words(from, count, f32::from_le_bytes)?;
    if floats.iter().all(|float| float.is_finite()) { Ok(floats) } else { Err(damaged("a number that is none")) }
}

fn read_count(from: &mut impl Read, most: usize) -> io::Result<usize> {
    let count = read_counts(from, 1)?[0] as usize;
    if count <= most { Ok(count) } else { Err(damaged("a length")) }
}

fn write_counts(to: &mut impl Write, counts: &[u32]) -> io::Result<()> {
    to.write_all(&counts.iter().flat_map(|count| count.to_le_bytes()).collect::<Vec<u8>>())
}

fn write_floats(to: &mut impl Write, floats: &[f32]) -> io::Result<()> {
    to.write_all(&floats.iter().flat_map(|float| float.to_le_bytes()).collect::<Vec<u8>>())
}
