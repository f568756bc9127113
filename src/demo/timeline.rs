//! When the seeded dialogues took place: the solved ones over the last week in daytime, the running ones just now.

use rand::Rng;
use rand::rngs::StdRng;

use super::content::{By, Content, Dialogue};
use crate::clock::Time;
use crate::conversations::model::Status;

const MINUTE: i64 = 60;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// The shop is staffed from nine to eleven at night, Shanghai time (UTC+8).
const OPENS_AT: i64 = 9 * HOUR - 8 * HOUR;
const OPEN_FOR: i64 = 13 * HOUR;
/// Nobody is to be found there from four to six in the morning.
const CLOSED_AT: i64 = 20 * HOUR + 15 * MINUTE;
const CLOSED_FOR: i64 = 75 * MINUTE;
const DAYS_BACK: i64 = 7;
/// Buyers found waiting when one opens the desk; more would be a flood.
const QUEUED: usize = 3;
const OPEN: usize = 3;
/// Of the answered ones, those that were put off.
const SNOOZED: usize = 2;
/// Running conversations that were handed on, so that whoever signs in finds some of their own.
const HANDED_ON: [(Status, usize, &str); 2] = [(Status::Open, 2, "owner"), (Status::Waiting, 3, "lead")];

/// What happens at a moment of the past.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    pub at: Time,
    pub dialogue: &'a Dialogue,
    pub what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum What {
    /// The n-th turn.
    Turn(usize),
    Solve,
    Snooze,
    /// To the colleague of that id.
    HandOn(&'static str),
}

/// Everything that is to be replayed, oldest first.
pub fn moments<'a>(content: &'a Content, now: Time, random: &mut StdRng) -> Vec<Moment<'a>> {
    let mut moments = Vec::new();
    let (mut queued, mut open, mut waiting) = (0, 0, 0);
    for dialogue in &content.dialogues {
        let lasts: i64 = dialogue.turns.iter().map(|turn| turn.after_seconds).sum();
        let begins = match dialogue.status {
            Status::Queued if content.shop.offline.contains(&dialogue.id) => Some(last_night(now, lasts, random)),
            Status::Queued => {
                queued += 1;
                (queued <= QUEUED).then(|| now.plus_seconds(-lasts - random.random_range(15..6 * MINUTE)))
            }
            Status::Open => {
                open += 1;
                (open <= OPEN).then(|| now.plus_seconds(-lasts - random.random_range(10..4 * MINUTE)))
            }
            Status::Waiting => {
                waiting += 1;
                Some(now.plus_seconds(-lasts - random.random_range(6 * MINUTE..3 * HOUR)))
            }
            Status::Snoozed | Status::Solved => Some(in_opening_hours(now, lasts, random)),
        };
        let Some(begins) = begins else { continue };
        let mut at = begins;
        for (place, turn) in dialogue.turns.iter().enumerate() {
            at = at.plus_seconds(turn.after_seconds);
            moments.push(Moment { at, dialogue, what: What::Turn(place) });
        }
        let ending = match dialogue.status {
            Status::Solved => Some(What::Solve),
            Status::Waiting if waiting <= SNOOZED => Some(What::Snooze),
            Status::Open => handed_on(dialogue.status, open),
            Status::Waiting => handed_on(dialogue.status, waiting),
            _ => None,
        };
        if let Some(what) = ending {
            let pause = random.random_range(20..90);
            moments.push(Moment { at: at.plus_seconds(pause).min(now), dialogue, what });
        }
    }
    moments.sort_by_key(|moment| moment.at);
    moments
}

fn handed_on(status: Status, place: usize) -> Option<What> {
    let found = HANDED_ON.iter().find(|(of, nth, _)| (*of, *nth) == (status, place))?;
    Some(What::HandOn(found.2))
}

/// A start on one of the last days, early enough to end before now.
fn in_opening_hours(now: Time, lasts: i64, random: &mut StdRng) -> Time {
    let latest = now.plus_seconds(-lasts - 10 * MINUTE);
    loop {
        let day = (now.0 / 1000).div_euclid(DAY) - random.random_range(0..=DAYS_BACK);
        let at = Time((day * DAY + OPENS_AT + random.random_range(0..OPEN_FOR)) * 1000);
        if at <= latest {
            return at;
        }
    }
}

/// A moment of the last night while the shop was closed.
fn last_night(now: Time, lasts: i64, random: &mut StdRng) -> Time {
    let latest = now.plus_seconds(-lasts - 10 * MINUTE);
    let today = Time((now.0 / 1000).div_euclid(DAY) * DAY * 1000);
    let tonight = today.plus_seconds(CLOSED_AT + random.random_range(0..CLOSED_FOR));
    if tonight <= latest { tonight } else { tonight.plus_seconds(-DAY) }
}

impl Dialogue {
    /// Who answers: the agent it names, or nobody while it is queued.
    pub fn is_answered(&self) -> bool {
        self.turns.iter().any(|turn| turn.by == By::Agent)
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;

    use super::*;

    #[test]
    fn the_past_is_in_order_and_past() {
        let content = Content::load().expect("content");
        let now = Time(1_795_000_000_000);
        let moments = moments(&content, now, &mut StdRng::seed_from_u64(1));
        assert!(moments.len() > 300);
        assert!(moments.is_sorted_by_key(|moment| moment.at));
        assert!(moments.iter().all(|moment| moment.at <= now));
    }
}
