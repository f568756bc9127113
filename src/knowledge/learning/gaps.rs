//! Which of a buyer's messages the knowledge did not meet: read from the thread. No database, no clock.

use std::collections::BTreeMap;

use super::model::QuestionReason::{self, *};
use super::words;
use crate::bot::SuggestionOutcome;
use crate::clock::Time;
use crate::conversations::{Author, BotAct, BotPart, HandOverReason, MessageRow, Press};
use crate::ids::Seq;

/// A question that the knowledge did not meet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gap {
    pub seq: Seq,
    pub text: String,
    pub asked_at: Time,
    pub reason: QuestionReason,
}

/// The gaps in messages of a conversation, which come the oldest first, and what became of suggestions in it.
pub fn gaps(messages: &[MessageRow], outcomes: &[(Seq, SuggestionOutcome)]) -> Vec<Gap> {
    let mut reading = Reading { is_first: true, ..Reading::default() };
    messages.iter().for_each(|message| reading.take(message));
    reading.nobody_went_on();
    for (seq, reason) in passed_over(outcomes) {
        let message = messages.iter().find(|message| message.seq == seq && message.author == Author::Customer);
        reading.note(message.filter(|message| is_question(message)), reason);
    }
    reading.found.into_values().collect()
}

#[derive(Default)]
struct Reading<'m> {
    /// What the buyer said that nobody has met yet.
    turn: Vec<&'m MessageRow>,
    /// What the bot answered with "did you mean".
    asked_back: Option<&'m MessageRow>,
    /// Nobody has answered anything yet since the conversation began, or was last solved.
    is_first: bool,
    found: BTreeMap<Seq, Gap>,
}

impl<'m> Reading<'m> {
    fn take(&mut self, message: &'m MessageRow) {
        match message.author {
            Author::Customer => self.buyer_said(message),
            Author::Bot => {
                if let Some(part) = message.bot_part().filter(|part| !part.more) {
                    self.bot_said(&part);
                }
            }
            Author::Agent if message.kind.is_public() && message.recalled_at.is_none() => self.person_said(),
            Author::System if message.thread_event().is_some_and(|event| event.name == "solved") => {
                self.nobody_went_on();
                self.is_first = true;
            }
            Author::Agent | Author::System | Author::Automatic | Author::Machine => {}
        }
    }

    fn buyer_said(&mut self, message: &'m MessageRow) {
        let asked_back = self.asked_back.take();
        if !matches!(message.pressed(), Some(Press::Entry { .. })) {
            self.note(asked_back, NotPressed);
        }
        self.turn.push(message);
    }

    fn bot_said(&mut self, part: &BotPart) {
        let turn = std::mem::take(&mut self.turn);
        self.is_first = false;
        match part.act {
            // A size chart answers these, and no entry can.
            _ if part.size.is_some() => {}
            BotAct::Answer if part.helpful == Some(false) => {
                // What stood on a pressed button was asked for all the same.
                let pressed = turn.iter().copied().rfind(|message| message.text.is_some());
                self.note(question(&turn).or(pressed), RatedBadly);
            }
            BotAct::Ask => self.asked_back = question(&turn),
            BotAct::Miss => self.note(question(&turn), NotUnderstood),
            BotAct::HandOver if part.reason == Some(HandOverReason::TwoMisses) => {
                self.note(question(&turn), NotUnderstood);
            }
            BotAct::Answer | BotAct::HandOver | BotAct::Offer => {}
        }
    }

    fn person_said(&mut self) {
        self.nobody_went_on();
    }

    /// What stood open when the buyer was not spoken to by a bot any more.
    fn nobody_went_on(&mut self) {
        let asked_back = self.asked_back.take();
        self.note(asked_back, NotPressed);
        let turn = std::mem::take(&mut self.turn);
        if let Some(first) = question(&turn).filter(|_| self.is_first) {
            self.note(Some(first), NoEntry);
            self.is_first = false;
        }
    }

    fn note(&mut self, message: Option<&MessageRow>, reason: QuestionReason) {
        let Some((message, text)) = message.and_then(|message| Some((message, message.text.clone()?))) else { return };
        let gap = Gap { seq: message.seq, text, asked_at: message.created_at, reason };
        let known = self.found.entry(message.seq).or_insert_with(|| gap.clone());
        if gap.reason < known.reason {
            *known = gap;
        }
    }
}

fn is_question(message: &MessageRow) -> bool {
    message.pressed().is_none() && message.text.as_deref().is_some_and(words::asks)
}

/// What a buyer who wrote several messages in a row wants to know: the one that says most.
fn question<'m>(turn: &[&'m MessageRow]) -> Option<&'m MessageRow> {
    let length = |message: &&MessageRow| message.text.as_ref().map_or(0, |text| text.chars().count());
    turn.iter().copied().filter(|message| is_question(message)).max_by_key(length)
}

