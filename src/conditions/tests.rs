use proptest::prelude::*;
use serde_json::json;

use super::{Condition, Conditions, Fact, Facts, Field, Op};
use crate::conversations::{Stage, Status};
use crate::error::Error;
use crate::hours::TimeOfDay;
use crate::inboxes::Channel;

const OPS: [Op; 11] = [
    Op::AnyOf,
    Op::AllOf,
    Op::NoneOf,
    Op::Set,
    Op::Unset,
    Op::AtLeast,
    Op::Below,
    Op::Yes,
    Op::No,
    Op::Between,
    Op::Outside,
];

fn condition(field: Field, op: Op, values: &[&str]) -> Condition {
    let values = values.iter().map(|value| (*value).to_owned()).collect();
    Condition { field, op, values, seconds: None, from: None, until: None }
}

fn all(conditions: Vec<Condition>) -> Conditions {
    Conditions { all: conditions, any: Vec::new() }
}

/// Where it is refused, and as what.
fn refused(conditions: &Conditions) -> (String, String) {
    match conditions.checked("conditions") {
        Err(Error::Invalid { field, code }) => (field, code),
        other => panic!("not refused: {other:?}"),
    }
}

#[test]
fn words_are_met_as_people_read_them() {
    let mut facts = Facts::default();
    facts.set(Field::Message, Fact::words("我要退款！Refund，謝謝"));
    let holds = |op, values: &[&str]| condition(Field::Message, op, values).holds(&facts);
    assert!(holds(Op::AnyOf, &["发货", "退款"]) && holds(Op::AnyOf, &["REFUND"]) && holds(Op::AnyOf, &["谢谢"]));
    assert!(holds(Op::AllOf, &["退款", "refund"]) && !holds(Op::AllOf, &["退款", "发货"]));
    assert!(holds(Op::NoneOf, &["发货"]) && !holds(Op::NoneOf, &["退款"]));
    assert!(!holds(Op::AnyOf, &["tuikuan"]), "a word is what is written");
}

#[test]
fn nights_go_over_midnight() {
    let at = |text: &str| TimeOfDay::parse(text).expect("a time");
    let night =
        |op| Condition { from: Some(at("22:00")), until: Some(at("08:00")), ..condition(Field::TimeOfDay, op, &[]) };
    for (now, is_night) in [("21:59", false), ("22:00", true), ("00:00", true), ("07:59", true), ("08:00", false)] {
        let mut facts = Facts::default();
        facts.set(Field::TimeOfDay, Fact::Clock(at(now).minutes()));
        assert_eq!(night(Op::Between).holds(&facts), is_night, "{now}");
        assert_eq!(night(Op::Outside).holds(&facts), !is_night, "{now}");
    }
}

#[test]
fn no_questions_are_answered_with_yes() {
    let nobody = condition(Field::Assignee, Op::Unset, &[]);
    let tagged = condition(Field::Tags, Op::Set, &[]);
    assert!(Conditions::default().hold(&Facts::default()));
    assert!(all(vec![nobody.clone()]).hold(&Facts::default()));
    assert!(Conditions { all: vec![nobody.clone()], any: vec![tagged.clone(), nobody] }.hold(&Facts::default()));
    assert!(!Conditions { all: Vec::new(), any: vec![tagged] }.hold(&Facts::default()));
}

