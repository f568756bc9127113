use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::canned_replies::template::TemplateFault;
use crate::clock::Time;
use crate::conversations::Stage;
use crate::http::{objects, plain_object};
use crate::ids::InboxId;
use crate::inboxes::Greeting;

/// What an automatic message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum AutomaticKind {
    /// Answers the first words of a buyer.
    Greeting,
    /// Asks for patience.
    Waiting,
    /// Asks for patience once more.
    WaitingAgain,
    /// The shop is closed.
    Closed,
    /// The shop is open and nobody is there.
    NobodyThere,
    /// Somebody is there and nobody has room.
    Busy,
    /// Offered to the colleague who answers somebody who waited long; never sent by itself.
    Apology,
    /// Offered to the colleague who solves a conversation; never sent by itself.
    Closing,
    /// Takes leave of a buyer who has said nothing for long, and closes the conversation.
    IdleClosing,
}

impl AutomaticKind {
    /// In the order in which pages show them.
    pub const ALL: [Self; 9] = [
        Self::Greeting,
        Self::Waiting,
        Self::WaitingAgain,
        Self::Closed,
        Self::NobodyThere,
        Self::Busy,
        Self::Apology,
        Self::Closing,
        Self::IdleClosing,
    ];

    /// Whether it is said at parting: then something has happened before.
    pub fn takes_leave(self) -> bool {
        matches!(self, Self::Closing | Self::IdleClosing)
    }

    /// As the API writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Greeting => "greeting",
            Self::Waiting => "waiting",
            Self::WaitingAgain => "waiting_again",
            Self::Closed => "closed",
            Self::NobodyThere => "nobody_there",
            Self::Busy => "busy",
            Self::Apology => "apology",
            Self::Closing => "closing",
            Self::IdleClosing => "idle_closing",
        }
    }
}

/// Whether a buyer was here before.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Contact {
    First,
    Returning,
}

/// What happened in a conversation before leave is taken, from the least particular to the most.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[schema(as = AutomaticSituation)]
#[serde(rename_all = "snake_case")]
pub enum Situation {
    /// The bot answered, and no colleague has written since.
    BotAlone,
    /// A colleague replied after as long a wait as an apology is offered for.
    LongWait,
    /// A colleague's reply held the shop's words of apology.
    AfterApology,
}

/// One wording of a message, and for whom it is. What is empty fits everybody; of the wordings that fit, those for the most
/// particular situation, and of these the ones with the most conditions are used in turn.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AutomaticText)]
#[serde(deny_unknown_fields, default)]
pub struct Text {
    pub inbox_ids: Vec<InboxId>,
    pub stages: Vec<Stage>,
    pub contact: Option<Contact>,
    /// Words of leave alone have one: what happened since the conversation began or was last solved.
    pub situation: Option<Situation>,
    /// Templates by language, as in canned replies; buyers of a language without words read those of the shop's.
    #[serde(deserialize_with = "plain_object")]
    pub words: Greeting,
}

/// One kind: whether it is said, and in which words.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AutomaticMessage)]
#[serde(deny_unknown_fields)]
pub struct Message {
    pub kind: AutomaticKind,
    pub on: bool,
    #[serde(default, deserialize_with = "objects")]
    pub texts: Vec<Text>,
}

