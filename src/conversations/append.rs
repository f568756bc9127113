//! Stores a batch of messages in one transaction: load what they touch, decide in memory, write.
//!
//! Each message has its own outcome: a refused one changes nothing and spoils no other.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::Arc;

use serde::Serialize;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::model::{
    Author, ConversationRow, Kind, MessageRow, NewMessage, Posted, Sender, Shelf, Stage, Status, Touchpoint,
};
use super::store::{self, CustomerWords, Numbers};
use super::thread::{self, Thread};
use super::{rules, tallies};
use crate::clock::Time;
use crate::db::{Conn, Db, Script};
use crate::error::{Error, Result};
use crate::events::{self, Event, EventKind};
use crate::files::{self, FileRow};
use crate::ids::{ConversationId, CustomerId, FileId, InboxId, ShopId};
use crate::search;

/// What a batch came to.
pub struct Appended {
    /// One for each message, in order.
    pub outcomes: Vec<Result<Posted>>,
    pub fresh: Fresh,
}

/// Events of a commit with the rows they tell of, for the live feed.
#[derive(Debug, Default)]
pub struct Fresh {
    pub events: Vec<Event>,
    pub messages: Vec<Arc<MessageRow>>,
    pub conversations: Vec<Arc<ConversationRow>>,
    pub counts_moved: bool,
}

pub async fn append(db: &Db, now: Time, messages: &[NewMessage]) -> Result<Appended> {
    let mut tx = db.begin().await?;
    let mut conn = tx.conn();
    let mut batch = Batch::load(&mut conn, now, messages).await?;
    let decisions: Vec<Result<Decision>> = messages.iter().map(|message| batch.decide(message)).collect();
    let fresh = batch.write(&mut conn).await?;
    // A batch of repeats wrote nothing: no need to ask the disk.
    if !fresh.events.is_empty() {
        tx.commit().await?;
    }
    let outcomes = decisions.into_iter().map(|decision| batch_outcome(decision?, &fresh)).collect();
    Ok(Appended { outcomes, fresh })
}

/// What is to become of one message.
enum Decision {
    /// The n-th new message of the batch.
    New(usize),
    /// The n-th new message, sent twice in one batch.
    Twin(usize),
    Repeat(Box<MessageRow>, Box<ConversationRow>),
}

fn batch_outcome(decision: Decision, fresh: &Fresh) -> Result<Posted> {
    let (place, new) = match decision {
        Decision::Repeat(message, conversation) => {
            return Ok(Posted { message: Arc::new(*message), conversation: Arc::new(*conversation), new: false });
        }
        Decision::New(place) => (place, true),
        Decision::Twin(place) => (place, false),
    };
    let message = fresh.messages[place].clone();
    let conversation = fresh
        .conversations
        .iter()
        .find(|row| row.id == message.conversation_id)
        .ok_or_else(|| anyhow::anyhow!("a stored message lost its conversation"))?
        .clone();
    Ok(Posted { message, conversation, new })
}

/// Everything a batch touches, as it stands and as it will be.
struct Batch {
    now: Time,
    repeats: HashMap<Uuid, MessageRow>,
    conversations: HashMap<ConversationId, Touched>,
    running: HashMap<(CustomerId, InboxId), ConversationId>,
    customers: HashMap<CustomerId, CustomerWords>,
    files: HashMap<FileId, FileRow>,
    numbers: BTreeMap<ShopId, Numbers>,
    new: Vec<(MessageRow, ShopId)>,
    twins: HashMap<Uuid, usize>,
}

struct Touched {
    before: Option<ConversationRow>,
    row: ConversationRow,
    changed: bool,
}

