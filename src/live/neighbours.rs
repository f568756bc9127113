//! Desks and widgets that are open in other processes, as they told.

use std::collections::{HashMap, HashSet};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

use crate::bus::{NodeId, Seat};
use crate::ids::{ConversationId, CustomerId, ShopId, StaffId};

/// A process says so often that it lives.
pub(super) const ALIVE_EVERY: Duration = Duration::from_secs(2);
/// One that was silent for so long is gone.
const SILENCE: Duration = Duration::from_secs(7);

#[derive(Debug)]
struct Node {
    heard_at: Instant,
    seats: HashMap<u64, Seat>,
    customers: HashSet<(ShopId, CustomerId)>,
}

/// What was open in processes that are gone.
#[derive(Debug, Default)]
pub(super) struct Gone {
    pub seats: Vec<Seat>,
    pub customers: Vec<(ShopId, CustomerId)>,
}

impl Gone {
    fn add(&mut self, node: Node) {
        self.seats.extend(node.seats.into_values());
        self.customers.extend(node.customers);
    }
}

#[derive(Debug, Default)]
pub(super) struct Neighbours(Mutex<HashMap<NodeId, Node>>);

impl Neighbours {
    fn nodes(&self) -> MutexGuard<'_, HashMap<NodeId, Node>> {
        // Nothing here is half-done when a holder panics: plain inserts and removes.
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Notes that a process lives; true when it was not known.
    pub fn alive(&self, node: NodeId) -> bool {
        let mut nodes = self.nodes();
        let known = nodes.get_mut(&node).map(|known| known.heard_at = Instant::now()).is_some();
        if !known {
            nodes.insert(node, Node { heard_at: Instant::now(), seats: HashMap::new(), customers: HashSet::new() });
        }
        !known
    }

    /// Notes where a desk is; where it was before.
    pub fn seated(&self, node: NodeId, seat: u64, at: Seat) -> Option<Seat> {
        self.nodes().get_mut(&node)?.seats.insert(seat, at)
    }

    /// Forgets a desk; where it was.
    pub fn left(&self, node: NodeId, seat: u64) -> Option<Seat> {
        self.nodes().get_mut(&node)?.seats.remove(&seat)
    }

    /// Notes that customers opened their first widget there, or closed their last.
    pub fn visiting(&self, node: NodeId, shop_id: ShopId, customers: &[CustomerId], here: bool) {
        if let Some(node) = self.nodes().get_mut(&node) {
            for customer in customers {
                if here {
                    node.customers.insert((shop_id, *customer));
                } else {
                    node.customers.remove(&(shop_id, *customer));
                }
            }
        }
    }

    pub fn is_customer_online(&self, shop_id: ShopId, customer: CustomerId) -> bool {
        self.nodes().values().any(|node| node.customers.contains(&(shop_id, customer)))
    }

    /// Forgets a process.
    pub fn farewell(&self, node: NodeId) -> Gone {
        let mut gone = Gone::default();
        self.nodes().remove(&node).into_iter().for_each(|node| gone.add(node));
        gone
    }

    /// Forgets processes that fell silent.
    pub fn forget_silent(&self) -> Gone {
        let mut nodes = self.nodes();
        let silent: Vec<NodeId> =
            nodes.iter().filter(|(_, node)| node.heard_at.elapsed() > SILENCE).map(|(id, _)| *id).collect();
        let mut gone = Gone::default();
        silent.into_iter().filter_map(|id| nodes.remove(&id)).for_each(|node| gone.add(node));
        gone
    }

    pub fn viewers(&self, shop_id: ShopId, conversation: ConversationId) -> Vec<StaffId> {
        self.staff(shop_id, |seat| seat.watching == Some(conversation))
    }

    pub fn is_connected(&self, shop_id: ShopId, staff: StaffId) -> bool {
        !self.staff(shop_id, |seat| seat.staff_id == staff).is_empty()
    }

    pub fn is_on_screen(&self, shop_id: ShopId, staff: StaffId) -> bool {
        !self.staff(shop_id, |seat| seat.staff_id == staff && seat.on_screen).is_empty()
    }

    pub fn anyone_connected(&self, shop_id: ShopId) -> bool {
        !self.staff(shop_id, |_| true).is_empty()
    }

    /// Who sits at desks there.
    pub fn at_desks(&self) -> Vec<(ShopId, StaffId)> {
        let nodes = self.nodes();
        nodes.values().flat_map(|node| node.seats.values()).map(|seat| (seat.shop_id, seat.staff_id)).collect()
    }

    fn staff(&self, shop_id: ShopId, which: impl Fn(&Seat) -> bool) -> Vec<StaffId> {
        let nodes = self.nodes();
        let seats = nodes.values().flat_map(|node| node.seats.values());
        seats.filter(|seat| seat.shop_id == shop_id && which(seat)).map(|seat| seat.staff_id).collect()
    }
}
