//! Which words are said: the wordings that fit best, used in turn, filled in. Pure.

use std::collections::BTreeSet;

use super::model::{AutomaticKind, Contact, Ready, Settings, Situation, Text, Whom};
use crate::canned_replies::template::{self, Values};
use crate::ids::{MessageId, ShopId};
use crate::inboxes::Greeting;

/// How the words of a shop are read by one buyer.
pub struct Reader<'a> {
    pub whom: Whom,
    pub locale: &'a str,
    pub shop_locale: &'a str,
    pub values: &'a Values,
    /// What leave is taken after.
    pub happened: &'a BTreeSet<Situation>,
    /// What the inbox said before the first words: never said again.
    pub greeting: Option<&'a str>,
}

/// The words of a kind for this buyer, chosen by a message: the same for the same one, others for the next.
pub fn words(settings: &Settings, kind: AutomaticKind, reader: &Reader<'_>, by: MessageId) -> Option<String> {
    let fitting = fitting(settings.texts(kind), reader);
    let (_, chance) = by.0.as_u64_pair();
    let first = usize::try_from(chance % u64::try_from(fitting.len().max(1)).unwrap_or(1)).unwrap_or(0);
    // One that cannot be filled in is passed over: nobody is sent a blank.
    let in_turn = fitting.iter().cycle().skip(first).take(fitting.len());
    in_turn.filter_map(|text| filled_in(&text.words, reader)).find(|text| Some(text.as_str()) != reader.greeting)
}

/// The kinds that have words for this buyer.
pub fn ready(settings: &Settings, reader: &Reader<'_>, by: MessageId) -> Ready {
    AutomaticKind::ALL.into_iter().filter(|kind| words(settings, *kind, reader, by).is_some()).collect()
}

/// Every wording of a kind as this buyer would read it, whomever it is for.
pub fn all<'a>(settings: &'a Settings, kind: AutomaticKind, reader: &'a Reader<'_>) -> impl Iterator<Item = String> {
    settings.texts(kind).iter().filter_map(|text| filled_in(&text.words, reader))
}

/// What `shop.contacts` stands for.
pub fn contacts<'a>(settings: &'a Settings, locale: &str, shop_locale: &str) -> &'a str {
    settings.contacts.for_locale(locale, shop_locale).unwrap_or_default()
}

fn filled_in(words: &Greeting, reader: &Reader<'_>) -> Option<String> {
    let template = words.for_locale(reader.locale, reader.shop_locale)?;
    let rendered = template::render(template, reader.values).ok()?;
    (rendered.missing.is_empty() && !rendered.text.trim().is_empty()).then_some(rendered.text)
}

/// The wordings whose conditions all hold, of these the most particular ones.
fn fitting<'a>(texts: &'a [Text], reader: &Reader<'_>) -> Vec<&'a Text> {
    let fit = |text: &&Text| text.fits(&reader.whom, reader.happened);
    let most = texts.iter().filter(fit).map(Text::particular).max();
    texts.iter().filter(fit).filter(|text| Some(text.particular()) == most).collect()
}

impl Text {
    fn fits(&self, whom: &Whom, happened: &BTreeSet<Situation>) -> bool {
        (self.inbox_ids.is_empty() || self.inbox_ids.contains(&whom.inbox_id))
            && (self.stages.is_empty() || self.stages.contains(&whom.stage))
            && self.contact.is_none_or(|contact: Contact| contact == whom.contact)
            && self.situation.is_none_or(|situation| happened.contains(&situation))
    }

    /// What happened says more about a moment than whom it happened to.
    fn particular(&self) -> (Option<Situation>, usize) {
        let conditions = usize::from(!self.inbox_ids.is_empty())
            + usize::from(!self.stages.is_empty())
            + usize::from(self.contact.is_some());
        (self.situation, conditions)
    }
}

