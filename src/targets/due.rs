//! When something is due: pure, from where a conversation stands, the targets and the hours of its inbox.

use super::model::{Rule, Settings, Target};
use crate::clock::Time;
use crate::conversations::Status;
use crate::conversations::waits::Measured;
use crate::hours::Calendar;

/// More closed times than this before one reply say nothing that the last of them does not.
const MOST_PAUSES: usize = 50;

/// Of the shop's targets, those of one conversation; in milliseconds, none where there is no target.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    first: Option<i64>,
    next: Option<i64>,
    solve: Option<i64>,
}

impl Rule {
    /// How many conditions it has.
    pub(super) fn conditions(&self) -> usize {
        usize::from(self.inbox_id.is_some()) + usize::from(self.stage.is_some()) + usize::from(self.tier.is_some())
    }

    fn fits(&self, measured: &Measured) -> bool {
        self.inbox_id.is_none_or(|inbox| inbox == measured.inbox_id)
            && self.stage.is_none_or(|stage| stage == measured.stage)
            && self.tier.as_ref().is_none_or(|tier| Some(tier) == measured.tier.as_ref())
    }
}

impl Limits {
    pub fn of(settings: &Settings, measured: &Measured) -> Self {
        let fitting = settings.rules.iter().filter(|rule| rule.fits(measured));
        // The last of several greatest would win: of equals the first is to.
        let rule = fitting.rev().max_by_key(|rule| rule.conditions());
        let limit = |own: Option<i64>, everybodys| Some(own.unwrap_or(everybodys) * 1000).filter(|millis| *millis > 0);
        Self {
            first: limit(rule.and_then(|rule| rule.first_reply_seconds), settings.first_reply_seconds),
            next: limit(rule.and_then(|rule| rule.next_reply_seconds), settings.next_reply_seconds),
            solve: limit(rule.and_then(|rule| rule.solve_seconds), settings.solve_seconds),
        }
    }
}

impl Limits {
    pub fn of_target(self, target: Target) -> Option<i64> {
        match target {
            Target::First => self.first,
            Target::Next => self.next,
            Target::Solve => self.solve,
        }
    }
}

/// A reply that is owed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ReplyDue {
    pub target: Target,
    pub at: Time,
    /// From then on it is nearly due.
    pub alert_at: Time,
    /// The last time before it is due in which the inbox is closed.
    pub pause: Option<Pause>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pause {
    pub from: Time,
    pub until: Time,
}

/// When a person's reply is due: none where nobody waits, or there is no target.
pub fn reply(settings: &Settings, calendar: &Calendar, measured: &Measured) -> Option<ReplyDue> {
    let since = measured.waiting_since.filter(|_| measured.status.in_work())?;
    let target = if measured.replied { Target::Next } else { Target::First };
    let due_at = |percent| due(settings, calendar, measured, since, target, percent);
    let at = due_at(100)?;
    let alert_at = if settings.alert_percent > 0 { due_at(settings.alert_percent)? } else { at };
    Some(ReplyDue { target, at, alert_at, pause: last_pause(calendar, since, at) })
}

/// When a wait that began at a time is over, or some per cent of the time for it.
pub fn due(
    settings: &Settings,
    calendar: &Calendar,
    measured: &Measured,
    since: Time,
    target: Target,
    percent: i64,
) -> Option<Time> {
    let limit = Limits::of(settings, measured).of_target(target)?;
    let begins = match target {
        // What the bot had the word for is not a person's time.
        Target::First => measured.called_at.map_or(since, |called| since.max(called)),
        Target::Next | Target::Solve => since,
    };
    calendar.after(begins, limit * percent / 100)
}

/// When a conversation is to be solved.
pub fn solve(settings: &Settings, calendar: &Calendar, measured: &Measured) -> Option<Time> {
    if measured.status == Status::Solved {
        return None;
    }
    due(settings, calendar, measured, measured.created_at, Target::Solve, 100)
}

fn last_pause(calendar: &Calendar, from: Time, until: Time) -> Option<Pause> {
    if calendar.open_millis(from, until) == until.0 - from.0 {
        return None;
    }
    let (mut at, mut last) = (from, None);
    for _ in 0..MOST_PAUSES {
        if let Some(closes) = calendar.closes_at(at) {
            at = closes;
        } else if calendar.is_open(at) {
            break;
        }
        let Some(opens) = calendar.opens_at(at).filter(|opens| *opens <= until) else { break };
        last = Some(Pause { from: at, until: opens });
        at = opens;
    }
    last
}
