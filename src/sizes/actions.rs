//! Charts: looked up, made, changed, deleted.

use super::model::{ChartContent, ScopeKind, SizeChart, SizeFault, SizeTable};
use super::store::{self, ChartRow, ScopeRow};
use super::{clean, faults};
use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::events::{self, NewEvent};
use crate::ids::{ShopId, SizeChartId};

pub const MOST_OF_A_SHOP: i64 = 300;

/// A chart, and what a client must name to change it as it was read.
pub struct Read {
    pub chart: SizeChart,
    pub revision: i64,
}

impl Read {
    fn of(row: &ChartRow) -> Result<Self> {
        Ok(Self { chart: row.shown()?, revision: row.revision })
    }
}

/// All charts of the shop: the one for every product first, then by name.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<SizeChart>> {
    actor.require(Permission::ReadKnowledge)?;
    let rows = store::list(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    rows.iter().map(ChartRow::shown).collect()
}

pub async fn show(app: &App, actor: &Actor, id: SizeChartId) -> Result<Read> {
    actor.require(Permission::ReadKnowledge)?;
    let row = store::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?;
    Read::of(&row.ok_or(Error::NotFound)?)
}

/// What is wrong with tables, if anything, before they are saved.
pub async fn check(actor: &Actor, tables: Vec<SizeTable>) -> Result<Vec<SizeFault>> {
    actor.require(Permission::ReadKnowledge)?;
    faults::of(clean::few(tables)?).await
}

pub async fn create(app: &App, actor: &Actor, content: ChartContent) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let content = checked(content).await?;
    let now = app.clock.now();
    let row = ChartRow {
        id: SizeChartId::new(),
        shop_id: actor.shop_id,
        name: content.name.clone(),
        content: json(&content)?,
        is_default: content.is_default,
        revision: 1,
        changed_by: Some(actor.staff_id),
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    if store::count(&mut conn, actor.shop_id).await? >= MOST_OF_A_SHOP {
        return Err(Error::Conflict("too_many_size_charts"));
    }
    check_free(&mut conn, actor.shop_id, row.id, &content).await?;
    store::insert(&mut conn, &row).await?;
    store::insert_scopes(&mut conn, actor.shop_id, &scopes(row.id, &content)).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::knowledge_updated(None)]).await?;
    let entry = Entry::new(Action::SizeChartCreated).on(subject(&row));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Read::of(&row)
}

/// Says something else from now on, if the chart is still as it was read.
pub async fn replace(
    app: &App,
    actor: &Actor,
    id: SizeChartId,
    read_at: Option<i64>,
    content: ChartContent,
) -> Result<Read> {
    actor.require(Permission::ManageKnowledge)?;
    let content = checked(content).await?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let mut row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if read_at.is_some_and(|revision| revision != row.revision) {
        let current = serde_json::to_value(row.shown()?).map_err(anyhow::Error::from)?;
        return Err(Error::ConflictWith("size_chart_changed", Box::new(current)));
    }
    check_free(&mut conn, actor.shop_id, id, &content).await?;
    let before = row.said()?;
    row.name.clone_from(&content.name);
    row.content = json(&content)?;
    row.is_default = content.is_default;
    row.revision += 1;
    row.changed_by = Some(actor.staff_id);
    row.updated_at = now;
    store::update(&mut conn, &row).await?;
    store::delete_scopes(&mut conn, actor.shop_id, id).await?;
    store::insert_scopes(&mut conn, actor.shop_id, &scopes(id, &content)).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::knowledge_updated(None)]).await?;
    let entry = noted(&row, &before, &content);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Read::of(&row)
}

pub async fn delete(app: &App, actor: &Actor, id: SizeChartId) -> Result<()> {
    actor.require(Permission::ManageKnowledge)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    store::delete_scopes(&mut conn, actor.shop_id, id).await?;
    store::delete(&mut conn, actor.shop_id, id).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::knowledge_updated(None)]).await?;
    let entry = Entry::new(Action::SizeChartDeleted).on(subject(&row));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

async fn checked(content: ChartContent) -> Result<ChartContent> {
    let content = clean::content(content)?;
    faults::refuse(content.tables.clone()).await?;
    Ok(content)
}

/// A product, a title word and "every other product" lead to one chart.
async fn check_free(conn: &mut Conn<'_>, shop_id: ShopId, id: SizeChartId, content: &ChartContent) -> Result<()> {
    if content.is_default && store::default_chart(conn, shop_id).await?.is_some_and(|other| other.id != id) {
        return Err(Error::invalid("is_default", "taken"));
    }
    for (kind, field, words) in [
        (ScopeKind::Product, "products", &content.products),
        (ScopeKind::TitleWord, "title_words", &content.title_words),
    ] {
        let folded: Vec<String> = words.iter().map(|word| zg_text::fold(word)).collect();
        let known = store::scopes_among(conn, shop_id, kind, &folded).await?;
        let is_taken = |word: &String| known.iter().any(|scope| scope.chart_id != id && scope.word == *word);
        if let Some(place) = folded.iter().position(is_taken) {
            return Err(Error::invalid(format!("{field}[{place}]"), "taken"));
        }
    }
    Ok(())
}

fn scopes(chart_id: SizeChartId, content: &ChartContent) -> Vec<ScopeRow> {
    let scope = |kind: ScopeKind| move |word: &String| ScopeRow { kind, word: zg_text::fold(word), chart_id };
    let products = content.products.iter().map(scope(ScopeKind::Product));
    products.chain(content.title_words.iter().map(scope(ScopeKind::TitleWord))).collect()
}

fn noted(row: &ChartRow, before: &ChartContent, after: &ChartContent) -> Entry {
    let entry = Entry::new(Action::SizeChartUpdated)
        .on(subject(row))
        .changed("name", &before.name, &after.name)
        .changed("products", &before.products, &after.products)
        .changed("title_words", &before.title_words, &after.title_words)
        .changed("is_default", &before.is_default, &after.is_default)
        .changed("confirm", &before.confirm, &after.confirm);
    if before.tables == after.tables {
        entry
    } else {
        entry.replaced("tables", brief(&before.tables), brief(&after.tables))
    }
}

/// Each table by its sizes and how many rules it has.
fn brief(tables: &[SizeTable]) -> Vec<String> {
    let brief = |table: &SizeTable| {
        let mut sizes: Vec<&str> = table.rules.iter().filter_map(|rule| rule.size.as_deref()).collect();
        sizes.dedup();
        format!("{} ({})", sizes.join(" "), table.rules.len())
    };
    tables.iter().map(brief).collect()
}

fn subject(row: &ChartRow) -> Subject {
    Subject::new("size_chart", row.id, Some(&row.name))
}

fn json(content: &ChartContent) -> Result<String> {
    Ok(serde_json::to_string(content).map_err(anyhow::Error::from)?)
}