impl Batch {
    async fn load(conn: &mut Conn<'_>, now: Time, messages: &[NewMessage]) -> Result<Self> {
        let (mut customer_ids, mut conversation_ids) = (BTreeSet::new(), BTreeSet::new());
        for message in messages {
            match message.sender {
                Sender::Customer { customer_id, .. } | Sender::Machine { customer_id, .. } => {
                    customer_ids.insert(customer_id);
                }
                Sender::Staff { conversation_id, .. }
                | Sender::Bot { conversation_id, .. }
                | Sender::Automatic { conversation_id, .. } => {
                    conversation_ids.insert(conversation_id);
                }
            }
        }
        let shop_ids: BTreeSet<ShopId> = messages.iter().map(|message| message.shop_id).collect();

        let solved_after = now.plus_seconds(-rules::REOPEN_WITHIN_SECONDS);
        let mut script = Script::of(conn);
        // First of all: what is loaded after it is still true when it is saved.
        store::hold_numbers(&mut script, shop_ids);
        store::messages::by_client_ids(&mut script, messages.iter().map(|message| message.client_id));
        store::running_of_customers(&mut script, customer_ids.iter().copied(), solved_after);
        store::get_many(&mut script, conversation_ids);
        store::newcomers(&mut script, customer_ids, solved_after);
        files::store::get_many(&mut script, messages.iter().filter_map(|message| message.file_id));
        let mut loaded = script.run(conn).await?;
        let numbers: Vec<Numbers> = loaded.next()?;
        let repeats: Vec<MessageRow> = loaded.next()?;
        let running_rows: Vec<ConversationRow> = loaded.next()?;
        let mut named_rows: Vec<ConversationRow> = loaded.next()?;
        let mut customers: Vec<CustomerWords> = loaded.next()?;
        let files: Vec<FileRow> = loaded.next()?;
        if !repeats.is_empty() {
            let mut script = Script::of(conn);
            store::get_many(&mut script, repeats.iter().map(|message| message.conversation_id));
            named_rows.extend(script.fetch::<ConversationRow>(conn).await?);
        }

        customers.extend(running_rows.iter().map(CustomerWords::of));
        // Ordered by their beginning: the newest of a customer stays, but what is laid aside gives way to what is in work.
        let mut running: HashMap<(CustomerId, InboxId), &ConversationRow> = HashMap::new();
        for row in &running_rows {
            let place = running.entry((row.customer_id, row.inbox_id)).or_insert(row);
            if row.shelf.is_none() || place.status == Status::Solved {
                *place = row;
            }
        }
        let running = running.into_iter().map(|(whose, row)| (whose, row.id)).collect();
        let conversations = running_rows
            .into_iter()
            .chain(named_rows)
            .map(|row| (row.id, Touched { before: Some(row.clone()), row, changed: false }))
            .collect();
        Ok(Self {
            now,
            repeats: repeats.into_iter().filter_map(|row| Some((row.client_id?, row))).collect(),
            conversations,
            running,
            customers: customers.into_iter().map(|row| (row.id, row)).collect(),
            files: files.into_iter().map(|file| (file.id, file)).collect(),
            numbers: numbers.into_iter().map(|row| (row.shop_id, row)).collect(),
            new: Vec::with_capacity(messages.len()),
            twins: HashMap::new(),
        })
    }

