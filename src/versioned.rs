//! Settings that are read whole and replaced whole, and the version by which a client names what it read.

use serde::de::DeserializeOwned;

use crate::error::{Error, Result};

#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Versioned<S> {
    pub settings: S,
    /// 0 where nobody has decided anything yet.
    pub version: i64,
}

impl<S: DeserializeOwned> Versioned<S> {
    /// From a row: JSON and version.
    pub fn stored((text, version): (String, i64)) -> Result<Self> {
        Ok(Self { settings: serde_json::from_str(&text).map_err(anyhow::Error::from)?, version })
    }
}

impl<S> Versioned<S> {
    /// These settings are replaced by a client that read this version, or any: what replaces them is one version on.
    pub fn replaced_by<T>(&self, settings: T, read: Option<i64>) -> Result<Versioned<T>> {
        if read.is_some_and(|version| version != self.version) {
            return Err(Error::Conflict("settings_changed"));
        }
        Ok(Versioned { settings, version: self.version + 1 })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_was_read_is_replaced() {
        let stored: Versioned<Vec<i64>> = Versioned::stored(("[1,2]".to_owned(), 7)).expect("what was stored");
        assert_eq!(stored, Versioned { settings: vec![1, 2], version: 7 });
        assert_eq!(stored.replaced_by(vec![3], Some(7)).expect("read just now").version, 8);
        assert_eq!(stored.replaced_by(vec![3], None).expect("whatever it is").version, 8);
        assert!(matches!(stored.replaced_by(vec![3], Some(6)), Err(Error::Conflict("settings_changed"))));
        assert!(Versioned::<Vec<i64>>::stored(("nonsense".to_owned(), 1)).is_err());
    }
}
