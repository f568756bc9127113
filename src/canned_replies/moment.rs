//! The time of day, the date and the weekday in words of the shop's language, on the shop's clock.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::template::Values;
use crate::clock::Time;
use crate::language::Language;

pub fn fill(values: &mut Values, now: Time, timezone: &str, language: Language) {
    let zone = TimeZone::get(timezone).unwrap_or(TimeZone::UTC);
    let now = Timestamp::from_millisecond(now.0).unwrap_or(Timestamp::UNIX_EPOCH).to_zoned(zone);
    values.set("time.greeting", greeting(language, now.hour()));
    let date = match language {
        Language::English => now.strftime("%-d %B").to_string(),
        Language::Simplified | Language::Traditional => format!("{}月{}日", now.month(), now.day()),
    };
    values.set("time.date", date);
    values.set("time.weekday", weekday(language, now.weekday()));
    values.set("time.clock", now.strftime("%H:%M").to_string());
}

fn greeting(language: Language, hour: i8) -> &'static str {
    language.pick(match hour {
        5..=10 => ["早上好", "早安", "Good morning"],
        11..=12 => ["中午好", "午安", "Good day"],
        13..=17 => ["下午好", "午安", "Good afternoon"],
        _ => ["晚上好", "晚安", "Good evening"],
    })
}

fn weekday(language: Language, day: Weekday) -> &'static str {
    language.pick(match day {
        Weekday::Monday => ["星期一", "星期一", "Monday"],
        Weekday::Tuesday => ["星期二", "星期二", "Tuesday"],
        Weekday::Wednesday => ["星期三", "星期三", "Wednesday"],
        Weekday::Thursday => ["星期四", "星期四", "Thursday"],
        Weekday::Friday => ["星期五", "星期五", "Friday"],
        Weekday::Saturday => ["星期六", "星期六", "Saturday"],
        Weekday::Sunday => ["星期日", "星期日", "Sunday"],
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(moment: &str, zone: &str, language: Language) -> [String; 4] {
        let mut values = Values::default();
        fill(&mut values, Time::parse(moment).expect("a time"), zone, language);
        ["greeting", "date", "weekday", "clock"]
            .map(|name| values.get(&format!("time.{name}")).expect("a value").to_owned())
    }

    #[test]
    fn the_time_is_that_of_the_shop() {
        let evening = "2026-11-11T14:30:00Z";
        assert_eq!(at(evening, "Asia/Shanghai", Language::Simplified), ["晚上好", "11月11日", "星期三", "22:30"]);
        assert_eq!(
            at(evening, "America/New_York", Language::English),
            ["Good morning", "11 November", "Wednesday", "09:30"]
        );
        assert_eq!(at("2026-11-11T17:00:00Z", "Asia/Taipei", Language::Traditional)[1], "11月12日");
    }
}