/// Messages none of whose suggestions was taken as it was.
fn passed_over(outcomes: &[(Seq, SuggestionOutcome)]) -> impl Iterator<Item = (Seq, QuestionReason)> {
    let mut best: BTreeMap<Seq, SuggestionOutcome> = BTreeMap::new();
    for (seq, outcome) in outcomes {
        let known = best.entry(*seq).or_insert(*outcome);
        if (*outcome as i16) < (*known as i16) {
            *known = *outcome;
        }
    }
    best.into_iter().filter_map(|(seq, outcome)| match outcome {
        SuggestionOutcome::Taken => None,
        SuggestionOutcome::Edited => Some((seq, SuggestionEdited)),
        SuggestionOutcome::Ignored => Some((seq, SuggestionIgnored)),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::{Kind, SizeSource};
    use crate::ids::{ConversationId, EntryId, ShopId, SizeChartId};

    const QUESTION: &str = "有线下试衣间吗";

    fn row(author: Author, text: &str) -> MessageRow {
        let place = (ShopId::new(), ConversationId::new());
        MessageRow { text: Some(text.into()), ..MessageRow::new(place, 0, Kind::Text, author, Time(0)) }
    }

    fn buyer(text: &str) -> MessageRow {
        row(Author::Customer, text)
    }

    fn pressed(press: Press) -> MessageRow {
        MessageRow { press: serde_json::to_string(&press).ok(), ..buyer("多久发货") }
    }

    fn bot(part: BotPart) -> MessageRow {
        MessageRow { bot: serde_json::to_string(&part).ok(), ..row(Author::Bot, "…") }
    }

    fn act(act: BotAct) -> MessageRow {
        bot(BotPart::new(act))
    }

    fn person() -> MessageRow {
        row(Author::Agent, "在的")
    }

    fn solved() -> MessageRow {
        MessageRow { event: Some(r#"{"name":"solved","data":{}}"#.into()), ..row(Author::System, "") }
    }

    /// The texts and reasons found in messages that were told one after the other.
    fn read(told: Vec<MessageRow>) -> Vec<(String, QuestionReason)> {
        let messages: Vec<MessageRow> = (1..).zip(told).map(|(seq, row)| MessageRow { seq, ..row }).collect();
        gaps(&messages, &[]).into_iter().map(|gap| (gap.text, gap.reason)).collect()
    }

    fn nothing() -> Vec<(String, QuestionReason)> {
        Vec::new()
    }

    fn only(reason: QuestionReason) -> Vec<(String, QuestionReason)> {
        vec![(QUESTION.to_owned(), reason)]
    }

    #[test]
    fn what_the_bot_did_not_understand_is_one() {
        assert_eq!(read(vec![buyer("你好"), buyer(QUESTION), act(BotAct::Miss)]), only(NotUnderstood));
        let hand_over = |reason| bot(BotPart { reason: Some(reason), ..BotPart::new(BotAct::HandOver) });
        assert_eq!(read(vec![buyer(QUESTION), hand_over(HandOverReason::TwoMisses)]), only(NotUnderstood));
        for by_rule in [HandOverReason::Anger, HandOverReason::Refund, HandOverReason::Word] {
            assert_eq!(read(vec![buyer(QUESTION), hand_over(by_rule)]), nothing());
        }
    }

    #[test]
    fn what_was_asked_back_is_one_unless_it_was_pressed() {
        assert_eq!(read(vec![buyer(QUESTION), act(BotAct::Ask)]), only(NotPressed));
        let entry = pressed(Press::Entry { entry_id: EntryId::new() });
        assert_eq!(read(vec![buyer(QUESTION), act(BotAct::Ask), entry, act(BotAct::Answer)]), nothing());
        let to_person = vec![buyer(QUESTION), act(BotAct::Ask), pressed(Press::Person), act(BotAct::HandOver)];
        assert_eq!(read(to_person), only(NotPressed));
    }

    #[test]
    fn what_a_size_chart_answers_is_none() {
        let size = Some(SizeSource { chart_id: SizeChartId::new(), name: "大衣".into() });
        let asked_back = bot(BotPart { size: size.clone(), ..BotPart::new(BotAct::Ask) });
        assert_eq!(read(vec![buyer("我穿什么码"), asked_back]), nothing());
        let bad = bot(BotPart { size, helpful: Some(false), ..BotPart::new(BotAct::Answer) });
        assert_eq!(read(vec![buyer("我穿什么码"), bad]), nothing());
    }

    #[test]
    fn a_thumb_down_counts_more_than_anything() {
        let bad = || bot(BotPart { helpful: Some(false), ..BotPart::new(BotAct::Answer) });
        assert_eq!(read(vec![buyer(QUESTION), bad()]), only(RatedBadly));
        assert_eq!(read(vec![buyer(QUESTION), act(BotAct::Answer)]), nothing());
        let entry = pressed(Press::Entry { entry_id: EntryId::new() });
        assert_eq!(read(vec![entry, bad()]), [("多久发货".to_owned(), RatedBadly)]);
    }

    #[test]
    fn without_a_bot_the_first_question_of_each_episode_is_one() {
        let told = vec![
            buyer("在吗"),
            person(),
            buyer(QUESTION),
            person(),
            buyer("那多久发货"),
            person(),
            solved(),
            buyer("能开发票吗"),
        ];
        assert_eq!(read(told), [(QUESTION.to_owned(), NoEntry), ("能开发票吗".to_owned(), NoEntry)]);
        assert_eq!(read(vec![buyer(QUESTION), act(BotAct::Answer), buyer("还有呢朋友"), person()]), nothing());
    }

    #[test]
    fn suggestions_tell_when_none_was_taken() {
        use SuggestionOutcome::{Edited, Ignored, Taken};
        let mut asked = buyer(QUESTION);
        asked.seq = 7;
        let answered = MessageRow { seq: 8, ..act(BotAct::Answer) };
        let reason = |outcomes: &[SuggestionOutcome]| {
            let outcomes: Vec<_> = outcomes.iter().map(|outcome| (7, *outcome)).collect();
            gaps(&[asked.clone(), answered.clone()], &outcomes).first().map(|gap| gap.reason)
        };
        assert_eq!(reason(&[Ignored, Ignored]), Some(SuggestionIgnored));
        assert_eq!(reason(&[Ignored, Edited]), Some(SuggestionEdited));
        assert_eq!(reason(&[Ignored, Taken]), None);
    }
}
