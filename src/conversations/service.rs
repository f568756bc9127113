//! How the shop has served lately, counted from its conversations. Pure.

use std::cmp::Reverse;

use super::model::{Served, ServedCase, ServiceConversation, ServiceFigure, ServiceFigures, Settled, SettledCase};
use crate::clock::Time;

/// So long ago the conversations may have begun.
pub const DAYS: i64 = 7;
/// A customer who writes again within so many days has come back.
pub const RETURN_DAYS: i64 = 3;

pub fn count(since: Time, cases: &[Served], settled: Settled) -> ServiceFigures {
    let until = |at: fn(&Served) -> Option<Time>| {
        median(cases.iter().filter_map(|one| at(one).map(|at| at.0 - one.created_at.0)).collect())
    };
    let rounds: i64 = cases.iter().map(|one| one.rounds).sum();
    let waited_ms: i64 = cases.iter().filter_map(|one| one.waited_ms).sum();
    let replies: i64 = cases.iter().map(|one| one.replies).sum();
    let replied = how_many(cases, |one| one.replies > 0);
    ServiceFigures {
        since,
        conversations: how_many(cases, |_| true),
        taken_ms_median: until(|one| one.taken_at),
        first_reply_ms_median: until(|one| one.replied_at),
        first_replies: how_many(cases, |one| one.replied_at.is_some() || one.late > 0),
        first_replies_in_time: how_many(cases, |one| one.replied_at.is_some() && one.late == 0),
        average_reply_ms: waited_ms.checked_div(rounds),
        solve_ms_median: until(|one| one.solved_at),
        replies_per_conversation: (replied > 0).then(|| ratio(replies, replied)),
        settled,
    }
}

/// The conversations that a figure counts, those that tell most of it first.
pub fn behind(figure: ServiceFigure, cases: Vec<ServedCase>, most: usize) -> Vec<ServiceConversation> {
    let mut counted: Vec<(Reverse<(bool, i64)>, ServiceConversation)> = cases
        .into_iter()
        .filter_map(|case| {
            let value_ms = weight(figure, &case.served)?;
            let missed = figure == ServiceFigure::InTime && case.served.late > 0;
            let heavy = if figure == ServiceFigure::Replies { Some(case.served.replies) } else { value_ms };
            let shown = ServiceConversation {
                id: case.id,
                number: case.number,
                customer_id: case.customer_id,
                customer_name: case.customer_name,
                at: case.served.created_at,
                value_ms,
                replies: Some(case.served.replies),
                missed,
            };
            // Who still waits for a first reply waits longest.
            Some((Reverse((missed, heavy.unwrap_or(i64::MAX))), shown))
        })
        .collect();
    counted.sort_by_key(|(place, shown)| (*place, Reverse(shown.at)));
    counted.into_iter().take(most).map(|(_, shown)| shown).collect()
}

/// None: the figure does not count it. Within: what it adds, where that is a time.
fn weight(figure: ServiceFigure, case: &Served) -> Option<Option<i64>> {
    let until = |at: Option<Time>| at.map(|at| at.0 - case.created_at.0);
    let mean = || case.waited_ms.and_then(|waited| waited.checked_div(case.rounds));
    match figure {
        ServiceFigure::Taken => until(case.taken_at).map(Some),
        ServiceFigure::FirstReply => until(case.replied_at).map(Some),
        ServiceFigure::InTime => (case.replied_at.is_some() || case.late > 0).then(|| until(case.replied_at)),
        ServiceFigure::AverageReply => mean().map(Some),
        ServiceFigure::Solve => until(case.solved_at).map(Some),
        ServiceFigure::Replies => (case.replies > 0).then_some(None),
        ServiceFigure::Settled => None,
    }
}

/// Those behind the last of them.
pub fn behind_settled(cases: Vec<SettledCase>) -> Vec<ServiceConversation> {
    cases
        .into_iter()
        .map(|case| ServiceConversation {
            id: case.id,
            number: case.number,
            customer_id: case.customer_id,
            customer_name: case.customer_name,
            at: case.solved_at,
            value_ms: None,
            replies: None,
            missed: case.came_back,
        })
        .collect()
}

