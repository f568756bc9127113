//! Entries as they are looked through.

use crate::clock::Time;
use crate::db::{Conn, Script, add_statement};
use crate::error::Result;
use crate::ids::{CategoryId, EntryId, ShopId};
use crate::knowledge::model::{EntryKind, EntryRow, EntryState, Flag, Order};

/// An answer that ends within so long expires soon.
const SOON_SECONDS: i64 = 7 * 24 * 3600;

/// Which entries are wanted; what is absent does not matter.
#[derive(Debug, Clone, Default)]
pub struct Wanted {
    pub id: Option<EntryId>,
    /// In any of these.
    pub categories: Option<Vec<CategoryId>>,
    pub state: Option<EntryState>,
    pub kind: Option<EntryKind>,
    pub flag: Option<Flag>,
    /// Folded; all of them must be there.
    pub words: Vec<String>,
    pub order: Order,
    /// Behind this place in the list: what the order goes by, and whose it is.
    pub after: Option<(i64, EntryId)>,
    pub limit: i64,
}

const COLUMNS: &str = "SELECT entry.id, entry.category_id, entry.kind, entry.title, entry.external_id, entry.state,
    entry.is_starter, entry.version, entry.revision, entry.no_fallback, entry.conflict, entry.changed_by,
    entry.created_at, entry.updated_at,
    (SELECT COUNT(*) FROM knowledge_phrasings p WHERE p.entry_id = entry.id AND p.position > 0) AS phrasing_count,
    (SELECT COUNT(*) FROM knowledge_proposals p WHERE p.entry_id = entry.id) AS proposal_count,
    (SELECT COUNT(*) FROM knowledge_answers a WHERE a.entry_id = entry.id) AS answer_count,
    COALESCE(used.asked, 0) AS asked, COALESCE(used.thumbs_up, 0) AS thumbs_up,
    COALESCE(used.thumbs_down, 0) AS thumbs_down, used.last_used_at, ";
const FROM: &str = " FROM knowledge_entries entry LEFT JOIN knowledge_usage used ON used.entry_id = entry.id
    WHERE entry.shop_id = ";

/// Another entry that is not archived has a phrasing in common.
const IS_DUPLICATE: &str = "EXISTS (SELECT 1 FROM knowledge_phrasings mine
    JOIN knowledge_phrasings other ON other.shop_id = mine.shop_id AND other.sign = mine.sign AND other.entry_id <> mine.entry_id
    JOIN knowledge_entries there ON there.id = other.entry_id
    WHERE mine.entry_id = entry.id AND entry.state <> 2 AND there.state <> 2)";

/// The wanted entries, in their order.
pub async fn select(conn: &mut Conn<'_>, shop_id: ShopId, now: Time, wanted: &Wanted) -> Result<Vec<EntryRow>> {
    let soon = now.plus_seconds(SOON_SECONDS);
    let mut script = Script::of(conn);
    add_statement!(&mut script, |query| {
        query.push(COLUMNS).push(IS_DUPLICATE).push(" AS duplicate, ");
        query.push("EXISTS (SELECT 1 FROM knowledge_answers a WHERE a.entry_id = entry.id AND a.until_at > ");
        query.push_bind(now).push(" AND a.until_at <= ").push_bind(soon).push(") AS expires_soon");
        query.push(FROM).push_bind(shop_id);
        if let Some(id) = wanted.id {
            query.push(" AND entry.id = ").push_bind(id);
        }
        if let Some(categories) = &wanted.categories {
            query.push(" AND entry.category_id IN (");
            let mut list = query.separated(", ");
            for category in categories {
                list.push_bind(*category);
            }
            query.push(")");
        }
        if let Some(state) = wanted.state {
            query.push(" AND entry.state = ").push_bind(state);
        }
        if let Some(kind) = wanted.kind {
            query.push(" AND entry.kind = ").push_bind(kind);
        }
        match wanted.flag {
            None => {}
            Some(Flag::NoFallback) => {
                query.push(" AND entry.no_fallback");
            }
            Some(Flag::Conflict) => {
                query.push(" AND entry.conflict");
            }
            Some(Flag::Duplicate) => {
                query.push(" AND ").push(IS_DUPLICATE);
            }
            Some(Flag::ProposalWaits) => {
                query.push(" AND EXISTS (SELECT 1 FROM knowledge_proposals p WHERE p.entry_id = entry.id)");
            }
            Some(Flag::ExpiresSoon) => {
                query.push(
                    " AND EXISTS (SELECT 1 FROM knowledge_answers a WHERE a.entry_id = entry.id AND a.until_at > ",
                );
                query.push_bind(now).push(" AND a.until_at <= ").push_bind(soon).push(")");
            }
        }
        for word in &wanted.words {
            query.push(" AND entry.words LIKE ").push_bind(pattern(word)).push(" ESCAPE '!'");
        }
        let by = column(wanted.order);
        if let Some((value, id)) = wanted.after {
            query.push(" AND (").push(by).push(", entry.id) < (").push_bind(value).push(", ").push_bind(id).push(")");
        }
        query.push(" ORDER BY ").push(by).push(" DESC, entry.id DESC LIMIT ").push_bind(wanted.limit);
    });
    Ok(script.fetch(conn).await?)
}

fn column(order: Order) -> &'static str {
    match order {
        Order::Changed => "entry.updated_at",
        Order::Used => "COALESCE(used.asked, 0)",
        Order::Unhelpful => "COALESCE(used.thumbs_down, 0)",
    }
}

/// Where an entry stands in its list.
pub fn place(order: Order, row: &EntryRow) -> (i64, EntryId) {
    let value = match order {
        Order::Changed => row.updated_at.0,
        Order::Used => row.asked,
        Order::Unhelpful => row.thumbs_down,
    };
    (value, row.id)
}

/// Finds a text anywhere; what means something in a pattern means itself.
fn pattern(word: &str) -> String {
    let escaped = word.replace('!', "!!").replace('%', "!%").replace('_', "!_");
    format!("%{escaped}%")
}
