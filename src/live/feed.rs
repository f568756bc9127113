//! From commits to frames, in the order of their numbers.
//!
//! One task for all shops. Commits may announce themselves out of order; numbers have no gaps, so the feed
//! holds a later one back until the earlier came, and reads it from the database if it does not come soon.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc;
use tokio::time::Instant;

use super::Live;
use super::frames::{ByeCode, EventData, EventFrame, Frame, SentConversation, SentMessage, ServerFrame};
use crate::clock::Clock;
use crate::conversations::model::{AgentBrief, ConversationRow, MessageRow};
use crate::conversations::{Fresh, Shelf, store, views};
use crate::db::{Conn, Db};
use crate::error::Result;
use crate::events::{self, Event, EventKind};
use crate::files::Files;
use crate::ids::{ConversationId, CustomerId, EntryId, InboxId, MessageId, Seq, ShopId, StaffId};
use crate::targets::Book;

/// How long a number may be missing before the database is asked for it.
const GAP_PATIENCE: Duration = Duration::from_millis(200);
/// A gap wider than this is not filled: the readers come back and ask for what they miss.
const MOST_BEHIND: Seq = 1000;
/// Counts of views go out at most so often.
const COUNTS_EVERY: Duration = Duration::from_millis(500);

#[derive(Debug)]
pub(super) enum Ring {
    Committed(Fresh),
    CountsMoved(ShopId),
    /// Another process stored a shop's events up to this number.
    Heard {
        shop_id: ShopId,
        seq: Seq,
        counts_moved: bool,
    },
    /// Another process may have stored events without being heard.
    LookAgain,
}

/// An event as staff and its buyer get it.
pub(super) struct Built {
    pub staff: Frame,
    pub visitor: Option<(CustomerId, InboxId, Frame)>,
}

struct Feed {
    live: Live,
    db: Db,
    builder: Builder,
    shops: HashMap<ShopId, Line>,
    counts: HashSet<ShopId>,
}

/// A shop's frames that wait for their turn.
#[derive(Default)]
struct Line {
    sent: Seq,
    held: BTreeMap<Seq, Built>,
    held_since: Option<Instant>,
}

impl Line {
    /// Leaves events out, and whatever was held back before them.
    fn skip_to(&mut self, events: &[Event]) {
        self.sent = events.iter().map(|event| event.seq).fold(self.sent, Seq::max);
        self.held.retain(|seq, _| *seq > self.sent);
        self.held_since = None;
    }

    fn is_far_behind(&self, events: &[Event]) -> bool {
        let next = self.held.keys().next().copied().into_iter().chain(events.first().map(|event| event.seq)).min();
        next.is_some_and(|next| next - self.sent > MOST_BEHIND)
    }
}

/// `sent`: the numbers given out before; a shop that is not among them begins at its first.
pub(super) fn start(
    live: Live,
    db: Db,
    files: Files,
    clock: Clock,
    rings: mpsc::UnboundedReceiver<Ring>,
    sent: Vec<(ShopId, Seq)>,
) {
    let builder = Builder { live: live.clone(), files, clock };
    let shops = sent.into_iter().map(|(shop_id, sent)| (shop_id, Line { sent, ..Line::default() })).collect();
    let feed = Feed { live, db, builder, shops, counts: HashSet::new() };
    tokio::spawn(feed.run(rings));
}

impl Feed {
    async fn run(mut self, mut rings: mpsc::UnboundedReceiver<Ring>) {
        let mut ticks = tokio::time::interval(COUNTS_EVERY);
        ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
        loop {
            tokio::select! {
                ring = rings.recv() => match ring {
                    Some(Ring::Committed(fresh)) => self.committed(fresh).await,
                    Some(Ring::CountsMoved(shop_id)) => { self.counts.insert(shop_id); }
                    Some(Ring::Heard { shop_id, seq, counts_moved }) => {
                        if counts_moved { self.counts.insert(shop_id); }
                        self.heard(shop_id, seq).await;
                    }
                    Some(Ring::LookAgain) => self.look_again().await,
                    None => return,
                },
                _ = ticks.tick() => {
                    self.fill_gaps().await;
                    self.send_counts().await;
                }
            }
        }
    }

