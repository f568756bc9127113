//! Entries: looked up, written, changed, deleted.

use std::collections::HashMap;

use zg_answer::conditions;

use super::{begin, changeable, number, rewrite, subject};
use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::clock::Time;
use crate::db::{Conn, Script};
use crate::error::{Error, Result};
use crate::files::{FileRow, FileView};
use crate::ids::{AnswerId, CategoryId, EntryId, FileId, InboxId, Seq, ShopId, StaffId};
use crate::inboxes;
use crate::knowledge::actions::categories;
use crate::knowledge::clean;
use crate::knowledge::model::{
    Answer, AnswerConflict, EntryContent, EntryRow, EntryState, EntrySummary, Flag, KnowledgeEntry,
};
use crate::knowledge::store::{self, entries::Row, list::Wanted};

pub const MOST_OF_A_SHOP: i64 = 100_000;
const MAX_SEARCH_WORDS: usize = 8;
const PREVIEW_CHARS: usize = 120;

/// An entry, and what a client must name to change it as it was read.
pub struct Read {
    pub entry: KnowledgeEntry,
    pub revision: i64,
}

/// A page of entries, and the place after it; of a category with all that are in it.
pub async fn list(
    app: &App,
    actor: &Actor,
    category: Option<CategoryId>,
    words: &str,
    mut wanted: Wanted,
) -> Result<(Vec<EntrySummary>, Option<(i64, EntryId)>)> {
    actor.require(Permission::ReadKnowledge)?;
    if let Some(id) = category {
        let all = categories::of_shop(app, actor.shop_id).await?;
        wanted.categories = Some(categories::with_inner(&all, id));
    }
    let folded = zg_text::fold(words);
    wanted.words = folded.split_whitespace().take(MAX_SEARCH_WORDS).map(str::to_owned).collect();
    let limit = usize::try_from(wanted.limit).unwrap_or(usize::MAX);
    wanted.limit += 1;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let mut rows = store::list::select(&mut conn, actor.shop_id, app.clock.now(), &wanted).await?;
    let more = rows.len() > limit;
    rows.truncate(limit);
    let next = rows.last().filter(|_| more).map(|last| store::list::place(wanted.order, last));
    let ids: Vec<EntryId> = rows.iter().map(|row| row.id).collect();
    let mut previews: HashMap<EntryId, String> = HashMap::new();
    for (id, answer) in store::parts::first_answers(&mut conn, actor.shop_id, &ids).await? {
        previews.extend(answer.content.first().map(|text| (id, text.chars().take(PREVIEW_CHARS).collect())));
    }
    let items = rows.into_iter().map(|row| {
        let preview = previews.remove(&row.id);
        row.summary(preview)
    });
    Ok((items.collect(), next))
}

pub async fn show(app: &App, actor: &Actor, id: EntryId) -> Result<Read> {
    actor.require(Permission::ReadKnowledge)?;
    let mut reader = app.db.reader().await?;
    let mut found = read(app, &mut reader.conn(), actor.shop_id, id).await?;
    drop(reader);
    let (ready, title) = (app.knowledge.of(app, actor.shop_id).await?, found.entry.title.clone());
    let comparing = tokio::task::spawn_blocking(move || ready.similar(id, &title));
    found.entry.similar = comparing.await.map_err(anyhow::Error::from)?;
    Ok(found)
}

/// An entry as it stands in this transaction.
pub async fn read(app: &App, conn: &mut Conn<'_>, shop_id: ShopId, id: EntryId) -> Result<Read> {
    let wanted = Wanted { id: Some(id), limit: 1, ..Wanted::default() };
    let row = store::list::select(conn, shop_id, app.clock.now(), &wanted).await?.pop().ok_or(Error::NotFound)?;
    let phrasings = store::parts::phrasings(conn, shop_id, id).await?;
    let answers = store::parts::answers(conn, shop_id, id).await?;
    let proposals = store::proposals::of_entry(conn, shop_id, id).await?;
    let shown: Vec<FileId> = answers.iter().flat_map(|answer| answer.file_ids.iter().copied()).collect();
    let files = views(app, conn, shop_id, &shown).await?;
    let with_files = |answer: Answer| {
        let shown = answer.file_ids.iter().filter_map(|id| files.get(id).cloned()).collect();
        answer.shown_with(shown)
    };
    let (usage, mut flags) = (row.usage(), row.flags());
    let conflicts = conflicts(&answers, row.is_starter, app.clock.now());
    // Of answers that are over by now none conflicts any more.
    flags.retain(|flag| *flag != Flag::Conflict || !conflicts.is_empty());
    let EntryRow { revision, category_id, kind, title, state, is_starter, external_id, version, .. } = row;
    let EntryRow { changed_by, created_at, updated_at, .. } = row;
    let answers = answers.into_iter().map(with_files).collect();
    let entry = KnowledgeEntry {
        id,
        category_id,
        kind,
        title,
        phrasings,
        answers,
        proposals,
        state,
        is_starter,
        external_id,
        version,
        usage,
        flags,
        conflicts,
        similar: Vec::new(),
        changed_by,
        created_at,
        updated_at,
    };
    Ok(Read { entry, revision })
}

