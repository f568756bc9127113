//! Who is connected: desks by shop, widgets by customer.
//!
//! Sending never waits: a connection whose queue is full is closed and resumes by its last number.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::mpsc;
use uuid::Uuid;

use super::frames::{ByeCode, Frame};
use crate::auth::Role;
use crate::bus::{Seat, Whom};
use crate::ids::{ConversationId, CustomerId, InboxId, SessionId, ShopId, StaffId, TokenId};

/// Frames a slow reader may owe before it is closed.
const QUEUE: usize = 1024;

/// What a connection's task is told.
#[derive(Debug, Clone)]
pub(super) enum Notice {
    Frame(Frame),
    Close(ByeCode),
}

/// Who reads, and by which right.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(super) enum Reader {
    /// Let in by a session or by an API token, with the role of that moment.
    Staff {
        staff_id: StaffId,
        role: Role,
        session_id: Option<SessionId>,
        token_id: Option<TokenId>,
    },
    Visitor {
        customer_id: CustomerId,
        inbox_id: InboxId,
    },
}

#[derive(Debug)]
pub(super) struct Connection {
    shop_id: ShopId,
    reader: Reader,
    watching: Option<ConversationId>,
    /// A desk that somebody can see, as far as its page has said; what an API token reads is no desk.
    on_screen: bool,
    queue: mpsc::Sender<Notice>,
}

impl Connection {
    pub fn staff_id(&self) -> Option<StaffId> {
        match self.reader {
            Reader::Staff { staff_id, .. } => Some(staff_id),
            Reader::Visitor { .. } => None,
        }
    }

    pub fn customer_id(&self) -> Option<CustomerId> {
        match self.reader {
            Reader::Visitor { customer_id, .. } => Some(customer_id),
            Reader::Staff { .. } => None,
        }
    }

    pub fn session_id(&self) -> Option<SessionId> {
        match self.reader {
            Reader::Staff { session_id, .. } => session_id,
            Reader::Visitor { .. } => None,
        }
    }

    fn is_on_screen(&self) -> bool {
        self.on_screen && self.session_id().is_some()
    }

    fn seat(&self) -> Option<Seat> {
        let (shop_id, watching, on_screen) = (self.shop_id, self.watching, self.is_on_screen());
        Some(Seat { shop_id, staff_id: self.staff_id()?, watching, on_screen })
    }

    pub fn token_id(&self) -> Option<TokenId> {
        match self.reader {
            Reader::Staff { token_id, .. } => token_id,
            Reader::Visitor { .. } => None,
        }
    }
}

pub(super) type ConnectionId = u64;

#[derive(Debug, Default)]
struct Shop {
    desks: HashMap<ConnectionId, Connection>,
    /// In order, so that all of a customer lie side by side.
    widgets: BTreeMap<(CustomerId, InboxId), HashMap<ConnectionId, Connection>>,
}

impl Shop {
    fn has_customer(&self, customer: CustomerId) -> bool {
        let inboxes = InboxId(Uuid::nil())..=InboxId(Uuid::max());
        self.widgets.range((customer, *inboxes.start())..=(customer, *inboxes.end())).next().is_some()
    }

    fn has_staff(&self, staff: StaffId) -> bool {
        self.desks.values().any(|desk| desk.staff_id() == Some(staff))
    }

    fn has(&self, reader: Reader) -> bool {
        match reader {
            Reader::Staff { staff_id, .. } => self.has_staff(staff_id),
            Reader::Visitor { customer_id, .. } => self.has_customer(customer_id),
        }
    }
}

/// A connection that was made.
pub(super) struct Joined {
    pub id: ConnectionId,
    pub notices: mpsc::Receiver<Notice>,
    /// Whether this person had no other here.
    pub is_first: bool,
}

/// A connection that was closed.
#[derive(Debug, Default)]
pub(super) struct Left {
    /// What it looked at.
    pub watched: Option<ConversationId>,
    /// Whether this person has no other here.
    pub was_last: bool,
}