fn how_many(cases: &[Served], fits: fn(&Served) -> bool) -> i64 {
    i64::try_from(cases.iter().filter(|one| fits(one)).count()).unwrap_or(i64::MAX)
}

/// To one digit: nobody reads more.
fn ratio(replies: i64, conversations: i64) -> f64 {
    let tenths = replies.saturating_mul(10) / conversations.max(1);
    f64::from(i32::try_from(tenths).unwrap_or(i32::MAX)) / 10.0
}

fn median(mut values: Vec<i64>) -> Option<i64> {
    values.sort_unstable();
    values.get(values.len() / 2).copied()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ids::{ConversationId, CustomerId};

    const NOBODY: Settled = Settled { from: Time(0), until: Time(0), solved: 0, came_back: 0 };

    fn case(number: i64, served: Served) -> ServedCase {
        ServedCase {
            served,
            id: ConversationId(uuid::Uuid::nil()),
            number,
            customer_id: CustomerId(uuid::Uuid::nil()),
            customer_name: String::new(),
        }
    }

    #[test]
    fn behind_a_figure_stands_what_it_counts_and_the_worst_first() {
        let served = |replied: Option<i64>, late| Served {
            replied_at: replied.map(Time),
            late,
            replies: i64::from(replied.is_some()),
            ..Served::default()
        };
        let cases = || {
            vec![
                case(1, served(Some(5), 0)),
                case(2, served(Some(90), 1)),
                case(3, served(None, 1)),
                case(4, served(None, 0)),
                case(5, served(Some(7), 0)),
            ]
        };
        let numbers =
            |figure, most| -> Vec<i64> { behind(figure, cases(), most).iter().map(|shown| shown.number).collect() };
        assert_eq!(numbers(ServiceFigure::InTime, 9), [3, 2, 5, 1]);
        assert_eq!(numbers(ServiceFigure::FirstReply, 2), [2, 5], "only the first are shown");
        let judged = cases().iter().map(|case| case.served).collect::<Vec<_>>();
        let figures = count(Time(0), &judged, NOBODY);
        assert_eq!(figures.first_replies, 4, "as many as the figure counts");
        let missed = behind(ServiceFigure::InTime, cases(), 9).iter().filter(|shown| shown.missed).count();
        assert_eq!(figures.first_replies - figures.first_replies_in_time, i64::try_from(missed).unwrap_or_default());
    }

    #[test]
    fn nothing_to_count_is_null() {
        let figures = count(Time(5), &[], NOBODY);
        let none = (figures.taken_ms_median, figures.average_reply_ms, figures.replies_per_conversation);
        assert_eq!((figures.conversations, none), (0, (None, None, None)));
    }

    #[test]
    fn each_figure_counts_those_that_have_one() {
        let answered = Served {
            created_at: Time(1_000),
            taken_at: Some(Time(3_000)),
            replied_at: Some(Time(6_000)),
            solved_at: Some(Time(61_000)),
            replies: 3,
            rounds: 2,
            waited_ms: Some(7_000),
            late: 1,
        };
        let unanswered = Served { created_at: Time(2_000), taken_at: Some(Time(3_000)), ..Served::default() };
        let quick = Served { created_at: Time(0), replied_at: Some(Time(1_000)), replies: 2, ..Served::default() };
        let figures = count(Time(0), &[answered, unanswered, quick], NOBODY);
        assert_eq!((figures.taken_ms_median, figures.first_reply_ms_median), (Some(2_000), Some(5_000)));
        assert_eq!((figures.average_reply_ms, figures.solve_ms_median), (Some(3_500), Some(60_000)));
        assert_eq!((figures.conversations, figures.replies_per_conversation), (3, Some(2.5)));
        assert_eq!((figures.first_replies, figures.first_replies_in_time), (2, 1));
    }
}