    /// Decides one message against what is stored and what the batch holds already.
    fn decide(&mut self, message: &NewMessage) -> Result<Decision> {
        let digest = digest(message);
        if let Some(stored) = self.repeats.get(&message.client_id) {
            return self.repeat(message, stored, &digest);
        }
        if let Some(&place) = self.twins.get(&message.client_id) {
            let same = self.new[place].1 == message.shop_id && self.new[place].0.digest.as_deref() == Some(&digest);
            return if same { Ok(Decision::Twin(place)) } else { Err(Error::Conflict("client_id_reused")) };
        }
        let (text, file) = self.checked_body(message)?;
        let (conversation_id, author, staff_id) = match message.sender {
            Sender::Customer { customer_id, inbox_id, touchpoint, thread } => {
                let id = self.conversation_of((message.shop_id, customer_id, inbox_id), touchpoint, thread)?;
                (id, Author::Customer, None)
            }
            Sender::Machine { customer_id, inbox_id, touchpoint, thread } => {
                let id = self.conversation_of((message.shop_id, customer_id, inbox_id), touchpoint, thread)?;
                (id, Author::Machine, None)
            }
            Sender::Staff { staff_id, conversation_id, seen_seq, force, takes_over } => {
                let touched = self.conversations.get(&conversation_id).ok_or(Error::NotFound)?;
                if touched.row.shop_id != message.shop_id {
                    return Err(Error::NotFound);
                }
                if touched.row.customer_erased {
                    return Err(Error::Conflict("customer_erased"));
                }
                if touched.row.shelf == Some(Shelf::Merged) {
                    return Err(Error::Conflict("conversation_merged"));
                }
                if message.kind.is_public() {
                    may_be_answered(&touched.row)?;
                }
                if message.kind.is_public() && !takes_over && rules::is_anothers(&touched.row, staff_id) {
                    return Err(Error::Forbidden("owned_by_colleague"));
                }
                if message.kind.is_public() && !force && rules::collides(&touched.row, staff_id, seen_seq) {
                    return Err(Error::Conflict("conversation_changed"));
                }
                (conversation_id, Author::Agent, Some(staff_id))
            }
            Sender::Bot { conversation_id, heard, .. } => {
                let touched = self.conversations.get(&conversation_id).ok_or(Error::NotFound)?;
                if touched.row.shop_id != message.shop_id {
                    return Err(Error::NotFound);
                }
                if !rules::bot_may_speak(&touched.row, heard) {
                    return Err(Error::Conflict("overtaken"));
                }
                (conversation_id, Author::Bot, None)
            }
            Sender::Automatic { conversation_id, standing } => {
                let touched = self.conversations.get(&conversation_id).ok_or(Error::NotFound)?;
                if touched.row.shop_id != message.shop_id {
                    return Err(Error::NotFound);
                }
                if touched.row.customer_erased {
                    return Err(Error::Conflict("customer_erased"));
                }
                if message.kind.is_public() && !rules::automatic_may_speak(&touched.row, standing) {
                    return Err(Error::Conflict("overtaken"));
                }
                (conversation_id, Author::Automatic, None)
            }
        };
        let row = MessageRow {
            client_id: Some(message.client_id),
            digest: Some(digest),
            staff_id,
            text,
            file_id: file.as_ref().map(|file| file.id),
            card: json(message.card.as_ref())?,
            bot: json(message.bot.as_ref())?,
            press: json(message.press.as_ref())?,
            file_name: file.as_ref().map(|file| file.name.clone()),
            file_mime: file.as_ref().map(|file| file.mime.clone()),
            file_size: file.as_ref().map(|file| file.size),
            file_width: file.as_ref().and_then(|file| file.width),
            file_height: file.as_ref().and_then(|file| file.height),
            file_has_thumb: file.as_ref().map(|file| file.has_thumb),
            ..MessageRow::new((message.shop_id, conversation_id), 0, message.kind, author, self.now)
        };
        let place = self.new.len();
        self.twins.insert(message.client_id, place);
        self.new.push((row, message.shop_id));
        self.touch(place, message);
        Ok(Decision::New(place))
    }

    fn repeat(&self, message: &NewMessage, stored: &MessageRow, digest: &[u8]) -> Result<Decision> {
        if stored.shop_id != message.shop_id || stored.digest.as_deref() != Some(digest) {
            return Err(Error::Conflict("client_id_reused"));
        }
        let conversation = self.conversations.get(&stored.conversation_id).ok_or(Error::NotFound)?;
        Ok(Decision::Repeat(Box::new(stored.clone()), Box::new(conversation.row.clone())))
    }

    /// The words and the file of a message, if they fit its kind.
    fn checked_body(&self, message: &NewMessage) -> Result<(Option<String>, Option<FileRow>)> {
        match message.kind {
            Kind::Text | Kind::Note => {
                let text = message.text.as_deref().ok_or_else(|| Error::invalid("text", "required"))?;
                Ok((Some(rules::clean_text(text)?), None))
            }
            Kind::Image | Kind::File => {
                let id = message.file_id.ok_or_else(|| Error::invalid("file_id", "required"))?;
                let file = self
                    .files
                    .get(&id)
                    .filter(|file| message.sender.may_send(message.shop_id, file))
                    .ok_or_else(|| Error::invalid("file_id", "unknown"))?;
                if message.kind == Kind::Image && file.width.is_none() {
                    return Err(Error::invalid("kind", "not_an_image"));
                }
                let caption = message.text.as_deref().map(rules::clean_text).transpose()?;
                Ok((caption, Some(file.clone())))
            }
            Kind::Card => match &message.card {
                Some(card) => card.check().map(|()| (None, None)),
                None => Err(Error::invalid("card", "required")),
            },
            Kind::Event => Err(Error::invalid("kind", "not_sendable")),
        }
    }

