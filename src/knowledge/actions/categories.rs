//! The drawers: seven at first, in a tree that the shop changes.

use crate::app::App;
use crate::audit::{self, Action, Entry, Subject};
use crate::auth::{Actor, Permission, rules};
use crate::clock::Time;
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{CategoryId, ShopId, derived};
use crate::knowledge::model::{Category, DefaultCategory};
use crate::knowledge::store::{categories as store, heads};
use crate::shops::{self, Shop};

/// Ids of the seven: two who look at once make the same.
const ID_SPACE: &str = "zhanggui knowledge category";
pub const MOST_OF_A_SHOP: usize = 200;
/// A drawer in a drawer in a drawer.
const DEEPEST: usize = 3;

/// Makes the drawers that a shop begins with, the first time anybody looks.
pub async fn ensure(conn: &mut Conn<'_>, shop_id: ShopId, now: Time) -> Result<()> {
    if heads::find(conn, shop_id).await?.is_some() || !heads::begin(conn, shop_id).await? {
        return Ok(());
    }
    let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
    for (position, category) in (0..).zip(DefaultCategory::ALL) {
        let row = Category {
            id: default_id(shop_id, category),
            parent_id: None,
            key: Some(category.key().to_owned()),
            name: category.name(&shop.locale).to_owned(),
            position,
            entries: 0,
            created_at: now,
        };
        store::insert(conn, shop_id, &row).await?;
    }
    Ok(())
}

/// The id of one of the seven, whether or not it is still there.
pub fn default_id(shop_id: ShopId, category: DefaultCategory) -> CategoryId {
    CategoryId(derived(ID_SPACE, shop_id, &[category.key()]))
}

pub async fn list(app: &App, actor: &Actor) -> Result<Vec<Category>> {
    actor.require(Permission::ReadKnowledge)?;
    of_shop(app, actor.shop_id).await
}

/// The drawers of a shop, in their order.
pub async fn of_shop(app: &App, shop_id: ShopId) -> Result<Vec<Category>> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    if heads::find(&mut conn, shop_id).await?.is_some() {
        return store::list(&mut conn, shop_id).await;
    }
    drop(reader);
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    ensure(&mut conn, shop_id, app.clock.now()).await?;
    let made = store::list(&mut conn, shop_id).await?;
    tx.commit().await?;
    Ok(made)
}

/// A drawer and all that are in it.
pub fn with_inner(all: &[Category], id: CategoryId) -> Vec<CategoryId> {
    let mut ids = vec![id];
    for depth in 0.. {
        let Some(&outer) = ids.get(depth) else { break };
        let inner = all.iter().filter(|category| category.parent_id == Some(outer) && !ids.contains(&category.id));
        let inner: Vec<CategoryId> = inner.map(|category| category.id).collect();
        ids.extend(inner);
    }
    ids
}

/// What is to be true of a drawer; absent stays, a doubled option tells "leave" from "clear".
#[derive(Debug, Clone, Default)]
pub struct CategoryChange {
    pub name: Option<String>,
    pub parent_id: Option<Option<CategoryId>>,
    pub position: Option<i64>,
}

/// Makes a drawer, the last among its siblings unless its place is said.
pub async fn create(app: &App, actor: &Actor, name: &str, change: CategoryChange) -> Result<Category> {
    actor.require(Permission::ManageKnowledge)?;
    let name = rules::clean_name("name", name)?;
    let now = app.clock.now();
    let (mut tx, told) = super::begin(app, actor.shop_id, None).await?;
    let mut conn = tx.conn();
    let all = store::list(&mut conn, actor.shop_id).await?;
    if all.len() >= MOST_OF_A_SHOP {
        return Err(Error::Conflict("too_many_categories"));
    }
    let parent_id = change.parent_id.flatten();
    let last = all.iter().filter(|category| category.parent_id == parent_id).map(|category| category.position).max();
    let position = clean_position(change.position)?.unwrap_or_else(|| last.map_or(0, |last| last + 1));
    let shop = shops::find(&mut conn, actor.shop_id).await?.ok_or(Error::NotFound)?;
    let (id, key) = match gone_default(&all, &name, &shop) {
        Some(default) => (default_id(actor.shop_id, default), Some(default.key().to_owned())),
        None => (CategoryId::new(), None),
    };
    let row = Category { id, parent_id, key, name, position, entries: 0, created_at: now };
    check_place(&all, &row)?;
    store::insert(&mut conn, actor.shop_id, &row).await?;
    let entry = Entry::new(Action::CategoryCreated).on(subject(&row));
    audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(row)
}