#[derive(Debug, Default)]
pub(super) struct Hub {
    next_id: AtomicU64,
    shops: Mutex<HashMap<ShopId, Shop>>,
}

impl Hub {
    fn shops(&self) -> MutexGuard<'_, HashMap<ShopId, Shop>> {
        // Nothing here is half-done when a holder panics: plain inserts and removes.
        self.shops.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn connect(&self, shop_id: ShopId, reader: Reader) -> Joined {
        let id = self.next_id.fetch_add(1, Ordering::Relaxed);
        let (queue, notices) = mpsc::channel(QUEUE);
        let connection = Connection { shop_id, reader, watching: None, on_screen: true, queue };
        let mut shops = self.shops();
        let shop = shops.entry(shop_id).or_default();
        let is_first = !shop.has(reader);
        match reader {
            Reader::Staff { .. } => shop.desks.insert(id, connection),
            Reader::Visitor { customer_id, inbox_id } => {
                shop.widgets.entry((customer_id, inbox_id)).or_default().insert(id, connection)
            }
        };
        Joined { id, notices, is_first }
    }

    /// Connections of desks and of widgets, of all shops.
    pub fn connected(&self) -> (usize, usize) {
        let shops = self.shops();
        let desks = shops.values().map(|shop| shop.desks.len()).sum();
        let widgets = shops.values().flat_map(|shop| shop.widgets.values()).map(HashMap::len).sum();
        (desks, widgets)
    }

    /// Forgets a connection.
    pub fn disconnect(&self, shop_id: ShopId, reader: Reader, id: ConnectionId) -> Left {
        let mut shops = self.shops();
        let Some(shop) = shops.get_mut(&shop_id) else { return Left { watched: None, was_last: true } };
        let gone = match reader {
            Reader::Staff { .. } => shop.desks.remove(&id),
            Reader::Visitor { customer_id, inbox_id } => {
                let place = shop.widgets.get_mut(&(customer_id, inbox_id));
                let gone = place.and_then(|place| place.remove(&id));
                if shop.widgets.get(&(customer_id, inbox_id)).is_some_and(HashMap::is_empty) {
                    shop.widgets.remove(&(customer_id, inbox_id));
                }
                gone
            }
        };
        let was_last = !shop.has(reader);
        if shop.desks.is_empty() && shop.widgets.is_empty() {
            shops.remove(&shop_id);
        }
        Left { watched: gone.and_then(|connection| connection.watching), was_last }
    }

    /// Notes what a desk looks at; what it looked at before.
    pub fn watch(&self, shop_id: ShopId, id: ConnectionId, what: Option<ConversationId>) -> Option<ConversationId> {
        let mut shops = self.shops();
        let desk = shops.get_mut(&shop_id)?.desks.get_mut(&id)?;
        std::mem::replace(&mut desk.watching, what)
    }

    /// Notes whether anybody can see a desk.
    pub fn show(&self, shop_id: ShopId, id: ConnectionId, visible: bool) {
        if let Some(desk) = self.shops().get_mut(&shop_id).and_then(|shop| shop.desks.get_mut(&id)) {
            desk.on_screen = visible;
        }
    }

    /// An open desk.
    pub fn seat(&self, shop_id: ShopId, id: ConnectionId) -> Option<Seat> {
        self.shops().get(&shop_id)?.desks.get(&id)?.seat()
    }

    /// Whether somebody can see a desk of theirs.
    pub fn is_on_screen(&self, shop_id: ShopId, staff: StaffId) -> bool {
        let shops = self.shops();
        let mut desks = shops.get(&shop_id).into_iter().flat_map(|shop| shop.desks.values());
        desks.any(|desk| desk.staff_id() == Some(staff) && desk.is_on_screen())
    }

    pub fn viewers(&self, shop_id: ShopId, conversation: ConversationId) -> Vec<StaffId> {
        let shops = self.shops();
        let Some(shop) = shops.get(&shop_id) else { return Vec::new() };
        let looking = shop.desks.values().filter(|desk| desk.watching == Some(conversation));
        let mut staff: Vec<StaffId> = looking.filter_map(Connection::staff_id).collect();
        staff.sort_unstable();
        staff.dedup();
        staff
    }

