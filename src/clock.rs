//! Time comes from the App, so that tests can turn it.

use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Milliseconds since 1970-01-01 UTC; RFC 3339 in JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, sqlx::Type, utoipa::ToSchema)]
#[sqlx(transparent)]
#[schema(value_type = String, format = DateTime)]
pub struct Time(pub i64);

impl Time {
    pub fn plus_seconds(self, seconds: i64) -> Self {
        Self(self.0.saturating_add(seconds.saturating_mul(1000)))
    }

    pub fn plus_millis(self, millis: i64) -> Self {
        Self(self.0.saturating_add(millis))
    }

    pub fn parse(text: &str) -> Option<Self> {
        text.parse::<jiff::Timestamp>().ok().map(|at| Self(at.as_millisecond()))
    }
}

impl std::fmt::Display for Time {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let at = jiff::Timestamp::from_millisecond(self.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH);
        write!(f, "{at:.3}")
    }
}

impl Serialize for Time {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Time {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("not an RFC 3339 time"))
    }
}

/// The wall clock, or one that a test sets.
#[derive(Debug, Clone, Default)]
pub enum Clock {
    #[default]
    Wall,
    Set(Arc<AtomicI64>),
}

impl Clock {
    pub fn set_at(at: Time) -> Self {
        Self::Set(Arc::new(AtomicI64::new(at.0)))
    }

    pub fn now(&self) -> Time {
        match self {
            Self::Wall => Time(jiff::Timestamp::now().as_millisecond()),
            Self::Set(at) => Time(at.load(Ordering::SeqCst)),
        }
    }

    /// Turns a set clock forward; the wall clock goes by itself.
    pub fn advance_seconds(&self, seconds: i64) {
        if let Self::Set(at) = self {
            at.fetch_add(seconds * 1000, Ordering::SeqCst);
        }
    }
}
