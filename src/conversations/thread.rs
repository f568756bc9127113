//! Which conversation of a buyer a message goes to.

use super::model::{ConversationRow, Status};
use super::rules::REOPEN_WITHIN_SECONDS;
use crate::clock::Time;
use crate::ids::{ConversationId, CustomerId, InboxId, ShopId};

/// What whoever hands in a message knows of where it belongs.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Thread {
    /// Nothing: the one that runs, or a new one.
    #[default]
    Running,
    /// This one, where it still takes the message; a new one otherwise.
    Named(ConversationId),
    /// It begins one.
    New,
}

/// Whether a conversation that was named takes a message of this buyer in this inbox: it is theirs, and goes on.
pub fn takes(row: &ConversationRow, whose: (ShopId, CustomerId, InboxId), now: Time) -> bool {
    let is_theirs = (row.shop_id, row.customer_id, row.inbox_id) == whose;
    let goes_on =
        row.status != Status::Solved || row.solved_at.is_some_and(|at| at > now.plus_seconds(-REOPEN_WITHIN_SECONDS));
    is_theirs && goes_on && row.shelf.is_none() && row.merged_into_id.is_none() && !row.imported && !row.customer_erased
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conversations::append::new_conversation;
    use crate::conversations::model::{Shelf, Touchpoint};
    use crate::conversations::store::CustomerWords;

    const NOW: Time = Time(1_794_000_000_000);

    fn conversation() -> ConversationRow {
        let customer = CustomerWords {
            id: CustomerId::new(),
            shop_id: ShopId::new(),
            name: "林梅".into(),
            tier: None,
            verified: false,
            locale: None,
            blocked: false,
            erased: false,
        };
        new_conversation(customer.shop_id, &customer, InboxId::new(), Touchpoint::Enquiry, NOW)
    }

    fn solved(ago_seconds: i64) -> ConversationRow {
        let solved_at = Some(NOW.plus_seconds(-ago_seconds));
        ConversationRow { status: Status::Solved, solved_at, ..conversation() }
    }

    #[test]
    fn a_conversation_goes_on_with_its_buyer_alone() {
        let whose = |row: &ConversationRow| (row.shop_id, row.customer_id, row.inbox_id);
        for row in [conversation(), solved(60), ConversationRow { status: Status::Snoozed, ..conversation() }] {
            let (shop, customer, inbox) = whose(&row);
            assert!(takes(&row, (shop, customer, inbox), NOW));
            assert!(!takes(&row, (ShopId::new(), customer, inbox), NOW), "another shop");
            assert!(!takes(&row, (shop, CustomerId::new(), inbox), NOW), "another customer");
            assert!(!takes(&row, (shop, customer, InboxId::new()), NOW), "another inbox");
        }
        for row in [
            solved(REOPEN_WITHIN_SECONDS),
            solved(30 * 24 * 3600),
            ConversationRow { shelf: Some(Shelf::Spam), ..solved(60) },
            ConversationRow { shelf: Some(Shelf::Merged), merged_into_id: Some(ConversationId::new()), ..solved(60) },
            ConversationRow { imported: true, ..conversation() },
            ConversationRow { customer_erased: true, ..conversation() },
        ] {
            assert!(!takes(&row, whose(&row), NOW), "{:?} {:?}", row.status, row.shelf);
        }
    }
}