/// Chooses as the first message of a conversation would.
pub fn any(shop_id: ShopId) -> MessageId {
    MessageId(shop_id.0)
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::automatic_messages::model::Message;
    use crate::conversations::Stage;
    use crate::ids::InboxId;

    fn text(words: &str) -> Text {
        Text { words: Greeting { zh_cn: Some(words.into()), ..Greeting::default() }, ..Text::default() }
    }

    fn settings(texts: Vec<Text>) -> Settings {
        let messages = vec![Message { kind: AutomaticKind::Greeting, on: true, texts }];
        Settings { messages, ..Settings::default() }
    }

    fn said(settings: &Settings, locale: &str, greeting: Option<&str>, chance: u128) -> Option<String> {
        said_after(&[], settings, locale, greeting, chance)
    }

    fn said_after(
        happened: &[Situation],
        settings: &Settings,
        locale: &str,
        greeting: Option<&str>,
        chance: u128,
    ) -> Option<String> {
        let happened = &happened.iter().copied().collect();
        let mut values = Values::default();
        values.set("shop.name", "青禾");
        let whom = Whom { inbox_id: InboxId(Uuid::nil()), stage: Stage::PreSale, contact: Contact::Returning };
        let reader = Reader { whom, locale, shop_locale: "zh-CN", values: &values, happened, greeting };
        words(settings, AutomaticKind::Greeting, &reader, MessageId(Uuid::from_u128(chance)))
    }

    #[test]
    fn wordings_with_conditions_that_hold_go_first() {
        let back = Text { contact: Some(Contact::Returning), ..text("又见面了") };
        let after = Text { stages: vec![Stage::AfterSale], contact: Some(Contact::Returning), ..text("售后") };
        let settings = settings(vec![text("您好"), back, after]);
        assert_eq!(said(&settings, "zh-CN", None, 0).as_deref(), Some("又见面了"));
    }

    #[test]
    fn what_happened_goes_before_whom_it_happened_to() {
        let to = Text { stages: vec![Stage::PreSale], contact: Some(Contact::Returning), ..text("售前老客") };
        let after = |situation, words| Text { situation: Some(situation), ..text(words) };
        let alone = Text { stages: vec![Stage::AfterSale], ..after(Situation::BotAlone, "售后机器人") };
        let settings = settings(vec![
            to,
            after(Situation::LongWait, "久等"),
            after(Situation::AfterApology, "致歉"),
            Text { stages: vec![Stage::PreSale], ..after(Situation::AfterApology, "售前致歉") },
            alone,
        ]);
        let heard = |happened: &[Situation]| said_after(happened, &settings, "zh-CN", None, 0).expect("words");
        assert_eq!(heard(&[]), "售前老客");
        assert_eq!(heard(&[Situation::LongWait]), "久等");
        assert_eq!(heard(&[Situation::LongWait, Situation::AfterApology]), "售前致歉");
        assert_eq!(heard(&[Situation::BotAlone]), "售前老客", "that one is for another stage");
    }

    #[test]
    fn equals_take_turns_and_blanks_are_never_sent() {
        let settings = settings(vec![text("一"), text("{{ order.number }}"), text("三")]);
        let heard: Vec<_> = (0..3).map(|chance| said(&settings, "zh-CN", None, chance).expect("words")).collect();
        assert_eq!(heard, ["一", "三", "三"]);
    }

    #[test]
    fn words_fall_back_to_the_shops_language() {
        let settings = settings(vec![text("这里是{{ shop.name }}")]);
        assert_eq!(said(&settings, "en", None, 0).as_deref(), Some("这里是青禾"));
    }

    #[test]
    fn what_the_inbox_said_is_not_said_again() {
        let settings = settings(vec![text("您好"), text("在的")]);
        assert_eq!(said(&settings, "zh-CN", Some("您好"), 0).as_deref(), Some("在的"));
        assert_eq!(said(&self::settings(vec![text("您好")]), "zh-CN", Some("您好"), 0), None);
    }
}
