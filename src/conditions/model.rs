use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Field;
use crate::hours::TimeOfDay;
use crate::http::objects;

/// What is asked of a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = ConditionOp)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Is one of the values; of tags and words: has at least one.
    AnyOf,
    /// Has every one of the values.
    AllOf,
    /// Is, or has, none of the values.
    NoneOf,
    Set,
    Unset,
    /// So many seconds or more.
    AtLeast,
    Below,
    Yes,
    No,
    /// From a time of the day until before another, over midnight where that is earlier.
    Between,
    Outside,
}

impl Op {
    /// What holds exactly where this does not.
    pub fn opposite(self) -> Option<Self> {
        Some(match self {
            Self::AnyOf => Self::NoneOf,
            Self::NoneOf => Self::AnyOf,
            Self::Set => Self::Unset,
            Self::Unset => Self::Set,
            Self::AtLeast => Self::Below,
            Self::Below => Self::AtLeast,
            Self::Yes => Self::No,
            Self::No => Self::Yes,
            Self::Between => Self::Outside,
            Self::Outside => Self::Between,
            Self::AllOf => return None,
        })
    }
}

/// One question. What it takes besides the field hangs on `op`: `values`, `seconds`, or `from` and `until`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Condition {
    pub field: Field,
    pub op: Op,
    /// Of `any_of`, `all_of` and `none_of`: 1–50 ids, names or words.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub values: Vec<String>,
    /// Of `at_least` and `below`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seconds: Option<i64>,
    /// Of `between` and `outside`, such as `22:00`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub from: Option<TimeOfDay>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<String>)]
    pub until: Option<TimeOfDay>,
}

/// Questions that must be answered with yes: all of `all`, and one of `any` where there are any. None at all: always.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    #[serde(deserialize_with = "objects")]
    pub all: Vec<Condition>,
    #[serde(deserialize_with = "objects")]
    pub any: Vec<Condition>,
}

impl Conditions {
    /// Each with its place, such as `all[0]`.
    pub fn placed(&self) -> impl Iterator<Item = (String, &Condition)> {
        let placed = |name: &'static str, list: &'_ [Condition]| {
            (0..list.len()).map(move |at| format!("{name}[{at}]")).collect::<Vec<_>>()
        };
        let places = placed("all", &self.all).into_iter().chain(placed("any", &self.any));
        places.zip(self.all.iter().chain(&self.any))
    }

    /// Whether any of them asks for a field.
    pub fn ask_for(&self, field: Field) -> bool {
        self.all.iter().chain(&self.any).any(|condition| condition.field == field)
    }
}
