//! What is wrong with an entry's answers: pure functions over their conditions.

use super::model::{Answer, Conditions};

/// Whether there are situations in which no answer applies.
pub fn lacks_fallback(answers: &[Answer]) -> bool {
    !answers.iter().any(Answer::is_everyday)
}

/// Whether two answers of the same rank can apply at once, so that only their order decides.
pub fn conflict(answers: &[Answer]) -> bool {
    answers.iter().enumerate().any(|(place, one)| {
        answers[place + 1..].iter().any(|other| rank(one) == rank(other) && meet(&one.conditions, &other.conditions))
    })
}

/// Emergencies go before conditional answers, and those before everyday ones.
fn rank(answer: &Answer) -> u8 {
    if answer.conditions.emergency { 0 } else { 1 + u8::from(answer.is_everyday()) }
}

/// Whether there is a situation in which both hold. Different keywords are taken for different questions.
fn meet(one: &Conditions, other: &Conditions) -> bool {
    fn share<T: PartialEq>(one: &[T], other: &[T]) -> bool {
        one.is_empty() || other.is_empty() || one.iter().any(|value| other.contains(value))
    }
    let begins = one.from.max(other.from);
    let ends = [one.until, other.until].into_iter().flatten().min();
    let overlap = match (begins, ends) {
        (Some(begins), Some(ends)) => begins < ends,
        _ => true,
    };
    overlap
        && share(&one.products, &other.products)
        && share(&one.order_states, &other.order_states)
        && share(&one.stages, &other.stages)
        && share(&one.inboxes, &other.inboxes)
        && share(&one.keywords, &other.keywords)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::Time;
    use crate::ids::AnswerId;
    use crate::knowledge::model::BuyingStage;

    fn answer(conditions: Conditions) -> Answer {
        Answer {
            id: AnswerId::new(),
            conditions,
            content: vec!["好的".into()],
            file_ids: Vec::new(),
            cards: Vec::new(),
            buttons: Vec::new(),
        }
    }

    fn product(code: &str) -> Conditions {
        Conditions { products: vec![code.into()], ..Conditions::default() }
    }

    fn between(from: i64, until: i64) -> Conditions {
        Conditions { from: Some(Time(from)), until: Some(Time(until)), ..Conditions::default() }
    }

    #[test]
    fn only_answers_of_one_rank_that_meet_are_in_conflict() {
        let everyday = Conditions::default();
        let emergency = Conditions { emergency: true, ..Conditions::default() };
        let pre_sale = Conditions { stages: vec![BuyingStage::PreSale], ..Conditions::default() };
        let after_sale = Conditions { stages: vec![BuyingStage::AfterSale], ..Conditions::default() };
        let cases = [
            (everyday.clone(), everyday.clone(), true),
            (everyday.clone(), product("A"), false),
            (everyday, emergency.clone(), false),
            (emergency.clone(), emergency, true),
            (product("A"), product("B"), false),
            (product("A"), product("A"), true),
            (product("A"), between(0, 9), true),
            (between(0, 5), between(5, 9), false),
            (between(0, 6), between(5, 9), true),
            (pre_sale, after_sale, false),
        ];
        for (one, other, expected) in cases {
            let answers = [answer(one), answer(other)];
            assert_eq!(conflict(&answers), expected, "{answers:?}");
        }
        assert!(!conflict(&[]));
    }

    #[test]
    fn an_everyday_answer_is_the_fallback() {
        assert!(lacks_fallback(&[]));
        assert!(lacks_fallback(&[answer(product("A")), answer(between(0, 1))]));
        assert!(!lacks_fallback(&[answer(product("A")), answer(Conditions::default())]));
    }
}
