//! One connected reader, desk or widget, whichever way it is connected: catching up, and what it says.

use tokio::sync::mpsc;

use super::feed::{Builder, Built};
use super::frames::{ClientFrame, Frame, SendFrame, SentMessage, ServerFrame, StaffPresence};
use super::hub::{ConnectionId, Joined, Notice, Reader};
use super::presence::{self, Presence};
use super::typing::Pace;
use crate::app::App;
use crate::auth::crowd::Place;
use crate::auth::{Actor, Means, Visitor};
use crate::conversations::routes::visitor::{self, VisitorPost};
use crate::conversations::{Posted, StaffPost, read_marks, send_by_staff, store, views};
use crate::error::{Error, Result};
use crate::events;
use crate::ids::{ConversationId, Seq, ShopId};
use crate::presence::{choose as choose_presence, note_arrival};

/// More missed events than this are cheaper fetched anew.
const MOST_MISSED: i64 = 500;
pub(super) const HEARTBEAT_SECONDS: u64 = 20;

/// Who is connected.
#[derive(Debug, Clone)]
pub(super) enum Who {
    Staff(Actor),
    Visitor(Visitor),
}

impl Who {
    pub fn shop_id(&self) -> ShopId {
        match self {
            Self::Staff(actor) => actor.shop_id,
            Self::Visitor(visitor) => visitor.shop_id,
        }
    }

    fn reader(&self) -> Reader {
        match self {
            Self::Staff(actor) => {
                let &Actor { staff_id, role, session: session_id, .. } = actor;
                let token_id = if let Means::Token(id) = actor.means { Some(id) } else { None };
                Reader::Staff { staff_id, role, session_id, token_id }
            }
            Self::Visitor(visitor) => Reader::Visitor { customer_id: visitor.customer_id, inbox_id: visitor.inbox_id },
        }
    }

    /// This reader's part of an event, if it has one.
    fn share(&self, built: Built) -> Option<Frame> {
        match self {
            Self::Staff(_) => Some(built.staff),
            Self::Visitor(visitor) => built
                .visitor
                .filter(|(customer, inbox, _)| *customer == visitor.customer_id && *inbox == visitor.inbox_id)
                .map(|(_, _, frame)| frame),
        }
    }
}

/// An open connection; leaves the hub when dropped.
pub(super) struct Session {
    pub app: App,
    pub who: Who,
    id: ConnectionId,
    pub notices: mpsc::Receiver<Notice>,
    /// Frames up to this number were sent when catching up.
    pub caught_up_to: Seq,
    /// Where buyers are counted.
    _place: Option<Place>,
    /// Of the words a buyer has not sent yet.
    pub(super) pace: Pace,
}

impl Session {
    /// Enters the hub first, then reads what was missed: nothing falls between.
    pub async fn open(app: App, who: Who, since: Option<Seq>) -> Result<(Self, Vec<Frame>)> {
        let shop_id = who.shop_id();
        let place = match &who {
            Who::Staff(_) => None,
            Who::Visitor(visitor) => Some(app.auth.crowd.of_visitor(visitor.customer_id)?),
        };
        let Joined { id, notices, is_first } = app.live.connect(shop_id, who.reader());
        let mut session = Self { app, who, id, notices, caught_up_to: 0, pace: Pace::default(), _place: place };
        let greeting = session.catch_up(since).await?;
        if is_first && let Who::Staff(actor) = &session.who {
            note_arrival(&session.app, actor).await?;
            session.announce(actor).await;
        }
        Ok((session, greeting))
    }

    async fn catch_up(&mut self, since: Option<Seq>) -> Result<Vec<Frame>> {
        let shop_id = self.who.shop_id();
        let mut reader = self.app.db.reader().await?;
        let mut conn = reader.conn();
        let seq = events::last_seq(&mut conn, shop_id).await?;
        let since = since.unwrap_or(seq).clamp(0, seq);
        let resumed = seq - since <= MOST_MISSED;
        let mut frames = vec![ServerFrame::Welcome { seq, resumed, heartbeat_seconds: HEARTBEAT_SECONDS }.written()];
        if resumed {
            let builder = Builder::new(self.app.live.clone(), self.app.files.clone(), self.app.clock.clone());
            for event in events::after(&mut conn, shop_id, since, seq - since).await? {
                let built = builder.build(&mut conn, &event).await?;
                frames.extend(self.who.share(built));
            }
        }
        self.caught_up_to = seq;
        if let Who::Staff(actor) = &self.who {
            let tallies = store::tallies::of_shop(&mut conn, shop_id).await?;
            frames.push(
                ServerFrame::Views {
                    items: views::counts_for(&tallies, self.app.targets.pressing(shop_id), actor.staff_id),
                }
                .written(),
            );
            let staff = presence::of_shop(&self.app, &mut conn, shop_id).await?;
            frames.push(ServerFrame::Presence { staff }.written());
        }
        Ok(frames)
    }

