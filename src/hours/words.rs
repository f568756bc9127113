//! The outlook in the buyer's language. Times are those of the shop.

use jiff::Timestamp;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;

use super::outlook::ExpectedReply;
use crate::clock::Time;
use crate::language::Language;

impl Language {
    pub(super) fn here(self) -> &'static str {
        self.pick(["客服在线。", "客服在線。", "We are here."])
    }

    pub(super) fn nobody_here(self) -> &'static str {
        self.pick([
            "客服暂时不在，请留言，我们回来后尽快回复您。",
            "客服暫時不在，請留言，我們回來後儘快回覆您。",
            "Nobody is here right now. Leave a message and we will reply as soon as we are back.",
        ])
    }

    pub(super) fn closed(self, special_day: Option<&str>, back: Option<&str>) -> String {
        match (self, special_day, back) {
            (Self::Simplified, None, Some(back)) => format!("现在是休息时间，{back} 上线。"),
            (Self::Simplified, Some(day), Some(back)) => format!("{day}休息，{back} 上线。"),
            (Self::Simplified, _, None) => "现在是休息时间，请留言。".into(),
            (Self::Traditional, None, Some(back)) => format!("現在是休息時間，{back} 上線。"),
            (Self::Traditional, Some(day), Some(back)) => format!("{day}休息，{back} 上線。"),
            (Self::Traditional, _, None) => "現在是休息時間，請留言。".into(),
            (Self::English, None, Some(back)) => format!("We are closed now and back {back}."),
            (Self::English, Some(day), Some(back)) => format!("We are closed ({day}) and back {back}."),
            (Self::English, _, None) => "We are closed now. Please leave a message.".into(),
        }
    }

    pub(super) fn reply_within(self, reply: ExpectedReply) -> String {
        let time = self.span(reply.seconds);
        match (self, reply.measured) {
            (Self::Simplified, true) => format!("通常 {time}内回复。"),
            (Self::Simplified, false) => format!("最迟 {time}内回复。"),
            (Self::Traditional, true) => format!("通常 {time}內回覆。"),
            (Self::Traditional, false) => format!("最遲 {time}內回覆。"),
            (Self::English, true) => format!("We usually reply within {time}."),
            (Self::English, false) => format!("We reply within {time} at the latest."),
        }
    }

    /// How long, rounded up to what people say.
    pub fn span(self, seconds: i64) -> String {
        let (number, unit) = match seconds {
            ..60 => (seconds, self.pick(["秒", "秒", "s"])),
            60..3600 => ((seconds + 59) / 60, self.pick(["分钟", "分鐘", "min"])),
            _ => ((seconds + 3599) / 3600, self.pick(["小时", "小時", "h"])),
        };
        format!("{number} {unit}")
    }

    /// A moment to come as one says it now: `明天 9:00`, `周一 9:00`, `10月8日 9:00`.
    pub fn moment(self, at: Time, now: Time, zone: &TimeZone) -> String {
        let local = |time: Time| Timestamp::from_millisecond(time.0).unwrap_or_default().to_zoned(zone.clone());
        let (now, at) = (local(now), local(at));
        let days = (at.date() - now.date()).get_days();
        let clock = format!("{}:{:02}", at.hour(), at.minute());
        let day = match days {
            0 => self.pick(["今天", "今天", "today"]).to_owned(),
            1 => self.pick(["明天", "明天", "tomorrow"]).to_owned(),
            2..7 => self.weekday(at.weekday()),
            _ => self.date(at.date(), now.year()),
        };
        match self {
            Self::Simplified | Self::Traditional => format!("{day} {clock}"),
            Self::English => format!("{day} at {clock}"),
        }
    }

    fn weekday(self, day: Weekday) -> String {
        let (chinese, english) = match day {
            Weekday::Monday => ("一", "Monday"),
            Weekday::Tuesday => ("二", "Tuesday"),
            Weekday::Wednesday => ("三", "Wednesday"),
            Weekday::Thursday => ("四", "Thursday"),
            Weekday::Friday => ("五", "Friday"),
            Weekday::Saturday => ("六", "Saturday"),
            Weekday::Sunday => ("日", "Sunday"),
        };
        match self {
            Self::Simplified => format!("周{chinese}"),
            Self::Traditional => format!("週{chinese}"),
            Self::English => format!("on {english}"),
        }
    }

    fn date(self, date: jiff::civil::Date, this_year: i16) -> String {
        let is_this_year = date.year() == this_year;
        match self {
            Self::Simplified | Self::Traditional if is_this_year => format!("{}月{}日", date.month(), date.day()),
            Self::Simplified | Self::Traditional => format!("{}年{}月{}日", date.year(), date.month(), date.day()),
            Self::English if is_this_year => format!("on {}", date.strftime("%-d %B")),
            Self::English => format!("on {}", date.strftime("%-d %B %Y")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LANGUAGES: [Language; 3] = [Language::Simplified, Language::Traditional, Language::English];

    fn at(time: &str) -> Time {
        Time::parse(time).expect("a time")
    }

    /// Nine in the morning of a day in Shanghai, said at some time.
    fn said(day: &str, now: &str) -> [String; 3] {
        let zone = TimeZone::get("Asia/Shanghai").expect("a zone");
        let nine = at(&format!("{day}T01:00:00Z"));
        LANGUAGES.map(|language| language.moment(nine, at(now), &zone))
    }

    #[test]
    fn a_moment_is_said_as_one_says_it() {
        // 23:30 on a Friday, and half an hour after midnight.
        assert_eq!(said("2026-11-14", "2026-11-13T15:30:00Z"), ["明天 9:00", "明天 9:00", "tomorrow at 9:00"]);
        assert_eq!(said("2026-11-14", "2026-11-13T16:30:00Z"), ["今天 9:00", "今天 9:00", "today at 9:00"]);
        // Over a weekend, and over a holiday.
        assert_eq!(said("2026-11-16", "2026-11-13T15:30:00Z"), ["周一 9:00", "週一 9:00", "on Monday at 9:00"]);
        assert_eq!(
            said("2026-10-08", "2026-09-30T15:30:00Z"),
            ["10月8日 9:00", "10月8日 9:00", "on 8 October at 9:00"]
        );
        // Over the turn of the year.
        let next = ["2027年1月8日 9:00", "2027年1月8日 9:00", "on 8 January 2027 at 9:00"];
        assert_eq!(said("2027-01-08", "2026-12-31T04:00:00Z"), next);
    }

    #[test]
    fn how_soon_is_rounded_up() {
        let reply = |seconds, measured| ExpectedReply { seconds, measured };
        assert_eq!(Language::Simplified.reply_within(reply(8, true)), "通常 8 秒内回复。");
        assert_eq!(Language::Traditional.reply_within(reply(61, true)), "通常 2 分鐘內回覆。");
        assert_eq!(Language::English.reply_within(reply(7200, false)), "We reply within 2 h at the latest.");
    }

    #[test]
    fn closed_says_why_and_until_when() {
        assert_eq!(Language::Simplified.closed(None, Some("明天 9:00")), "现在是休息时间，明天 9:00 上线。");
        assert_eq!(Language::Traditional.closed(Some("國慶"), Some("10月8日 9:00")), "國慶休息，10月8日 9:00 上線。");
        let english = Language::English.closed(Some("National Day"), Some("on 8 October at 9:00"));
        assert_eq!(english, "We are closed (National Day) and back on 8 October at 9:00.");
        assert_eq!(Language::English.closed(None, None), "We are closed now. Please leave a message.");
    }
}
