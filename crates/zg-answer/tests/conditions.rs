//! Which answer is given when: tables of cases, and what holds for all of them.

use proptest::prelude::*;
use proptest::sample::select;
use uuid::Uuid;
use zg_answer::conditions::{
    Conditions, Obstacle, OrderState, Reason, Situation, Stage, Verdict, choose, conflicts, explain, lacks_fallback,
};

const NOON: i64 = 1_760_000_000_000;
const HOUR: i64 = 3_600_000;

fn always() -> Conditions {
    Conditions::default()
}

fn products(codes: &[&str]) -> Conditions {
    Conditions { products: codes.iter().map(|&code| code.to_owned()).collect(), ..always() }
}

fn keywords(words: &[&str]) -> Conditions {
    Conditions { keywords: words.iter().map(|&word| word.to_owned()).collect(), ..always() }
}

fn time(from: Option<i64>, until: Option<i64>) -> Conditions {
    Conditions { from, until, ..always() }
}

fn stages(stages: &[Stage]) -> Conditions {
    Conditions { stages: stages.to_vec(), ..always() }
}

fn emergency(conditions: Conditions) -> Conditions {
    Conditions { emergency: true, ..conditions }
}

fn own(answers: &[Conditions]) -> Vec<(&Conditions, bool)> {
    answers.iter().map(|answer| (answer, false)).collect()
}

fn asked(question: &str) -> Situation<'_> {
    Situation { now: NOON, product: Some("A1"), stage: Some(Stage::PreSale), question, ..Situation::default() }
}

#[test]
fn each_condition_stands_in_the_way_when_it_does_not_hold() {
    let inbox = Uuid::from_u128(7);
    for (conditions, obstacle) in [
        (time(Some(NOON + 1), None), Obstacle::NotYet),
        (time(None, Some(NOON)), Obstacle::Over),
        (products(&["A10"]), Obstacle::Product),
        (Conditions { order_states: vec![OrderState::Paid], ..always() }, Obstacle::OrderState),
        (stages(&[Stage::AfterSale]), Obstacle::Stage),
        (Conditions { channels: vec![inbox], ..always() }, Obstacle::Channel),
        (keywords(&["退款"]), Obstacle::Keyword),
        (keywords(&[" "]), Obstacle::Keyword),
    ] {
        let found: Vec<_> = conditions.obstacles(&asked("什么时候发货")).collect();
        assert_eq!(found, [obstacle], "{conditions:?}");
        assert!(!conditions.hold(&asked("什么时候发货")));
    }
    let fits = Conditions {
        products: vec!["B2".into(), "A1".into()],
        from: Some(NOON),
        until: Some(NOON + 1),
        order_states: vec![OrderState::Paid],
        stages: vec![Stage::PreSale],
        channels: vec![inbox],
        keywords: vec!["退貨".into(), "發貨".into()],
        emergency: false,
    };
    let order_state = Some(OrderState::Paid);
    assert!(fits.hold(&Situation { order_state, channel: Some(inbox), ..asked("什么时候发货") }));
}

#[test]
fn keywords_are_found_however_they_are_spelled() {
    for (keyword, question, is_met) in [
        ("VIP", "我是ｖｉｐ会员", true),
        ("運費", "运费谁出", true),
        ("双11", "双十一有活动吗", false),
        ("发货", "发 货", false),
        ("Refund", "can i get a refund?", true),
    ] {
        assert_eq!(keywords(&[keyword]).hold(&asked(question)), is_met, "{keyword} in {question}");
    }
}

#[test]
fn a_time_begins_with_its_first_moment_and_ends_before_its_last() {
    let answer = time(Some(NOON), Some(NOON + HOUR));
    for (now, holds) in [(NOON - 1, false), (NOON, true), (NOON + HOUR - 1, true), (NOON + HOUR, false)] {
        assert_eq!(answer.hold(&Situation { now, ..asked("") }), holds, "{}", now - NOON);
        assert_eq!(answer.is_over(now), now >= NOON + HOUR);
    }
    for (now, soon) in [(NOON - 1, false), (NOON, true), (NOON + HOUR - 1, true), (NOON + HOUR, false)] {
        assert_eq!(answer.expires_soon(now, HOUR), soon, "{}", now - NOON);
    }
    assert!(!always().expires_soon(NOON, i64::MAX));
}

