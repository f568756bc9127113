use proptest::prelude::*;

use super::clean::{MOST_STEPS, clean};
use super::model::{AssignTo, SnoozeTo, Step};
use crate::conversations::Stage;
use crate::error::Error;
use crate::ids::{CannedReplyId, GroupId, StaffId, TagId};

fn reply() -> Step {
    Step::Reply { canned_reply_id: None, text: Some(" 亲，{{ customer.name }} 您好 ".into()) }
}

fn tag(id: TagId) -> Step {
    Step::Tag { tag_ids: vec![id] }
}

fn assign(to: AssignTo) -> Step {
    let (staff_id, group_id) = (StaffId::new(), GroupId::new());
    Step::Assign {
        to,
        staff_id: (to == AssignTo::Staff).then_some(staff_id),
        group_id: (to == AssignTo::Group).then_some(group_id),
    }
}

fn solve() -> Step {
    Step::Solve { tag_ids: Vec::new() }
}

fn refused(steps: Vec<Step>) -> (String, String) {
    match clean(steps).expect_err("refused") {
        Error::Invalid { field, code } => (field, code),
        Error::Rows { code, errors, .. } => (errors[0].field.clone(), code.to_owned()),
        other => panic!("{other}"),
    }
}

fn named(field: &str, code: &str) -> (String, String) {
    (field.to_owned(), code.to_owned())
}

#[test]
fn texts_are_trimmed_and_must_be_there() {
    let steps = clean(vec![reply(), Step::Note { text: " 急 \u{7}".into() }]).expect("clean");
    assert_eq!(steps[0], Step::Reply { canned_reply_id: None, text: Some("亲，{{ customer.name }} 您好".into()) });
    assert_eq!(steps[1], Step::Note { text: "急".into() });
    assert_eq!(refused(vec![Step::Note { text: " \n".into() }]), named("steps[0].text", "required"));
    assert_eq!(refused(vec![Step::Note { text: "字".repeat(2001) }]), named("steps[0].text", "too_long"));
    let nothing = Step::Reply { canned_reply_id: None, text: Some(" ".into()) };
    assert_eq!(refused(vec![nothing]), named("steps[0].text", "required"));
    let both = Step::Reply { canned_reply_id: Some(CannedReplyId::new()), text: Some("好".into()) };
    assert_eq!(refused(vec![both]), named("steps[0].text", "not_with_canned_reply"));
    let wrong = Step::Reply { canned_reply_id: None, text: Some("{{ secrets }}".into()) };
    assert_eq!(refused(vec![solve(), wrong]), named("steps[1].text", "invalid_template"));
}

#[test]
fn fields_fit_each_other() {
    let nobody = Step::Assign { to: AssignTo::Staff, staff_id: None, group_id: None };
    assert_eq!(refused(vec![nobody]), named("steps[0].staff_id", "required"));
    let both = Step::Assign { to: AssignTo::Me, staff_id: None, group_id: Some(GroupId::new()) };
    assert_eq!(refused(vec![both]), named("steps[0].group_id", "not_with_this"));
    let endless = Step::Snooze { until: SnoozeTo::Minutes, minutes: Some(i64::MAX) };
    assert_eq!(refused(vec![endless]), named("steps[0].minutes", "out_of_range"));
    let timed = Step::Snooze { until: SnoozeTo::Reply, minutes: Some(5) };
    assert_eq!(refused(vec![timed]), named("steps[0].minutes", "not_with_this"));
    let past = Step::FollowUp { in_minutes: 0, text: "回访".into(), staff_id: None };
    assert_eq!(refused(vec![past]), named("steps[0].in_minutes", "out_of_range"));
    assert_eq!(refused(vec![Step::Tag { tag_ids: Vec::new() }]), named("steps[0].tag_ids", "required"));
}

#[test]
fn the_order_leads_somewhere() {
    assert_eq!(refused(Vec::new()), named("steps", "required"));
    assert_eq!(refused(vec![Step::Note { text: "1".into() }; MOST_STEPS + 1]), named("steps", "too_many"));
    assert_eq!(refused(vec![reply(), reply()]), named("steps[1]", "doubled"));
    assert_eq!(
        refused(vec![solve(), Step::Snooze { until: SnoozeTo::Reply, minutes: None }]),
        named("steps[1]", "doubled")
    );
    assert_eq!(refused(vec![solve(), reply()]), named("steps[1]", "after_the_end"));
    assert_eq!(refused(vec![solve(), assign(AssignTo::Queue)]), named("steps[1]", "after_the_end"));
    assert_eq!(refused(vec![solve(), Step::Stage { stage: Stage::AfterSale }]), named("steps[1]", "after_the_end"));
    assert_eq!(refused(vec![assign(AssignTo::Group), reply()]), named("steps[1]", "after_handing_over"));
    let id = TagId::new();
    assert_eq!(
        refused(vec![tag(id), Step::Untag { tag_ids: vec![id] }]),
        named("steps[1].tag_ids", "put_on_and_taken_off")
    );
    let follow_up = Step::FollowUp { in_minutes: 60, text: "回访".into(), staff_id: None };
    let fine = vec![assign(AssignTo::Me), reply(), tag(id), solve(), Step::Note { text: "好".into() }, follow_up];
    assert_eq!(clean(fine).expect("clean").len(), 6);
}

fn any_step() -> impl Strategy<Value = Step> {
    let id = |n: u8| TagId(uuid::Uuid::from_u128(u128::from(n)));
    prop_oneof![
        any::<Option<String>>().prop_map(|text| Step::Reply { canned_reply_id: None, text }),
        any::<String>().prop_map(|text| Step::Note { text }),
        proptest::collection::vec(0_u8..4, 0..4)
            .prop_map(move |ids| Step::Tag { tag_ids: ids.into_iter().map(id).collect() }),
        proptest::collection::vec(0_u8..4, 0..4)
            .prop_map(move |ids| Step::Untag { tag_ids: ids.into_iter().map(id).collect() }),
        prop_oneof![Just(AssignTo::Me), Just(AssignTo::Queue), Just(AssignTo::Staff), Just(AssignTo::Group)]
            .prop_map(assign),
        (any::<i64>(), any::<String>()).prop_map(|(in_minutes, text)| Step::FollowUp {
            in_minutes,
            text,
            staff_id: None
        }),
        any::<Option<i64>>().prop_map(|minutes| Step::Snooze { until: SnoozeTo::Minutes, minutes }),
        Just(solve()),
    ]
}

proptest! {
    /// What is stored stays as it is when it is stored again, and reads back as it was written.
    #[test]
    fn what_is_clean_stays_clean(steps in proptest::collection::vec(any_step(), 0..8)) {
        if let Ok(stored) = clean(steps) {
            let text = serde_json::to_string(&stored).expect("json");
            let read: Vec<Step> = serde_json::from_str(&text).expect("steps");
            prop_assert_eq!(clean(read).expect("clean"), stored.clone());
            let ends = |step: &Step| matches!(step, Step::Solve { .. } | Step::Snooze { .. });
            let end = stored.iter().position(ends);
            let moves = |step: &Step| matches!(step, Step::Reply { .. } | Step::Assign { .. } | Step::Stage { .. });
            let last = stored.iter().rposition(moves);
            prop_assert!(end.is_none_or(|end| last.is_none_or(|last| last < end)));
        }
    }
}
