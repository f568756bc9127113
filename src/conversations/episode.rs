//! The running episode of a conversation, read from its end: what the buyer said that nobody answered, and who spoke.

use super::model::{Author, BotAct, ConversationRow, MessageRow};
use super::store;
use super::store::messages::Range;
use crate::clock::Time;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId};

const MESSAGES_A_PAGE: i64 = 50;
/// Who writes more without an answer is not read further back.
const MOST_UNANSWERED: usize = 20;

/// What happened since the conversation began, or was last solved.
#[derive(Debug, Clone, PartialEq)]
pub struct Episode {
    pub row: ConversationRow,
    /// What the buyer said that neither a person nor the bot has met, the oldest first.
    pub unanswered: Vec<MessageRow>,
    /// What the buyer said since the last answer, of a person or the bot's, the oldest first.
    pub owed: Vec<MessageRow>,
    /// A person has written to the buyer.
    pub human: bool,
    /// The bot has left the buyer to a person.
    pub handed_over: bool,
    /// So often in a row the bot did not know what was meant.
    pub misses: usize,
    /// When the bot said something, the last time first.
    pub spoken_at: Vec<Time>,
    /// What the bot said last was about a size.
    pub about_size: bool,
    /// So often since the last answer the bot asked for what a size depends on.
    pub size_asks: usize,
}

