//! When an inbox is open: pure, from its weekly hours and the special days before them, in the shop's time zone.
//!
//! Open times contain the moment at which they begin and not the one at which they end. A day's open times are those that
//! begin on it: one that runs past midnight is not cut off by a holiday on the next day.

use std::collections::HashMap;
use std::iter::successors;

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::{AmbiguousOffset, TimeZone};

use super::model::{Settings, Span, SpecialDay, Week};
use super::time_of_day::TimeOfDay;
use crate::clock::Time;
use crate::ids::InboxId;

/// What does not happen within so many days never does.
const LOOK_AHEAD_SECONDS: i64 = 800 * 86_400;

const WHOLE_DAY: &[Span] = &[Span::WHOLE_DAY];

/// The open times of one inbox; where nothing is set it is always open.
#[derive(Debug, Clone)]
pub struct Calendar {
    zone: TimeZone,
    /// Nothing: around the clock.
    week: Option<Week>,
    /// The first that holds on a date decides.
    special_days: Vec<SpecialDay>,
}

/// From its first moment until the first after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Open {
    from: Time,
    until: Time,
}

impl Calendar {
    pub fn new(settings: &Settings, inbox: Option<InboxId>, zone: TimeZone) -> Self {
        let own = settings.inboxes.iter().find(|own| Some(own.inbox_id) == inbox);
        let holding = settings.special_days.iter().filter(|day| day.holds_for(inbox));
        let mut special_days: Vec<_> = holding.cloned().collect();
        special_days.sort_by_key(|day| day.inbox_ids.is_empty());
        Self { zone, week: own.map_or(&settings.week, |own| &own.week).clone(), special_days }
    }

    pub fn is_open(&self, at: Time) -> bool {
        self.is_always_open() || self.open_between(at, at).next().is_some_and(|open| open.from <= at)
    }

    /// When it is open next: `at` itself while it is, nothing if it never is again.
    pub fn opens_at(&self, at: Time) -> Option<Time> {
        if self.is_always_open() {
            return Some(at);
        }
        self.open_between(at, at.plus_seconds(LOOK_AHEAD_SECONDS)).next().map(|open| open.from.max(at))
    }

    /// When the open time that is running ends: nothing while it is closed, or if it never ends.
    pub fn closes_at(&self, at: Time) -> Option<Time> {
        if self.is_always_open() {
            return None;
        }
        let end = at.plus_seconds(LOOK_AHEAD_SECONDS);
        let mut following = self.open_between(at, end);
        let mut until = following.next().filter(|open| open.from <= at)?.until;
        for open in following {
            if open.from > until {
                break;
            }
            until = open.until;
        }
        (until <= end).then_some(until)
    }

    /// When it opens between two moments, having been closed before.
    pub fn openings(&self, from: Time, until: Time) -> Vec<Time> {
        let mut found = Vec::new();
        let mut at = from;
        loop {
            let closed = if self.is_open(at) { self.closes_at(at) } else { Some(at) };
            let opens = closed.and_then(|closed| self.opens_at(closed));
            let Some(opens) = opens.filter(|opens| *opens < until) else { return found };
            found.push(opens);
            at = opens;
        }
    }

    /// How much of the time between two moments is open.
    pub fn open_millis(&self, from: Time, until: Time) -> i64 {
        if self.is_always_open() {
            return (until.0.saturating_sub(from.0)).max(0);
        }
        self.open_between(from, until).map(|open| (open.until.min(until).0 - open.from.max(from).0).max(0)).sum()
    }

    /// The first moment at which so much open time has passed; nothing if that is too far away to be told.
    pub fn after(&self, from: Time, open_millis: i64) -> Option<Time> {
        if open_millis <= 0 || self.is_always_open() {
            return Some(from.plus_millis(open_millis.max(0)));
        }
        let mut left = open_millis;
        for open in self.open_between(from, from.plus_seconds(LOOK_AHEAD_SECONDS)) {
            let begins = open.from.max(from);
            let lasts = open.until.0 - begins.0;
            if left <= lasts {
                return Some(begins.plus_millis(left));
            }
            left -= lasts;
        }
        None
    }