    async fn committed(&mut self, fresh: Fresh) {
        if fresh.counts_moved {
            self.counts.extend(fresh.events.iter().map(|event| event.shop_id));
        }
        for shop_id in fresh.events.iter().map(|event| event.shop_id).collect::<HashSet<_>>() {
            let events: Vec<Event> = fresh.events.iter().filter(|event| event.shop_id == shop_id).copied().collect();
            let line = self.shops.entry(shop_id).or_default();
            if !self.live.hub.has_readers(shop_id) {
                // Nobody listens; whoever comes next begins from the database.
                line.skip_to(&events);
                self.builder.forget_changed(&events);
                continue;
            }
            if line.is_far_behind(&events) {
                // Another process wrote much: everybody comes back and fetches anew.
                line.skip_to(&events);
                self.builder.forget_changed(&events);
                self.live.hub.close_shop(shop_id, ByeCode::Slow);
                continue;
            }
            if let Err(error) = self.build(shop_id, &events, &fresh).await {
                tracing::warn!(%error, "could not build frames; the gap is filled from the database");
            }
            self.send_ready(shop_id);
        }
    }

    async fn build(&mut self, shop_id: ShopId, events: &[Event], fresh: &Fresh) -> Result<()> {
        let line = self.shops.entry(shop_id).or_default();
        let mut reader = None;
        for event in events.iter().filter(|event| event.seq > line.sent) {
            let rows = Rows::among(fresh, event);
            let built = if let Some(rows) = rows
                && let Some(built) = self.builder.build_known(event, &rows)
            {
                built
            } else {
                if reader.is_none() {
                    reader = Some(self.db.reader().await?);
                }
                let Some(reader) = reader.as_mut() else { continue };
                self.builder.build(&mut reader.conn(), event).await?
            };
            line.held.insert(event.seq, built);
        }
        Ok(())
    }

    fn send_ready(&mut self, shop_id: ShopId) {
        let Some(line) = self.shops.get_mut(&shop_id) else { return };
        while let Some(entry) = line.held.first_entry() {
            if *entry.key() > line.sent + 1 {
                line.held_since.get_or_insert_with(Instant::now);
                return;
            }
            let (seq, built) = entry.remove_entry();
            if seq <= line.sent {
                continue;
            }
            line.sent = seq;
            self.live.hub.tell_staff(shop_id, &built.staff);
            if let Some((customer, inbox, frame)) = built.visitor {
                self.live.hub.tell_visitor(shop_id, customer, inbox, &frame);
            }
        }
        line.held_since = None;
    }

    async fn fill_gaps(&mut self) {
        let overdue: Vec<(ShopId, Seq)> = self
            .shops
            .iter()
            .filter(|(_, line)| line.held_since.is_some_and(|since| since.elapsed() > GAP_PATIENCE))
            .map(|(shop_id, line)| (*shop_id, line.sent))
            .collect();
        for (shop_id, sent) in overdue {
            self.catch_up(shop_id, sent).await;
        }
    }

    /// Another process has stored events.
    async fn heard(&mut self, shop_id: ShopId, seq: Seq) {
        let line = self.shops.entry(shop_id).or_default();
        if seq <= line.sent {
            return;
        }
        if self.live.hub.has_readers(shop_id) {
            let sent = line.sent;
            self.catch_up(shop_id, sent).await;
        } else {
            line.sent = seq;
            line.held.retain(|held, _| *held > seq);
            self.live.agents.forget_all();
            self.live.books.forget(shop_id);
        }
    }

    /// Asks the database how far all shops are.
    async fn look_again(&mut self) {
        let last = async {
            let mut reader = self.db.reader().await?;
            events::last_of_all(&mut reader.conn()).await
        };
        match last.await {
            Ok(last) => {
                for (shop_id, seq) in last {
                    if self.shops.get(&shop_id).is_none_or(|line| line.sent < seq) {
                        self.counts.insert(shop_id);
                        self.heard(shop_id, seq).await;
                    }
                }
            }
            Err(error) => tracing::debug!(%error, "could not look for events of other processes"),
        }
    }

