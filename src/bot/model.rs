use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::{BotAct, HandOverReason};
use crate::db::stored_enum;
use crate::http::{objects, plain_object};
use crate::ids::{AnswerId, EntryId, PastReplyId, Seq, SizeChartId};
use crate::inboxes::Greeting;
use crate::knowledge::Hit;
use crate::sizes::SizeAdvice;

/// What the bot does in an inbox.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BotMode)]
#[serde(rename_all = "snake_case")]
pub enum Mode {
    /// People answer; the bot does when nobody is there, or nobody has answered for a while.
    HumanFirst,
    /// The bot answers first.
    BotFirst,
    /// The bot only suggests answers to colleagues.
    #[default]
    SuggestOnly,
    /// Neither.
    Off,
}

impl Mode {
    /// Whether it writes to buyers.
    pub fn writes(self) -> bool {
        matches!(self, Self::HumanFirst | Self::BotFirst)
    }
}

/// Another mode at certain hours of the shop's time zone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BotHours)]
#[serde(deny_unknown_fields)]
pub struct Hours {
    /// The days on which they begin: 1 is Monday, 7 is Sunday.
    pub days: Vec<i8>,
    /// Such as `21:30`.
    pub from: String,
    /// Such as `08:00`; earlier than or the same as `from`: on the next day.
    pub until: String,
    pub mode: Mode,
}

/// How sure the bot must be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BotStrictness)]
#[serde(rename_all = "snake_case")]
pub enum Strictness {
    /// Answers only what is almost certain, and asks a person otherwise.
    Careful,
    #[default]
    Balanced,
    /// Answers and asks back more often, and is wrong more often.
    Bold,
}

impl From<Strictness> for zg_answer::Strictness {
    fn from(strictness: Strictness) -> Self {
        match strictness {
            Strictness::Careful => Self { answer: 0.9, suggest: 0.5 },
            Strictness::Balanced => Self::default(),
            Strictness::Bold => Self { answer: 0.6, suggest: 0.2 },
        }
    }
}

/// What a person must answer, whatever the knowledge says.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BotTopic)]
#[serde(rename_all = "snake_case")]
pub enum Topic {
    /// Anger and complaints.
    Anger,
    /// Money that goes back.
    Refund,
    /// What the buyer wants to be promised.
    Promise,
}

/// How the bot behaves in an inbox.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = BotSettings)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    pub mode: Mode,
    /// The first that fits goes before `mode`.
    #[serde(deserialize_with = "objects")]
    pub hours: Vec<Hours>,
    /// With `human_first`: how long people have, when one is there.
    pub patience_seconds: i64,
    pub strictness: Strictness,
    /// Questions to press before the first message, by their entries; null: those that are asked most.
    pub hot_questions: Option<Vec<EntryId>>,
    /// Words that call a person.
    pub hand_over_words: Vec<String>,
    pub hand_over_topics: Vec<Topic>,
    /// What a buyer reads who is left to a person when nobody is there; in words of ours where it is missing.
    #[serde(deserialize_with = "plain_object")]
    pub offline: Greeting,
    /// Colleagues are suggested what colleagues replied before, in this inbox and in others that want it. Numbers of
    /// single customers are blanked and what tells who or where somebody is is left out; a name that stands alone may not
    /// be recognised.
    pub past_replies: bool,
}

impl Default for Settings {
    fn default() -> Self {
        let words = ["人工", "真人", "找客服", "转客服", "联系客服", "客服在吗", "human", "real person", "agent"];
        Self {
            mode: Mode::default(),
            hours: Vec::new(),
            patience_seconds: 60,
            strictness: Strictness::default(),
            hot_questions: None,
            hand_over_words: words.map(str::to_owned).into(),
            hand_over_topics: vec![Topic::Anger, Topic::Refund, Topic::Promise],
            offline: Greeting::default(),
            past_replies: false,
        }
    }
}

impl Settings {
    /// The mode at a time of the shop.
    pub fn mode_at(&self, now: Time, timezone: &str) -> Mode {
        let zone = jiff::tz::TimeZone::get(timezone).unwrap_or(jiff::tz::TimeZone::UTC);
        let at = jiff::Timestamp::from_millisecond(now.0).unwrap_or(jiff::Timestamp::UNIX_EPOCH).to_zoned(zone);
        let today = at.weekday().to_monday_one_offset();
        let minute = i32::from(at.hour()) * 60 + i32::from(at.minute());
        let fits = self.hours.iter().find(|hours| hours.hold(today, minute));
        fits.map_or(self.mode, |hours| hours.mode)
    }

    /// Whether it writes to buyers at any hour.
    pub fn ever_writes(&self) -> bool {
        self.mode.writes() || self.hours.iter().any(|hours| hours.mode.writes())
    }
}

impl Hours {
    fn hold(&self, today: i8, minute: i32) -> bool {
        let (Some(from), Some(until)) = (minute_of(&self.from), minute_of(&self.until)) else { return false };
        let yesterday = if today == 1 { 7 } else { today - 1 };
        let (began_today, began_yesterday) = (self.days.contains(&today), self.days.contains(&yesterday));
        if from < until {
            return began_today && (from..until).contains(&minute);
        }
        (began_today && minute >= from) || (began_yesterday && minute < until)
    }
}