#[test]
fn the_order_among_answers() {
    let timed = time(Some(NOON - HOUR), Some(NOON + HOUR));
    let short = time(Some(NOON - 1), Some(NOON + 1));
    let (this, some) = (products(&["A1"]), products(&["A1", "A2"]));
    let both = Conditions { stages: vec![Stage::PreSale], ..products(&["A1"]) };
    for (better, worse, reason) in [
        (emergency(always()), both.clone(), Reason::Emergency),
        (emergency(keywords(&["货"])), emergency(always()), Reason::MoreSpecific),
        (timed.clone(), always(), Reason::Conditional),
        (keywords(&["发货"]), always(), Reason::Conditional),
        (both, timed.clone(), Reason::MoreSpecific),
        (this, some, Reason::Narrower),
        (short, timed, Reason::Narrower),
        (always(), always(), Reason::First),
    ] {
        let answers = [better.clone(), worse.clone()];
        let situation = asked("什么时候发货");
        assert_eq!(choose(own(&answers), &situation), Some(0), "{better:?} before {worse:?}");
        assert_eq!(explain(&own(&answers), &situation), [Verdict::Chosen, Verdict::Outranked(reason)]);
        let turned = [worse, better];
        let expected = if reason == Reason::First { Some(0) } else { Some(1) };
        assert_eq!(choose(own(&turned), &situation), expected);
    }
}

#[test]
fn the_shops_own_goes_before_the_starter_packs() {
    let (starter, shops) = (products(&["A1"]), products(&["A1", "A2"]));
    let answers = [(&starter, true), (&shops, false)];
    assert_eq!(choose(answers, &asked("")), Some(1));
    assert_eq!(explain(&answers, &asked("")), [Verdict::Outranked(Reason::Own), Verdict::Chosen]);
}

#[test]
fn what_is_over_is_kept_and_never_chosen() {
    let over = time(None, Some(NOON));
    assert_eq!(choose([(&over, false)], &asked("")), None);
    let everyday = always();
    let answers = [(&over, false), (&everyday, false)];
    let verdicts = [Verdict::DoesNotApply(vec![Obstacle::Over]), Verdict::Chosen];
    assert_eq!((choose(answers, &asked("")), explain(&answers, &asked(""))), (Some(1), verdicts.to_vec()));
}

#[test]
fn conflicts_are_pairs_that_meet_without_precedence() {
    for (one, other, is_conflict) in [
        (always(), always(), true),
        (always(), products(&["A1"]), false),
        (products(&["A1"]), products(&["B2"]), false),
        (products(&["A1", "B2"]), products(&["B2", "C3"]), true),
        // An exception within the other is meant so.
        (products(&["A1"]), products(&["A1", "B2"]), false),
        (products(&["A1"]), stages(&[Stage::PreSale]), true),
        (keywords(&["退款"]), keywords(&["发货"]), true),
        (keywords(&["退款多久"]), keywords(&["退款"]), false),
        (time(Some(NOON), Some(NOON + 2)), time(Some(NOON + 1), Some(NOON + 3)), true),
        (time(Some(NOON), Some(NOON + 1)), time(Some(NOON + 1), Some(NOON + 2)), false),
        (time(Some(NOON), None), time(Some(NOON + HOUR), None), false),
        // Both have met, but never will again.
        (time(None, Some(NOON)), time(Some(NOON - HOUR), Some(NOON)), false),
        (emergency(always()), always(), false),
        (emergency(always()), emergency(always()), true),
    ] {
        let answers = [one, other];
        assert_eq!(!conflicts(&own(&answers), NOON).is_empty(), is_conflict, "{answers:?}");
    }
    let everyday = always();
    assert_eq!(conflicts(&[(&everyday, true), (&everyday, false)], NOON), []);
    assert_eq!(conflicts(&[(&everyday, false); 3], NOON), [(0, 1), (0, 2), (1, 2)]);
}

#[test]
fn an_entry_without_an_everyday_answer_has_no_fallback() {
    assert!(lacks_fallback(&[products(&["A1"]), time(None, Some(NOON))]));
    assert!(!lacks_fallback(&[products(&["A1"]), always()]));
    assert!(!lacks_fallback(&[]), "there is nothing to fall back from");
}

