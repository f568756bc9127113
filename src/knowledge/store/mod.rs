//! SQL of knowledge.

pub mod categories;
pub mod entries;
pub mod heads;
pub mod index;
pub mod jobs;
pub mod list;
pub mod parts;
pub mod proposals;
pub mod usage;
pub mod versions;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::error::Result;

pub fn json<T: Serialize>(value: &T) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

pub fn from_json<T: DeserializeOwned>(text: &str) -> Result<T> {
    Ok(serde_json::from_str(text).map_err(anyhow::Error::from)?)
}
