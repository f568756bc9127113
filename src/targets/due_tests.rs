//! What a countdown promises, on random waits, targets and hours.

use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::book::Book;
use super::due::Limits;
use super::model::{Rule, Settings, Target};
use crate::clock::Time;
use crate::conversations::waits::Measured;
use crate::conversations::{Stage, Status};
use crate::hours::{self, Calendars};
use crate::ids::{ConversationId, InboxId};

/// 2026-11-11 12:00 in Shanghai.
const NOON: Time = Time(1_794_369_600_000);
const WEEK_MS: i64 = 7 * 86_400_000;

fn measured(since: Time) -> Measured {
    Measured {
        id: ConversationId(Uuid::nil()),
        inbox_id: InboxId(Uuid::from_u128(1)),
        status: Status::Queued,
        stage: Stage::PreSale,
        tier: None,
        assignee_id: None,
        waiting_since: Some(since),
        called_at: None,
        replied: false,
        created_at: since,
    }
}

/// Open every day from one hour to another; around the clock without.
fn book(settings: Settings, hours: Option<(u8, u8)>) -> Book {
    let days = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let spans =
        hours.map(|(from, until)| json!([{ "from": format!("{from:02}:00"), "until": format!("{until:02}:00") }]));
    let week =
        spans.map(|spans| days.iter().map(|day| ((*day).to_owned(), spans.clone())).collect::<serde_json::Map<_, _>>());
    let hours: hours::Settings = serde_json::from_value(json!({ "week": week })).expect("hours");
    Book { settings, calendars: Calendars::new(&hours, "Asia/Shanghai") }
}

fn some_hours() -> impl Strategy<Value = Option<(u8, u8)>> {
    prop_oneof![Just(None), (0u8..12, 12u8..24).prop_map(Some), (18u8..24, 0u8..6).prop_map(Some)]
}

fn some_settings() -> impl Strategy<Value = Settings> {
    (1i64..86_400, 1i64..86_400, 0i64..200_000, 0i64..=95).prop_map(|(first, next, solve, alert_percent)| Settings {
        first_reply_seconds: first,
        next_reply_seconds: next,
        solve_seconds: solve,
        alert_percent,
        ..Settings::default()
    })
}

proptest! {
    #[test]
    fn a_reply_is_due_when_so_much_open_time_has_passed(
        settings in some_settings(), hours in some_hours(), offset in 0..WEEK_MS, replied: bool,
    ) {
        let book = book(settings.clone(), hours);
        let asked = Measured { replied, ..measured(NOON.plus_millis(offset)) };
        let since = asked.waiting_since.expect("a wait");
        let calendar = book.calendars.of(asked.inbox_id);
        let due = book.reply(&asked).expect("a target");
        let (target, seconds) =
            if replied { (Target::Next, settings.next_reply_seconds) } else { (Target::First, settings.first_reply_seconds) };
        prop_assert_eq!(due.target, target);
        prop_assert_eq!(calendar.open_millis(since, due.at), seconds * 1000);
        prop_assert!(since <= due.alert_at && due.alert_at <= due.at);
        let wall = due.at.0 - since.0;
        prop_assert_eq!(due.pause.is_none(), wall == seconds * 1000);
        if let Some(pause) = due.pause {
            prop_assert!(since <= pause.from && pause.from < pause.until && pause.until <= due.at);
            prop_assert!(!calendar.is_open(pause.from));
            prop_assert_eq!(calendar.open_millis(pause.from, pause.until), 0);
            // After it every second counts.
            prop_assert_eq!(calendar.open_millis(pause.until, due.at), due.at.0 - pause.until.0);
        }
    }

    #[test]
    fn who_asks_later_is_not_due_earlier(
        settings in some_settings(), hours in some_hours(), offset in 0..WEEK_MS, later in 0..WEEK_MS,
    ) {
        let book = book(settings, hours);
        let due = |offset| book.reply(&measured(NOON.plus_millis(offset))).expect("a target").at;
        prop_assert!(due(offset) <= due(offset + later));
    }
}

#[test]
fn nothing_is_due_where_nobody_waits_or_nothing_is_aimed_at() {
    let usual = book(Settings::default(), None);
    assert!(usual.reply(&Measured { waiting_since: None, ..measured(NOON) }).is_none());
    for status in [Status::Snoozed, Status::Solved] {
        assert!(usual.reply(&Measured { status, ..measured(NOON) }).is_none());
    }
    let none = book(Settings { first_reply_seconds: 0, ..Settings::default() }, None);
    assert!(none.reply(&measured(NOON)).is_none());
    assert!(usual.solve(&measured(NOON)).is_none(), "off unless the shop says so");
    let solve = book(Settings { solve_seconds: 3600, ..Settings::default() }, None);
    assert_eq!(solve.solve(&measured(NOON)), Some(NOON.plus_seconds(3600)));
    assert_eq!(solve.solve(&Measured { status: Status::Solved, ..measured(NOON) }), None);
}

#[test]
fn what_the_bot_had_the_word_for_is_not_a_persons_time() {
    let usual = book(Settings::default(), None);
    let called = Measured { called_at: Some(NOON.plus_seconds(20)), ..measured(NOON) };
    assert_eq!(usual.reply(&called).expect("a target").at, NOON.plus_seconds(26));
    let before = Measured { called_at: Some(NOON.plus_seconds(-20)), ..measured(NOON) };
    assert_eq!(usual.reply(&before).expect("a target").at, NOON.plus_seconds(6));
}

#[test]
fn the_most_specific_rule_decides_and_of_equals_the_first() {
    let inbox_id = Some(InboxId(Uuid::from_u128(1)));
    let of = |seconds, rule: Rule| Rule { first_reply_seconds: Some(seconds), ..rule };
    let settings = Settings {
        rules: vec![
            of(10, Rule { inbox_id, ..Rule::default() }),
            of(20, Rule { stage: Some(Stage::PreSale), ..Rule::default() }),
            of(30, Rule { inbox_id, tier: Some("黑金".into()), ..Rule::default() }),
            of(0, Rule { inbox_id, stage: Some(Stage::AfterSale), ..Rule::default() }),
            Rule { tier: Some("金卡".into()), stage: Some(Stage::PreSale), inbox_id, ..Rule::default() },
        ],
        ..Settings::default()
    };
    let first = |measured: &Measured| Limits::of(&settings, measured).of_target(Target::First);
    assert_eq!(first(&measured(NOON)), Some(10_000), "the first of two with one condition");
    let tier = |tier: &str| Measured { tier: Some(tier.into()), ..measured(NOON) };
    assert_eq!(first(&tier("黑金")), Some(30_000));
    assert_eq!(first(&tier("金卡")), Some(6000), "what a rule leaves open is as for everybody");
    assert_eq!(first(&Measured { stage: Stage::AfterSale, ..measured(NOON) }), None, "a rule may lift a target");
    assert_eq!(first(&Measured { inbox_id: InboxId(Uuid::nil()), ..measured(NOON) }), Some(20_000));
}
