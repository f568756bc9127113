//! What can be asked about a conversation, and how.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Op;

/// What a condition is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, ToSchema)]
#[schema(as = ConditionField)]
#[serde(rename_all = "snake_case")]
pub enum Field {
    /// By id.
    Inbox,
    /// `widget` or `generic`.
    Channel,
    Status,
    Stage,
    /// A colleague by id; unset: nobody's.
    Assignee,
    /// The group for which it waits in the queue, by id.
    Group,
    /// By id, with all that lies below.
    Tags,
    /// What was put on just now, by id, with all that lies below.
    AddedTags,
    CustomerTier,
    /// The shop vouched for who this is.
    CustomerVerified,
    /// The buyer was never here before.
    FirstContact,
    /// Words in it.
    CustomerName,
    /// `zh-CN`, `zh-Hant` or `en`.
    Language,
    /// Words in the message that it happens with.
    Message,
    /// For how long the buyer has waited; 0 while nobody waits.
    WaitingSeconds,
    /// By the shop's business hours.
    Open,
    /// `monday` to `sunday`, by the shop's clock.
    Weekday,
    /// By the shop's clock.
    TimeOfDay,
}

/// What is known of a field, and so what can be asked of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One of many, and always there.
    Choice,
    /// One of many, or none.
    MaybeChoice,
    Set,
    Words,
    Number,
    Flag,
    Clock,
}

impl Shape {
    pub fn ops(self) -> &'static [Op] {
        match self {
            Self::Choice => &[Op::AnyOf, Op::NoneOf],
            Self::MaybeChoice => &[Op::AnyOf, Op::NoneOf, Op::Set, Op::Unset],
            Self::Set => &[Op::AnyOf, Op::AllOf, Op::NoneOf, Op::Set, Op::Unset],
            Self::Words => &[Op::AnyOf, Op::AllOf, Op::NoneOf],
            Self::Number => &[Op::AtLeast, Op::Below],
            Self::Flag => &[Op::Yes, Op::No],
            Self::Clock => &[Op::Between, Op::Outside],
        }
    }
}

impl Field {
    pub const ALL: [Self; 18] = [
        Self::Inbox,
        Self::Channel,
        Self::Status,
        Self::Stage,
        Self::Assignee,
        Self::Group,
        Self::Tags,
        Self::AddedTags,
        Self::CustomerTier,
        Self::CustomerVerified,
        Self::FirstContact,
        Self::CustomerName,
        Self::Language,
        Self::Message,
        Self::WaitingSeconds,
        Self::Open,
        Self::Weekday,
        Self::TimeOfDay,
    ];

    pub fn shape(self) -> Shape {
        match self {
            Self::Inbox | Self::Channel | Self::Status | Self::Stage | Self::Language | Self::Weekday => Shape::Choice,
            Self::Assignee | Self::Group | Self::CustomerTier => Shape::MaybeChoice,
            Self::Tags | Self::AddedTags => Shape::Set,
            Self::CustomerName | Self::Message => Shape::Words,
            Self::WaitingSeconds => Shape::Number,
            Self::CustomerVerified | Self::FirstContact | Self::Open => Shape::Flag,
            Self::TimeOfDay => Shape::Clock,
        }
    }

    /// Whether its values are ids of the shop's.
    pub fn takes_ids(self) -> bool {
        matches!(self, Self::Inbox | Self::Assignee | Self::Group | Self::Tags | Self::AddedTags)
    }

    /// The values that it can have, where there are few and everybody knows them.
    pub fn names(self) -> Option<&'static [&'static str]> {
        Some(match self {
            Self::Channel => &["widget", "generic"],
            Self::Status => &["queued", "open", "waiting", "snoozed", "solved"],
            Self::Stage => &["pre_sale", "after_sale"],
            Self::Language => &["zh-CN", "zh-Hant", "en"],
            Self::Weekday => &["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"],
            _ => return None,
        })
    }
}
