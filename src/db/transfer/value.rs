//! Values of columns, as both engines hold them.

use sha2::{Digest, Sha256};
use uuid::Uuid;

/// The portable column types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Uuid,
    Big,
    Small,
    Boolean,
    Text,
    Bytes,
}

#[derive(Debug, Clone, PartialEq)]
pub(super) enum Value {
    Uuid(Option<Uuid>),
    Big(Option<i64>),
    Small(Option<i16>),
    Boolean(Option<bool>),
    Text(Option<String>),
    Bytes(Option<Vec<u8>>),
}

impl Value {
    fn bytes(&self) -> Option<Vec<u8>> {
        match self {
            Self::Uuid(value) => value.map(|value| value.as_bytes().to_vec()),
            Self::Big(value) => value.map(|value| value.to_be_bytes().to_vec()),
            Self::Small(value) => value.map(|value| value.to_be_bytes().to_vec()),
            Self::Boolean(value) => value.map(|value| vec![u8::from(value)]),
            Self::Text(value) => value.as_ref().map(|value| value.as_bytes().to_vec()),
            Self::Bytes(value) => value.clone(),
        }
    }
}

/// What rows come to, in whichever order they are met.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Sum {
    rows: u64,
    total: u128,
}

impl Sum {
    pub fn add(&mut self, row: &[Value]) {
        let mut hash = Sha256::new();
        for value in row {
            match value.bytes() {
                Some(bytes) => {
                    hash.update([1]);
                    hash.update(bytes.len().to_be_bytes());
                    hash.update(bytes);
                }
                None => hash.update([0]),
            }
        }
        let mut first = [0; 16];
        first.copy_from_slice(&hash.finalize()[..16]);
        self.rows += 1;
        self.total = self.total.wrapping_add(u128::from_be_bytes(first));
    }

    pub fn rows(&self) -> u64 {
        self.rows
    }

    pub fn checksum(&self) -> String {
        format!("{:016x}", self.total >> 64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sum(rows: &[Vec<Value>]) -> Sum {
        let mut sum = Sum::default();
        rows.iter().for_each(|row| sum.add(row));
        sum
    }

    #[test]
    fn order_is_no_matter_and_everything_else_is() {
        let row = |text: Option<&str>, n| vec![Value::Text(text.map(str::to_owned)), Value::Big(Some(n))];
        let (one, other) = (row(Some("a"), 1), row(Some("b"), 2));
        assert_eq!(sum(&[one.clone(), other.clone()]), sum(&[other.clone(), one.clone()]));
        assert_ne!(sum(std::slice::from_ref(&one)), sum(&[other]));
        assert_ne!(sum(&[row(None, 1)]), sum(&[row(Some(""), 1)]));
        assert_ne!(sum(&[one.clone(), one.clone()]), sum(&[one]));
    }
}