    /// Reads a shop's events after a number, and sends them.
    async fn catch_up(&mut self, shop_id: ShopId, sent: Seq) {
        let filled = async {
            let mut reader = self.db.reader().await?;
            let missed = events::after(&mut reader.conn(), shop_id, sent, MOST_BEHIND + 1).await?;
            drop(reader);
            if missed.len() > usize::try_from(MOST_BEHIND).unwrap_or(usize::MAX) {
                // Everybody comes back and fetches anew.
                self.shops.entry(shop_id).or_default().skip_to(&missed);
                self.builder.forget_changed(&missed);
                self.live.hub.close_shop(shop_id, ByeCode::Slow);
                return Ok(());
            }
            self.build(shop_id, &missed, &Fresh::default()).await
        };
        if let Err(error) = filled.await {
            tracing::warn!(%error, "could not fill a gap in the feed");
        }
        self.send_ready(shop_id);
    }

    async fn send_counts(&mut self) {
        for shop_id in std::mem::take(&mut self.counts) {
            let staff = self.live.hub.staff_of(shop_id);
            if staff.is_empty() {
                continue;
            }
            let loaded = async {
                let mut reader = self.db.reader().await?;
                store::tallies::of_shop(&mut reader.conn(), shop_id).await
            };
            match loaded.await {
                Ok(tallies) => {
                    let pressing = self.live.books.pressing(shop_id);
                    for staff_id in staff {
                        let items = views::counts_for(&tallies, pressing, staff_id);
                        let frame = ServerFrame::Views { items };
                        self.live.hub.tell_one(shop_id, staff_id, &frame.written());
                    }
                }
                Err(error) => tracing::warn!(%error, "could not load the counts"),
            }
        }
    }
}

/// The rows an event tells of.
struct Rows<'a> {
    conversation: &'a ConversationRow,
    message: Option<&'a MessageRow>,
}

impl<'a> Rows<'a> {
    fn among(fresh: &'a Fresh, event: &Event) -> Option<Self> {
        let id = event.conversation_id?;
        let conversation = fresh.conversations.iter().find(|row| row.id == id)?;
        let message = fresh.messages.iter().find(|row| row.seq == event.seq && row.shop_id == event.shop_id);
        Some(Self { conversation, message: message.map(Arc::as_ref) })
    }
}

/// What an event tells of, and the names it is told with.
#[derive(Default)]
struct Told<'a> {
    message: Option<&'a MessageRow>,
    conversation: Option<&'a ConversationRow>,
    writer: Option<AgentBrief>,
    owner: Option<AgentBrief>,
}

/// Makes frames of events; the same for the live feed and for catching up.
#[derive(Debug, Clone)]
pub(super) struct Builder {
    live: Live,
    files: Files,
    clock: Clock,
}

impl Builder {
    pub fn new(live: Live, files: Files, clock: Clock) -> Self {
        Self { live, files, clock }
    }

    fn forget_changed(&self, events: &[Event]) {
        if events.iter().any(|event| matches!(event.kind, EventKind::ShopUpdated | EventKind::InboxUpdated)) {
            self.live.seats_changed();
        }
        for event in events.iter().filter(|event| event.kind == EventKind::StaffUpdated) {
            self.live.agents.forget(StaffId(event.subject_id.unwrap_or_default()));
        }
        for event in events.iter().filter(|event| event.conversation_id.is_none()) {
            self.live.books.forget(event.shop_id);
        }
    }

    /// From rows at hand, when no name has to be looked up.
    fn build_known(&self, event: &Event, rows: &Rows<'_>) -> Option<Built> {
        let wants_message = event.kind == EventKind::MessageCreated;
        let watched =
            self.live.hub.has_visitor(event.shop_id, rows.conversation.customer_id, rows.conversation.inbox_id);
        if wants_message && rows.message.is_none() {
            return None;
        }
        // Names are for the buyer, if one looks on.
        let name = |staff: Option<StaffId>| match staff.filter(|_| watched) {
            Some(staff) => self.live.agents.known(staff).map(Some),
            None => Some(None),
        };
        let writer = name(rows.message.and_then(|message| message.staff_id))?;
        let owner = name(rows.conversation.assignee_id)?;
        let told = Told { message: rows.message, conversation: Some(rows.conversation), writer, owner };
        let book = self.live.books.known(event.shop_id)?;
        Some(self.assemble(event, told, Some(&book), watched))
    }