    /// The buyer's conversation in the inbox that a message goes to: the one that runs, the one that is named, or a new one.
    fn conversation_of(
        &mut self,
        whose: (ShopId, CustomerId, InboxId),
        touchpoint: Touchpoint,
        thread: Thread,
    ) -> Result<ConversationId> {
        let (shop_id, customer_id, inbox_id) = whose;
        let customer = self.customers.get(&customer_id).filter(|c| c.shop_id == shop_id).ok_or(Error::NotFound)?;
        if customer.erased {
            return Err(Error::Unauthorized);
        }
        // Whoever is blocked does not notice: what they write is kept apart.
        let fits = |id: &&ConversationId| {
            let running = self.conversations.get(*id);
            let is_aside = running.is_some_and(|touched| touched.row.shelf.is_some());
            is_aside || (!customer.blocked && thread == Thread::Running)
        };
        if let Some(id) = self.running.get(&(customer_id, inbox_id)).filter(fits) {
            return Ok(*id);
        }
        if let Thread::Named(id) = thread
            && !customer.blocked
            && self.conversations.get(&id).is_some_and(|touched| thread::takes(&touched.row, whose, self.now))
        {
            return Ok(id);
        }
        let mut row = new_conversation(shop_id, customer, inbox_id, touchpoint, self.now);
        if customer.blocked {
            rules::lay_aside(&mut row, Shelf::Blocked, self.now);
        }
        let id = row.id;
        self.running.insert((customer_id, inbox_id), id);
        self.conversations.insert(id, Touched { before: None, row, changed: false });
        Ok(id)
    }

    /// Carries a new message into its conversation. Its number follows when the numbers are taken; until then it has
    /// one that is later than all that anybody has seen, so that another message of the batch may collide with it.
    fn touch(&mut self, place: usize, posted: &NewMessage) {
        let (message, shop_id) = &mut self.new[place];
        let later = self.numbers.get(shop_id).map_or(0, |numbers| numbers.seq) + 1;
        if let Some(touched) = self.conversations.get_mut(&message.conversation_id) {
            message.waited_since = rules::ended_wait(&touched.row, message.author, message.kind);
            rules::message_arrived(&mut touched.row, message.author, message.kind, message.staff_id, later, self.now);
            match &posted.sender {
                Sender::Bot { settles: true, .. } => rules::bot_answered(&mut touched.row, self.now),
                Sender::Bot { .. } if posted.calls_a_person() => _ = touched.row.called_at.get_or_insert(self.now),
                _ => {}
            }
            touched.changed = true;
        }
    }

    async fn write(&mut self, conn: &mut Conn<'_>) -> Result<Fresh> {
        let mut fresh = Fresh::default();
        if self.new.is_empty() {
            return Ok(fresh);
        }
        self.number(&mut fresh.events)?;
        let rows: Vec<MessageRow> = self.new.iter().map(|(row, _)| row.clone()).collect();
        let marks = self.numbers.iter().map(|(shop_id, numbers)| (*shop_id, numbers.mark)).collect();
        let mut moves = tallies::Moves::default();
        let mut changed: Vec<ConversationRow> = Vec::new();
        let mut script = Script::of(conn);
        for touched in self.conversations.values().filter(|touched| touched.changed) {
            moves.note(touched.before.as_ref(), &touched.row);
            if touched.before.is_none() {
                store::count_conversation_of(&mut script, touched.row.customer_id, self.now);
            }
            changed.push(touched.row.clone());
        }
        store::save(&mut script, &mut changed);
        store::messages::insert(&mut script, &rows);
        search::index_messages(&mut script, &rows, &marks);
        events::store(&mut script, &fresh.events);
        for numbers in self.numbers.values() {
            store::set_numbers(&mut script, numbers);
        }
        fresh.counts_moved = moves.save(&mut script);
        script.run(conn).await?;
        fresh.messages = rows.into_iter().map(Arc::new).collect();
        fresh.conversations = changed.into_iter().map(Arc::new).collect();
        Ok(fresh)
    }

    /// Numbers new conversations, then messages, and makes their events in that order.
    fn number(&mut self, events: &mut Vec<Event>) -> Result<()> {
        let at = self.now;
        let mut happened = |numbers: &mut Numbers, kind, id| {
            numbers.seq += 1;
            let (shop_id, seq) = (numbers.shop_id, numbers.seq);
            events.push(Event { shop_id, seq, kind, conversation_id: Some(id), subject_id: None, at });
        };
        let begun = self.conversations.values_mut().filter(|touched| touched.changed && touched.before.is_none());
        for touched in begun {
            let numbers = self.numbers.get_mut(&touched.row.shop_id).ok_or(Error::NotFound)?;
            happened(numbers, EventKind::ConversationCreated, touched.row.id);
            numbers.last_conversation_number += 1;
            touched.row.number = numbers.last_conversation_number;
        }
        for (message, shop_id) in &mut self.new {
            let numbers = self.numbers.get_mut(shop_id).ok_or(Error::NotFound)?;
            happened(numbers, EventKind::MessageCreated, message.conversation_id);
            message.seq = numbers.seq;
            if let Some(touched) = self.conversations.get_mut(&message.conversation_id) {
                stand_last(&mut touched.row, message);
            }
        }
        Ok(())
    }
}

