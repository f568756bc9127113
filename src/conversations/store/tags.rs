use crate::clock::Time;
use crate::conversations::model::ConversationRow;
use crate::db::{Conn, Script, execute, insert_rows, statement};
use crate::error::Result;
use crate::ids::{ConversationId, ShopId, StaffId, TagId};

/// Writes which tags a conversation has, where they differ: each, and the list that is shown.
pub fn save(script: &mut Script, before: &ConversationRow, after: &ConversationRow, by: Option<StaffId>, at: Time) {
    if before.tag_ids == after.tag_ids {
        return;
    }
    let (shop_id, id) = (after.shop_id, after.id);
    let (had, has) = (before.tags(), after.tags());
    statement!(
        script,
        [
            "UPDATE conversations SET tag_ids = " => after.tag_ids.clone(),
            " WHERE shop_id = " => shop_id,
            " AND id = " => id
        ],
        ""
    );
    for gone in had.iter().filter(|tag| !has.contains(tag)) {
        statement!(
            script,
            [
                "DELETE FROM conversation_tags WHERE shop_id = " => shop_id,
                " AND conversation_id = " => id,
                " AND tag_id = " => *gone
            ],
            ""
        );
    }
    let new: Vec<TagId> = has.into_iter().filter(|tag| !had.contains(tag)).collect();
    if new.is_empty() {
        return;
    }
    const HEAD: &str = "INSERT INTO conversation_tags (conversation_id, tag_id, shop_id, tagged_by, tagged_at) ";
    insert_rows!(
        script,
        HEAD,
        new,
        |b, tag| {
            b.push_bind(id);
            b.push_bind(tag);
            b.push_bind(shop_id);
            b.push_bind(by);
            b.push_bind(at);
        },
        ""
    );
}

/// Forgets the tags of a conversation that goes.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const SQL: &str = "DELETE FROM conversation_tags WHERE shop_id = $1 AND conversation_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}