    pub fn is_connected(&self, shop_id: ShopId, staff: StaffId) -> bool {
        let shops = self.shops();
        shops.get(&shop_id).is_some_and(|shop| shop.has_staff(staff))
    }

    pub fn anyone_connected(&self, shop_id: ShopId) -> bool {
        self.shops().get(&shop_id).is_some_and(|shop| !shop.desks.is_empty())
    }

    pub fn is_customer_online(&self, shop_id: ShopId, customer: CustomerId) -> bool {
        let shops = self.shops();
        shops.get(&shop_id).is_some_and(|shop| shop.has_customer(customer))
    }

    /// Who has a widget open, by shop.
    pub fn customers(&self) -> Vec<(ShopId, Vec<CustomerId>)> {
        let shops = self.shops();
        let customers = |shop: &Shop| {
            let mut all: Vec<CustomerId> = shop.widgets.keys().map(|(customer, _)| *customer).collect();
            all.dedup();
            all
        };
        shops.iter().map(|(id, shop)| (*id, customers(shop))).collect()
    }

    /// The inboxes with a widget open, by shop.
    pub fn visited_inboxes(&self) -> Vec<(ShopId, Vec<InboxId>)> {
        let shops = self.shops();
        let inboxes = |shop: &Shop| {
            let mut all: Vec<InboxId> = shop.widgets.keys().map(|(_, inbox)| *inbox).collect();
            all.sort_unstable();
            all.dedup();
            all
        };
        shops.iter().map(|(id, shop)| (*id, inboxes(shop))).filter(|(_, inboxes)| !inboxes.is_empty()).collect()
    }

    pub fn has_readers(&self, shop_id: ShopId) -> bool {
        self.shops().contains_key(&shop_id)
    }

    pub fn staff_of(&self, shop_id: ShopId) -> Vec<StaffId> {
        let shops = self.shops();
        let mut staff: Vec<StaffId> = shops
            .get(&shop_id)
            .into_iter()
            .flat_map(|shop| shop.desks.values())
            .filter_map(Connection::staff_id)
            .collect();
        staff.sort_unstable();
        staff.dedup();
        staff
    }

    /// Open desks, by their connections.
    pub fn seats(&self) -> Vec<(ConnectionId, Seat)> {
        let shops = self.shops();
        let desks = shops.values().flat_map(|shop| shop.desks.iter());
        desks.filter_map(|(id, desk)| Some((*id, desk.seat()?))).collect()
    }

    pub fn tell(&self, shop_id: ShopId, whom: Whom, frame: &Frame) {
        match whom {
            Whom::Desks => self.tell_staff(shop_id, frame),
            Whom::Watchers { conversation_id, but } => self.tell_watchers(shop_id, conversation_id, frame, but),
            Whom::Visitor { customer_id, inbox_id } => self.tell_visitor(shop_id, customer_id, inbox_id, frame),
            Whom::Staff(staff) => self.tell_one(shop_id, staff, frame),
            // Sessions, tokens and customers are closed, never told.
            Whom::Session(_) | Whom::Token(_) | Whom::Customer(_) => {}
        }
    }

    /// Closes connections for good, in whichever shop.
    pub fn close(&self, whom: Whom, code: ByeCode) {
        self.close_where(code, |connection| match whom {
            Whom::Staff(staff) => connection.staff_id() == Some(staff),
            Whom::Session(session) => connection.session_id() == Some(session),
            Whom::Token(token) => connection.token_id() == Some(token),
            Whom::Customer(customer) => connection.customer_id() == Some(customer),
            // Whole audiences are told, never closed.
            Whom::Desks | Whom::Watchers { .. } | Whom::Visitor { .. } => false,
        });
    }

    pub fn tell_staff(&self, shop_id: ShopId, frame: &Frame) {
        self.tell_desks(shop_id, frame, |_| true);
    }

