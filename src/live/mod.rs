//! Live: what was committed reaches desks and widgets at once, in order, and again after a gap.
//!
//! Invariants: frames of a shop go out in the order of their event numbers; a reader that falls behind is
//! closed and resumes from its last number; the database is the truth, so losing everything here loses nothing; a
//! connection ends within five seconds of the right it was opened with (`rights`).

mod agents;
mod feed;
mod follow;
pub mod frames;
mod hub;
mod neighbours;
mod nodes;
mod presence;
mod rights;
mod session;
mod socket;
mod stream;
mod typing;

use std::collections::HashSet;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::{mpsc, watch};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::auth::Auth;
use crate::bus::{Bus, Heard, Note, Whom};
use crate::clock::Clock;
use crate::conversations::Fresh;
use crate::conversations::model::AgentBrief;
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::events::{self, Event};
use crate::files::Files;
use crate::hours::Outlook;
use crate::ids::{ConversationId, CustomerId, InboxId, SessionId, ShopId, StaffId, TokenId};
use crate::notifications::Notification;
use crate::reception::QueuePlace;
use crate::targets::Books;

pub use follow::{Ahead, Follower, follow};
pub use presence::Presence;
pub use rights::start as keep_rights;
pub use socket::router;
pub use typing::customer_typing;

use feed::Ring;
use frames::{ByeCode, ServerFrame, StaffPresence};
use hub::{ConnectionId, Hub, Joined, Reader};
use neighbours::Neighbours;

/// The frames of the sockets, described beside the routes.
pub fn described() -> OpenApiRouter<crate::app::App> {
    OpenApiRouter::with_openapi(frames::Frames::openapi())
}

#[derive(Debug, Clone)]
pub struct Live {
    hub: Arc<Hub>,
    neighbours: Arc<Neighbours>,
    bus: Bus,
    doorbell: mpsc::UnboundedSender<feed::Ring>,
    agents: agents::Agents,
    books: Books,
    closing: Arc<AtomicBool>,
    committed: Arc<watch::Sender<u64>>,
    seated: Arc<watch::Sender<()>>,
}

impl Live {
    /// Starts the feed that turns commits into frames. Nothing is written before it has returned.
    pub async fn start(db: Db, files: Files, clock: Clock, bus: Bus, books: Books) -> Result<Self> {
        let (doorbell, rings) = mpsc::unbounded_channel();
        let live = Self {
            hub: Arc::new(Hub::default()),
            neighbours: Arc::new(Neighbours::default()),
            bus,
            doorbell,
            agents: agents::Agents::new(),
            books,
            closing: Arc::new(AtomicBool::new(false)),
            committed: Arc::new(watch::Sender::new(0)),
            seated: Arc::new(watch::Sender::new(())),
        };
        let sent = events::last_of_all(&mut db.reader().await?.conn()).await?;
        feed::start(live.clone(), db, files, clock, rings, sent);
        Ok(live)
    }

    /// Hears what other processes tell.
    pub fn listen(&self, auth: Auth, heard: mpsc::UnboundedReceiver<Heard>) {
        nodes::start(self.clone(), auth, heard);
    }

    /// Tells of committed events; their rows are read again for the frames.
    pub fn publish(&self, events: Vec<Event>) {
        self.publish_appended(Fresh { events, ..Fresh::default() });
    }

    /// Tells of stored messages whose rows are at hand.
    pub fn publish_appended(&self, fresh: Fresh) {
        if fresh.events.is_empty() {
            return;
        }
        if self.bus.has_neighbours() {
            for event in &fresh.events {
                let (shop_id, seq, counts_moved) = (event.shop_id, event.seq, fresh.counts_moved);
                self.bus.tell(Note::Committed { shop_id, seq, counts_moved });
            }
        }
        self.ring(Ring::Committed(fresh));
        self.committed.send_modify(|told| *told = told.wrapping_add(1));
    }

    /// Counts what was told of commits; who listens may find several done.
    pub fn commits(&self) -> watch::Receiver<u64> {
        self.committed.subscribe()
    }

    /// Changes when a colleague may have come, gone or chosen a presence, or the shop or an inbox may have changed, at
    /// whichever process.
    pub fn seats(&self) -> watch::Receiver<()> {
        self.seated.subscribe()
    }

    fn seats_changed(&self) {
        self.seated.send_replace(());
    }

    /// Tells that views of a shop hold more or fewer conversations.
    pub fn counts_moved(&self, shop_id: ShopId) {
        self.bus.tell(Note::Committed { shop_id, seq: 0, counts_moved: true });
        self.ring(Ring::CountsMoved(shop_id));
    }

