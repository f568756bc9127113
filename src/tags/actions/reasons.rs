//! Whether agents say why they close a conversation, and whether what they said will do.

use crate::app::App;
use crate::audit::{self, Action, Entry};
use crate::auth::{Actor, Permission};
use crate::db::Conn;
use crate::error::{Error, FieldError, Result};
use crate::events::{self, NewEvent};
use crate::ids::{InboxId, ShopId, TagId};
use crate::inboxes;
use crate::tags::model::{ClosingReasons, ReasonPolicy};
use crate::tags::store;
use crate::tags::tree::Tree;
use crate::versioned::Versioned;

pub async fn show(app: &App, actor: &Actor) -> Result<Versioned<ClosingReasons>> {
    actor.require(Permission::ReadConversations)?;
    store::reasons::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

pub async fn save(
    app: &App,
    actor: &Actor,
    settings: ClosingReasons,
    version: Option<i64>,
) -> Result<Versioned<ClosingReasons>> {
    actor.require(Permission::ManageTags)?;
    let known: Vec<InboxId> = inboxes::of_shop(app, actor.shop_id).await?.into_iter().map(|inbox| inbox.id).collect();
    check_inboxes(&settings, &known)?;
    let now = app.clock.now();
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    let tree = store::tree(&mut conn, actor.shop_id).await?;
    check_root(&settings, &tree)?;
    let before = store::reasons::settings(&mut conn, actor.shop_id).await?;
    let after = before.replaced_by(settings, version)?;
    store::reasons::save(&mut conn, actor.shop_id, &after, now).await?;
    let told = events::record(&mut conn, actor.shop_id, now, &[NewEvent::tag_updated(None)]).await?;
    let path = |settings: &ClosingReasons| settings.root_id.map(|root| tree.path(root));
    let entry = Entry::new(Action::ClosingReasonsUpdated)
        .changed("policy", &before.settings.policy, &after.settings.policy)
        .changed("root", &path(&before.settings), &path(&after.settings))
        .changed("inboxes", &before.settings.inboxes, &after.settings.inboxes);
    if !entry.is_idle() {
        audit::record(&mut conn, actor.shop_id, actor, now, entry).await?;
    }
    tx.commit().await?;
    app.live.publish(told);
    Ok(after)
}

fn check_inboxes(settings: &ClosingReasons, known: &[InboxId]) -> Result<()> {
    for (place, own) in settings.inboxes.iter().enumerate() {
        if !known.contains(&own.inbox_id) {
            return Err(Error::invalid("inboxes", "unknown"));
        }
        if settings.inboxes[..place].iter().any(|other| other.inbox_id == own.inbox_id) {
            return Err(Error::invalid("inboxes", "doubled"));
        }
    }
    Ok(())
}

/// Nobody is asked for a reason where there is none to choose.
fn check_root(settings: &ClosingReasons, tree: &Tree) -> Result<()> {
    match settings.root_id {
        Some(root) if tree.find(root).is_none() => Err(Error::invalid("root_id", "unknown")),
        Some(root) if settings.asks() && !has_reasons(tree, root) => Err(Error::invalid("root_id", "no_reasons")),
        None if settings.asks() => Err(Error::invalid("root_id", "required")),
        _ => Ok(()),
    }
}

fn has_reasons(tree: &Tree, root: TagId) -> bool {
    tree.offered().any(|tag| tree.is_below(tag.id, root))
}

/// What a shop asks of whoever closes a conversation, and its tags.
#[derive(Debug)]
pub struct Closing {
    pub tree: Tree,
    settings: ClosingReasons,
}

impl Closing {
    pub async fn of(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Self> {
        let settings = store::reasons::settings(conn, shop_id).await?.settings;
        Ok(Self { tree: store::tree(conn, shop_id).await?, settings })
    }

    /// Of tags that are put on at closing those that are not in the way of a reason which a conversation has already.
    pub fn lacking(&self, tags: &[TagId], offered: &[TagId]) -> Vec<TagId> {
        let has_one = tags.iter().any(|id| self.is_reason(*id));
        offered.iter().copied().filter(|id| !(has_one && self.is_reason(*id))).collect()
    }

    /// Whether a tag is one of those that say why a conversation was closed.
    pub fn is_reason(&self, id: TagId) -> bool {
        self.settings.root_id.is_some_and(|root| self.tree.is_below(id, root))
    }

    /// Refuses to close a conversation that lacks a reason where one is required: 422 `closing_reason_required`. Reasons
    /// that were all archived since are required of nobody.
    pub fn check(&self, inbox_id: InboxId, tags: &[TagId]) -> Result<()> {
        let Some(root) = self.settings.root_id else { return Ok(()) };
        let given = tags.iter().any(|id| self.is_reason(*id));
        let required = self.settings.policy_of(inbox_id) == ReasonPolicy::Required && has_reasons(&self.tree, root);
        if given || !required {
            return Ok(());
        }
        let errors = vec![FieldError::new("tag_ids", "required")];
        Err(Error::Rows { code: "closing_reason_required", errors, count: 1 })
    }
}
