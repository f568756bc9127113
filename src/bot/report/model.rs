use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::clock::Time;
use crate::conversations::{Author, BotPart, Press};
use crate::ids::{ConversationId, CustomerId, EntryId, InboxId};

/// What the bot achieved. Of the conversations that began since then and in which it spoke, at most the newest 2,000.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct BotFigures {
    pub since: Time,
    /// Of this inbox alone; null: of all.
    pub inbox_id: Option<InboxId>,
    /// In which the bot spoke: the sum of the next four.
    pub conversations: i64,
    /// No person wrote, and none was called.
    pub bot_only: i64,
    /// A person was called before the bot had said anything else.
    pub called_at_once: i64,
    /// A person was called later on.
    pub called_later: i64,
    /// A person wrote without having been called.
    pub taken_over: i64,
    /// Of `bot_only`: the buyer said that an answer helped, and of none that it did not.
    pub solved: i64,
    /// Of `bot_only`: the buyer said that an answer did not help.
    pub unsolved: i64,
    /// Of `bot_only`: the buyer said neither.
    pub silent: i64,
    /// What the bot was asked and spoke to: the sum of the next seven.
    pub questions: i64,
    /// Answered at once by an entry.
    pub answered: i64,
    /// Answered at once by an entry of the small talk.
    pub small_talk: i64,
    /// Answered because the buyer pressed a question that was offered.
    pub pressed: i64,
    /// "Did you mean" one of a few questions.
    pub recommended: i64,
    /// Of `recommended`: the buyer pressed one of them next.
    pub picked: i64,
    /// Sizes: advised, or asked for what they depend on.
    pub sizes: i64,
    /// Not understood: said so, or called a person after the second time in a row.
    pub fallback: i64,
    /// Left to a person for another reason: asked for, angry, about money.
    pub left_to_people: i64,
    /// Answers of which the buyer said that they helped,
    pub helpful: i64,
    /// or that they did not.
    pub unhelpful: i64,
}

/// Which of these figures is looked into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BotFigure {
    Conversations,
    BotOnly,
    CalledAtOnce,
    CalledLater,
    TakenOver,
    Solved,
    Unsolved,
    Silent,
    Questions,
    Answered,
    SmallTalk,
    Pressed,
    Recommended,
    Picked,
    Sizes,
    Fallback,
    LeftToPeople,
    Helpful,
    Unhelpful,
}

impl BotFigures {
    pub fn of(&self, figure: BotFigure) -> i64 {
        match figure {
            BotFigure::Conversations => self.conversations,
            BotFigure::BotOnly => self.bot_only,
            BotFigure::CalledAtOnce => self.called_at_once,
            BotFigure::CalledLater => self.called_later,
            BotFigure::TakenOver => self.taken_over,
            BotFigure::Solved => self.solved,
            BotFigure::Unsolved => self.unsolved,
            BotFigure::Silent => self.silent,
            BotFigure::Questions => self.questions,
            BotFigure::Answered => self.answered,
            BotFigure::SmallTalk => self.small_talk,
            BotFigure::Pressed => self.pressed,
            BotFigure::Recommended => self.recommended,
            BotFigure::Picked => self.picked,
            BotFigure::Sizes => self.sizes,
            BotFigure::Fallback => self.fallback,
            BotFigure::LeftToPeople => self.left_to_people,
            BotFigure::Helpful => self.helpful,
            BotFigure::Unhelpful => self.unhelpful,
        }
    }

    pub fn add(&mut self, one: &Self) {
        self.conversations += one.conversations;
        self.bot_only += one.bot_only;
        self.called_at_once += one.called_at_once;
        self.called_later += one.called_later;
        self.taken_over += one.taken_over;
        self.solved += one.solved;
        self.unsolved += one.unsolved;
        self.silent += one.silent;
        self.questions += one.questions;
        self.answered += one.answered;
        self.small_talk += one.small_talk;
        self.pressed += one.pressed;
        self.recommended += one.recommended;
        self.picked += one.picked;
        self.sizes += one.sizes;
        self.fallback += one.fallback;
        self.left_to_people += one.left_to_people;
        self.helpful += one.helpful;
        self.unhelpful += one.unhelpful;
    }
}

/// A conversation behind one of these figures.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct BotConversation {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    /// When it began.
    pub at: Time,
    /// What it adds to the figure.
    pub count: i64,
}

/// A conversation in which the bot spoke.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct Case {
    pub id: ConversationId,
    pub number: i64,
    pub customer_id: CustomerId,
    pub customer_name: String,
    pub created_at: Time,
}

/// A message of such a conversation, with what tells how the bot did.
#[derive(Debug, Clone, PartialEq, sqlx::FromRow)]
pub struct LineRow {
    pub conversation_id: ConversationId,
    pub author: Author,
    /// JSON.
    pub bot: Option<String>,
    /// JSON.
    pub press: Option<String>,
}

/// The same, read.
#[derive(Debug, Clone, PartialEq)]
pub enum Line {
    /// The buyer: which entry was pressed, if one was.
    Buyer(Option<EntryId>),
    Person,
    Bot(Box<BotPart>),
}

impl LineRow {
    /// None for what is of no account here.
    pub fn read(&self) -> Option<Line> {
        match self.author {
            Author::Customer => {
                let press = self.press.as_deref().and_then(|press| serde_json::from_str(press).ok());
                let entry = match press {
                    Some(Press::Entry { entry_id }) => Some(entry_id),
                    Some(Press::Person) | None => None,
                };
                Some(Line::Buyer(entry))
            }
            Author::Agent => Some(Line::Person),
            Author::Bot => {
                let part: BotPart = serde_json::from_str(self.bot.as_deref()?).ok()?;
                Some(Line::Bot(Box::new(part)))
            }
            _ => None,
        }
    }
}