    /// As [`Self::counts_moved`], where every process finds it out by itself.
    pub fn counts_moved_here(&self, shop_id: ShopId) {
        self.ring(Ring::CountsMoved(shop_id));
    }

    fn ring(&self, ring: Ring) {
        // The feed ends only with the process.
        drop(self.doorbell.send(ring));
    }

    /// Colleagues who look at a conversation now.
    pub fn viewers(&self, shop_id: ShopId, id: ConversationId) -> Vec<StaffId> {
        let mut viewers = self.hub.viewers(shop_id, id);
        viewers.extend(self.neighbours.viewers(shop_id, id));
        viewers.sort_unstable();
        viewers.dedup();
        viewers
    }

    /// The presence a colleague shows: offline without a connection, whatever was chosen.
    pub fn is_connected(&self, shop_id: ShopId, staff: StaffId) -> bool {
        self.hub.is_connected(shop_id, staff) || self.neighbours.is_connected(shop_id, staff)
    }

    /// Whether a colleague has a desk open that they can see, as far as its page has said.
    pub fn is_on_screen(&self, shop_id: ShopId, staff: StaffId) -> bool {
        self.hub.is_on_screen(shop_id, staff) || self.neighbours.is_on_screen(shop_id, staff)
    }

    /// Everybody with a desk open, of all shops and at whichever process.
    pub fn at_desks(&self) -> HashSet<(ShopId, StaffId)> {
        let here = self.hub.seats().into_iter().map(|(_, seat)| (seat.shop_id, seat.staff_id));
        here.chain(self.neighbours.at_desks()).collect()
    }

    /// The inboxes with a widget open at this process, by shop.
    pub fn visited_inboxes(&self) -> Vec<(ShopId, Vec<InboxId>)> {
        self.hub.visited_inboxes()
    }

    /// Tells the widgets of an inbox at this process what to expect; every process tells its own.
    pub fn tell_visitors(&self, shop_id: ShopId, inbox: InboxId, outlook: Outlook) {
        self.hub.tell_visitors(shop_id, inbox, &ServerFrame::Outlook { outlook }.written());
    }

    /// How many desks and widgets are connected, of all shops.
    pub fn connected(&self) -> (usize, usize) {
        self.hub.connected()
    }

    /// Whether any colleague of the shop is there.
    pub fn anyone_connected(&self, shop_id: ShopId) -> bool {
        self.hub.anyone_connected(shop_id) || self.neighbours.anyone_connected(shop_id)
    }

    /// Whether the customer has a widget open anywhere.
    pub fn is_customer_online(&self, shop_id: ShopId, customer: CustomerId) -> bool {
        self.hub.is_customer_online(shop_id, customer) || self.neighbours.is_customer_online(shop_id, customer)
    }

    /// Whether a widget of the buyer is open at this process.
    pub fn has_widget(&self, shop_id: ShopId, customer: CustomerId, inbox: InboxId) -> bool {
        self.hub.has_visitor(shop_id, customer, inbox)
    }

    /// Tells a buyer's widgets here where they stand in the queue; the other processes look for themselves.
    pub fn tell_place(&self, shop_id: ShopId, buyer: (CustomerId, InboxId), place: Option<QueuePlace>) {
        self.hub.tell_visitor(shop_id, buyer.0, buyer.1, &ServerFrame::Queue { place }.written());
    }

    fn connect(&self, shop_id: ShopId, reader: Reader) -> Joined {
        let joined = self.hub.connect(shop_id, reader);
        match reader {
            Reader::Staff { .. } => {
                self.tell_seat(shop_id, joined.id);
                self.seats_changed();
            }
            Reader::Visitor { customer_id, .. } if joined.is_first => self.customer_here(shop_id, customer_id, true),
            Reader::Visitor { .. } => {}
        }
        joined
    }

    /// Forgets a connection; what it looked at.
    fn disconnect(&self, shop_id: ShopId, reader: Reader, id: ConnectionId) -> Option<ConversationId> {
        let left = self.hub.disconnect(shop_id, reader, id);
        match reader {
            Reader::Staff { .. } => {
                self.bus.tell(Note::Left { seat: id });
                self.seats_changed();
            }
            Reader::Visitor { customer_id, .. } if left.was_last => self.customer_here(shop_id, customer_id, false),
            Reader::Visitor { .. } => {}
        }
        left.watched
    }

    /// A customer opened the first widget at this process, or closed the last.
    fn customer_here(&self, shop_id: ShopId, customer: CustomerId, here: bool) {
        self.bus.tell(Note::Visiting { shop_id, customers: vec![customer], here });
        if !self.neighbours.is_customer_online(shop_id, customer) {
            self.tell_customer_online(shop_id, customer, here);
        }
    }

