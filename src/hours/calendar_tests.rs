use jiff::civil::date;
use proptest::prelude::*;

use super::calendar::{Calendar, Calendars};
use super::model::{InboxHours, Settings, Span, SpecialDay, Week};
use super::time_of_day::TimeOfDay;
use crate::clock::Time;
use crate::ids::InboxId;

const DAY: i64 = 86_400_000;
/// Clocks that never change, change by an hour, change by half an hour.
const ZONES: [&str; 3] = ["Asia/Shanghai", "America/New_York", "Australia/Lord_Howe"];

fn at(time: &str) -> Time {
    Time::parse(time).expect("a time")
}

fn span(from: &str, until: &str) -> Span {
    Span { from: TimeOfDay::parse(from).expect("a time"), until: TimeOfDay::parse(until).expect("a time") }
}

fn every_day(spans: &[Span]) -> Week {
    let mut week = Week::default();
    week.days_mut().into_iter().for_each(|day| *day = spans.to_vec());
    week
}

fn calendar(settings: &Settings, timezone: &str) -> Calendar {
    Calendars::new(settings, timezone).of_shop().clone()
}

fn daily(spans: &[Span], timezone: &str) -> Calendar {
    calendar(&Settings { week: Some(every_day(spans)), ..Settings::default() }, timezone)
}

fn special(from: jiff::civil::Date, until: jiff::civil::Date, spans: &[Span]) -> SpecialDay {
    SpecialDay { name: "双11".into(), from, until, spans: spans.to_vec(), inbox_ids: Vec::new() }
}

#[test]
fn without_hours_it_is_always_open() {
    let always = calendar(&Settings::default(), "Asia/Shanghai");
    let now = at("2026-11-13T04:00:00Z");
    assert!(always.is_open(now));
    assert_eq!(always.opens_at(now), Some(now));
    assert_eq!(always.closes_at(now), None);
    assert_eq!(always.after(now, 6000), Some(now.plus_seconds(6)));
    assert_eq!(always.open_millis(now, now.plus_seconds(6)), 6000);
}

#[test]
fn it_opens_after_it_was_closed() {
    let now = at("2026-11-13T04:00:00Z");
    let in_days = |days| now.plus_millis(days * DAY);
    let days = daily(&[span("09:00", "12:00"), span("12:00", "18:00")], "Asia/Shanghai");
    assert_eq!(days.openings(now, in_days(2)), [at("2026-11-14T01:00:00Z"), at("2026-11-15T01:00:00Z")]);
    let nights = daily(&[span("20:00", "02:00")], "Asia/Shanghai");
    assert_eq!(nights.openings(now, in_days(1)), [at("2026-11-13T12:00:00Z")], "midnight is no opening");
    assert_eq!(calendar(&Settings::default(), "Asia/Shanghai").openings(now, in_days(8)), []);
    assert_eq!(daily(&[Span::WHOLE_DAY], "Asia/Shanghai").openings(now, in_days(8)), []);
    assert_eq!(daily(&[], "Asia/Shanghai").openings(now, in_days(8)), []);
}

#[test]
fn open_around_the_clock_never_closes() {
    let now = at("2026-11-13T04:00:00Z");
    for spans in [&[Span::WHOLE_DAY][..], &[span("00:00", "12:00"), span("12:00", "00:00")]] {
        let calendar = daily(spans, "Asia/Shanghai");
        assert!(calendar.is_open(now));
        assert_eq!(calendar.closes_at(now), None);
    }
}

#[test]
fn an_evening_ends_and_the_morning_begins() {
    let calendar = daily(&[span("09:00", "12:00"), span("13:00", "22:00")], "Asia/Shanghai");
    // 21:59 in Shanghai.
    let late = at("2026-11-13T13:59:00Z");
    assert_eq!(calendar.closes_at(late), Some(at("2026-11-13T14:00:00Z")));
    assert!(!calendar.is_open(at("2026-11-13T14:00:00Z")));
    assert_eq!(calendar.opens_at(at("2026-11-13T14:00:00Z")), Some(at("2026-11-14T01:00:00Z")));
    // A minute is left, five seconds remain for the morning.
    assert_eq!(calendar.after(late, 65_000), Some(at("2026-11-14T01:00:05Z")));
    assert_eq!(calendar.after(late, 60_000), Some(at("2026-11-13T14:00:00Z")));
    assert_eq!(calendar.open_millis(late, at("2026-11-14T01:00:05Z")), 65_000);
    // The break at noon is closed.
    assert!(!calendar.is_open(at("2026-11-13T04:30:00Z")));
}

#[test]
fn a_night_belongs_to_the_day_on_which_it_begins() {
    let week = Week { friday: vec![span("18:00", "02:00")], ..Week::default() };
    let settings = Settings {
        week: Some(week),
        // Saturday is closed, which does not cut off Friday's night.
        special_days: vec![special(date(2026, 11, 14), date(2026, 11, 14), &[])],
        ..Settings::default()
    };
    let calendar = calendar(&settings, "Asia/Shanghai");
    let one_at_night = at("2026-11-13T17:00:00Z");
    assert!(calendar.is_open(one_at_night));
    assert_eq!(calendar.closes_at(one_at_night), Some(at("2026-11-13T18:00:00Z")));
    assert_eq!(calendar.opens_at(at("2026-11-13T18:00:00Z")), Some(at("2026-11-20T10:00:00Z")));
}