    /// From the database, as things stand now.
    pub async fn build(&self, conn: &mut Conn<'_>, event: &Event) -> Result<Built> {
        self.forget_changed(std::slice::from_ref(event));
        let Some(id) = event.conversation_id.filter(|_| !event.kind.is_aside()) else {
            // Of no conversation, or what passes between colleagues about one.
            return Ok(self.assemble(event, Told::default(), None, false));
        };
        let conversation = store::get(conn, event.shop_id, id).await?;
        let message = self.message(conn, event, id).await?;
        let writer = match message.as_ref().and_then(|message| message.staff_id) {
            Some(staff) => self.live.agents.get(conn, staff).await?,
            None => None,
        };
        let owner = match conversation.as_ref().and_then(|conversation| conversation.assignee_id) {
            Some(staff) => self.live.agents.get(conn, staff).await?,
            None => None,
        };
        let book = self.live.books.of(conn, event.shop_id).await?;
        let told = Told { message: message.as_ref(), conversation: conversation.as_ref(), writer, owner };
        Ok(self.assemble(event, told, Some(&book), true))
    }

    async fn message(&self, conn: &mut Conn<'_>, event: &Event, id: ConversationId) -> Result<Option<MessageRow>> {
        match (event.kind, event.subject_id) {
            (EventKind::MessageCreated, _) => store::messages::by_seq(conn, event.shop_id, id, event.seq).await,
            (EventKind::MessageUpdated, Some(message)) => {
                store::messages::get(conn, event.shop_id, MessageId(message)).await
            }
            _ => Ok(None),
        }
    }

    fn assemble(&self, event: &Event, told: Told<'_>, book: Option<&Book>, for_visitor: bool) -> Built {
        let Told { message, conversation, writer, owner } = told;
        let now = self.clock.now();
        let shown = conversation.zip(book).map(|(row, book)| row.for_everyone(book));
        let data = EventData {
            message: message.map(|row| SentMessage::Staff(Box::new(row.for_staff(&self.files, now)))),
            conversation: shown.map(|shown| SentConversation::Staff(Box::new(shown))),
            ..subject(event)
        };
        let staff = written(event, data);
        // What its buyer sees of it goes on in the other one.
        let visitor = conversation.filter(|row| for_visitor && row.shelf != Some(Shelf::Merged)).and_then(|row| {
            let seen = message.and_then(|message| message.for_visitor(&self.files, now, writer));
            // What passes between colleagues is not told at all, not even that it happened.
            if message.is_some() && seen.is_none() {
                return None;
            }
            let inbox_id = message.map_or(row.inbox_id, |message| message.said_in(row));
            // A conversation that goes on elsewhere is not the one of this inbox.
            let shown = (inbox_id == row.inbox_id).then(|| row.for_visitor(owner));
            let data = EventData {
                message: seen.map(|seen| SentMessage::Visitor(Box::new(seen))),
                conversation: shown.map(|shown| SentConversation::Visitor(Box::new(shown))),
                ..EventData::default()
            };
            Some((row.customer_id, inbox_id, written(event, data)))
        });
        Built { staff, visitor }
    }
}

fn subject(event: &Event) -> EventData {
    let mut data = EventData::default();
    match event.kind {
        EventKind::ConversationRead | EventKind::StaffUpdated => data.staff_id = event.subject_id.map(StaffId),
        EventKind::CustomerUpdated | EventKind::CustomerErased | EventKind::BlockUpdated => {
            data.customer_id = event.subject_id.map(CustomerId)
        }
        EventKind::InboxUpdated => data.inbox_id = event.subject_id,
        EventKind::KnowledgeUpdated => data.entry_id = event.subject_id.map(EntryId),
        // The conversation comes along; this is the one that it left, or went to.
        EventKind::ConversationMerged | EventKind::ConversationSplit => {
            data.conversation_id = event.subject_id.map(ConversationId);
        }
        // The conversation itself may be gone, or is told to colleagues by its id alone.
        kind if kind.is_aside() || kind == EventKind::ConversationErased => {
            data.conversation_id = event.conversation_id
        }
        _ => {}
    }
    data
}

fn written(event: &Event, data: EventData) -> Frame {
    ServerFrame::Event(EventFrame { seq: event.seq, name: event.kind.name(), at: event.at, data }).written()
}
