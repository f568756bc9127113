//! Live: what was committed reaches desks and widgets at once, in order, and again after a gap.
//!
//! Invariants: frames of a shop go out in the order of their event numbers; a reader that falls behind is
//! closed and resumes from its last number; the database is the truth, so losing everything here loses nothing.

mod agents;
mod feed;
pub mod frames;
mod hub;
mod presence;
mod session;
mod socket;
mod stream;

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;

use crate::clock::Clock;
use crate::conversations::Fresh;
use crate::conversations::model::AgentBrief;
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::events::{self, Event};
use crate::files::Files;
use crate::ids::{ConversationId, CustomerId, SessionId, ShopId, StaffId};

pub use presence::{Presence, choose as choose_presence};
pub use session::customer_typing;
pub use socket::router;

use frames::{ByeCode, Frame};
use hub::Hub;

/// The frames of the sockets, described beside the routes.
pub fn described() -> OpenApiRouter<crate::app::App> {
    OpenApiRouter::with_openapi(frames::Frames::openapi())
}

#[derive(Debug, Clone)]
pub struct Live {
    hub: Arc<Hub>,
    doorbell: mpsc::UnboundedSender<feed::Ring>,
    agents: agents::Agents,
    closing: Arc<AtomicBool>,
}

impl Live {
    /// Starts the feed that turns commits into frames. Nothing is written before it has returned.
    pub async fn start(db: Db, files: Files, clock: Clock) -> Result<Self> {
        let (doorbell, rings) = mpsc::unbounded_channel();
        let live = Self {
            hub: Arc::new(Hub::default()),
            doorbell,
            agents: agents::Agents::new(),
            closing: Arc::new(AtomicBool::new(false)),
        };
        let sent = events::last_of_all(&mut db.reader().await?.conn()).await?;
        feed::start(live.clone(), db, files, clock, rings, sent);
        Ok(live)
    }

    /// Tells of committed events; their rows are read again for the frames.
    pub fn publish(&self, events: Vec<Event>) {
        self.publish_appended(Fresh { events, ..Fresh::default() });
    }

    /// Tells of stored messages whose rows are at hand.
    pub fn publish_appended(&self, fresh: Fresh) {
        if !fresh.events.is_empty() {
            // The feed ends only with the process.
            drop(self.doorbell.send(feed::Ring::Committed(fresh)));
        }
    }

    /// Tells that views of a shop hold more or fewer conversations.
    pub fn counts_moved(&self, shop_id: ShopId) {
        drop(self.doorbell.send(feed::Ring::CountsMoved(shop_id)));
    }

    /// Colleagues who look at a conversation now.
    pub fn viewers(&self, shop_id: ShopId, id: ConversationId) -> Vec<StaffId> {
        self.hub.viewers(shop_id, id)
    }

    /// The presence a colleague shows: offline without a connection, whatever was chosen.
    pub fn is_connected(&self, shop_id: ShopId, staff: StaffId) -> bool {
        self.hub.is_connected(shop_id, staff)
    }

    /// Whether any colleague of the shop is there.
    pub fn anyone_connected(&self, shop_id: ShopId) -> bool {
        self.hub.anyone_connected(shop_id)
    }

    /// Closes all sockets of a member of staff whose rights ended.
    pub fn close_staff(&self, staff: StaffId) {
        self.hub.close_where(ByeCode::Revoked, |connection| connection.staff_id() == Some(staff));
    }

    /// Closes the sockets of one ended session.
    pub fn close_session(&self, session: SessionId) {
        self.hub.close_where(ByeCode::Revoked, |connection| connection.session_id() == Some(session));
    }

    /// Lets the desks of a member of staff come back with the rights of now.
    pub fn reconnect_staff(&self, staff: StaffId) {
        self.hub.close_where(ByeCode::Changed, |connection| connection.staff_id() == Some(staff));
    }

    /// Closes the widgets of a customer who was shut out.
    pub fn close_customer(&self, customer: CustomerId) {
        self.hub.close_where(ByeCode::Revoked, |connection| connection.customer_id() == Some(customer));
    }

    /// Lets the widgets of a customer come back as whom they are now.
    pub fn reconnect_customer(&self, customer: CustomerId) {
        self.hub.close_where(ByeCode::Changed, |connection| connection.customer_id() == Some(customer));
    }

    /// Tells all colleagues of a shop something that is not stored.
    pub fn tell_staff(&self, shop_id: ShopId, frame: &Frame) {
        self.hub.tell_staff(shop_id, frame);
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
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
}
