//! What processes tell each other.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::ids::{ConversationId, CustomerId, InboxId, Seq, SessionId, ShopId, StaffId, TokenId};

/// A process, from its start to its end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct NodeId(Uuid);

impl NodeId {
    pub fn new() -> Self {
        Self(Uuid::now_v7())
    }
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Note {
    /// A shop's events up to this number are stored.
    Committed { shop_id: ShopId, seq: Seq, counts_moved: bool },
    /// A frame that is not stored, for desks and widgets.
    Tell { shop_id: ShopId, whom: Whom, frame: String },
    /// Connections end, or come back with the rights of now.
    Close { whom: Whom, come_back: bool },
    /// A desk is open here, looks at something else, or went out of sight.
    Seated { seat: u64, at: Seat },
    /// A desk was closed here.
    Left { seat: u64 },
    /// Customers opened their first widget here, or closed their last.
    Visiting { shop_id: ShopId, customers: Vec<CustomerId>, here: bool },
    /// The process is alive.
    Alive,
    /// Whoever hears this tells of its desks and customers anew.
    WhoIsThere,
    /// The process ends: its desks and customers are gone.
    Farewell,
}

/// An open desk.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Seat {
    pub shop_id: ShopId,
    pub staff_id: StaffId,
    pub watching: Option<ConversationId>,
    /// Whether somebody can see it.
    #[serde(default)]
    pub on_screen: bool,
}

/// Whose connections are meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Whom {
    /// All desks of the shop.
    Desks,
    /// Desks that look at a conversation, but not this colleague's.
    Watchers {
        conversation_id: ConversationId,
        but: Option<StaffId>,
    },
    Visitor {
        customer_id: CustomerId,
        inbox_id: InboxId,
    },
    Staff(StaffId),
    Session(SessionId),
    Token(TokenId),
    Customer(CustomerId),
}

#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Envelope {
    pub from: NodeId,
    pub note: Note,
}

/// Customers in one note: all of them fit into what a database takes as a message.
pub const MOST_CUSTOMERS: usize = 150;

/// One bell a shop is enough: several commits become the last of them. Customers who come one after the other go
/// together. Everything else keeps its order.
pub(super) fn merged(notes: Vec<Note>) -> Vec<Note> {
    let mut merged: Vec<Note> = Vec::with_capacity(notes.len());
    for note in notes {
        if let Note::Committed { shop_id, seq, counts_moved } = &note {
            let known = merged.iter_mut().find_map(|known| match known {
                Note::Committed { shop_id: of, seq, counts_moved } if of == shop_id => Some((seq, counts_moved)),
                _ => None,
            });
            if let Some((last, moved)) = known {
                *last = (*last).max(*seq);
                *moved |= counts_moved;
                continue;
            }
        }
        match (merged.last_mut(), note) {
            (Some(last), Note::Visiting { shop_id, customers, here }) if last.takes(shop_id, &customers, here) => {
                if let Note::Visiting { customers: before, .. } = last {
                    before.extend(customers);
                }
            }
            (_, note) => merged.push(note),
        }
    }
    merged
}

impl Note {
    /// Whether customers who come or go are told with this note.
    fn takes(&self, of: ShopId, more: &[CustomerId], come: bool) -> bool {
        matches!(self, Self::Visiting { shop_id, customers, here }
            if *shop_id == of && *here == come && customers.len() + more.len() <= MOST_CUSTOMERS)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commits_of_a_shop_become_one_bell() {
        let (one, other) = (ShopId(Uuid::from_u128(1)), ShopId(Uuid::from_u128(2)));
        let committed = |shop_id, seq, counts_moved| Note::Committed { shop_id, seq, counts_moved };
        let notes = vec![committed(one, 5, true), Note::Alive, committed(other, 1, false), committed(one, 7, false)];
        assert_eq!(merged(notes), [committed(one, 7, true), Note::Alive, committed(other, 1, false)]);
    }

    #[test]
    fn customers_who_come_together_are_told_together() {
        let (shop_id, other) = (ShopId(Uuid::from_u128(1)), ShopId(Uuid::from_u128(2)));
        let customer = |n| CustomerId(Uuid::from_u128(n));
        let visiting = |shop_id, ns: &[u128], here| Note::Visiting {
            shop_id,
            customers: ns.iter().copied().map(customer).collect(),
            here,
        };
        let notes = vec![
            visiting(shop_id, &[1], true),
            visiting(shop_id, &[2], true),
            visiting(shop_id, &[1], false),
            visiting(shop_id, &[1], true),
            visiting(other, &[3], true),
        ];
        let told = [
            visiting(shop_id, &[1, 2], true),
            visiting(shop_id, &[1], false),
            visiting(shop_id, &[1], true),
            visiting(other, &[3], true),
        ];
        assert_eq!(merged(notes), told);
        let crowd = (0..1000).map(|n| visiting(shop_id, &[n], true)).collect();
        let all = merged(crowd);
        assert!(all.len() < 10);
        for note in all {
            let written = serde_json::to_string(&Envelope { from: NodeId::new(), note }).expect("written");
            assert!(written.len() < crate::db::MOST_BYTES, "{} bytes", written.len());
        }
    }
}