/// The one of the seven that is called so and was removed: it comes back as it was, translated.
fn gone_default(all: &[Category], name: &str, shop: &Shop) -> Option<DefaultCategory> {
    let is_there = |default: &DefaultCategory| all.iter().any(|row| row.id == default_id(shop.id, *default));
    DefaultCategory::ALL.into_iter().find(|default| default.name(&shop.locale) == name && !is_there(default))
}

pub async fn update(app: &App, actor: &Actor, id: CategoryId, change: CategoryChange) -> Result<Category> {
    actor.require(Permission::ManageKnowledge)?;
    let now = app.clock.now();
    let (mut tx, told) = super::begin(app, actor.shop_id, None).await?;
    let mut conn = tx.conn();
    let all = store::list(&mut conn, actor.shop_id).await?;
    let before = all.iter().find(|category| category.id == id).cloned().ok_or(Error::NotFound)?;
    let mut row = before.clone();
    if let Some(name) = change.name {
        row.name = rules::clean_name("name", &name)?;
        // Once it has a name of the shop's own, pages do not translate it any more.
        row.key = row.key.filter(|_| row.name == before.name);
    }
    row.parent_id = change.parent_id.unwrap_or(row.parent_id);
    row.position = clean_position(change.position)?.unwrap_or(row.position);
    check_place(&all, &row)?;
    store::update(&mut conn, actor.shop_id, &row).await?;
    let entry = Entry::new(Action::CategoryUpdated)
        .on(subject(&row))
        .changed("name", &before.name, &row.name)
        .changed("parent", &before.parent_id, &row.parent_id)
        .changed("position", &before.position, &row.position);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(row)
}

/// Removes a drawer that is empty.
pub async fn delete(app: &App, actor: &Actor, id: CategoryId) -> Result<()> {
    actor.require(Permission::ManageKnowledge)?;
    let (mut tx, told) = super::begin(app, actor.shop_id, None).await?;
    let mut conn = tx.conn();
    let row = store::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    if store::is_used(&mut conn, actor.shop_id, id).await? {
        return Err(Error::Conflict("category_in_use"));
    }
    store::delete(&mut conn, actor.shop_id, id).await?;
    let entry = Entry::new(Action::CategoryDeleted).on(subject(&row));
    audit::record(&mut conn, actor.shop_id, actor, app.clock.now(), entry).await?;
    tx.commit().await?;
    app.live.publish(told);
    Ok(())
}

fn subject(row: &Category) -> Subject {
    Subject::new("category", row.id, Some(&row.name))
}

fn clean_position(position: Option<i64>) -> Result<Option<i64>> {
    match position {
        Some(place) if !(0..10_000).contains(&place) => Err(Error::invalid("position", "out_of_range")),
        position => Ok(position),
    }
}

/// A drawer stands in one of the shop's, not in itself, and not too deep.
fn check_place(all: &[Category], row: &Category) -> Result<()> {
    let mut above = 0;
    let mut next = row.parent_id;
    while let Some(id) = next {
        if id == row.id {
            return Err(Error::invalid("parent_id", "within_itself"));
        }
        let parent = all.iter().find(|category| category.id == id);
        next = parent.ok_or_else(|| Error::invalid("parent_id", "unknown"))?.parent_id;
        above += 1;
    }
    if above + height(all, row.id) > DEEPEST { Err(Error::invalid("parent_id", "too_deep")) } else { Ok(()) }
}

/// How many drawers stand in one another below this one, itself counted.
fn height(all: &[Category], id: CategoryId) -> usize {
    let inner = all.iter().filter(|category| category.parent_id == Some(id));
    1 + inner.map(|category| height(all, category.id)).max().unwrap_or(0)
}
