//! NumPy's array format, version 1: a head in the words of Python, then the numbers.

use anyhow::{Context, bail, ensure};

const MAGIC: &[u8] = b"\x93NUMPY\x01\x00";

/// Numbers row by row.
#[derive(Debug)]
pub(crate) enum Array {
    Bytes(Vec<u8>),
    Floats(Vec<f32>),
}

/// Reads an array of exactly this shape.
pub(crate) fn read(bytes: &[u8], shape: &[usize]) -> anyhow::Result<Array> {
    let rest = bytes.strip_prefix(MAGIC).context("it is not one of NumPy's")?;
    let (length, rest) = rest.split_first_chunk().context("it ends too early")?;
    let (head, data) = rest.split_at_checked(u16::from_le_bytes(*length).into()).context("it ends too early")?;
    let head = std::str::from_utf8(head)?;
    let tuple = match shape {
        [one] => format!("({one},)"),
        several => format!("({})", several.iter().map(usize::to_string).collect::<Vec<_>>().join(", ")),
    };
    ensure!(head.contains("'fortran_order': False"), "it lies column by column");
    ensure!(head.contains(&format!("'shape': {tuple}")), "it has another shape than {tuple}");
    let array = match () {
        () if head.contains("'descr': '|u1'") => Array::Bytes(data.to_vec()),
        () if head.contains("'descr': '<f4'") => Array::Floats(floats(data, f32::from_le_bytes)),
        () if head.contains("'descr': '<f8'") => Array::Floats(floats(data, |bytes| f64::from_le_bytes(bytes) as f32)),
        () => bail!("its numbers are of a kind that is not expected"),
    };
    ensure!(array.len() == shape.iter().product::<usize>(), "it ends too early");
    Ok(array)
}

fn floats<const SIZE: usize>(data: &[u8], of: impl Fn([u8; SIZE]) -> f32) -> Vec<f32> {
    let (numbers, _) = data.as_chunks();
    numbers.iter().copied().map(of).collect()
}

impl Array {
    fn len(&self) -> usize {
        match self {
            Self::Bytes(bytes) => bytes.len(),
            Self::Floats(floats) => floats.len(),
        }
    }

    pub(crate) fn bytes(self) -> anyhow::Result<Vec<u8>> {
        match self {
            Self::Bytes(bytes) => Ok(bytes),
            Self::Floats(_) => bail!("its numbers are not bytes"),
        }
    }

    pub(crate) fn floats(self) -> anyhow::Result<Vec<f32>> {
        match self {
            Self::Floats(floats) => Ok(floats),
            Self::Bytes(_) => bail!("its numbers are not floats"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn array(kind: &str, shape: &str, data: &[u8]) -> Vec<u8> {
        let head = format!("{{'descr': '{kind}', 'fortran_order': False, 'shape': {shape}, }}\n");
        [MAGIC, &(head.len() as u16).to_le_bytes(), head.as_bytes(), data].concat()
    }

    #[test]
    fn numbers_are_read_in_their_shape() {
        let floats = read(&array("<f4", "(1, 2)", &[0, 0, 128, 63, 0, 0, 0, 192]), &[1, 2]).expect("an array");
        assert_eq!(floats.floats().expect("floats"), [1.0, -2.0]);
        assert_eq!(read(&array("|u1", "(3,)", &[1, 2, 3]), &[3]).expect("an array").bytes().expect("bytes"), [1, 2, 3]);
        assert_eq!(read(&array("<f8", "()", &1.5f64.to_le_bytes()), &[]).expect("one").floats().expect("it"), [1.5]);
    }

    #[test]
    fn what_is_not_expected_is_refused() {
        assert!(read(&array("|u1", "(3,)", &[1, 2]), &[3]).is_err());
        assert!(read(&array("|u1", "(3,)", &[1, 2, 3]), &[1, 3]).is_err());
        assert!(read(&array("<i8", "()", &[0; 8]), &[]).is_err());
        assert!(read(b"PK", &[]).is_err());
    }
}
