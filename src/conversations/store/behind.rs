//! The conversations behind the figures of today: each query counts what its figure counts.

use crate::clock::Time;
use crate::conversations::figures::Figure;
use crate::conversations::model::FigureConversation;
use crate::db::{Conn, fetch_all};
use crate::error::Result;
use crate::ids::{ShopId, StaffId};

/// `$1` the shop, `$2` the viewer, `$3` since when, `$4` how many; `behind` names conversation, time, wait and target.
macro_rules! behind_sql {
    ($behind:literal) => {
        concat!(
            "SELECT conv.id, conv.number, conv.customer_id, cust.name AS customer_name, behind.at,
                behind.first_reply_ms, behind.target
             FROM (",
            $behind,
            ") behind
             JOIN conversations conv ON conv.id = behind.id
             JOIN customers cust ON cust.id = conv.customer_id
             WHERE conv.shop_id = $1 AND (conv.shelf IS NULL OR conv.shelf = 2) ORDER BY behind.at DESC, conv.id LIMIT $4"
        )
    };
}

pub async fn page(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    staff: StaffId,
    since: Time,
    figure: Figure,
    limit: i64,
) -> Result<Vec<FigureConversation>> {
    const RECEIVED: &str = behind_sql!(
        "SELECT id, created_at AS at, CAST(NULL AS BIGINT) AS first_reply_ms, CAST(NULL AS SMALLINT) AS target
         FROM conversations WHERE shop_id = $1 AND created_at >= $3 AND NOT imported AND shelf IS NULL"
    );
    const REPLIED: &str = behind_sql!(
        "SELECT conversation_id AS id, MAX(created_at) AS at, CAST(NULL AS BIGINT) AS first_reply_ms,
            CAST(NULL AS SMALLINT) AS target
         FROM messages WHERE shop_id = $1 AND staff_id = $2 AND author = 1 AND kind < 4 AND created_at >= $3
         GROUP BY conversation_id"
    );
    const SOLVED: &str = behind_sql!(
        "SELECT id, solved_at AS at, CAST(NULL AS BIGINT) AS first_reply_ms, CAST(NULL AS SMALLINT) AS target
         FROM conversations WHERE shop_id = $1 AND status = 4 AND assignee_id = $2 AND solved_at >= $3
            AND NOT imported AND shelf IS NULL"
    );
    const FIRST_REPLY: &str = behind_sql!(
        "SELECT conv.id, COALESCE(MIN(reply.created_at), conv.created_at) AS at,
            CAST(MIN(reply.created_at) - conv.created_at AS BIGINT) AS first_reply_ms, late.target
         FROM conversations conv
         LEFT JOIN messages reply ON reply.conversation_id = conv.id AND reply.author = 1 AND reply.kind < 4
            AND reply.created_at >= conv.created_at
         LEFT JOIN target_breaches late ON late.conversation_id = conv.id AND late.target = 0
         WHERE conv.shop_id = $1 AND conv.created_at >= $3 AND NOT conv.imported AND conv.shelf IS NULL
            AND (conv.last_reply_seq > 0 OR late.conversation_id IS NOT NULL)
         GROUP BY conv.id, conv.created_at, late.target"
    );
    const LATE: &str = behind_sql!(
        "SELECT conversation_id AS id, due_at AS at, CAST(NULL AS BIGINT) AS first_reply_ms, target
         FROM target_breaches WHERE shop_id = $1 AND due_at >= $3"
    );
    let sql = match figure {
        Figure::Received => RECEIVED,
        Figure::Replied => REPLIED,
        Figure::Solved => SOLVED,
        Figure::FirstReply => FIRST_REPLY,
        Figure::Late => LATE,
    };
    Ok(fetch_all!(conn, sqlx::query_as(sql).bind(shop_id).bind(staff).bind(since).bind(limit))?)
}
