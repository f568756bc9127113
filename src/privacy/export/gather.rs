//! What the shop holds about a customer, as JSON and as it lies in the file store.

use std::collections::HashMap;

use futures::TryStreamExt;
use serde::Serialize;
use uuid::Uuid;

use super::archive::Packer;
use super::{Progress, Stopped};
use crate::app::App;
use crate::channels::email;
use crate::clock::Time;
use crate::conversations::model::{Author, Card, ConversationRow, Kind, MessageRow, Stage, Status, Touchpoint};
use crate::conversations::store as conversations;
use crate::customers::{self, CustomerRow, IdentityKind, IdentityRow};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::files::{self, FileRow};
use crate::follow_ups;
use crate::ids::{ConversationId, CustomerId, DeliveryId, FileId, MessageId, ReceivedMailId, StaffId};
use crate::inboxes;
use crate::privacy::model::CustomerExport;
use crate::shops::{self, Shop};
use crate::tags;
use crate::webhooks;

/// The version of what is written, for whoever reads it by program.
const FORMAT: &str = "zhanggui-customer-export/1";
const MESSAGES_A_PAGE: i64 = 200;
const DELIVERIES_A_PAGE: i64 = 100;
const MAILS_A_PAGE: i64 = 10;

/// Whom an export is about.
pub(super) struct Subject {
    pub shop: Shop,
    pub customer: CustomerRow,
    block: Option<customers::blocks::Block>,
    pub identities: Vec<IdentityRow>,
    pub known_as: Vec<CustomerId>,
    pub conversations: Vec<ConversationId>,
    pub inboxes: HashMap<Uuid, String>,
    tags: tags::Tree,
    pub with_notes: bool,
    pub at: Time,
}

impl Subject {
    pub async fn load(app: &App, export: &CustomerExport) -> Result<Self> {
        let inboxes = inboxes::of_shop(app, export.shop_id).await?;
        let mut reader = app.db.reader().await?;
        let mut conn = reader.conn();
        let (shop_id, id) = (export.shop_id, export.customer_id);
        Ok(Self {
            shop: shops::find(&mut conn, shop_id).await?.ok_or(Error::NotFound)?,
            customer: customers::find_row(&mut conn, shop_id, id).await?.ok_or(Error::NotFound)?,
            block: customers::blocks::find(&mut conn, shop_id, id).await?,
            identities: customers::identities(&mut conn, shop_id, &[id]).await?,
            known_as: customers::known_as(&mut conn, shop_id, id).await?,
            conversations: conversations::erase::all_of_customer(&mut conn, shop_id, id).await?,
            inboxes: inboxes.into_iter().map(|inbox| (inbox.id.0, inbox.name)).collect(),
            tags: tags::tree(&mut conn, shop_id).await?,
            with_notes: export.with_notes,
            at: app.clock.now(),
        })
    }

    /// Whether a message is about the customer: what passed between both, and notes if they were asked for.
    pub fn takes(&self, message: &MessageRow) -> bool {
        message.kind.is_public() || (message.kind == Kind::Note && self.with_notes)
    }

    pub async fn conversation(&self, conn: &mut Conn<'_>, id: ConversationId) -> Result<Option<ConversationRow>> {
        conversations::get(conn, self.shop.id, id).await
    }

    pub fn inbox(&self, row: &ConversationRow) -> String {
        self.inboxes.get(&row.inbox_id.0).cloned().unwrap_or_default()
    }

    /// What a conversation was said to be about, by names.
    pub fn tags(&self, row: &ConversationRow) -> Vec<String> {
        row.tags().into_iter().map(|id| self.tags.path(id)).collect()
    }
}

/// A page of messages after a number, oldest first, and whether it was the last.
pub(super) async fn messages(conn: &mut Conn<'_>, id: ConversationId, after: i64) -> Result<(Vec<MessageRow>, bool)> {
    let range = conversations::messages::Range::After(after);
    let rows = conversations::messages::of_conversation(conn, id, range, MESSAGES_A_PAGE).await?;
    let last = i64::try_from(rows.len()).unwrap_or(i64::MAX) < MESSAGES_A_PAGE;
    Ok((rows, last))
}

/// Where each file lies in the archive.
pub(super) type Packed = HashMap<FileId, String>;

/// Packs the files that are still there; where each lies.
pub(super) async fn files(
    app: &App,
    export: &CustomerExport,
    packer: &mut Packer,
    progress: &mut Progress<'_>,
) -> Result<Packed, Stopped> {
    let mut reader = app.db.reader().await?;
    let rows =
        files::forget::seen_by_customer(&mut reader.conn(), export.shop_id, export.customer_id, export.with_notes)
            .await?;
    drop(reader);
    let mut packed = Packed::new();
    for (n, file) in rows.iter().enumerate() {
        let mut bytes = match app.files.stream(file.shop_id, file.id).await {
            Ok(bytes) => bytes,
            // A file that was lost from the store is no reason to hand over nothing at all.
            Err(Error::NotFound) => continue,
            Err(error) => return Err(error.into()),
        };
        let path = format!("files/{:04}-{}", n + 1, files::names::clean(&file.name));
        packer.begin(path.clone(), !is_packed(file)).await?;
        while let Some(chunk) = bytes.try_next().await.map_err(anyhow::Error::from)? {
            packer.write(chunk).await?;
        }
        packed.insert(file.id, path);
        progress.step(1).await?;
    }
    Ok(packed)
}