/// Nobody writes to whom they do not want to hear.
fn may_be_answered(row: &ConversationRow) -> Result<()> {
    match row.shelf {
        _ if row.customer_blocked => Err(Error::Conflict("customer_blocked")),
        Some(_) => Err(Error::Conflict("conversation_is_spam")),
        None => Ok(()),
    }
}

/// Makes a message the last one of its conversation.
pub(super) fn stand_last(row: &mut ConversationRow, message: &MessageRow) {
    row.last_message_seq = message.seq;
    row.last_message_kind = Some(message.kind);
    row.last_message_author = Some(message.author);
    row.last_message_preview = message.text.as_deref().map(zg_text::preview).or_else(|| message.card_title());
    row.last_message_at = Some(message.created_at);
    if message.author == Author::Agent && message.kind.is_public() {
        row.last_reply_seq = message.seq;
    }
}

pub(super) fn new_conversation(
    shop_id: ShopId,
    customer: &CustomerWords,
    inbox_id: InboxId,
    touchpoint: Touchpoint,
    at: Time,
) -> ConversationRow {
    let stage = match touchpoint {
        Touchpoint::Page | Touchpoint::Enquiry => Stage::PreSale,
        Touchpoint::Parcel | Touchpoint::AfterSale => Stage::AfterSale,
    };
    ConversationRow {
        id: ConversationId::new(),
        shop_id,
        number: 0,
        inbox_id,
        customer_id: customer.id,
        status: Status::Queued,
        stage,
        touchpoint,
        assignee_id: None,
        snoozed_until: None,
        waiting_since: None,
        rank: 0,
        last_message_seq: 0,
        last_message_kind: None,
        last_message_author: None,
        last_message_preview: None,
        last_message_at: None,
        last_reply_seq: 0,
        last_reply_by: None,
        customer_messages: 0,
        customer_read_seq: 0,
        staff_read_seq: 0,
        version: 0,
        imported: false,
        created_at: at,
        updated_at: at,
        solved_at: None,
        group_id: None,
        called_at: None,
        offline_at: None,
        tag_ids: None,
        shelf: None,
        merged_into_id: None,
        customer_name: customer.name.clone(),
        customer_tier: customer.tier.clone(),
        customer_verified: customer.verified,
        customer_locale: customer.locale.clone(),
        customer_blocked: customer.blocked,
        customer_erased: false,
        my_read_seq: None,
        my_customer_messages: None,
    }
}

fn json<T: Serialize>(value: Option<&T>) -> Result<Option<String>> {
    Ok(value.map(serde_json::to_string).transpose().map_err(anyhow::Error::from)?)
}

/// Tells a repeat from another message under the same client id.
fn digest(message: &NewMessage) -> Vec<u8> {
    let mut hash = Sha256::new();
    let writer = match message.sender {
        Sender::Customer { customer_id, .. } => (customer_id.0, Uuid::nil()),
        Sender::Machine { customer_id, inbox_id, .. } => (customer_id.0, inbox_id.0),
        Sender::Staff { staff_id, conversation_id, .. } => (staff_id.0, conversation_id.0),
        Sender::Bot { conversation_id, .. } | Sender::Automatic { conversation_id, .. } => {
            (Uuid::nil(), conversation_id.0)
        }
    };
    hash.update(writer.0);
    hash.update(writer.1);
    hash.update((message.kind as i16).to_le_bytes());
    hash.update(message.file_id.map_or(Uuid::nil(), |id| id.0));
    hash.update(message.text.as_deref().unwrap_or_default().len().to_le_bytes());
    hash.update(message.text.as_deref().unwrap_or_default());
    if let Some(card) = &message.card {
        hash.update(serde_json::to_vec(card).unwrap_or_default());
    }
    // What the bot and the shop say is named by an id of its own making.
    if let (Sender::Staff { .. }, Some(offer)) = (message.sender, &message.bot) {
        hash.update(serde_json::to_vec(offer).unwrap_or_default());
    }
    if let Some(press) = &message.press {
        hash.update(serde_json::to_vec(press).unwrap_or_default());
    }
    hash.finalize()[..16].to_vec()
}
