use serde::Serialize;
use utoipa::ToSchema;

use crate::ids::EntryId;

/// Two approved entries that are asked for in nearly the same words.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct DuplicatePair {
    pub one: DuplicateSide,
    pub other: DuplicateSide,
    /// Likeness of the two phrasings from 0 to 1.
    pub score: f32,
}

/// One entry of a pair.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct DuplicateSide {
    pub entry_id: EntryId,
    pub title: String,
    /// The phrasing that is like one of the other's.
    pub phrasing: String,
}