    /// Tells one colleague, at every desk of theirs.
    pub fn tell_one(&self, shop_id: ShopId, staff: StaffId, frame: &Frame) {
        self.tell_desks(shop_id, frame, |desk| desk.staff_id() == Some(staff));
    }

    /// Tells those who look at a conversation, all but the one it comes from.
    fn tell_watchers(&self, shop_id: ShopId, conversation: ConversationId, frame: &Frame, but: Option<StaffId>) {
        self.tell_desks(shop_id, frame, |desk| {
            desk.watching == Some(conversation) && (but.is_none() || desk.staff_id() != but)
        });
    }

    fn tell_desks(&self, shop_id: ShopId, frame: &Frame, to: impl Fn(&Connection) -> bool) {
        if let Some(shop) = self.shops().get_mut(&shop_id) {
            shop.desks.retain(|_, desk| !to(desk) || deliver(desk, frame));
        }
    }

    pub fn tell_visitor(&self, shop_id: ShopId, customer: CustomerId, inbox: InboxId, frame: &Frame) {
        if let Some(shop) = self.shops().get_mut(&shop_id)
            && let Some(widgets) = shop.widgets.get_mut(&(customer, inbox))
        {
            widgets.retain(|_, widget| deliver(widget, frame));
        }
    }

    /// Tells all buyers of an inbox.
    pub fn tell_visitors(&self, shop_id: ShopId, inbox: InboxId, frame: &Frame) {
        if let Some(shop) = self.shops().get_mut(&shop_id) {
            for ((_, place), widgets) in &mut shop.widgets {
                if *place == inbox {
                    widgets.retain(|_, widget| deliver(widget, frame));
                }
            }
        }
    }

    pub fn has_visitor(&self, shop_id: ShopId, customer: CustomerId, inbox: InboxId) -> bool {
        self.shops().get(&shop_id).is_some_and(|shop| shop.widgets.contains_key(&(customer, inbox)))
    }

    /// Closes all connections of a shop; they come back and catch up.
    pub fn close_shop(&self, shop_id: ShopId, code: ByeCode) {
        self.close_where(code, |connection| connection.shop_id == shop_id);
    }

    /// Everybody who reads, by shop, each by each right once.
    pub fn readers(&self) -> Vec<(ShopId, HashSet<Reader>)> {
        let shops = self.shops();
        let readers = |shop: &Shop| {
            let widgets = shop.widgets.keys();
            let visitors = widgets.map(|&(customer_id, inbox_id)| Reader::Visitor { customer_id, inbox_id });
            shop.desks.values().map(|desk| desk.reader).chain(visitors).collect()
        };
        shops.iter().map(|(id, shop)| (*id, readers(shop))).collect()
    }

    /// Closes the connections of these readers of a shop.
    pub fn close_readers(&self, shop_id: ShopId, lost: &HashMap<Reader, ByeCode>) {
        self.close_as(|connection| lost.get(&connection.reader).copied().filter(|_| connection.shop_id == shop_id));
    }

    /// Closes connections for good.
    pub fn close_where(&self, code: ByeCode, which: impl Fn(&Connection) -> bool) {
        self.close_as(|connection| which(connection).then_some(code));
    }

    fn close_as(&self, why: impl Fn(&Connection) -> Option<ByeCode>) {
        // A full queue means the reader is stuck: without its sender its task ends, and nothing more reaches it.
        let stays = |connection: &Connection| {
            why(connection).is_none_or(|code| connection.queue.try_send(Notice::Close(code)).is_ok())
        };
        for shop in self.shops().values_mut() {
            shop.desks.retain(|_, desk| stays(desk));
            for widgets in shop.widgets.values_mut() {
                widgets.retain(|_, widget| stays(widget));
            }
        }
    }
}

/// Hands a frame over; false when the reader is too slow or gone, which drops its queue and so ends its task.
fn deliver(connection: &Connection, frame: &Frame) -> bool {
    let taken = connection.queue.try_send(Notice::Frame(frame.clone())).is_ok();
    if !taken {
        tracing::debug!(shop = %connection.shop_id, "closed a reader that fell behind");
    }
    taken
}
