//! Which of an entry's answers fits: by product, time, order, stage, channel and keyword.
//!
//! [`choose`] picks one, [`explain`] says of each why or why not; [`conflicts`], [`lacks_fallback`] and
//! [`Conditions::expires_soon`] tell an editor what will go wrong.
//!
//! Invariant: what is chosen holds, and the same answers in the same order and situation give the same choice.

mod choose;
mod flags;

pub use choose::{Reason, Verdict, choose, explain};
pub use flags::{conflicts, lacks_fallback};

use zg_text::fold;

/// When an answer applies; what is empty always does.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Conditions {
    /// Product codes of the shop.
    pub products: Vec<String>,
    /// Unix milliseconds, inclusive.
    pub from: Option<i64>,
    /// Unix milliseconds, exclusive.
    pub until: Option<i64>,
    pub order_states: Vec<OrderState>,
    pub stages: Vec<Stage>,
    /// Inboxes, by id.
    pub channels: Vec<uuid::Uuid>,
    /// Any of them must be in the question.
    pub keywords: Vec<String>,
    /// Goes before all others while its other conditions hold.
    pub emergency: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum OrderState {
    None,
    Unpaid,
    Paid,
    Shipped,
    Delivered,
    Refunding,
    Closed,
}

/// Where the buyer stands: before buying, between payment and arrival, after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Stage {
    PreSale,
    InSale,
    AfterSale,
}

/// What is known when a question comes.
#[derive(Debug, Clone, Copy, Default)]
pub struct Situation<'a> {
    /// Unix milliseconds.
    pub now: i64,
    pub product: Option<&'a str>,
    pub order_state: Option<OrderState>,
    pub stage: Option<Stage>,
    pub channel: Option<uuid::Uuid>,
    pub question: &'a str,
}

/// What keeps an answer from being given.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Obstacle {
    NotYet,
    Over,
    Product,
    OrderState,
    Stage,
    Channel,
    Keyword,
}

impl Conditions {
    pub fn hold(&self, situation: &Situation<'_>) -> bool {
        self.obstacles(situation).next().is_none()
    }

    /// Every condition that does not hold. What is not known fits no condition.
    pub fn obstacles(&self, situation: &Situation<'_>) -> impl Iterator<Item = Obstacle> {
        fn allows<T: PartialEq>(wanted: &[T], known: Option<&T>) -> bool {
            wanted.is_empty() || known.is_some_and(|known| wanted.contains(known))
        }
        let is_product = |known: &str| self.products.iter().any(|wanted| wanted == known);
        [
            (Obstacle::NotYet, self.from.is_none_or(|from| situation.now >= from)),
            (Obstacle::Over, !self.is_over(situation.now)),
            (Obstacle::Product, self.products.is_empty() || situation.product.is_some_and(is_product)),
            (Obstacle::OrderState, allows(&self.order_states, situation.order_state.as_ref())),
            (Obstacle::Stage, allows(&self.stages, situation.stage.as_ref())),
            (Obstacle::Channel, allows(&self.channels, situation.channel.as_ref())),
            (Obstacle::Keyword, self.keywords.is_empty() || mentions(situation.question, &self.keywords)),
        ]
        .into_iter()
        .filter_map(|(obstacle, is_met)| (!is_met).then_some(obstacle))
    }

    /// Applies whatever the situation is.
    pub fn is_everyday(&self) -> bool {
        *self == Self::default()
    }

    /// Its time has passed: kept, never chosen.
    pub fn is_over(&self, now: i64) -> bool {
        self.until.is_some_and(|until| now >= until)
    }

    /// Still good, and no longer so in `within_ms` milliseconds.
    pub fn expires_soon(&self, now: i64, within_ms: i64) -> bool {
        !self.is_over(now) && self.is_over(now.saturating_add(within_ms))
    }
}

/// Whether the question holds one of the keywords, however it is spelled; a blank one is in no question.
fn mentions(question: &str, keywords: &[String]) -> bool {
    let question = fold(question);
    let mut keywords = keywords.iter().map(|keyword| folded(keyword));
    keywords.any(|keyword| !keyword.is_empty() && question.contains(&keyword))
}

fn folded(keyword: &str) -> String {
    fold(keyword.trim())
}