#[test]
fn special_days_go_before_the_week() {
    let settings = Settings {
        week: Some(every_day(&[span("09:00", "18:00")])),
        special_days: vec![
            special(date(2026, 10, 1), date(2026, 10, 7), &[]),
            special(date(2026, 11, 11), date(2026, 11, 11), &[span("08:00", "02:00")]),
        ],
        ..Settings::default()
    };
    let calendar = calendar(&settings, "Asia/Shanghai");
    assert_eq!(calendar.opens_at(at("2026-09-30T10:00:00Z")), Some(at("2026-10-08T01:00:00Z")));
    assert_eq!(calendar.opens_at(at("2026-11-10T12:00:00Z")), Some(at("2026-11-11T00:00:00Z")));
    assert_eq!(calendar.closes_at(at("2026-11-11T12:00:00Z")), Some(at("2026-11-11T18:00:00Z")));
    assert_eq!(calendar.special_day(at("2026-11-11T12:00:00Z")).map(|day| day.name.as_str()), Some("双11"));
}

#[test]
fn a_holiday_closes_even_who_is_otherwise_always_open() {
    let holiday = special(date(2026, 10, 1), date(2026, 10, 1), &[]);
    let calendar = calendar(&Settings { special_days: vec![holiday], ..Settings::default() }, "Asia/Shanghai");
    assert_eq!(calendar.closes_at(at("2026-09-29T00:00:00Z")), Some(at("2026-09-30T16:00:00Z")));
    assert_eq!(calendar.opens_at(at("2026-09-30T16:00:00Z")), Some(at("2026-10-01T16:00:00Z")));
}

#[test]
fn an_inbox_has_hours_and_days_of_its_own() {
    let (own, other) = (InboxId::new(), InboxId::new());
    let here =
        SpecialDay { inbox_ids: vec![own], ..special(date(2026, 10, 1), date(2026, 10, 1), &[span("10:00", "11:00")]) };
    let settings = Settings {
        week: Some(every_day(&[span("09:00", "18:00")])),
        special_days: vec![special(date(2026, 10, 1), date(2026, 10, 7), &[]), here],
        inboxes: vec![InboxHours { inbox_id: own, week: None }],
    };
    let calendars = Calendars::new(&settings, "Asia/Shanghai");
    let night = at("2026-09-29T20:00:00Z");
    assert!(calendars.of(own).is_open(night));
    assert!(!calendars.of(other).is_open(night));
    let holiday = at("2026-10-01T02:30:00Z");
    assert!(calendars.of(own).is_open(holiday));
    assert!(!calendars.of(other).is_open(holiday));
}

#[test]
fn who_never_opens_says_so() {
    let never = daily(&[], "Asia/Shanghai");
    let now = at("2026-11-13T04:00:00Z");
    assert!(!never.is_open(now));
    assert_eq!(never.opens_at(now), None);
    assert_eq!(never.closes_at(now), None);
    assert_eq!(never.after(now, 1), None);
    assert_eq!(never.open_millis(now, now.plus_seconds(86_400)), 0);
}

#[test]
fn hours_are_those_that_the_clocks_show() {
    let calendar = daily(&[span("02:30", "03:30")], "America/New_York");
    // In spring two o'clock is three: half an hour is left.
    assert_eq!(calendar.opens_at(at("2026-03-08T06:00:00Z")), Some(at("2026-03-08T07:00:00Z")));
    assert_eq!(calendar.closes_at(at("2026-03-08T07:00:00Z")), Some(at("2026-03-08T07:30:00Z")));
    // In autumn one o'clock comes twice: the first one counts.
    let early = daily(&[span("01:00", "05:00")], "America/New_York");
    assert_eq!(early.opens_at(at("2026-11-01T04:30:00Z")), Some(at("2026-11-01T05:00:00Z")));
    assert_eq!(early.open_millis(at("2026-11-01T04:00:00Z"), at("2026-11-01T12:00:00Z")), 5 * 3_600_000);
}

#[test]
fn times_beyond_the_calendar_are_no_trouble() {
    let calendar = daily(&[span("09:00", "18:00")], "Asia/Shanghai");
    for extreme in [Time(i64::MIN), Time(i64::MAX)] {
        assert!(!calendar.is_open(extreme));
        let _ = (calendar.opens_at(extreme), calendar.closes_at(extreme), calendar.after(extreme, 1));
    }
}

fn time_of_day(last: u16) -> impl Strategy<Value = TimeOfDay> {
    (0..=last).prop_map(|minutes| TimeOfDay::from_minutes(minutes).expect("a time"))
}

