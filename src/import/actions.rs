//! The import itself: check everything, then write in batches.

use std::collections::{HashMap, HashSet};

use super::record::{self, Body, Format, Record, RecordCustomer, RecordMessage};
use super::report::Report;
use super::source::Source;
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::conversations::history::{self, PastConversation, PastMessage};
use crate::conversations::model::Kind;
use crate::customers::{self, CustomerRow, IdentityKind, NewCustomer};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{ConversationId, InboxId, ShopId, StaffId, derived};
use crate::{auth, inboxes};
use anyhow::Context;

/// Ids made of the names in a file.
const ID_SPACE: &str = "zhanggui import";
/// A batch holds the one writer for some milliseconds, so that live messages hardly wait.
const BATCH_MESSAGES: usize = 500;

/// How a file is to be brought in.
#[derive(Debug, Clone, Default)]
pub struct Import {
    pub format: Format,
    /// The inbox, by name, of rows that name none; left out, the shop's first.
    pub inbox: Option<String>,
    /// Check and count only.
    pub dry_run: bool,
}

/// Brings a file in; `progress` hears how many of its rows are done.
pub async fn import(
    app: &App,
    actor: &Actor,
    how: &Import,
    source: &Source,
    mut progress: impl FnMut(usize, usize),
) -> Result<Report> {
    actor.require(Permission::ManageShop)?;
    let names = Names::load(app, actor.shop_id, how.inbox.as_deref()).await?;
    let reading = Reading { format: how.format, names, now: app.clock.now() };

    let (reading, source, checked) = reading.check(source.clone()).await?;
    let Checked { mut report, ids } = checked;
    if !report.is_clean() {
        return Ok(report);
    }
    let known = history::known(app, &ids).await?;
    if how.dry_run {
        report.skipped = known.len();
        report.imported = report.rows - known.len();
        return Ok(report);
    }
    report.messages = 0;
    let mut customers = HashMap::new();
    let mut records = reading.records(&source)?;
    let mut done = 0;
    loop {
        let mut batch: Vec<Record> = Vec::new();
        let mut messages = 0;
        while messages < BATCH_MESSAGES
            && let Some(record) = records.next().transpose()?
        {
            done += 1;
            if known.contains(&reading.conversation_id(actor.shop_id, &record)) {
                report.skipped += 1;
                continue;
            }
            messages += record.messages.len();
            batch.push(record);
        }
        if batch.is_empty() {
            note(app, actor, &report).await?;
            progress(done, report.rows);
            return Ok(report);
        }
        report.imported += batch.len();
        report.messages += messages;
        reading.store(app, actor.shop_id, batch, &mut customers).await?;
        progress(done, report.rows);
    }
}

/// Records an import that brought something in.
async fn note(app: &App, actor: &Actor, report: &Report) -> Result<()> {
    if report.imported == 0 {
        return Ok(());
    }
    let entry = Entry::new(Action::ConversationsImported)
        .note("conversations", report.imported)
        .note("messages", report.messages)
        .note("known_before", report.skipped);
    let mut tx = app.db.begin().await?;
    audit::record(&mut tx.conn(), actor.shop_id, actor, app.clock.now(), entry).await?;
    Ok(tx.commit().await?)
}

/// What the names in a file stand for.
#[derive(Debug)]
struct Names {
    shop_id: ShopId,
    inboxes: HashMap<String, InboxId>,
    default_inbox: InboxId,
    staff: HashMap<String, StaffId>,
}

impl Names {
    async fn load(app: &App, shop_id: ShopId, inbox: Option<&str>) -> Result<Self> {
        let inboxes = inboxes::of_shop(app, shop_id).await?;
        let default = match inbox {
            Some(name) => inboxes.iter().find(|row| row.name == name || row.id.to_string() == name),
            None => inboxes.first(),
        };
        let default_inbox = default.ok_or_else(|| Error::invalid("inbox", "unknown"))?.id;
        let mut staff = HashMap::new();
        for person in auth::staff_of(app, shop_id).await? {
            staff.insert(person.name, person.id);
            staff.insert(person.email.to_lowercase(), person.id);
        }
        let inboxes = inboxes.into_iter().map(|row| (row.name, row.id)).collect();
        Ok(Self { shop_id, inboxes, default_inbox, staff })
    }

    fn inbox(&self, name: Option<&str>) -> Option<InboxId> {
        name.map_or(Some(self.default_inbox), |name| self.inboxes.get(name).copied())
    }

    fn staff(&self, name: &str) -> Option<StaffId> {
        self.staff.get(name).or_else(|| self.staff.get(&name.to_lowercase())).copied()
    }
}

/// A file being read with what its names stand for.
#[derive(Debug)]
struct Reading {
    format: Format,
    names: Names,
    now: Time,
}

struct Checked {
    report: Report,
    ids: Vec<ConversationId>,
}

impl Reading {
    /// Checks every row, away from the async threads.
    async fn check(self, source: Source) -> Result<(Self, Source, Checked)> {
        let checked = tokio::task::spawn_blocking(move || {
            let checked = self.check_rows(&source)?;
            anyhow::Ok((self, source, checked))
        });
        Ok(checked.await.context("check the file")??)
    }

