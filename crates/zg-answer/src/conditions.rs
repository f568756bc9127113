//! Which of an entry's answers fits: by product, time, order, stage, channel and keyword.

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

impl Conditions {
    pub fn hold(&self, situation: &Situation<'_>) -> bool {
        fn allows<T: PartialEq>(wanted: &[T], known: Option<&T>) -> bool {
            wanted.is_empty() || known.is_some_and(|known| wanted.contains(known))
        }
        let question = zg_text::fold(situation.question);
        self.from.is_none_or(|from| situation.now >= from)
            && self.until.is_none_or(|until| situation.now < until)
            && (self.products.is_empty()
                || situation.product.is_some_and(|known| self.products.iter().any(|wanted| wanted == known)))
            && allows(&self.order_states, situation.order_state.as_ref())
            && allows(&self.stages, situation.stage.as_ref())
            && allows(&self.channels, situation.channel.as_ref())
            && (self.keywords.is_empty()
                || self.keywords.iter().any(|keyword| question.contains(&zg_text::fold(keyword))))
    }

    /// Applies whatever the situation is.
    pub fn is_everyday(&self) -> bool {
        *self == Self::default()
    }
}

/// The answer to give, by its place; the shop's own go before those of a starter pack (`is_starter`).
pub fn choose<'a>(
    answers: impl IntoIterator<Item = (&'a Conditions, bool)>,
    situation: &Situation<'_>,
) -> Option<usize> {
    let rank = |conditions: &Conditions, is_starter: bool| {
        let kind = if conditions.emergency { 0 } else { 1 + u8::from(conditions.is_everyday()) };
        (kind, is_starter)
    };
    let answers = answers.into_iter().enumerate();
    let fitting = answers.filter(|(_, (conditions, _))| conditions.hold(situation));
    fitting
        .min_by_key(|(place, (conditions, is_starter))| (rank(conditions, *is_starter), *place))
        .map(|(place, _)| place)
}
