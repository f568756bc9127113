//! Whether a rule's reply may be said: in the buyer's eyes it is an automatic message, and keeps to the rules of those.

use super::model::Occasion;
use crate::conversations::{self, Author, ConversationRow};
use crate::db::Conn;
use crate::error::Result;
use crate::steps::{Step, StepOutcome, StepState};

/// Lines of the thread stand between messages.
const LOOKED_BACK: i64 = 30;

impl Occasion {
    /// Whether it is about a buyer who is owed an answer.
    pub fn is_buyers(self) -> bool {
        matches!(self, Self::ConversationCreated | Self::CustomerMessage | Self::MessageWhileClosed | Self::Waiting)
    }
}

/// Why nothing may be said to this buyer now; none where it may.
pub async fn withheld(conn: &mut Conn<'_>, row: &ConversationRow, occasion: Occasion) -> Result<Option<&'static str>> {
    if row.customer_blocked {
        return Ok(Some("customer_blocked"));
    }
    // A person, or the bot for good, came first.
    if occasion.is_buyers() && row.waiting_since.is_none() {
        return Ok(Some("answered"));
    }
    let thread = conversations::tail(conn, row.shop_id, row.id, LOOKED_BACK).await?;
    let last = thread.iter().rev().find(|message| message.kind.is_public()).map(|message| message.author);
    let is_machine = matches!(last, Some(Author::Automatic | Author::Bot));
    Ok(is_machine.then_some("after_automatic_message"))
}

/// The steps without their reply, and where it stood.
pub fn without_reply(steps: &[Step]) -> (Vec<Step>, Option<usize>) {
    let is_reply = |step: &Step| matches!(step, Step::Reply { .. });
    (steps.iter().filter(|step| !is_reply(step)).cloned().collect(), steps.iter().position(is_reply))
}

/// Tells of the reply that was not said, where it stood.
pub fn tell(items: &mut Vec<StepOutcome>, place: usize, code: &str) {
    let told = StepOutcome { state: StepState::Withheld, code: Some(code.to_owned()) };
    items.insert(place.min(items.len()), told);
}