/// Packs what the customer wrote by mail, as far as it is still kept as it came.
pub(super) async fn mails(app: &App, subject: &Subject, packer: &mut Packer) -> Result<(), Stopped> {
    let mut number = 0;
    for &id in &subject.known_as {
        let mut after = ReceivedMailId(Uuid::nil());
        loop {
            let mut reader = app.db.reader().await?;
            let (kept, last) =
                email::mails_of_customer(&mut reader.conn(), subject.shop.id, id, after, MAILS_A_PAGE).await?;
            drop(reader);
            for raw in kept {
                number += 1;
                packer.begin(format!("mails/{number:04}.eml"), true).await?;
                packer.write(raw).await?;
            }
            let Some(last) = last else { break };
            after = last;
        }
    }
    Ok(())
}

fn is_packed(file: &FileRow) -> bool {
    ["image/", "video/", "audio/", "application/zip"].iter().any(|kind| file.mime.starts_with(kind))
}

#[derive(Serialize)]
struct Head<'a> {
    format: &'static str,
    exported_at: Time,
    shop: &'a str,
    customer: Profile<'a>,
    /// Other ids that stood for the same person.
    merged_from: &'a [CustomerId],
    identities: Vec<KnownBy<'a>>,
}

#[derive(Serialize)]
struct Profile<'a> {
    id: CustomerId,
    name: &'a str,
    email: Option<&'a str>,
    phone: Option<&'a str>,
    locale: Option<&'a str>,
    tier: Option<&'a str>,
    note: Option<&'a str>,
    blocked: bool,
    block: Option<Blocked<'a>>,
    verified: bool,
    first_seen_at: Time,
    last_seen_at: Time,
    last_page: Option<Page<'a>>,
}

#[derive(Serialize)]
struct Blocked<'a> {
    reason: Option<&'a str>,
    since: Time,
    until: Option<Time>,
}

#[derive(Serialize)]
struct Page<'a> {
    url: &'a str,
    title: Option<&'a str>,
    at: Option<Time>,
}

#[derive(Serialize)]
struct KnownBy<'a> {
    kind: IdentityKind,
    /// Null for a browser's token, which is only kept as a hash.
    value: Option<&'a str>,
    since: Time,
}

#[derive(Serialize)]
struct ConversationHead {
    id: ConversationId,
    number: i64,
    inbox: String,
    status: Status,
    stage: Stage,
    touchpoint: Touchpoint,
    /// From the top, such as `Delivery / Late`.
    tags: Vec<String>,
    created_at: Time,
    solved_at: Option<Time>,
}

#[derive(Serialize)]
struct Line<'a> {
    id: MessageId,
    at: Time,
    kind: Kind,
    author: Author,
    /// The colleague's name.
    by: Option<String>,
    text: Option<&'a str>,
    card: Option<Card>,
    file: Option<Attached<'a>>,
    recalled_at: Option<Time>,
}

#[derive(Serialize)]
struct Planned {
    at: Time,
    by: Option<String>,
    text: String,
    due_at: Time,
    done_at: Option<Time>,
}

#[derive(Serialize)]
struct Attached<'a> {
    name: &'a str,
    mime: &'a str,
    size: i64,
    /// In this archive; null if the file is lost.
    path: Option<&'a str>,
}

#[derive(Serialize)]
struct Told<'a> {
    event: &'a str,
    at: Time,
    /// As sent, to the letter.
    body: &'a str,
}

/// Writes `customer.json`.
pub(super) async fn data(
    app: &App,
    subject: &Subject,
    packed: &Packed,
    packer: &mut Packer,
    progress: &mut Progress<'_>,
) -> Result<(), Stopped> {
    packer.begin("customer.json", true).await?;
    let head = json(&head(subject))?;
    // The object stays open for what follows.
    packer.write(head.trim_end_matches('}').to_owned()).await?;
    packer.write(",\n\"conversations\":[").await?;
    for (n, &id) in subject.conversations.iter().enumerate() {
        conversation(app, subject, packed, (packer, progress), id, n == 0).await?;
    }
    packer.write("],\n\"webhook_deliveries\":[").await?;
    deliveries(app, subject, packer).await?;
    packer.write("]}\n").await?;
    Ok(())
}

fn json(value: &impl Serialize) -> Result<String> {
    Ok(serde_json::to_string(value).map_err(anyhow::Error::from)?)
}