/// What a shop says by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AutomaticMessageSettings)]
#[serde(deny_unknown_fields, default)]
pub struct Settings {
    /// A kind that is left out is off.
    #[serde(deserialize_with = "objects")]
    pub messages: Vec<Message>,
    /// Patience is asked for after so many seconds, 10–3600.
    pub waiting_seconds: i64,
    /// And once more after so many seconds, 20–86 400.
    pub waiting_again_seconds: i64,
    /// An apology is offered to whoever answers somebody who has waited so many seconds, 30–86 400.
    pub apology_seconds: i64,
    /// The shop counts as busy when nobody who is there has room, or so many buyers wait in the queue, 1–1000.
    pub busy_queue: i64,
    /// A conversation is closed when its buyer has said nothing for so many hours after an answer, 1–720.
    pub close_idle_hours: i64,
    /// Greet where the inbox has a greeting of its own, too; never in the same words.
    pub greet_again: bool,
    /// Mark what comes in while the shop is closed or nobody is there, and show it first at the next login.
    pub collect_offline: bool,
    /// Other ways to reach the shop: what `shop.contacts` stands for.
    #[serde(deserialize_with = "plain_object")]
    pub contacts: Greeting,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            messages: AutomaticKind::ALL.map(|kind| Message { kind, on: false, texts: Vec::new() }).into(),
            waiting_seconds: 45,
            waiting_again_seconds: 180,
            apology_seconds: 300,
            busy_queue: 10,
            close_idle_hours: 24,
            greet_again: false,
            collect_offline: false,
            contacts: Greeting::default(),
        }
    }
}

impl Settings {
    /// With every kind in its place: what was stored before there was one has it switched off.
    pub fn complete(mut self) -> Self {
        let mut stored = std::mem::take(&mut self.messages);
        let of = |kind| match stored.iter().position(|message| message.kind == kind) {
            Some(place) => stored.swap_remove(place),
            None => Message { kind, on: false, texts: Vec::new() },
        };
        self.messages = AutomaticKind::ALL.map(of).into();
        self
    }

    /// The wordings of a kind that is on.
    pub fn texts(&self, kind: AutomaticKind) -> &[Text] {
        let message = self.messages.iter().find(|message| message.kind == kind && message.on);
        message.map_or(&[], |message| &message.texts)
    }

    /// After how many hours of silence conversations are closed; none: never.
    pub fn closes_after_hours(&self) -> Option<i64> {
        let closes = !self.texts(AutomaticKind::IdleClosing).is_empty();
        closes.then_some(self.close_idle_hours)
    }

    /// Whether anything has to be looked at when a buyer writes.
    pub fn does_anything(&self) -> bool {
        let at_other_times = [AutomaticKind::Apology, AutomaticKind::Closing, AutomaticKind::IdleClosing];
        let speaks = |message: &Message| message.on && !at_other_times.contains(&message.kind);
        self.collect_offline || self.messages.iter().any(speaks)
    }
}

/// Whom a wording is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Whom {
    pub inbox_id: InboxId,
    pub stage: Stage,
    pub contact: Contact,
}

/// Words as buyers of a language would read them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AutomaticPreview {
    /// `zh-CN`, `zh-Hant` or `en`.
    pub locale: String,
    /// Null where there are no words for this language or the shop's, or where they have faults.
    pub text: Option<String>,
    /// Names that have no value now: with one of these it is not said.
    pub missing: Vec<String>,
    pub faults: Vec<TemplateFault>,
}

/// What a buyer who wrote now would be told.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, ToSchema)]
pub struct AutomaticNow {
    pub open: bool,
    pub opens_at: Option<Time>,
    pub anyone_there: bool,
    pub busy: bool,
    /// What is said at once; null: nothing.
    pub kind: Option<AutomaticKind>,
    pub text: Option<String>,
    /// What is said when nobody answers for a while.
    pub waiting: Option<String>,
}

/// Words offered to whoever answers somebody who waited.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct Apology {
    /// In the buyer's language; null where nothing is to be apologised for, or the shop has no words for it.
    pub text: Option<String>,
    /// Since when the buyer waits.
    pub waiting_since: Option<Time>,
    /// It came in while the shop was closed or nobody was there.
    pub offline: bool,
}

/// Words of leave, offered to whoever solves a conversation.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, ToSchema)]
pub struct ClosingWords {
    /// In the buyer's language; null where the buyer waits for an answer, leave was taken already, or the shop has no words
    /// for it.
    pub text: Option<String>,
}

/// Kinds that have words for somebody.
pub type Ready = BTreeSet<AutomaticKind>;
