//! When a shop is open: weekly hours, special days before them, hours of single inboxes.
//!
//! What follows from them for one moment is pure ([`Calendar`]); nothing else in the house counts days and hours of a shop.

mod calendar;
#[cfg(test)]
mod calendar_tests;
mod model;
mod store;
mod time_of_day;

pub use calendar::{Calendar, Calendars};
pub use model::{InboxHours, Settings, Span, SpecialDay, Week};
pub use store::calendars;
pub use time_of_day::TimeOfDay;