    /// The special day that holds at a moment.
    pub fn special_day(&self, at: Time) -> Option<&SpecialDay> {
        self.special_day_on(self.date_of(at))
    }

    pub fn zone(&self) -> &TimeZone {
        &self.zone
    }

    fn is_always_open(&self) -> bool {
        self.week.is_none() && self.special_days.is_empty()
    }

    /// The open times that end after `from`, of days up to that of `until`, in their order. None overlaps another; some touch.
    fn open_between(&self, from: Time, until: Time) -> impl Iterator<Item = Open> {
        let today = self.date_of(from);
        // What began on the day before may still run; where the clocks leave out a day, that is one day earlier.
        let first = today.yesterday().and_then(Date::yesterday).unwrap_or(today);
        let last = self.date_of(until);
        let dates = successors(Some(first), |date| date.tomorrow().ok()).take_while(move |date| *date <= last);
        let mut ended = Time(i64::MIN);
        let apart = move |open: Open| {
            let begins = open.from.max(ended);
            ended = ended.max(open.until);
            (begins < open.until).then_some(Open { from: begins, ..open })
        };
        dates.flat_map(move |date| self.of_day(date)).filter_map(apart).skip_while(move |open| open.until <= from)
    }

    fn of_day(&self, date: Date) -> Vec<Open> {
        let spans = match (self.special_day_on(date), &self.week) {
            (Some(day), _) => day.spans.as_slice(),
            (None, Some(week)) => week.of(date.weekday()),
            (None, None) => WHOLE_DAY,
        };
        let open = |span: &Span| {
            let end = if span.ends_next_day() { date.tomorrow().ok()? } else { date };
            Some(Open { from: self.moment(date, span.from)?, until: self.moment(end, span.until)? })
        };
        spans.iter().filter_map(open).collect()
    }

    fn special_day_on(&self, date: Date) -> Option<&SpecialDay> {
        self.special_days.iter().find(|day| day.holds_on(date))
    }

    fn date_of(&self, at: Time) -> Date {
        let nearest = if at.0 < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Timestamp::from_millisecond(at.0).unwrap_or(nearest).to_zoned(self.zone.clone()).date()
    }

    /// The moment at which the clocks show a time: the first such, or the moment at which they leave it out.
    fn moment(&self, date: Date, time: TimeOfDay) -> Option<Time> {
        let date = if time == TimeOfDay::END_OF_DAY { date.tomorrow().ok()? } else { date };
        let minutes = i8::try_from(time.minutes() % 60).ok()?;
        let hours = i8::try_from(time.minutes() / 60 % 24).ok()?;
        let shown = self.zone.to_ambiguous_timestamp(date.at(hours, minutes, 0, 0));
        let at = match shown.offset() {
            AmbiguousOffset::Gap { .. } => self.zone.following(shown.earlier().ok()?).next()?.timestamp(),
            AmbiguousOffset::Unambiguous { .. } | AmbiguousOffset::Fold { .. } => shown.compatible().ok()?,
        };
        Some(Time(at.as_millisecond()))
    }
}

/// The open times of all inboxes of a shop.
#[derive(Debug, Clone)]
pub struct Calendars {
    shop: Calendar,
    inboxes: HashMap<InboxId, Calendar>,
}

impl Calendars {
    pub fn new(settings: &Settings, timezone: &str) -> Self {
        let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
        let named = settings.special_days.iter().flat_map(|day| &day.inbox_ids);
        let special = settings.inboxes.iter().map(|own| &own.inbox_id).chain(named);
        let inboxes = special.map(|id| (*id, Calendar::new(settings, Some(*id), zone.clone()))).collect();
        Self { shop: Calendar::new(settings, None, zone), inboxes }
    }

    pub fn of(&self, inbox_id: InboxId) -> &Calendar {
        self.inboxes.get(&inbox_id).unwrap_or(&self.shop)
    }

    /// Where no inbox has hours of its own.
    pub fn of_shop(&self) -> &Calendar {
        &self.shop
    }
}