/// Which answers apply at once from now on.
fn conflicts(answers: &[Answer], is_starter: bool, now: Time) -> Vec<AnswerConflict> {
    let conditions: Vec<conditions::Conditions> = answers.iter().map(|answer| (&answer.conditions).into()).collect();
    let all: Vec<_> = conditions.iter().map(|one| (one, is_starter)).collect();
    let pair = |(one, other): (usize, usize)| {
        Some(AnswerConflict { answer_id: answers.get(one)?.id, other_id: answers.get(other)?.id })
    };
    conditions::conflicts(&all, now.0).into_iter().filter_map(pair).collect()
}

/// Files as they are shown, by their ids.
pub async fn views(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[FileId],
) -> Result<HashMap<FileId, FileView>> {
    let now = app.clock.now();
    let view = |file: FileRow| {
        let view =
            app.files.view(now, file.id, &file.name, &file.mime, file.size, file.width, file.height, file.has_thumb);
        (file.id, view)
    };
    Ok(store::parts::files(conn, shop_id, ids).await?.into_iter().map(view).collect())
}

/// Writes a draft.
pub async fn create(app: &App, actor: &Actor, content: EntryContent) -> Result<Read> {
    let id = EntryId::new();
    let inboxes = known_inboxes(app, actor.shop_id).await?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    write(app, &mut conn, actor, (id, number(&told)), content, &inboxes).await?;
    let made = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(made)
}

/// Writes a draft in a transaction that [`begin`] opened, under the number of its event.
pub async fn write(
    app: &App,
    conn: &mut Conn<'_>,
    actor: &Actor,
    (id, seq): (EntryId, Seq),
    content: EntryContent,
    inboxes: &[InboxId],
) -> Result<()> {
    actor.require(Permission::ProposeKnowledge)?;
    let mut content = clean::content(content)?;
    let now = app.clock.now();
    if store::entries::count(conn, actor.shop_id).await? >= MOST_OF_A_SHOP {
        return Err(Error::Conflict("too_many_entries"));
    }
    check(conn, actor.shop_id, id, &mut content, inboxes).await?;
    let mut row = Row::new(id, actor.shop_id, &content, Some(actor.staff_id), now);
    row.seq = seq;
    let mut script = Script::of(conn);
    store::entries::insert(&mut script, std::slice::from_ref(&row));
    store::parts::insert(&mut script, actor.shop_id, &[(id, &content)])?;
    script.run(conn).await?;
    let entry = Entry::new(Action::KnowledgeCreated).on(subject(&row));
    audit::record(conn, actor.shop_id, actor, now, entry).await?;
    Ok(())
}

/// Says something else from now on, if the entry is still as it was read.
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: EntryId,
    read_at: Option<i64>,
    content: EntryContent,
) -> Result<Read> {
    actor.require(Permission::ProposeKnowledge)?;
    let mut content = clean::content(content)?;
    let now = app.clock.now();
    let inboxes = known_inboxes(app, actor.shop_id).await?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let mut row = changeable(&mut conn, actor, id).await?;
    if read_at.is_some_and(|revision| revision != row.revision) {
        let current = read(app, &mut conn, actor.shop_id, id).await?.entry;
        let current = serde_json::to_value(current).map_err(anyhow::Error::from)?;
        return Err(Error::ConflictWith("entry_changed", Box::new(current)));
    }
    check(&mut conn, actor.shop_id, id, &mut content, &inboxes).await?;
    let before = row.clone();
    rewrite(&mut conn, actor, &mut row, &content, (now, number(&told))).await?;
    let entry = Entry::new(Action::KnowledgeUpdated)
        .on(subject(&row))
        .changed("title", &before.title, &row.title)
        .changed("version", &before.version, &row.version);
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    let now_says = read(app, &mut conn, actor.shop_id, id).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(now_says)
}