    /// Tells colleagues that one of them came.
    async fn announce(&self, actor: &Actor) {
        let shown = async {
            let mut reader = self.app.db.reader().await?;
            presence::of_shop(&self.app, &mut reader.conn(), actor.shop_id).await
        };
        let staff: Vec<StaffPresence> = match shown.await {
            Ok(all) => all.into_iter().filter(|one| one.id == actor.staff_id).collect(),
            Err(_) => return,
        };
        presence::tell(&self.app, actor.shop_id, staff);
    }

    /// A token of staff may be for reading only.
    fn require_write(&self) -> Result<()> {
        match &self.who {
            Who::Staff(actor) => actor.require_write(),
            Who::Visitor(_) => Ok(()),
        }
    }

    /// Acts on a frame; what is to be answered at once.
    pub async fn hear(&mut self, frame: ClientFrame) -> Option<Frame> {
        match frame {
            ClientFrame::Ping { t } => return Some(ServerFrame::Pong { t }.written()),
            ClientFrame::Send(send) => return Some(self.send(*send).await),
            ClientFrame::Hello { .. } => {}
            // What reads only stays unseen and leaves no marks.
            _ if self.require_write().is_err() => {}
            ClientFrame::Watch { conversation_id } => self.watch(conversation_id).await,
            ClientFrame::OnScreen { visible } => self.show(visible),
            ClientFrame::Typing { conversation_id, typing, text } => self.typing(conversation_id, typing, text).await,
            ClientFrame::Read { conversation_id, seq } => self.read(conversation_id, seq).await,
            ClientFrame::Presence { presence, reason } => self.choose(presence, reason).await,
        }
        None
    }

    /// Notes whether anybody can see the desk.
    pub fn show(&self, visible: bool) {
        self.app.live.show(self.who.shop_id(), self.id, visible);
    }

    async fn choose(&self, chosen: Presence, reason: Option<String>) {
        let Who::Staff(actor) = &self.who else { return };
        if let Err(error) = choose_presence(&self.app, actor.shop_id, actor.staff_id, chosen, reason).await {
            tracing::debug!(%error, "presence not changed");
        }
    }

    async fn send(&self, send: SendFrame) -> Frame {
        let client_id = send.client_id;
        match self.post(send).await {
            Ok((seq, message)) => ServerFrame::Ack { client_id, seq, message }.written(),
            Err(error) => {
                if let Error::Internal(cause) = &error {
                    tracing::error!(error = format!("{cause:#}"), "a message by socket failed");
                }
                ServerFrame::Nack { client_id, problem: error.problem() }.written()
            }
        }
    }

    async fn post(&self, send: SendFrame) -> Result<(Seq, SentMessage)> {
        self.require_write()?;
        let now = self.app.clock.now();
        let SendFrame { client_id, conversation_id, kind, text, file_id, card, press, next_steps, seen_seq, force } =
            send;
        match &self.who {
            Who::Staff(actor) => {
                let id = conversation_id.ok_or_else(|| Error::invalid("conversation_id", "required"))?;
                let post = StaffPost { client_id, kind, text, file_id, card, next_steps, seen_seq, force };
                let Posted { message, .. } = send_by_staff(&self.app, actor, id, post).await?;
                Ok((message.seq, SentMessage::Staff(Box::new(message.for_staff(&self.app.files, now)))))
            }
            Who::Visitor(visitor) => {
                self.app.auth.limit_visitor(visitor)?;
                let post = VisitorPost { client_id, kind, text, file_id, card, press, touchpoint: None, page: None };
                let Posted { message, .. } = visitor::send(&self.app, visitor, post).await?;
                let shown = message.for_visitor(&self.app.files, now, None).ok_or(Error::NotFound)?;
                Ok((message.seq, SentMessage::Visitor(Box::new(shown))))
            }
        }
    }

    async fn watch(&self, conversation: Option<ConversationId>) {
        let Who::Staff(actor) = &self.who else { return };
        if let Some(id) = conversation {
            let known = async {
                let mut reader = self.app.db.reader().await?;
                store::get(&mut reader.conn(), actor.shop_id, id).await
            };
            if !matches!(known.await, Ok(Some(_))) {
                return;
            }
        }
        let before = self.app.live.watch(actor.shop_id, self.id, conversation);
        self.app.live.tell_viewers(actor.shop_id, [before, conversation]);
    }

    async fn read(&self, conversation: Option<ConversationId>, seq: Seq) {
        let done = match (&self.who, conversation) {
            (Who::Staff(actor), Some(id)) => read_marks::read_by_staff(&self.app, actor, id, seq).await,
            (Who::Visitor(visitor), _) => read_marks::read_by_customer(&self.app, visitor, seq).await,
            (Who::Staff(_), None) => Ok(()),
        };
        if let Err(error) = done {
            tracing::debug!(%error, "read mark not stored");
        }
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        let shop_id = self.who.shop_id();
        let watched = self.app.live.disconnect(shop_id, self.who.reader(), self.id);
        self.app.live.tell_viewers(shop_id, [watched, None]);
        if let Who::Staff(actor) = &self.who {
            self.app.live.tell_if_offline(shop_id, actor.staff_id);
        }
    }
}
