//! What a tree of tags promises, on random histories of moves.

use proptest::prelude::*;
use uuid::Uuid;

use super::model::{Hue, Tag};
use super::tree::{MOST_LEVELS, Tree};
use crate::clock::Time;
use crate::error::Error;
use crate::ids::TagId;

const TAGS: usize = 12;

fn id(number: usize) -> TagId {
    TagId(Uuid::from_u128(number as u128 + 1))
}

fn tag(number: usize, parent_id: Option<TagId>) -> Tag {
    Tag {
        id: id(number),
        parent_id,
        name: format!("标签 {number}"),
        hue: Hue::Grey,
        position: number as i64,
        version: 1,
        archived_at: None,
        created_at: Time(0),
        updated_at: Time(0),
    }
}

fn flat() -> Tree {
    Tree { tags: (0..TAGS).map(|number| tag(number, None)).collect() }
}

/// 物流 > 破损, 延误; 质量.
fn small() -> Tree {
    let mut tags = vec![tag(0, None), tag(1, Some(id(0))), tag(2, Some(id(0))), tag(3, None)];
    for (tag, name) in tags.iter_mut().zip(["物流", "破损", "延误", "质量"]) {
        tag.name = name.to_owned();
    }
    Tree { tags }
}

fn code<T>(result: Result<T, Error>) -> String {
    match result {
        Err(Error::Invalid { field, code }) => format!("{field}: {code}"),
        Err(other) => other.to_string(),
        Ok(_) => "fine".to_owned(),
    }
}

proptest! {
    #[test]
    fn no_history_of_moves_makes_a_ring_or_too_many_levels(
        moves in prop::collection::vec((0..TAGS, prop::option::of(0..TAGS)), 0..120)
    ) {
        let mut tree = flat();
        for (moved, parent) in moves {
            let parent_id = parent.map(id);
            if tree.check_place(Some(id(moved)), parent_id).is_ok() {
                tree.tags[moved].parent_id = parent_id;
            }
            for number in 0..TAGS {
                let line: Vec<TagId> = tree.line(id(number)).map(|tag| tag.id).collect();
                prop_assert!(line.len() <= MOST_LEVELS, "{line:?}");
                let top = tree.find(*line.last().expect("itself")).expect("a tag");
                prop_assert_eq!(top.parent_id, None, "every line ends at the top");
            }
        }
    }

    #[test]
    fn what_is_chosen_is_what_was_wanted_each_once(
        before in prop::collection::vec(0..TAGS, 0..6), wanted in prop::collection::vec(0..TAGS, 0..12)
    ) {
        let (before, wanted): (Vec<TagId>, Vec<TagId>) =
            (before.into_iter().map(id).collect(), wanted.into_iter().map(id).collect());
        let before = flat().chosen(&[], &before).expect("known tags");
        let chosen = flat().chosen(&before, &wanted).expect("known tags");
        let set = |ids: &[TagId]| ids.iter().copied().collect::<std::collections::BTreeSet<_>>();
        prop_assert_eq!(set(&chosen), set(&wanted));
        prop_assert_eq!(set(&chosen).len(), chosen.len());
        prop_assert_eq!(flat().chosen(&chosen, &wanted).expect("known tags"), chosen, "again it changes nothing");
    }
}

#[test]
fn a_tag_stands_neither_below_itself_nor_below_what_is_gone() {
    let mut tree = small();
    assert_eq!(code(tree.check_place(Some(id(0)), Some(id(0)))), "parent_id: within_itself");
    assert_eq!(code(tree.check_place(Some(id(0)), Some(id(1)))), "parent_id: within_itself");
    assert_eq!(code(tree.check_place(None, Some(id(99)))), "parent_id: unknown");
    tree.tags[0].archived_at = Some(Time(1));
    assert_eq!(code(tree.check_place(Some(id(3)), Some(id(1)))), "parent_id: archived");
}

#[test]
fn a_branch_is_moved_only_where_all_of_it_fits() {
    let mut tags: Vec<Tag> = (0..4).map(|n: usize| tag(n, n.checked_sub(1).map(id))).collect();
    tags.extend([tag(4, None), tag(5, Some(id(4)))]);
    let tree = Tree { tags };
    assert_eq!(code(tree.check_place(None, Some(id(3)))), "parent_id: too_many_levels");
    assert_eq!(code(tree.check_place(Some(id(4)), Some(id(2)))), "parent_id: too_many_levels");
    assert_eq!(code(tree.check_place(Some(id(4)), Some(id(1)))), "fine");
}

#[test]
fn siblings_have_different_names_in_any_spelling() {
    let mut tree = small();
    tree.tags[2].name = "Late".to_owned();
    assert_eq!(code(tree.check_name(None, Some(id(0)), "ＬＡＴＥ")), "name: already_there");
    assert_eq!(code(tree.check_name(Some(id(2)), Some(id(0)), "LATE")), "fine");
    assert_eq!(code(tree.check_name(None, None, "Late")), "fine");
    tree.tags[2].archived_at = Some(Time(1));
    assert_eq!(code(tree.check_name(None, Some(id(0)), "late")), "name: archived_there");
    assert_eq!(tree.path(id(1)), "物流 / 破损");
}

#[test]
fn what_is_archived_stays_where_it_is_and_is_given_to_nothing_else() {
    let mut tree = small();
    tree.tags[0].archived_at = Some(Time(1));
    assert!(!tree.is_offered(id(1)), "what is below it goes with it");
    assert_eq!(code(tree.chosen(&[], &[id(1)])), "tag_ids: archived");
    assert_eq!(tree.chosen(&[id(1)], &[id(3), id(1)]).expect("known"), [id(1), id(3)]);
    assert_eq!(code(tree.chosen(&[], &[id(99)])), "tag_ids: unknown");
}
