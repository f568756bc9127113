//! From a thread to what was replied to what. No database, no clock.

use zg_answer::replies::{Context, Pair};

use crate::conversations::{Author, BotAct, Kind, MessageRow};
use crate::ids::CustomerId;

/// Shorter replies are typed sooner than found in a list: ten letters, or half as many Chinese characters.
const FEWEST_LETTERS: usize = 10;
/// What stands further back in a turn is about something else.
const LAST_MESSAGES: usize = 3;
/// Turns before what the buyer said last.
const TURNS_BEFORE: usize = 2;
/// Of a longer turn the beginning tells what it is about.
const MOST_CHARS: usize = 500;

/// What colleagues replied in a conversation, whose messages come the oldest first. Nothing is learned from one in which
/// the buyer said that an answer did not help.
pub fn replied(customer: CustomerId, messages: &[MessageRow]) -> Vec<Pair> {
    let is_bad = |message: &MessageRow| message.bot_part().is_some_and(|part| part.helpful == Some(false));
    if messages.iter().any(is_bad) {
        return Vec::new();
    }
    let (mut thread, mut pairs) = (Thread::default(), Vec::new());
    for message in messages {
        if message.author == Author::Agent
            && let Some(reply) = words(message).filter(|reply| says_something(reply))
            && let Some(context) = thread.owed()
        {
            let (conversation, at) = (message.conversation_id.0, message.created_at.0);
            pairs.push(Pair { customer: customer.0, conversation, at, context, reply: reply.to_owned() });
            thread.is_met = true;
        }
        thread.take(message);
    }
    pairs
}

/// What the buyer who waits said last.
pub fn asked(messages: &[MessageRow]) -> Option<Context> {
    let mut thread = Thread::default();
    messages.iter().for_each(|message| thread.take(message));
    thread.owed()
}

/// A thread read so far, since it was last solved.
#[derive(Default)]
struct Thread<'m> {
    turns: Vec<Turn<'m>>,
    /// What the buyer said last was replied to.
    is_met: bool,
}

/// What one side said in a row.
struct Turn<'m> {
    is_buyers: bool,
    texts: Vec<&'m str>,
    /// A picture or a card at the end asks something that words do not tell.
    ends_in_words: bool,
}

impl<'m> Thread<'m> {
    fn take(&mut self, message: &'m MessageRow) {
        if message.thread_event().is_some_and(|event| event.name == "solved") {
            *self = Self::default();
        }
        if !message.kind.is_public() || message.recalled_at.is_some() || message.author == Author::Machine {
            return;
        }
        let is_buyers = message.author == Author::Customer;
        // What a bot asks back, or says when it hands over, leaves the buyer's words to be replied to.
        let is_answer = message.bot_part().is_some_and(|part| part.act == BotAct::Answer);
        self.is_met = !is_buyers && (self.is_met || is_answer);
        if self.turns.last().is_none_or(|turn| turn.is_buyers != is_buyers) {
            self.turns.push(Turn { is_buyers, texts: Vec::new(), ends_in_words: false });
        }
        if let Some(turn) = self.turns.last_mut() {
            turn.texts.extend(words(message));
            turn.ends_in_words = words(message).is_some();
        }
    }

    fn owed(&self) -> Option<Context> {
        let place = self.turns.iter().rposition(|turn| turn.is_buyers)?;
        let said = &self.turns[place];
        if self.is_met || !said.ends_in_words {
            return None;
        }
        let before = self.turns[..place].iter().filter(|turn| !turn.texts.is_empty());
        let mut before: Vec<String> = before.rev().take(TURNS_BEFORE).map(Turn::text).collect();
        before.reverse();
        Some(Context { said: said.text(), before })
    }
}

impl Turn<'_> {
    fn text(&self) -> String {
        let last = &self.texts[self.texts.len().saturating_sub(LAST_MESSAGES)..];
        last.join("\n").chars().take(MOST_CHARS).collect()
    }
}

/// What stands in a message that both sides read.
fn words(message: &MessageRow) -> Option<&str> {
    let is_said = message.kind == Kind::Text && message.recalled_at.is_none();
    message.text.as_deref().map(str::trim).filter(|text| is_said && !text.is_empty())
}