#[test]
fn what_cannot_be_asked_is_refused_where_it_stands() {
    let open = condition(Field::Open, Op::Yes, &[]);
    let place = |wrong: Condition| refused(&all(vec![open.clone(), wrong]));
    let is = |field: &str, code: &str| (format!("conditions.all[1].{field}"), code.to_owned());
    assert_eq!(place(condition(Field::Status, Op::AllOf, &["open"])), is("op", "op_not_for_field"));
    assert_eq!(place(condition(Field::Message, Op::AnyOf, &[])), is("values", "required"));
    assert_eq!(place(condition(Field::Open, Op::No, &["x"])), is("values", "not_for_op"));
    assert_eq!(place(condition(Field::Status, Op::AnyOf, &["open", "lost"])), is("values[1]", "unknown"));
    assert_eq!(place(condition(Field::Tags, Op::AnyOf, &["rubbish"])), is("values[0]", "malformed"));
    assert_eq!(place(condition(Field::Message, Op::AnyOf, &[" \u{200b} "])), is("values[0]", "required"));
    assert_eq!(place(condition(Field::Message, Op::AnyOf, &["很".repeat(61).as_str()])), is("values[0]", "too_long"));
    assert_eq!(place(condition(Field::WaitingSeconds, Op::AtLeast, &[])), is("seconds", "required"));
    let wait = |seconds| Condition { seconds: Some(seconds), ..condition(Field::WaitingSeconds, Op::AtLeast, &[]) };
    assert_eq!(place(wait(0)), is("seconds", "out_of_range"));
    let noon = TimeOfDay::parse("12:00");
    let span = Condition { from: noon, until: noon, ..condition(Field::TimeOfDay, Op::Between, &[]) };
    assert_eq!(place(span), is("until", "empty_span"));
    let many = all(vec![open; 31]);
    assert_eq!(refused(&many), ("conditions".to_owned(), "too_many".to_owned()));
}

#[test]
fn names_are_those_of_the_house() {
    let named = |field: Field, all: serde_json::Value| assert_eq!(json!(field.names().expect("names")), all);
    named(Field::Channel, json!([Channel::Widget, Channel::Generic]));
    named(Field::Status, json!([Status::Queued, Status::Open, Status::Waiting, Status::Snoozed, Status::Solved]));
    named(Field::Stage, json!([Stage::PreSale, Stage::AfterSale]));
    named(Field::Language, json!(crate::auth::rules::LOCALES));
}

fn word() -> impl Strategy<Value = String> {
    prop_oneof![Just("退款".to_owned()), Just("open".to_owned()), Just(String::new()), "\\PC{0,4}"]
}

fn any_condition() -> impl Strategy<Value = Condition> {
    let minute =
        || prop::option::of((0_u16..=1440).prop_map(|minutes| TimeOfDay::from_minutes(minutes).expect("a time")));
    let parts = (
        prop::sample::select(Field::ALL.to_vec()),
        prop::sample::select(OPS.to_vec()),
        prop::collection::vec(word(), 0..4),
        prop::option::of(any::<i64>()),
        minute(),
        minute(),
    );
    parts.prop_map(|(field, op, values, seconds, from, until)| Condition { field, op, values, seconds, from, until })
}

fn any_fact() -> impl Strategy<Value = Fact> {
    prop_oneof![
        word().prop_map(Fact::One),
        prop::collection::btree_set(word(), 0..3).prop_map(Fact::Many),
        word().prop_map(|text| Fact::words(&text)),
        any::<i64>().prop_map(Fact::Number),
        any::<bool>().prop_map(Fact::Flag),
        (0_u16..1440).prop_map(Fact::Clock),
    ]
}

fn any_facts() -> impl Strategy<Value = Facts> {
    let known = (prop::sample::select(Field::ALL.to_vec()), any_fact());
    prop::collection::vec(known, 0..24).prop_map(|known| {
        let mut facts = Facts::default();
        known.into_iter().for_each(|(field, fact)| facts.set(field, fact));
        facts
    })
}

proptest! {
    /// Whatever is asked of whatever is known has an answer, and the opposite question has the other.
    #[test]
    fn every_question_has_an_answer(condition in any_condition(), facts in any_facts()) {
        let answer = condition.holds(&facts);
        if let Some(opposite) = condition.opposite() {
            prop_assert_eq!(opposite.holds(&facts), !answer);
        }
    }

    /// None of any is all of the opposites.
    #[test]
    fn not_any_is_all_not(list in prop::collection::vec(any_condition(), 1..6), facts in any_facts()) {
        let Some(opposites) = list.iter().map(Condition::opposite).collect::<Option<Vec<_>>>() else { return Ok(()) };
        let any = Conditions { all: Vec::new(), any: list };
        prop_assert_eq!(any.hold(&facts), !all(opposites).hold(&facts));
    }

    /// What was checked once is found right again, and as it is.
    #[test]
    fn checking_settles(list in prop::collection::vec(any_condition(), 0..4)) {
        if let Ok(checked) = all(list).checked("conditions") {
            prop_assert_eq!(checked.checked("conditions").expect("checked"), checked);
        }
    }
}