fn head(subject: &Subject) -> Head<'_> {
    let row = &subject.customer;
    Head {
        format: FORMAT,
        exported_at: subject.at,
        shop: &subject.shop.name,
        customer: Profile {
            id: row.id,
            name: &row.name,
            email: row.email.as_deref(),
            phone: row.phone.as_deref(),
            locale: row.locale.as_deref(),
            tier: row.tier.as_deref(),
            note: row.note.as_deref().filter(|_| subject.with_notes),
            blocked: row.blocked,
            block: subject.block.as_ref().map(|block| Blocked {
                reason: block.reason.as_deref().filter(|_| subject.with_notes),
                since: block.blocked_at,
                until: block.until_at,
            }),
            verified: row.verified,
            first_seen_at: row.first_seen_at,
            last_seen_at: row.last_seen_at,
            last_page: row.page_url.as_deref().map(|url| Page {
                url,
                title: row.page_title.as_deref(),
                at: row.page_at,
            }),
        },
        merged_from: &subject.known_as[1..],
        identities: subject
            .identities
            .iter()
            .map(|known| KnownBy {
                kind: known.kind,
                value: Some(known.value.as_str()).filter(|_| known.kind != IdentityKind::Visitor),
                since: known.created_at,
            })
            .collect(),
    }
}

async fn conversation(
    app: &App,
    subject: &Subject,
    packed: &Packed,
    (packer, progress): (&mut Packer, &mut Progress<'_>),
    id: ConversationId,
    first: bool,
) -> Result<(), Stopped> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let Some(row) = subject.conversation(&mut conn, id).await? else { return Ok(()) };
    let head = ConversationHead {
        id: row.id,
        number: row.number,
        inbox: subject.inbox(&row),
        status: row.status,
        stage: row.stage,
        touchpoint: row.touchpoint,
        tags: subject.tags(&row),
        created_at: row.created_at,
        solved_at: row.solved_at,
    };
    let between = if first { "\n" } else { ",\n" };
    packer.write(format!("{between}{}", json(&head)?.trim_end_matches('}'))).await?;
    packer.write(",\"messages\":[").await?;
    let (mut after, mut written) = (0, 0);
    loop {
        let (rows, last) = messages(&mut conn, id, after).await?;
        after = rows.last().map_or(after, |row| row.seq);
        for row in rows.iter().filter(|row| subject.takes(row)) {
            let by = writer(app, &mut conn, row.staff_id).await?;
            let between = if written == 0 { "\n" } else { ",\n" };
            packer.write(format!("{between}{}", json(&line(row, by, packed))?)).await?;
            written += 1;
        }
        progress.step(rows.len()).await?;
        if last {
            break;
        }
    }
    packer.write("]").await?;
    if subject.with_notes {
        let planned = planned(app, &mut conn, subject, id).await?;
        packer.write(format!(",\"follow_ups\":{}", json(&planned)?)).await?;
    }
    packer.write("}").await?;
    Ok(())
}

/// What colleagues planned to do about the customer: their own words, like notes.
async fn planned(app: &App, conn: &mut Conn<'_>, subject: &Subject, id: ConversationId) -> Result<Vec<Planned>> {
    let mut planned = Vec::new();
    for row in follow_ups::all_of_conversation(conn, subject.shop.id, id).await? {
        let by = writer(app, conn, row.created_by).await?;
        planned.push(Planned { at: row.created_at, by, text: row.text, due_at: row.due_at, done_at: row.done_at });
    }
    Ok(planned)
}

/// The name a buyer sees of a colleague.
pub(super) async fn writer(app: &App, conn: &mut Conn<'_>, id: Option<StaffId>) -> Result<Option<String>> {
    let Some(id) = id else { return Ok(None) };
    Ok(app.live.agent_brief(conn, id).await?.map(|brief| brief.name))
}

fn line<'a>(row: &'a MessageRow, by: Option<String>, packed: &'a Packed) -> Line<'a> {
    Line {
        id: row.id,
        at: row.created_at,
        kind: row.kind,
        author: row.author,
        by,
        text: row.text.as_deref(),
        card: row.card.as_deref().and_then(|card| serde_json::from_str(card).ok()),
        file: row.file_id.map(|id| Attached {
            name: row.file_name.as_deref().unwrap_or_default(),
            mime: row.file_mime.as_deref().unwrap_or_default(),
            size: row.file_size.unwrap_or_default(),
            path: packed.get(&id).map(String::as_str),
        }),
        recalled_at: row.recalled_at,
    }
}

/// What other systems were told, or are to be told.
async fn deliveries(app: &App, subject: &Subject, packer: &mut Packer) -> Result<()> {
    let mut between = "\n";
    for &id in &subject.known_as {
        let mut after = DeliveryId(Uuid::nil());
        loop {
            let mut reader = app.db.reader().await?;
            let mut conn = reader.conn();
            let rows = webhooks::forget::told_of(&mut conn, subject.shop.id, id, after, DELIVERIES_A_PAGE).await?;
            drop(reader);
            let Some(last) = rows.last() else { break };
            after = last.id;
            for row in &rows {
                let told = Told { event: &row.event, at: row.created_at, body: &row.body };
                packer.write(format!("{between}{}", json(&told)?)).await?;
                between = ",\n";
            }
        }
    }
    Ok(())
}