fn says_something(reply: &str) -> bool {
    let letters = reply.chars().filter(|c| c.is_alphanumeric()).map(|c| if c.is_ascii() { 1 } else { 2 });
    letters.sum::<usize>() >= FEWEST_LETTERS
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::conversations::BotPart;
    use crate::ids::{ConversationId, ShopId};

    use Author::{Agent, Bot, Customer};

    fn message(author: Author, kind: Kind, text: &str) -> MessageRow {
        let place = (ShopId::new(), ConversationId::new());
        MessageRow { text: Some(text.to_owned()), ..MessageRow::new(place, 0, kind, author, Time(7)) }
    }

    fn said(author: Author, text: &str) -> MessageRow {
        message(author, Kind::Text, text)
    }

    fn by_bot(act: BotAct, helpful: Option<bool>) -> MessageRow {
        let part = BotPart { helpful, ..BotPart::new(act) };
        MessageRow { bot: serde_json::to_string(&part).ok(), ..said(Bot, "您想问的是下面哪一个？") }
    }

    fn solved() -> MessageRow {
        let event = r#"{ "name": "solved", "data": {} }"#.to_owned();
        MessageRow { event: Some(event), ..message(Author::System, Kind::Event, "") }
    }

    /// What was replied to what.
    fn told(messages: &[MessageRow]) -> Vec<(String, String)> {
        let pairs = replied(CustomerId::new(), messages);
        pairs.into_iter().map(|pair| (pair.context.said, pair.reply)).collect()
    }

    fn one(said: &str, reply: &str) -> Vec<(String, String)> {
        vec![(said.to_owned(), reply.to_owned())]
    }

    #[test]
    fn the_first_reply_that_says_something_counts() {
        let thread = [
            said(Customer, "你好"),
            said(Customer, "多久发货"),
            message(Agent, Kind::Note, "这个我来回，先不要动"),
            said(Agent, "稍等"),
            said(Agent, "今天下午四点前发出"),
            said(Agent, "发的是韵达快递哦亲"),
        ];
        assert_eq!(told(&thread), one("你好\n多久发货", "今天下午四点前发出"));
        let pair = replied(CustomerId::new(), &thread).remove(0);
        assert_eq!((pair.conversation, pair.at), (thread[4].conversation_id.0, 7));
    }

    #[test]
    fn only_words_of_colleagues_to_words_of_buyers_count() {
        let answer = "今天下午四点前发出";
        assert!(told(&[said(Agent, answer)]).is_empty(), "nobody asked");
        assert!(told(&[said(Customer, "多久发货"), said(Bot, answer)]).is_empty());
        assert!(told(&[said(Customer, "多久发货"), said(Author::Automatic, answer)]).is_empty());
        let picture = MessageRow { text: None, ..message(Customer, Kind::Image, "") };
        assert!(told(&[said(Customer, "看看这个"), picture.clone(), said(Agent, answer)]).is_empty());
        assert_eq!(told(&[picture, said(Customer, "这个多久发货"), said(Agent, answer)]), one("这个多久发货", answer));
        let recalled = MessageRow { recalled_at: Some(Time(8)), text: None, ..said(Agent, "") };
        assert_eq!(told(&[said(Customer, "多久发货"), recalled, said(Agent, answer)]), one("多久发货", answer));
    }

    #[test]
    fn a_bot_that_answered_leaves_nothing_to_reply_to() {
        let (asked, answer) = (said(Customer, "多久发货"), said(Agent, "今天下午四点前发出"));
        let after = |bot| told(&[asked.clone(), bot, answer.clone()]);
        assert!(after(by_bot(BotAct::Answer, None)).is_empty());
        assert_eq!(after(by_bot(BotAct::HandOver, None)), one("多久发货", "今天下午四点前发出"));
    }

    #[test]
    fn who_was_not_helped_teaches_nothing() {
        let thread = |helpful| {
            let first = [said(Customer, "怎么退货"), by_bot(BotAct::Answer, helpful)];
            let then = [said(Customer, "那多久发货"), said(Agent, "今天下午四点前发出")];
            told(&[first, then].concat())
        };
        assert_eq!(thread(Some(true)).len(), 1);
        assert!(thread(Some(false)).is_empty());
    }

    #[test]
    fn up_to_two_turns_before_are_known() {
        let thread = [
            said(Customer, "在吗"),
            said(Agent, "在的，请问有什么可以帮您"),
            said(Customer, "大衣有货吗"),
            said(Agent, "栗子棕现在有现货的"),
            said(Customer, "好的"),
        ];
        let context = asked(&thread).expect("somebody waits");
        assert_eq!((context.said.as_str(), context.before.len()), ("好的", 2));
        assert_eq!(context.before[0], "大衣有货吗");
        let after = [thread.as_slice(), &[solved(), said(Customer, "多久发货")]].concat();
        assert_eq!(asked(&after).expect("somebody waits").before, Vec::<String>::new(), "what was solved is over");
    }
}