/// Removes an entry with its versions. Whoever may only propose takes back a draft of their own that nobody has changed.
pub async fn delete(app: &App, actor: &Actor, id: EntryId) -> Result<()> {
    actor.require(Permission::ProposeKnowledge)?;
    let (mut tx, told) = begin(app, actor.shop_id, Some(id)).await?;
    let mut conn = tx.conn();
    let row = store::entries::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    let is_own_draft = row.state == EntryState::Draft && row.version == 1 && row.changed_by == Some(actor.staff_id);
    if !is_own_draft {
        actor.require(Permission::ManageKnowledge)?;
    }
    store::entries::delete(&mut conn, actor.shop_id, id).await?;
    let entry = Entry::new(Action::KnowledgeDeleted).on(subject(&row));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

/// The inboxes that conditions may name.
pub async fn known_inboxes(app: &App, shop_id: ShopId) -> Result<Vec<InboxId>> {
    Ok(inboxes::of_shop(app, shop_id).await?.iter().map(|inbox| inbox.id).collect())
}

/// Refuses what is not of the shop, and gives answers of other entries ids of their own.
pub(super) async fn check(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: EntryId,
    content: &mut EntryContent,
    inboxes: &[InboxId],
) -> Result<()> {
    if store::categories::find(conn, shop_id, content.category_id).await?.is_none() {
        return Err(Error::invalid("category_id", "unknown"));
    }
    check_parts(conn, shop_id, id, content, inboxes).await
}

/// As [`check`], of an entry whose category is known.
pub async fn check_parts(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: EntryId,
    content: &mut EntryContent,
    inboxes: &[InboxId],
) -> Result<()> {
    let shown: Vec<FileId> = content.answers.iter().flat_map(|answer| answer.file_ids.iter().copied()).collect();
    // What a buyer sent to the shop is not the shop's to send to others.
    let ours = store::parts::files(conn, shop_id, &shown).await?.into_iter().filter(|file| file.staff_id.is_some());
    let ours: Vec<FileId> = ours.map(|file| file.id).collect();
    let ids: Vec<AnswerId> = content.answers.iter().map(|answer| answer.id).collect();
    let known: HashMap<AnswerId, EntryId> = store::parts::known_answers(conn, &ids).await?.into_iter().collect();
    let mut used = Vec::with_capacity(ids.len());
    for (place, answer) in content.answers.iter_mut().enumerate() {
        if answer.file_ids.iter().any(|file| !ours.contains(file)) {
            return Err(Error::invalid(format!("answers[{place}].file_ids"), "unknown"));
        }
        if answer.conditions.inboxes.iter().any(|inbox| !inboxes.contains(inbox)) {
            return Err(Error::invalid(format!("answers[{place}].conditions.inboxes"), "unknown"));
        }
        for (button, target) in answer.buttons.iter().enumerate() {
            let Some(entry) = target.entry_id else { continue };
            if store::entries::find(conn, shop_id, entry).await?.is_none() {
                return Err(Error::invalid(format!("answers[{place}].buttons[{button}].entry_id"), "unknown"));
            }
        }
        let is_anothers = known.get(&answer.id).is_some_and(|owner| *owner != id);
        if is_anothers || used.contains(&answer.id) {
            answer.id = AnswerId::new();
        }
        used.push(answer.id);
    }
    Ok(())
}

impl Row {
    /// A draft that says this.
    pub fn new(id: EntryId, shop_id: ShopId, content: &EntryContent, by: Option<StaffId>, now: Time) -> Self {
        let mut row = Self {
            id,
            shop_id,
            category_id: content.category_id,
            kind: content.kind,
            title: String::new(),
            external_id: None,
            state: EntryState::Draft,
            is_starter: false,
            version: 1,
            revision: 1,
            seq: 0,
            no_fallback: false,
            conflict: false,
            words: String::new(),
            changed_by: by,
            created_at: now,
            updated_at: now,
        };
        row.write(content, now);
        row
    }

    /// What follows from what it says.
    pub fn write(&mut self, content: &EntryContent, now: Time) {
        self.category_id = content.category_id;
        self.kind = content.kind;
        self.title.clone_from(&content.title);
        let conditions: Vec<conditions::Conditions> =
            content.answers.iter().map(|answer| (&answer.conditions).into()).collect();
        self.no_fallback = conditions.is_empty() || conditions::lacks_fallback(&conditions);
        let answers: Vec<_> = conditions.iter().map(|one| (one, self.is_starter)).collect();
        self.conflict = !conditions::conflicts(&answers, now.0).is_empty();
        let said = content.answers.iter().flat_map(|answer| &answer.content);
        // What is known of a product is found by its code.
        let when = content.answers.iter().map(|answer| &answer.conditions);
        let when = when.flat_map(|of| of.products.iter().chain(&of.keywords));
        let words = std::iter::once(&content.title).chain(&content.phrasings).chain(said).chain(when);
        self.words = words.map(|text| zg_text::fold(text)).collect::<Vec<_>>().join("\n");
    }
}
