use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::outlook::Outlook;
use super::time_of_day::TimeOfDay;
use crate::clock::Time;
use crate::http::{object, objects};
use crate::ids::InboxId;
use crate::inboxes::Greeting;

/// From a time of the day until another: on the same day if that is later, otherwise on the next.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OpenSpan)]
#[serde(deny_unknown_fields)]
pub struct Span {
    /// Such as `09:00`.
    #[schema(value_type = String)]
    pub from: TimeOfDay,
    /// Such as `22:00`, or `24:00` for the end of the day; `02:00` after `18:00` is on the next day.
    #[schema(value_type = String)]
    pub until: TimeOfDay,
}

impl Span {
    pub const WHOLE_DAY: Self = Self { from: TimeOfDay::MIDNIGHT, until: TimeOfDay::END_OF_DAY };

    pub fn ends_next_day(self) -> bool {
        self.until <= self.from
    }
}

/// The open times that begin on each day of a week; an empty day is closed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = OpenWeek)]
#[serde(deny_unknown_fields, default)]
pub struct Week {
    #[serde(deserialize_with = "objects")]
    pub monday: Vec<Span>,
    #[serde(deserialize_with = "objects")]
    pub tuesday: Vec<Span>,
    #[serde(deserialize_with = "objects")]
    pub wednesday: Vec<Span>,
    #[serde(deserialize_with = "objects")]
    pub thursday: Vec<Span>,
    #[serde(deserialize_with = "objects")]
    pub friday: Vec<Span>,
    #[serde(deserialize_with = "objects")]
    pub saturday: Vec<Span>,
    #[serde(deserialize_with = "objects")]
    pub sunday: Vec<Span>,
}

impl Week {
    pub fn of(&self, day: Weekday) -> &[Span] {
        match day {
            Weekday::Monday => &self.monday,
            Weekday::Tuesday => &self.tuesday,
            Weekday::Wednesday => &self.wednesday,
            Weekday::Thursday => &self.thursday,
            Weekday::Friday => &self.friday,
            Weekday::Saturday => &self.saturday,
            Weekday::Sunday => &self.sunday,
        }
    }

    /// From Monday to Sunday.
    pub fn days_mut(&mut self) -> [&mut Vec<Span>; 7] {
        [
            &mut self.monday,
            &mut self.tuesday,
            &mut self.wednesday,
            &mut self.thursday,
            &mut self.friday,
            &mut self.saturday,
            &mut self.sunday,
        ]
    }
}

/// Days that go before the weekly hours: a holiday, a day of great sales.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = SpecialDay)]
#[serde(deny_unknown_fields)]
pub struct SpecialDay {
    pub name: String,
    #[schema(value_type = String, format = Date)]
    pub from: Date,
    /// The last of these days; the same as `from` for a single one.
    #[schema(value_type = String, format = Date)]
    pub until: Date,
    /// The open times that begin on each of them; none: closed.
    #[serde(default, deserialize_with = "objects")]
    pub spans: Vec<Span>,
    /// Where it holds; everywhere if empty. One that names an inbox goes before one that holds everywhere.
    #[serde(default)]
    pub inbox_ids: Vec<InboxId>,
}

impl SpecialDay {
    pub fn holds_for(&self, inbox: Option<InboxId>) -> bool {
        self.inbox_ids.is_empty() || inbox.is_some_and(|inbox| self.inbox_ids.contains(&inbox))
    }

    pub fn holds_on(&self, date: Date) -> bool {
        (self.from..=self.until).contains(&date)
    }
}

/// Weekly hours of one inbox alone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = InboxHours)]
#[serde(deny_unknown_fields)]
pub struct InboxHours {
    pub inbox_id: InboxId,
    /// Null: open around the clock.
    #[serde(default, deserialize_with = "object")]
    pub week: Option<Week>,
}

/// When a shop is open, in its time zone.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BusinessHours)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// Null: around the clock.
    #[serde(deserialize_with = "object")]
    pub week: Option<Week>,
    #[serde(deserialize_with = "objects")]
    pub special_days: Vec<SpecialDay>,
    /// The inboxes with weekly hours of their own.
    #[serde(deserialize_with = "objects")]
    pub inboxes: Vec<InboxHours>,
}

/// What buyers would read at a moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
#[schema(as = BusinessHoursPreview)]
pub struct Preview {
    pub at: Time,
    pub outlook: Outlook,
    /// In each language.
    pub texts: Greeting,
}
