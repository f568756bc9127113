//! What one conversation is that was two. Pure.

use crate::clock::Time;
use crate::conversations::model::{ConversationRow, Shelf, Status};
use crate::conversations::rules;
use crate::ids::Seq;

/// The state of both as one; what follows from the messages is left for whoever moves them.
///
/// What is in work comes before what is put off, and that before what is solved. Nobody's wait becomes shorter. `said`: the
/// numbers of what was said in each.
pub fn joined(kept: &ConversationRow, other: &ConversationRow, said: (&[Seq], &[Seq])) -> ConversationRow {
    let mut row = kept.clone();
    let place = |row: &ConversationRow| match row.status {
        Status::Queued | Status::Open | Status::Waiting => 0,
        Status::Snoozed => 1,
        Status::Solved => 2,
    };
    if place(other) < place(kept) {
        row.assignee_id = other.assignee_id.or(kept.assignee_id);
        row.status = other.status;
        row.snoozed_until = other.snoozed_until;
        row.solved_at = None;
        row.stage = other.stage;
        row.touchpoint = other.touchpoint;
        row.group_id = other.group_id;
    } else if place(other) == place(kept) {
        row.assignee_id = kept.assignee_id.or(other.assignee_id);
        row.group_id = kept.group_id.or(other.group_id);
        row.solved_at = kept.solved_at.max(other.solved_at);
        row.snoozed_until = earlier(kept.snoozed_until, other.snoozed_until);
    }
    row.waiting_since = earlier(kept.waiting_since, other.waiting_since);
    row.called_at = earlier(kept.called_at, other.called_at);
    row.offline_at = earlier(kept.offline_at, other.offline_at).filter(|_| row.waiting_since.is_some());
    if row.status.in_work() {
        let open = [kept, other].iter().any(|one| one.status == Status::Open) || row.waiting_since.is_some();
        row.status = in_work(&row, open);
        row.group_id = row.group_id.filter(|_| row.assignee_id.is_none());
    }
    let mut tags = kept.tags();
    tags.extend(other.tags().into_iter().filter(|tag| !kept.tags().contains(tag)));
    row.set_tags(&tags);
    row.customer_read_seq = read_in_both((kept.customer_read_seq, said.0), (other.customer_read_seq, said.1));
    row.staff_read_seq = read_in_both((kept.staff_read_seq, said.0), (other.staff_read_seq, said.1));
    row
}

/// Of one in work, where it stands.
pub fn in_work(row: &ConversationRow, open: bool) -> Status {
    match row.assignee_id {
        None => Status::Queued,
        Some(_) if open => Status::Open,
        Some(_) => Status::Waiting,
    }
}

/// The frame that is left of a conversation whose messages went to another.
pub fn left_of(other: &ConversationRow, into: &ConversationRow, at: Time) -> ConversationRow {
    let mut row = other.clone();
    rules::lay_aside(&mut row, Shelf::Merged, at);
    row.merged_into_id = Some(into.id);
    row
}

/// Up to where somebody has read in both together, who read what was said in each up to a mark: as far as nothing unread
/// counts as read.
pub fn read_in_both(one: (Seq, &[Seq]), two: (Seq, &[Seq])) -> Seq {
    let unread = |(mark, said): (Seq, &[Seq])| said.get(said.partition_point(|seq| *seq <= mark)).copied();
    let first_unread = [one, two].into_iter().filter_map(unread).min();
    let furthest = one.0.max(two.0);
    first_unread.map_or(furthest, |seq| furthest.min(seq - 1))
}

fn earlier(one: Option<Time>, two: Option<Time>) -> Option<Time> {
    one.into_iter().chain(two).min()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::conversations::append::new_conversation;
    use crate::conversations::model::Touchpoint;
    use crate::conversations::store::CustomerWords;
    use crate::ids::{CustomerId, InboxId, ShopId, StaffId};

    fn any_row() -> impl Strategy<Value = ConversationRow> {
        let some_time = || proptest::option::of((1..1000_i64).prop_map(Time));
        (0..5_u8, any::<bool>(), some_time(), some_time(), 1..1000_i64).prop_map(|(status, owned, wait, until, at)| {
            let customer = CustomerWords {
                id: CustomerId::new(),
                shop_id: ShopId::new(),
                name: "林女士".into(),
                tier: None,
                verified: false,
                locale: None,
                blocked: false,
                erased: false,
            };
            let mut row = new_conversation(customer.shop_id, &customer, InboxId::new(), Touchpoint::Page, Time(at));
            row.assignee_id = owned.then(StaffId::new);
            row.waiting_since = wait;
            let status =
                [Status::Queued, Status::Open, Status::Waiting, Status::Snoozed, Status::Solved][usize::from(status)];
            let status = if status.in_work() { in_work(&row, wait.is_some()) } else { status };
            rules::set_status(&mut row, status, Time(at));
            row.snoozed_until = until.filter(|_| status == Status::Snoozed);
            row
        })
    }

    proptest! {
        #[test]
        fn nobody_waits_less_and_nothing_in_work_is_lost(kept in any_row(), other in any_row()) {
            let row = joined(&kept, &other, (&[], &[]));
            let waits: Vec<Time> = [&kept, &other].iter().filter_map(|one| one.waiting_since).collect();
            prop_assert_eq!(row.waiting_since, waits.into_iter().min());
            prop_assert_eq!(row.status.in_work(), kept.status.in_work() || other.status.in_work());
            prop_assert_eq!(row.status == Status::Solved, row.solved_at.is_some());
            prop_assert!(row.status != Status::Queued || row.assignee_id.is_none());
            prop_assert!(row.status == Status::Snoozed || row.snoozed_until.is_none());
        }

        #[test]
        fn what_is_unread_in_one_is_unread_in_both(sides in proptest::collection::vec(any::<bool>(), 0..12), marks in (0..13_i64, 0..13_i64)) {
            let of = |side: bool| -> Vec<Seq> { (1..).zip(&sides).filter(|(_, one)| **one == side).map(|(seq, _)| seq).collect() };
            let (one, two) = (of(true), of(false));
            let mark = read_in_both((marks.0, &one), (marks.1, &two));
            let read = |said: &[Seq], own: Seq| said.iter().filter(|seq| **seq <= mark).all(|seq| *seq <= own);
            prop_assert!(read(&one, marks.0) && read(&two, marks.1), "{mark}");
            let next = one.iter().chain(&two).filter(|seq| **seq > mark).min();
            let is_unread = |seq: &Seq| if one.contains(seq) { *seq > marks.0 } else { *seq > marks.1 };
            prop_assert!(next.is_none_or(is_unread), "no further than need be: {mark}");
        }
    }
}