/// The minute of the day that `HH:MM` names.
pub fn minute_of(text: &str) -> Option<i32> {
    let (hour, minute) = text.split_once(':')?;
    let number = |digits: &str, below: i32| {
        let is_number = digits.len() == 2 && digits.bytes().all(|byte| byte.is_ascii_digit());
        digits.parse::<i32>().ok().filter(|number| is_number && *number < below)
    };
    Some(number(hour, 24)? * 60 + number(minute, 60)?)
}

/// What the bot would do with a question, and what it knows of it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = BotPreview)]
pub struct Preview {
    pub act: BotAct,
    /// Why a person would be called.
    pub reason: Option<HandOverReason>,
    /// Likelihood from 0 to 1 that the first entry is asked for.
    pub confidence: f32,
    /// The likeliest first.
    pub ranked: Vec<Hit>,
    /// Which size fits, where the question asks for one that a chart knows.
    pub size: Option<SizeAdvice>,
}

/// An answer for a colleague to take.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct Suggestion {
    /// The entry that it comes from; null where it comes from a size chart or the past.
    pub entry_id: Option<EntryId>,
    pub answer_id: Option<AnswerId>,
    /// The size chart that it comes from.
    pub chart_id: Option<SizeChartId>,
    /// That colleagues replied it before.
    pub past: Option<PastReply>,
    /// The question that it answers as the shop asks it, or the chart's name; null for a reply of the past.
    pub title: Option<String>,
    /// A reply of the past has `____` where it said a number that belonged to one customer.
    pub text: String,
    /// Likelihood from 0 to 1; of a reply of the past how near the situation is in which it was given.
    pub score: f32,
}

/// Where a reply of the past comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, ToSchema)]
pub struct PastReply {
    /// The same for the same words.
    pub reply_id: PastReplyId,
    /// How many customers were told this, or nearly this.
    pub customers: i64,
    /// When the last of them was.
    pub last_at: Time,
}

/// What may be answered to the buyer's last words.
#[derive(Debug, Clone, Default, PartialEq, Serialize, ToSchema)]
pub struct Suggestions {
    /// The message they are for; null when no buyer waits for an answer.
    pub message_seq: Option<Seq>,
    /// The likeliest first, at most three.
    pub items: Vec<Suggestion>,
    /// Replies of the past are being read: in a moment there may be more.
    pub reading: bool,
}

stored_enum! {
    /// What became of a suggestion.
    SuggestionOutcome {
        /// Sent as it was.
        Taken = 0,
        /// Sent with changes.
        Edited = 1,
        /// Something else was sent.
        Ignored = 2,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Time {
        Time::parse(time).expect("a time")
    }

    fn by_night() -> Settings {
        let night = Hours { days: vec![5], from: "22:00".into(), until: "08:00".into(), mode: Mode::BotFirst };
        Settings { mode: Mode::HumanFirst, hours: vec![night], ..Settings::default() }
    }

    #[test]
    fn hours_belong_to_the_day_on_which_they_begin() {
        let settings = by_night();
        // 2026-11-13 is a Friday; Shanghai is eight hours ahead.
        for (time, mode) in [
            ("2026-11-13T13:59:00Z", Mode::HumanFirst),
            ("2026-11-13T14:00:00Z", Mode::BotFirst),
            ("2026-11-13T23:59:00Z", Mode::BotFirst),
            ("2026-11-14T00:00:00Z", Mode::HumanFirst),
            ("2026-11-14T14:30:00Z", Mode::HumanFirst),
            ("2026-11-12T23:00:00Z", Mode::HumanFirst),
        ] {
            assert_eq!(settings.mode_at(at(time), "Asia/Shanghai"), mode, "{time}");
        }
    }

    #[test]
    fn hours_within_a_day_end_on_it() {
        let noon = Hours { days: vec![3], from: "12:00".into(), until: "13:30".into(), mode: Mode::Off };
        let settings = Settings { hours: vec![noon], ..Settings::default() };
        assert_eq!(settings.mode_at(at("2026-11-11T04:00:00Z"), "Asia/Shanghai"), Mode::Off);
        assert_eq!(settings.mode_at(at("2026-11-11T05:30:00Z"), "Asia/Shanghai"), Mode::SuggestOnly);
        assert_eq!(settings.mode_at(at("2026-11-12T04:00:00Z"), "Asia/Shanghai"), Mode::SuggestOnly);
    }

    #[test]
    fn only_times_of_the_clock_are_times() {
        assert_eq!(minute_of("00:00"), Some(0));
        assert_eq!(minute_of("23:59"), Some(24 * 60 - 1));
        for wrong in ["24:00", "7:30", "07:60", "0730", "+7:00", "07:3", ""] {
            assert_eq!(minute_of(wrong), None, "{wrong}");
        }
    }
}
