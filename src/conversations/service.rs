//! How the shop has served lately, counted from its conversations. Pure.

use super::model::{Served, ServiceFigures, Settled};
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

    const NOBODY: Settled = Settled { from: Time(0), until: Time(0), solved: 0, came_back: 0 };

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
