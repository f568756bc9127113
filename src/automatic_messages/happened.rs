//! What happened in a conversation before leave is taken of its buyer, as its thread tells it. Pure.
//!
//! Nothing of it is recorded: what was said and how long it took stand in the messages, and are read from them.

use std::collections::BTreeSet;

use super::model::{AutomaticKind, Settings, Situation};
use crate::canned_replies::template;
use crate::conversations::{Author, BotAct, MessageRow};

/// Fewer characters than these are said for other reasons, too.
const FEWEST_CHARS: usize = 4;

/// What holds of the episode at the end of a thread, the oldest message first.
pub fn read(thread: &[MessageRow], settings: &Settings) -> BTreeSet<Situation> {
    let is_end = |message: &MessageRow| message.thread_event().is_some_and(|event| event.name == "solved");
    let begin = thread.iter().rposition(is_end).map_or(0, |place| place + 1);
    let said = || thread[begin..].iter().filter(|message| message.kind.is_public() && message.recalled_at.is_none());
    let replies = || said().filter(|message| message.author == Author::Agent);
    let apologies = apologies(settings);
    let apologises = |message: &MessageRow| {
        let words = bare(message.text.as_deref().unwrap_or_default());
        apologies.iter().any(|apology| words.contains(apology.as_str()))
    };
    let took_long = |message: &MessageRow| {
        let since = message.waited_since.map(|since| since.plus_seconds(settings.apology_seconds));
        since.is_some_and(|due| due <= message.created_at)
    };
    let answers = |message: &MessageRow| message.bot_part().is_some_and(|part| part.act == BotAct::Answer);
    let mut happened = BTreeSet::new();
    if replies().any(apologises) {
        happened.insert(Situation::AfterApology);
    }
    if replies().any(took_long) {
        happened.insert(Situation::LongWait);
    }
    if replies().next().is_none() && said().any(answers) {
        happened.insert(Situation::BotAlone);
    }
    happened
}

/// What makes a reply one of the shop's apologies: the longest words of each that stand there whoever says them and to
/// whom.
fn apologies(settings: &Settings) -> Vec<String> {
    let texts = settings.texts(AutomaticKind::Apology).iter();
    let written = texts.flat_map(|text| [&text.words.zh_cn, &text.words.zh_hant, &text.words.en]).flatten();
    let longest = written.filter_map(|words| {
        let plain = template::plain(words).into_iter().map(bare);
        plain.max_by_key(|words| words.chars().count())
    });
    longest.filter(|words| words.chars().count() >= FEWEST_CHARS).collect()
}

/// What is said, however it is spaced and written.
pub fn bare(text: &str) -> String {
    zg_text::fold(text).split_whitespace().collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::automatic_messages::model::{Message, Text};
    use crate::clock::Time;
    use crate::conversations::{BotPart, Kind};
    use crate::ids::{ConversationId, ShopId};
    use crate::inboxes::Greeting;

    const WAITED: i64 = 300_000;

    fn settings() -> Settings {
        let zh_cn = Some("{{ time.greeting }}，我是{{ agent.name }}。抱歉让您久等了，这就来处理。".to_owned());
        let words = Greeting { zh_cn, en: Some("Sorry you had to wait".to_owned()), ..Greeting::default() };
        let texts = vec![Text { words, ..Text::default() }];
        let messages = vec![Message { kind: AutomaticKind::Apology, on: true, texts }];
        Settings { messages, ..Settings::default() }
    }

    fn line(author: Author, text: &str) -> MessageRow {
        let place = (ShopId(Uuid::nil()), ConversationId(Uuid::nil()));
        MessageRow { text: Some(text.to_owned()), ..MessageRow::new(place, 1, Kind::Text, author, Time(WAITED)) }
    }

    fn answer(act: BotAct) -> MessageRow {
        let bot = serde_json::to_string(&BotPart::new(act)).ok();
        MessageRow { bot, ..line(Author::Bot, "三天内发货") }
    }

    fn happened(thread: &[MessageRow]) -> Vec<Situation> {
        read(thread, &settings()).into_iter().collect()
    }

    #[test]
    fn an_apology_is_known_by_its_words_whoever_said_it() {
        for words in ["上午好，我是小梅。 抱歉让您久等了，这就来处理。马上看", "SORRY you had to  wait! On it."]
        {
            assert_eq!(happened(&[line(Author::Agent, words)]), [Situation::AfterApology], "{words}");
        }
        assert_eq!(happened(&[line(Author::Agent, "上午好，我是小梅。")]), []);
        assert_eq!(happened(&[line(Author::Customer, "抱歉让您久等了，这就来处理。")]), [], "a buyer said it");
        let taken_back = MessageRow { recalled_at: Some(Time(9)), ..line(Author::Agent, "Sorry you had to wait") };
        assert_eq!(happened(&[taken_back]), []);
    }

    #[test]
    fn a_wait_is_long_where_an_apology_would_have_been_offered() {
        let after = |since| MessageRow { waited_since: Some(Time(since)), ..line(Author::Agent, "在的") };
        assert_eq!(happened(&[after(0)]), [Situation::LongWait]);
        assert_eq!(happened(&[after(1)]), []);
    }

    #[test]
    fn a_bot_is_alone_until_a_person_replies() {
        assert_eq!(happened(&[answer(BotAct::Answer)]), [Situation::BotAlone]);
        assert_eq!(happened(&[answer(BotAct::Miss)]), [], "it answered nothing");
        assert_eq!(happened(&[answer(BotAct::Answer), line(Author::Agent, "在的")]), []);
    }

    #[test]
    fn what_lies_before_the_last_end_is_past() {
        let solved = MessageRow {
            event: Some(r#"{"name":"solved","data":{}}"#.to_owned()),
            ..MessageRow::new(
                (ShopId(Uuid::nil()), ConversationId(Uuid::nil())),
                2,
                Kind::Event,
                Author::System,
                Time(1),
            )
        };
        let apology = line(Author::Agent, "Sorry you had to wait");
        assert_eq!(happened(&[apology.clone(), solved.clone(), line(Author::Agent, "在的")]), []);
        assert_eq!(happened(&[solved, apology]), [Situation::AfterApology]);
    }
}