    fn check_rows(&self, source: &Source) -> anyhow::Result<Checked> {
        let mut report = Report::default();
        let mut ids = Vec::new();
        let mut seen = HashSet::new();
        for line in source.lines().context("open the file")? {
            let (row, line) = line.context("read the file")?;
            report.rows += 1;
            let Some(line) = line else {
                report.add_error(row, "row", "too_long");
                continue;
            };
            let Some(record) = record::read(self.format, row, &line, self.now, &mut report) else { continue };
            if self.names.inbox(record.inbox.as_deref()).is_none() {
                report.add_error(row, "inbox", "unknown");
            }
            if record.assignee.as_deref().is_some_and(|name| self.names.staff(name).is_none()) {
                report.add_error(row, "assignee", "unknown");
            }
            let id = self.conversation_id(self.names.shop_id, &record);
            if !seen.insert(id) {
                report.add_error(row, "external_id", "repeated");
            }
            ids.push(id);
            report.messages += record.messages.len();
        }
        if report.rows == 0 {
            report.add_error(0, "file", "empty");
        }
        if !report.is_clean() {
            report.messages = 0;
        }
        Ok(Checked { report, ids })
    }

    /// The rows again, known to be sound.
    fn records(&self, source: &Source) -> Result<impl Iterator<Item = Result<Record>>> {
        let lines = source.lines().context("open the file")?;
        Ok(lines.map(|line| {
            let (row, line) = line.context("read the file")?;
            let record = line.and_then(|line| record::read(self.format, row, &line, self.now, &mut Report::default()));
            Ok(record.with_context(|| format!("row {row} changed while it was read"))?)
        }))
    }

    fn conversation_id(&self, shop_id: ShopId, record: &Record) -> ConversationId {
        ConversationId(derived(ID_SPACE, shop_id, &[&record.external_id]))
    }

    async fn store(
        &self,
        app: &App,
        shop_id: ShopId,
        batch: Vec<Record>,
        customers: &mut HashMap<String, CustomerRow>,
    ) -> Result<()> {
        let mut tx = app.db.begin_in(&[shop_id]).await?;
        let mut conn = tx.conn();
        let mut past = Vec::with_capacity(batch.len());
        for record in batch {
            let begun_at = record.started_at.or(record.messages.first().map(|message| message.at)).unwrap_or(self.now);
            let customer = customer_of(&mut conn, shop_id, begun_at, &record, customers).await?;
            past.push(self.past(shop_id, record, begun_at, customer)?);
        }
        let fresh = history::store(&mut conn, shop_id, self.now, past).await?;
        tx.commit().await?;
        app.live.publish_appended(fresh);
        Ok(())
    }

    fn past(&self, shop_id: ShopId, record: Record, begun_at: Time, customer: CustomerRow) -> Result<PastConversation> {
        let id = self.conversation_id(shop_id, &record);
        let assignee_id = record.assignee.as_deref().and_then(|name| self.names.staff(name));
        let messages = record.messages.into_iter().map(|message| self.past_message(id, message)).collect();
        Ok(PastConversation {
            id,
            inbox_id: self.names.inbox(record.inbox.as_deref()).ok_or_else(|| Error::invalid("inbox", "unknown"))?,
            customer,
            status: record.status,
            stage: record.stage,
            touchpoint: record.touchpoint,
            assignee_id,
            begun_at,
            messages,
        })
    }

    fn past_message(&self, conversation_id: ConversationId, message: RecordMessage) -> PastMessage {
        let (kind, text, card) = match message.body {
            Body::Text(text) if message.note => (Kind::Note, Some(text), None),
            Body::Text(text) => (Kind::Text, Some(text), None),
            Body::Card(card) => (Kind::Card, None, Some(card)),
        };
        PastMessage {
            client_id: derived(ID_SPACE, self.names.shop_id, &[&conversation_id.to_string(), &message.external_id]),
            kind,
            author: message.author,
            staff_id: message.agent.as_deref().and_then(|name| self.names.staff(name)),
            text,
            card,
            at: message.at,
        }
    }
}

/// The customer a row tells of: known by an identity, met earlier in the file, or new.
async fn customer_of(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    at: Time,
    record: &Record,
    met: &mut HashMap<String, CustomerRow>,
) -> Result<CustomerRow> {
    let identities = identities(&record.customer);
    for (kind, value) in &identities {
        let key = format!("{kind:?} {value}");
        if let Some(customer) = met.get(&key) {
            return Ok(customer.clone());
        }
        if let Some(customer) = customers::by_identity(conn, shop_id, *kind, value).await? {
            met.insert(key, customer.clone());
            return Ok(customer);
        }
    }
    let about = record.customer.clone();
    let name = about.name.or_else(|| about.external_id.clone()).unwrap_or_else(|| record.external_id.clone());
    let new = NewCustomer {
        name: name.chars().take(60).collect(),
        email: about.email,
        phone: about.phone,
        locale: about.locale,
        tier: about.tier,
        verified: false,
        identities: identities.clone(),
    };
    let customer = customers::create(conn, shop_id, at, new).await?;
    for (kind, value) in identities {
        met.insert(format!("{kind:?} {value}"), customer.clone());
    }
    Ok(customer)
}

fn identities(customer: &RecordCustomer) -> Vec<(IdentityKind, String)> {
    let known = [
        (IdentityKind::External, &customer.external_id),
        (IdentityKind::Email, &customer.email),
        (IdentityKind::Phone, &customer.phone),
    ];
    known.into_iter().filter_map(|(kind, value)| Some((kind, value.clone()?))).collect()
}
