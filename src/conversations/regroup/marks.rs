//! Up to where colleagues have read, when messages go from one conversation to another.

use std::collections::BTreeMap;

use super::before::{Before, Frame};
use super::join::read_in_both;
use crate::conversations::model::ConversationRow;
use crate::conversations::store::regroup as store;
use crate::db::Conn;
use crate::error::Result;
use crate::ids::{ConversationId, Seq, ShopId, StaffId};

pub async fn of(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<BTreeMap<StaffId, Seq>> {
    Ok(store::marks(conn, shop_id, id).await?.into_iter().collect())
}

/// Marks of two conversations as those of one. Those of the other stay as they were.
pub async fn join(
    conn: &mut Conn<'_>,
    (kept, kept_marks): (&ConversationRow, &BTreeMap<StaffId, Seq>),
    other: &ConversationRow,
    said: (&[Seq], &[Seq]),
) -> Result<()> {
    let of_other = of(conn, other.shop_id, other.id).await?;
    let mut joined = Vec::new();
    for staff in kept_marks.keys().chain(of_other.keys()) {
        let mark = |marks: &BTreeMap<StaffId, Seq>| marks.get(staff).copied().unwrap_or(0);
        let seq = read_in_both((mark(kept_marks), said.0), (mark(&of_other), said.1));
        joined.push((*staff, seq));
    }
    joined.sort_unstable();
    joined.dedup();
    store::save_marks(conn, kept.shop_id, kept.id, &joined).await
}

/// Gives each of two its marks back; who has read on since has read in both.
pub async fn part(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: (ConversationId, ConversationId),
    before: &Before,
    said: (&[Seq], &[Seq]),
) -> Result<()> {
    let (kept, other) = ids;
    let kept_before: BTreeMap<StaffId, Seq> = before.marks.iter().copied().collect();
    let (now, of_other) = (of(conn, shop_id, kept).await?, of(conn, shop_id, other).await?);
    let (mut kept_marks, mut other_marks) = (Vec::new(), Vec::new());
    for (staff, seq) in now {
        let was = kept_before.get(&staff).copied().unwrap_or(0);
        let theirs = of_other.get(&staff).copied().unwrap_or(0);
        let (one, two) = parted(seq, (was, said.0), (theirs, said.1));
        kept_marks.push((staff, one));
        other_marks.push((staff, two));
    }
    store::save_marks(conn, shop_id, kept, &kept_marks).await?;
    store::save_marks(conn, shop_id, other, &other_marks).await
}

/// A mark in one as marks in two: as they were, or where somebody has read on, as far in each.
fn parted(now: Seq, one: (Seq, &[Seq]), two: (Seq, &[Seq])) -> (Seq, Seq) {
    if now <= read_in_both(one, two) {
        return (one.0, two.0);
    }
    let further = |(mark, said): (Seq, &[Seq])| mark.max(now.min(said.last().copied().unwrap_or(0)));
    (further(one), further(two))
}

/// The marks that stand in the rows of both: the buyer's own, and the one of any colleague.
pub fn part_rows(
    joined: &ConversationRow,
    before: &Before,
    rows: (&mut ConversationRow, &mut ConversationRow),
    said: (&[Seq], &[Seq]),
) {
    let (kept, other) = rows;
    let (k, o): (&Frame, &Frame) = (&before.kept, &before.other);
    (kept.customer_read_seq, other.customer_read_seq) =
        parted(joined.customer_read_seq, (k.customer_read_seq, said.0), (o.customer_read_seq, said.1));
    (kept.staff_read_seq, other.staff_read_seq) =
        parted(joined.staff_read_seq, (k.staff_read_seq, said.0), (o.staff_read_seq, said.1));
}