    /// Tells the desks here; the other processes see for themselves.
    fn tell_customer_online(&self, shop_id: ShopId, customer_id: CustomerId, online: bool) {
        self.hub.tell_staff(shop_id, &ServerFrame::CustomerOnline { customer_id, online }.written());
    }

    /// Notes what a desk looks at; what it looked at before.
    fn watch(&self, shop_id: ShopId, id: ConnectionId, what: Option<ConversationId>) -> Option<ConversationId> {
        let before = self.hub.watch(shop_id, id, what);
        self.tell_seat(shop_id, id);
        before
    }

    /// Notes whether anybody can see a desk.
    fn show(&self, shop_id: ShopId, id: ConnectionId, visible: bool) {
        self.hub.show(shop_id, id, visible);
        self.tell_seat(shop_id, id);
    }

    /// Tells the other processes how a desk stands here.
    fn tell_seat(&self, shop_id: ShopId, id: ConnectionId) {
        if let Some(at) = self.hub.seat(shop_id, id) {
            self.bus.tell(Note::Seated { seat: id, at });
        }
    }

    /// Tells the desks here who looks at these conversations now; the other processes see for themselves.
    fn tell_viewers(&self, shop_id: ShopId, conversations: [Option<ConversationId>; 2]) {
        for conversation_id in conversations.into_iter().flatten() {
            let staff_ids = self.viewers(shop_id, conversation_id);
            self.hub.tell_staff(shop_id, &ServerFrame::Viewers { conversation_id, staff_ids }.written());
        }
    }

    /// Tells the desks here that a colleague has left, if no desk is open anywhere; the other processes see for
    /// themselves.
    fn tell_if_offline(&self, shop_id: ShopId, id: StaffId) {
        if !self.is_connected(shop_id, id) {
            let staff = vec![StaffPresence::offline(id)];
            self.hub.tell_staff(shop_id, &ServerFrame::Presence { staff }.written());
        }
    }

    /// Closes all sockets of a member of staff whose rights ended.
    pub fn close_staff(&self, staff: StaffId) {
        self.close(Whom::Staff(staff), false);
    }

    /// Closes the sockets of one ended session.
    pub fn close_session(&self, session: SessionId) {
        self.close(Whom::Session(session), false);
    }

    /// Closes what was opened with a revoked API token.
    pub fn close_token(&self, token: TokenId) {
        self.close(Whom::Token(token), false);
    }

    /// Lets the desks of a member of staff come back with the rights of now.
    pub fn reconnect_staff(&self, staff: StaffId) {
        self.close(Whom::Staff(staff), true);
    }

    /// Closes the widgets of a customer who was shut out.
    pub fn close_customer(&self, customer: CustomerId) {
        self.close(Whom::Customer(customer), false);
    }

    /// Lets the widgets of a customer come back as whom they are now.
    pub fn reconnect_customer(&self, customer: CustomerId) {
        self.close(Whom::Customer(customer), true);
    }

    fn close(&self, whom: Whom, come_back: bool) {
        self.bus.tell(Note::Close { whom, come_back });
        self.hub.close(whom, close_code(come_back));
    }

    /// Tells something that is not stored, here and in the other processes.
    fn tell(&self, shop_id: ShopId, whom: Whom, frame: &ServerFrame) {
        let frame = frame.written();
        if self.bus.has_neighbours() {
            self.bus.tell(Note::Tell { shop_id, whom, frame: frame.text.to_string() });
        }
        self.hub.tell(shop_id, whom, &frame);
    }

    /// Tells a colleague of something, at every desk of theirs.
    pub fn notify(&self, shop_id: ShopId, staff: StaffId, notification: Notification, unread: i64) {
        let frame = ServerFrame::Notification { notification: Box::new(notification), unread };
        self.tell(shop_id, Whom::Staff(staff), &frame);
    }

    /// The name and colour a buyer sees of an agent.
    pub async fn agent_brief(&self, conn: &mut Conn<'_>, id: StaffId) -> Result<Option<AgentBrief>> {
        self.agents.get(conn, id).await
    }

    pub fn is_closing(&self) -> bool {
        self.closing.load(Ordering::SeqCst)
    }

    /// Says goodbye to everybody and gives them a moment to hear it.
    pub async fn close_all(&self) {
        self.closing.store(true, Ordering::SeqCst);
        self.hub.close_where(ByeCode::Shutdown, |_| true);
        self.bus.tell(Note::Farewell);
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}

/// Why a connection is closed: for good, or to come back at once.
fn close_code(come_back: bool) -> ByeCode {
    if come_back { ByeCode::Changed } else { ByeCode::Revoked }
}
