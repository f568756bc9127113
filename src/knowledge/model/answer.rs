use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use zg_answer::conditions as engine;

use crate::clock::Time;
use crate::conversations::Card;
use crate::files::FileView;
use crate::http::{objects, plain_object};
use crate::ids::{AnswerId, EntryId, FileId, InboxId};

/// How far an order is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum OrderState {
    None,
    Unpaid,
    Paid,
    Shipped,
    Delivered,
    Refunding,
    Closed,
}

/// Where a buyer stands: before buying, between payment and arrival, after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum BuyingStage {
    PreSale,
    InSale,
    AfterSale,
}

/// When an answer applies: all that is not empty must hold, and of a list any one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AnswerConditions)]
#[serde(deny_unknown_fields, default)]
pub struct Conditions {
    /// Product codes of the shop.
    pub products: Vec<String>,
    /// From this time on.
    pub from: Option<Time>,
    /// Up to this time, and not at it.
    pub until: Option<Time>,
    pub order_states: Vec<OrderState>,
    pub stages: Vec<BuyingStage>,
    pub inboxes: Vec<InboxId>,
    /// Words in the buyer's question.
    pub keywords: Vec<String>,
    /// Goes before all others while its other conditions hold.
    pub emergency: bool,
}

/// Another question that a buyer can ask by pressing it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(as = AnswerButton)]
#[serde(deny_unknown_fields)]
pub struct Button {
    pub label: String,
    /// The entry it leads to; the label is asked like a question where there is none.
    #[serde(default)]
    pub entry_id: Option<EntryId>,
}

/// One answer of an entry.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, ToSchema)]
#[schema(as = KnowledgeAnswer)]
#[serde(deny_unknown_fields)]
pub struct Answer {
    /// Made up when absent.
    #[serde(default)]
    #[schema(required = false)]
    pub id: AnswerId,
    #[serde(default, deserialize_with = "plain_object")]
    pub conditions: Conditions,
    /// The same said in several ways, so that repeats do not sound like a machine; plain text.
    #[serde(default)]
    pub content: Vec<String>,
    /// Files that a colleague uploaded.
    #[serde(default)]
    pub file_ids: Vec<FileId>,
    #[serde(default, deserialize_with = "objects")]
    pub cards: Vec<Card>,
    #[serde(default, deserialize_with = "objects")]
    pub buttons: Vec<Button>,
}

/// An answer with the files it shows.
#[derive(Debug, Clone, PartialEq, Serialize, ToSchema)]
#[schema(as = ShownAnswer)]
pub struct ShownAnswer {
    pub id: AnswerId,
    pub conditions: Conditions,
    pub content: Vec<String>,
    pub file_ids: Vec<FileId>,
    pub cards: Vec<Card>,
    pub buttons: Vec<Button>,
    pub files: Vec<FileView>,
}

impl Answer {
    pub fn shown_with(self, files: Vec<FileView>) -> ShownAnswer {
        let Self { id, conditions, content, file_ids, cards, buttons } = self;
        ShownAnswer { id, conditions, content, file_ids, cards, buttons, files }
    }

    /// Applies whatever the situation is.
    pub fn is_everyday(&self) -> bool {
        self.conditions == Conditions::default()
    }
}

impl From<OrderState> for engine::OrderState {
    fn from(state: OrderState) -> Self {
        match state {
            OrderState::None => Self::None,
            OrderState::Unpaid => Self::Unpaid,
            OrderState::Paid => Self::Paid,
            OrderState::Shipped => Self::Shipped,
            OrderState::Delivered => Self::Delivered,
            OrderState::Refunding => Self::Refunding,
            OrderState::Closed => Self::Closed,
        }
    }
}

impl From<BuyingStage> for engine::Stage {
    fn from(stage: BuyingStage) -> Self {
        match stage {
            BuyingStage::PreSale => Self::PreSale,
            BuyingStage::InSale => Self::InSale,
            BuyingStage::AfterSale => Self::AfterSale,
        }
    }
}

impl From<&Conditions> for engine::Conditions {
    fn from(of: &Conditions) -> Self {
        Self {
            products: of.products.clone(),
            from: of.from.map(|at| at.0),
            until: of.until.map(|at| at.0),
            order_states: of.order_states.iter().map(|state| (*state).into()).collect(),
            stages: of.stages.iter().map(|stage| (*stage).into()).collect(),
            channels: of.inboxes.iter().map(|inbox| inbox.0).collect(),
            keywords: of.keywords.clone(),
            emergency: of.emergency,
        }
    }
}
