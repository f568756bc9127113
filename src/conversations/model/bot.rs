//! What a bot's message holds besides its words, and what a buyer presses instead of typing.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::ids::{AnswerId, EntryId, SizeChartId};

/// What a bot's message does.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BotAct {
    /// Gives an answer of the shop's knowledge.
    Answer,
    /// Asks which of a few questions was meant.
    Ask,
    /// Says that it did not understand.
    Miss,
    /// Leaves the buyer to a person.
    HandOver,
    /// Offers what the buyer may answer: on a colleague's message, or an automatic one of a rule.
    Offer,
}

/// Why a person is to answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum HandOverReason {
    /// The buyer pressed the button.
    Button,
    /// The buyer asked for a person in words.
    Word,
    /// Twice in a row the bot did not know what was meant.
    TwoMisses,
    /// The buyer is angry, or complains.
    Anger,
    /// It is about money that goes back.
    Refund,
    /// The buyer wants to be promised something.
    Promise,
    /// A picture or a file, which the bot cannot read.
    Unreadable,
    /// The size chart has no size for the buyer's measures.
    NoSize,
    /// It was answered so often in a short while that a machine may be writing.
    TooManyRounds,
}

/// Where an automatic answer comes from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct AnswerSource {
    pub entry_id: EntryId,
    pub answer_id: Option<AnswerId>,
    /// Of the entry, as it was then.
    pub title: String,
    /// Likelihood from 0 to 1 that this was asked for; 1 for a question that was pressed.
    pub confidence: f32,
}

/// The size chart that an automatic message goes by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct SizeSource {
    pub chart_id: SizeChartId,
    /// Of the chart, as it was then.
    pub name: String,
}

/// A question that a buyer asks by pressing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct BotButton {
    pub label: String,
    /// The entry that is asked for; without one the label is asked like a question.
    pub entry_id: Option<EntryId>,
}

/// What a bot's message holds besides its words, as colleagues see it. A colleague's holds buttons alone.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct BotPart {
    pub act: BotAct,
    pub source: Option<AnswerSource>,
    /// Where it is about a size.
    pub size: Option<SizeSource>,
    pub buttons: Vec<BotButton>,
    pub reason: Option<HandOverReason>,
    /// What the buyer said of the answer.
    pub helpful: Option<bool>,
    /// More messages of the same answer follow.
    pub more: bool,
}

impl BotPart {
    pub fn new(act: BotAct) -> Self {
        Self { act, source: None, size: None, buttons: Vec::new(), reason: None, helpful: None, more: false }
    }

    /// Whether a buyer can say that it helped: the last message of an answer.
    pub fn can_be_rated(&self) -> bool {
        self.act == BotAct::Answer && !self.more
    }
}

/// What a bot's message holds besides its words, as its buyer sees it.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
pub struct VisitorBotPart {
    pub act: BotAct,
    pub buttons: Vec<BotButton>,
    pub can_be_rated: bool,
    pub helpful: Option<bool>,
}

impl From<BotPart> for VisitorBotPart {
    fn from(part: BotPart) -> Self {
        Self { act: part.act, can_be_rated: part.can_be_rated(), buttons: part.buttons, helpful: part.helpful }
    }
}

/// What a buyer pressed; the message's words are what stood on the button.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(tag = "what", rename_all = "snake_case", deny_unknown_fields)]
pub enum Press {
    /// A question: no guess is needed at which entry it asks for.
    Entry { entry_id: EntryId },
    /// To talk to a person.
    Person,
}