const STAGES: [Stage; 3] = [Stage::PreSale, Stage::InSale, Stage::AfterSale];
const STATES: [OrderState; 3] = [OrderState::Unpaid, OrderState::Paid, OrderState::Shipped];

fn few<T: Clone + std::fmt::Debug + 'static>(of: &'static [T]) -> impl Strategy<Value = Vec<T>> {
    prop::collection::vec(select(of), 0..3)
}

fn any_conditions() -> impl Strategy<Value = Conditions> {
    let times = (prop::option::of(-3i64..3), prop::option::of(-3i64..3));
    let words = (few(&["A1", "B2"]), few(&["发货", "退款", "货"]));
    (times, few(&STATES), few(&STAGES), words, prop::bool::weighted(0.2)).prop_map(
        |((from, until), order_states, stages, (products, keywords), emergency)| Conditions {
            products: products.into_iter().map(str::to_owned).collect(),
            from: from.map(|from| NOON + from),
            until: until.map(|until| NOON + until),
            order_states,
            stages,
            channels: Vec::new(),
            keywords: keywords.into_iter().map(str::to_owned).collect(),
            emergency,
        },
    )
}

fn any_situation() -> impl Strategy<Value = Situation<'static>> {
    let product = prop::option::of(select(&["A1", "B2"][..]));
    let known = (prop::option::of(select(&STATES[..])), prop::option::of(select(&STAGES[..])));
    (-3i64..3, product, known, select(&["什么时候发货", "我要退款", "发货以后能退款吗", "在吗"][..])).prop_map(
        |(now, product, (order_state, stage), question)| Situation {
            now: NOON + now,
            product,
            order_state,
            stage,
            channel: None,
            question,
        },
    )
}

fn any_answers() -> impl Strategy<Value = Vec<(Conditions, bool)>> {
    prop::collection::vec((any_conditions(), any::<bool>()), 0..6)
}

proptest! {
    #[test]
    fn what_is_chosen_holds_and_is_explained(answers in any_answers(), situation in any_situation()) {
        let answers: Vec<_> = answers.iter().map(|(conditions, is_starter)| (conditions, *is_starter)).collect();
        let chosen = choose(answers.iter().copied(), &situation);
        prop_assert_eq!(chosen, choose(answers.iter().copied(), &situation));
        prop_assert_eq!(chosen.is_some(), answers.iter().any(|(conditions, _)| conditions.hold(&situation)));
        for (place, verdict) in explain(&answers, &situation).into_iter().enumerate() {
            prop_assert_eq!(chosen == Some(place), verdict == Verdict::Chosen);
            let holds = answers[place].0.hold(&situation);
            match verdict {
                Verdict::Chosen | Verdict::Outranked(_) => prop_assert!(holds),
                Verdict::DoesNotApply(obstacles) => prop_assert!(!holds && !obstacles.is_empty()),
            }
        }
    }

    /// Where two answers meet and nobody was warned, their order in the list does not matter.
    #[test]
    fn without_a_conflict_the_order_of_the_list_decides_nothing(answers in any_answers(), situation in any_situation()) {
        let answers: Vec<_> = answers.iter().map(|(conditions, is_starter)| (conditions, *is_starter)).collect();
        prop_assume!(conflicts(&answers, NOON - 3).is_empty());
        let turned: Vec<_> = answers.iter().copied().rev().collect();
        let chosen = choose(answers.iter().copied(), &situation);
        let from_behind = choose(turned.iter().copied(), &situation).map(|place| answers.len() - 1 - place);
        prop_assert_eq!(chosen, from_behind);
    }

    /// A fallback answers whatever comes.
    #[test]
    fn with_a_fallback_there_is_always_an_answer(answers in any_answers(), situation in any_situation()) {
        let fallback = always();
        let others = answers.iter().map(|(conditions, is_starter)| (conditions, *is_starter));
        let answers: Vec<_> = others.chain([(&fallback, false)]).collect();
        prop_assert!(!lacks_fallback(answers.iter().map(|(conditions, _)| *conditions)));
        prop_assert!(choose(answers.iter().copied(), &situation).is_some());
    }
}
