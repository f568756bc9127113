//! When a shop is open: weekly hours, special days before them, hours of single inboxes; and what buyers may expect.
//!
//! What follows from the settings for one moment is pure ([`Calendar`]); nothing else in the house counts days and hours of
//! a shop. What a buyer reads about it comes from one place too ([`expectation`]).

mod actions;
mod calendar;
#[cfg(test)]
mod calendar_tests;
mod clean;
mod listen;
mod model;
mod outlook;
mod routes;
mod store;
mod time_of_day;
mod usual;
mod words;

pub use actions::save as save_settings;
pub use calendar::{Calendar, Calendars};
pub use listen::start;
pub use model::{InboxHours, Settings, Span, SpecialDay, Week};
pub use outlook::{Expectation, ExpectedReply, Outlook, expectation};
pub use routes::router;
pub use store::calendars;
pub use time_of_day::TimeOfDay;
pub use usual::UsualReplies;