fn spans() -> impl Strategy<Value = Vec<Span>> {
    // As a shop writes them: one after the other, the last perhaps past midnight.
    prop::collection::btree_set(time_of_day(1439), 0..5).prop_map(|edges| {
        let edges: Vec<TimeOfDay> = edges.into_iter().collect();
        let spans = edges.chunks(2).map(|pair| match pair {
            [from, until] => Span { from: *from, until: *until },
            rest => Span { from: rest[0], until: TimeOfDay::from_minutes(rest[0].minutes() / 3).expect("a time") },
        });
        spans.collect()
    })
}

fn hours() -> impl Strategy<Value = Settings> {
    let week = prop::collection::vec(spans(), 7).prop_map(|spans| {
        let mut week = Week::default();
        week.days_mut().into_iter().zip(spans).for_each(|(day, spans)| *day = spans);
        week
    });
    let days = prop::collection::vec((0..60_i64, 0..4_i64, spans()), 0..3).prop_map(|days| {
        let day = |(first, more, spans): (i64, i64, Vec<Span>)| {
            let from = date(2026, 2, 20) + jiff::Span::new().days(first);
            special(from, from + jiff::Span::new().days(more), &spans)
        };
        days.into_iter().map(day).collect()
    });
    (prop::option::of(week), days).prop_map(|(week, special_days)| Settings { week, special_days, inboxes: Vec::new() })
}

fn moment() -> impl Strategy<Value = Time> {
    let from = at("2026-02-25T00:00:00Z").0;
    (from..from + 40 * DAY).prop_map(Time)
}

/// What a clock on the wall and the hours on the door say, where clocks never change.
fn says_the_door(settings: &Settings, at: Time) -> bool {
    let local =
        jiff::Timestamp::from_millisecond(at.0 + 8 * 3_600_000).expect("a time").to_zoned(jiff::tz::TimeZone::UTC);
    let minute = u16::try_from(local.hour()).expect("an hour") * 60 + u16::try_from(local.minute()).expect("a minute");
    let of = |date: jiff::civil::Date| -> Vec<Span> {
        let special = settings.special_days.iter().find(|day| day.from <= date && date <= day.until);
        match (special, &settings.week) {
            (Some(day), _) => day.spans.clone(),
            (None, Some(week)) => week.of(date.weekday()).to_vec(),
            (None, None) => vec![Span::WHOLE_DAY],
        }
    };
    let today = local.date();
    let began_today = of(today)
        .iter()
        .any(|span| minute >= span.from.minutes() && (span.ends_next_day() || minute < span.until.minutes()));
    let began_yesterday =
        of(today.yesterday().expect("a day")).iter().any(|span| span.ends_next_day() && minute < span.until.minutes());
    began_today || began_yesterday
}

proptest! {
    #[test]
    fn it_is_open_when_the_door_says_so(settings in hours(), now in moment()) {
        prop_assert_eq!(calendar(&settings, "Asia/Shanghai").is_open(now), says_the_door(&settings, now));
    }

    #[test]
    fn open_time_adds_up(settings in hours(), zone in 0..3_usize, mut moments in prop::array::uniform3(moment())) {
        let calendar = calendar(&settings, ZONES[zone]);
        moments.sort();
        let [first, middle, last] = moments;
        let parts = calendar.open_millis(first, middle) + calendar.open_millis(middle, last);
        prop_assert_eq!(parts, calendar.open_millis(first, last));
        prop_assert!(parts <= last.0 - first.0);
        prop_assert_eq!(calendar.open_millis(last, first), 0);
    }

    #[test]
    fn after_so_much_open_time_so_much_has_passed(
        settings in hours(), zone in 0..3_usize, from in moment(), millis in 0..3 * DAY
    ) {
        let calendar = calendar(&settings, ZONES[zone]);
        if let Some(at) = calendar.after(from, millis) {
            prop_assert_eq!(calendar.open_millis(from, at), millis);
            // It is the first such moment.
            prop_assert!(millis == 0 || calendar.open_millis(from, Time(at.0 - 1)) == millis - 1);
        } else {
            prop_assert!(calendar.open_millis(from, from.plus_millis(90 * DAY)) < millis.max(1));
        }
    }

    #[test]
    fn it_opens_and_closes_at_its_edges(settings in hours(), zone in 0..3_usize, now in moment()) {
        let calendar = calendar(&settings, ZONES[zone]);
        let opens = calendar.opens_at(now);
        prop_assert_eq!(calendar.is_open(now), opens == Some(now));
        if let Some(opens) = opens.filter(|opens| *opens > now) {
            prop_assert!(calendar.is_open(opens) && !calendar.is_open(Time(opens.0 - 1)));
            prop_assert_eq!(calendar.open_millis(now, opens), 0);
        }
        if let Some(closes) = calendar.closes_at(now) {
            prop_assert!(calendar.is_open(now));
            prop_assert!(!calendar.is_open(closes) && calendar.is_open(Time(closes.0 - 1)));
            prop_assert_eq!(calendar.open_millis(now, closes), closes.0 - now.0);
        }
    }
}