/// The running episode of a conversation of the shop.
pub async fn episode(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Option<Episode>> {
    let Some(row) = store::get(conn, shop_id, id).await? else { return Ok(None) };
    let mut reading = Reading::new(row);
    let mut before = Seq::MAX;
    loop {
        let page = store::messages::of_conversation(conn, id, Range::Before(before), MESSAGES_A_PAGE).await?;
        let is_last = (page.len() as i64) < MESSAGES_A_PAGE;
        before = page.last().map_or(before, |message| message.seq);
        if page.into_iter().any(|message| !reading.goes_on(message)) || is_last {
            return Ok(Some(reading.end()));
        }
    }
}

/// Messages of an episode, read from the newest back.
struct Reading {
    episode: Episode,
    /// Something the bot said was met: what lies before it is answered.
    met: bool,
    /// Something the bot knew was met: misses before it do not count.
    known: bool,
}

impl Reading {
    fn new(row: ConversationRow) -> Self {
        let episode = Episode {
            row,
            unanswered: Vec::new(),
            owed: Vec::new(),
            human: false,
            handed_over: false,
            misses: 0,
            spoken_at: Vec::new(),
            about_size: false,
            size_asks: 0,
        };
        Self { episode, met: false, known: false }
    }

    /// Takes a message in; false when nothing before it counts.
    fn goes_on(&mut self, message: MessageRow) -> bool {
        match message.author {
            Author::Customer => self.buyer_said(message),
            Author::Agent if message.kind.is_public() && message.recalled_at.is_none() => {
                self.episode.human = true;
                return false;
            }
            Author::Bot => self.bot_said(&message),
            Author::System => return !is_end(&message),
            Author::Agent | Author::Automatic | Author::Machine => {}
        }
        true
    }

    fn buyer_said(&mut self, message: MessageRow) {
        let Episode { unanswered, owed, .. } = &mut self.episode;
        if !self.met && unanswered.len() < MOST_UNANSWERED {
            unanswered.push(message.clone());
        }
        if !self.known && owed.len() < MOST_UNANSWERED {
            owed.push(message);
        }
    }

    fn bot_said(&mut self, message: &MessageRow) {
        let Some(part) = message.bot_part() else { return };
        if part.more {
            // The first half of an answer: a crash may have kept the other one.
            return;
        }
        if !self.met {
            self.episode.about_size = part.size.is_some();
        }
        self.met = true;
        self.episode.spoken_at.push(message.created_at);
        match part.act {
            BotAct::Answer => self.known = true,
            // It knew very well what was meant.
            BotAct::Ask if part.size.is_some() => self.episode.size_asks += usize::from(!self.known),
            BotAct::Ask | BotAct::Miss => self.episode.misses += usize::from(!self.known),
            BotAct::HandOver => self.episode.handed_over = true,
            BotAct::Offer => {}
        }
    }

    fn end(mut self) -> Episode {
        self.episode.unanswered.reverse();
        self.episode.owed.reverse();
        self.episode
    }
}

/// Whether an episode ends with it.
fn is_end(message: &MessageRow) -> bool {
    message.thread_event().is_some_and(|event| event.name == "solved")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::append::new_conversation;
    use crate::conversations::model::{BotPart, Kind, SizeSource, Touchpoint};
    use crate::conversations::store::CustomerWords;
    use crate::ids::{CustomerId, InboxId, SizeChartId};

    fn reading() -> Reading {
        let customer = CustomerWords {
            id: CustomerId::new(),
            shop_id: ShopId::new(),
            name: "林女士".into(),
            tier: None,
            verified: false,
            locale: None,
            blocked: false,
            erased: false,
        };
        Reading::new(new_conversation(customer.shop_id, &customer, InboxId::new(), Touchpoint::Page, Time(0)))
    }

    type Told = (Author, Option<BotPart>);

    /// Reads an episode whose messages are told from the oldest on.
    fn read(told: &[Told]) -> Episode {
        let mut reading = reading();
        let place = (reading.episode.row.shop_id, reading.episode.row.id);
        let rows = (1..).zip(told).map(|(seq, (author, part))| {
            let bot = part.as_ref().and_then(|part| serde_json::to_string(part).ok());
            MessageRow { bot, ..MessageRow::new(place, seq, Kind::Text, *author, Time(seq)) }
        });
        let mut rows: Vec<MessageRow> = rows.collect();
        rows.reverse();
        let _ = rows.into_iter().all(|row| reading.goes_on(row));
        reading.end()
    }

    const BUYER: Told = (Author::Customer, None);
    const PERSON: Told = (Author::Agent, None);

    fn bot(act: BotAct) -> Told {
        (Author::Bot, Some(BotPart::new(act)))
    }

    fn seqs(messages: &[MessageRow]) -> Vec<Seq> {
        messages.iter().map(|message| message.seq).collect()
    }

    #[test]
    fn what_was_said_in_a_row_is_one_turn() {
        let episode = read(&[BUYER, bot(BotAct::Answer), BUYER, BUYER]);
        assert_eq!(seqs(&episode.unanswered), [3, 4]);
        assert!(!episode.human && !episode.handed_over);
    }

    #[test]
    fn misses_count_only_in_a_row() {
        assert_eq!(read(&[BUYER, bot(BotAct::Miss), BUYER]).misses, 1);
        assert_eq!(read(&[BUYER, bot(BotAct::Ask), BUYER, bot(BotAct::Miss), BUYER]).misses, 2);
        assert_eq!(read(&[BUYER, bot(BotAct::Miss), BUYER, bot(BotAct::Answer), BUYER]).misses, 0);
    }

    #[test]
    fn a_question_about_a_size_is_no_miss() {
        let chart = SizeSource { chart_id: SizeChartId::new(), name: "连衣裙".into() };
        let asked = BotPart { size: Some(chart), ..BotPart::new(BotAct::Ask) };
        let episode = read(&[BUYER, (Author::Bot, Some(asked)), BUYER]);
        assert_eq!((episode.misses, episode.size_asks, episode.about_size), (0, 1, true));
        assert_eq!(seqs(&episode.owed), [1, 3], "what was said before it was asked for counts too");
    }

    #[test]
    fn a_person_who_answered_is_remembered_past_the_bot() {
        let episode = read(&[BUYER, PERSON, BUYER]);
        assert!(episode.human);
        assert_eq!(seqs(&episode.unanswered), [3]);
    }

    #[test]
    fn a_colleague_owes_what_only_a_question_back_was_said_to() {
        let episode = read(&[BUYER, bot(BotAct::Answer), BUYER, bot(BotAct::HandOver), BUYER]);
        assert_eq!(seqs(&episode.owed), [3, 5]);
        assert_eq!(seqs(&episode.unanswered), [5]);
        assert!(episode.handed_over);
    }
}
