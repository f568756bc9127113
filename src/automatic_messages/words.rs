//! Times as buyers read them.

use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

use crate::canned_replies::weekday;
use crate::clock::Time;
use crate::language::Language;

/// How long, rounded to what people say.
pub fn span(language: Language, seconds: i64) -> String {
    let (number, units) = match seconds {
        ..60 => (seconds, ["秒", "秒", "s"]),
        60..3600 => (seconds / 60, ["分钟", "分鐘", "min"]),
        _ => (seconds / 3600, ["小时", "小時", "h"]),
    };
    format!("{number} {}", language.pick(units))
}

/// When it is, seen from now: the day only where it is not today's.
pub fn moment(language: Language, at: Time, now: Time, zone: &TimeZone) -> String {
    let of = |time: Time| Timestamp::from_millisecond(time.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone.clone());
    let (at, now) = (of(at), of(now));
    let clock = at.strftime("%-H:%M").to_string();
    let day = match (at.date() - now.date()).get_days() {
        0 => return clock,
        1 => language.pick(["明天", "明天", "tomorrow"]).to_owned(),
        2..=6 => weekday(language, at.weekday()).to_owned(),
        _ => date(language, at.date()),
    };
    match language {
        Language::English => format!("{day} at {clock}"),
        Language::Simplified | Language::Traditional => format!("{day} {clock}"),
    }
}

fn date(language: Language, date: Date) -> String {
    match language {
        Language::English => date.strftime("%-d %B").to_string(),
        Language::Simplified | Language::Traditional => format!("{}月{}日", date.month(), date.day()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_moment_is_named_as_people_name_it() {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let time = |text: &str| Time::parse(text).expect("a time");
        // A Wednesday, half past ten in the evening.
        let now = time("2026-11-11T14:30:00Z");
        let said = |at: &str, language| moment(language, time(at), now, &zone);
        assert_eq!(said("2026-11-11T15:00:00Z", Language::Simplified), "23:00");
        assert_eq!(said("2026-11-12T01:00:00Z", Language::Simplified), "明天 9:00");
        assert_eq!(said("2026-11-14T01:00:00Z", Language::Traditional), "星期六 9:00");
        assert_eq!(said("2026-11-12T01:00:00Z", Language::English), "tomorrow at 9:00");
        assert_eq!(said("2026-11-20T01:00:00Z", Language::English), "20 November at 9:00");
    }

    #[test]
    fn a_span_is_rounded_to_what_people_say() {
        assert_eq!(span(Language::Simplified, 40), "40 秒");
        assert_eq!(span(Language::Traditional, 150), "2 分鐘");
        assert_eq!(span(Language::English, 7200), "2 h");
    }
}
