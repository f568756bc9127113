//! Questions: numbers of messages; their words are read from the messages themselves.

use std::collections::BTreeSet;

use super::candidates::count_anew;
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, select_in};
use crate::error::Result;
use crate::ids::{CandidateId, ConversationId, Seq, ShopId};
use crate::knowledge::learning::model::{CandidateState, QuestionReason};

/// A question before it is stored.
#[derive(Debug, Clone, Copy)]
pub struct NewQuestion {
    pub conversation_id: ConversationId,
    pub message_seq: Seq,
    pub reason: QuestionReason,
    pub asked_at: Time,
}

/// A question of a conversation that is known.
#[derive(Debug, Clone, Copy, sqlx::FromRow)]
pub struct Kept {
    pub message_seq: Seq,
    pub candidate_id: CandidateId,
    pub reason: QuestionReason,
}

pub async fn of_conversation(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<Vec<Kept>> {
    const SQL: &str = "SELECT message_seq, candidate_id, reason FROM learning_questions
        WHERE conversation_id = $1 AND shop_id = $2 ORDER BY message_seq";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(id).bind(shop_id))?)
}

/// Adds a question to a group; one that is known stays where it is.
pub async fn add(conn: &mut Conn<'_>, shop_id: ShopId, to: CandidateId, question: &NewQuestion) -> Result<()> {
    const SQL: &str = "INSERT INTO learning_questions
        (conversation_id, message_seq, shop_id, candidate_id, reason, is_guide, asked_at)
        VALUES ($1, $2, $3, $4, $5, FALSE, $6) ON CONFLICT (conversation_id, message_seq) DO NOTHING";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(question.conversation_id)
            .bind(question.message_seq)
            .bind(shop_id)
            .bind(to)
            .bind(question.reason)
            .bind(question.asked_at)
    )?;
    Ok(())
}

pub async fn set_reason(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: ConversationId,
    seq: Seq,
    reason: QuestionReason,
) -> Result<()> {
    const SQL: &str = "UPDATE learning_questions SET reason = $4
        WHERE conversation_id = $1 AND message_seq = $2 AND shop_id = $3";
    execute!(conn, sqlx::query(SQL).bind(id).bind(seq).bind(shop_id).bind(reason))?;
    Ok(())
}

pub async fn withdraw(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId, seq: Seq) -> Result<()> {
    const SQL: &str = "DELETE FROM learning_questions WHERE conversation_id = $1 AND message_seq = $2 AND shop_id = $3";
    execute!(conn, sqlx::query(SQL).bind(id).bind(seq).bind(shop_id))?;
    Ok(())
}

/// Questions go where their messages go.
pub async fn follow(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    from: ConversationId,
    to: ConversationId,
    seqs: &[Seq],
) -> Result<()> {
    const HEAD: &str = "UPDATE learning_questions SET conversation_id = ";
    for chunk in seqs.chunks(500) {
        let mut script = Script::of(conn);
        let numbers = chunk.iter().copied();
        let (of, there) = (" WHERE shop_id = ", " AND conversation_id = ");
        select_in!(&mut script, [HEAD => to, of => shop_id, there => from], " AND message_seq IN", numbers, "");
        script.run(conn).await?;
    }
    Ok(())
}

/// Moves all questions of a group to another one. Each remembers where it was; what guided a group guides the other.
pub async fn move_to(conn: &mut Conn<'_>, shop_id: ShopId, from: CandidateId, to: CandidateId) -> Result<()> {
    const SQL: &str =
        "UPDATE learning_questions SET candidate_id = $3, merged_from = $2 WHERE shop_id = $1 AND candidate_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}

/// Whether a group holds questions that another one brought.
pub async fn holds(conn: &mut Conn<'_>, shop_id: ShopId, id: CandidateId, brought: CandidateId) -> Result<bool> {
    const SQL: &str =
        "SELECT COUNT(*) FROM learning_questions WHERE shop_id = $1 AND candidate_id = $2 AND merged_from = $3";
    let questions: i64 = fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id).bind(id).bind(brought))?;
    Ok(questions > 0)
}

/// Moves back what a group brought into another one.
pub async fn move_back(conn: &mut Conn<'_>, shop_id: ShopId, from: CandidateId, to: CandidateId) -> Result<()> {
    const SQL: &str = "UPDATE learning_questions SET candidate_id = $3, merged_from = NULL
        WHERE shop_id = $1 AND candidate_id = $2 AND merged_from = $3";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(from).bind(to))?;
    Ok(())
}

/// Forgets what a buyer asked in a conversation.
pub async fn forget(conn: &mut Conn<'_>, shop_id: ShopId, id: ConversationId) -> Result<()> {
    const LOOKS: &str = "DELETE FROM learning_conversations WHERE conversation_id = $1 AND shop_id = $2";
    const QUESTIONS: &str =
        "DELETE FROM learning_questions WHERE conversation_id = $1 AND shop_id = $2 RETURNING candidate_id";
    execute!(conn, sqlx::query(LOOKS).bind(id).bind(shop_id))?;
    let held: Vec<CandidateId> = fetch_all!(conn, sqlx::query_scalar(QUESTIONS).bind(id).bind(shop_id))?;
    for candidate in held.into_iter().collect::<BTreeSet<_>>() {
        count_anew(conn, shop_id, candidate).await?;
    }
    Ok(())
}

/// Forgets questions asked before a time, a few of all shops; what was dismissed is remembered by its own.
pub async fn forget_old(conn: &mut Conn<'_>, before: Time) -> Result<()> {
    const OLD: &str = "SELECT q.shop_id, q.candidate_id, q.conversation_id, q.message_seq FROM learning_questions q
        JOIN learning_candidates c ON c.id = q.candidate_id
        WHERE q.asked_at < $1 AND c.state <> $2 ORDER BY q.asked_at LIMIT 1000";
    let old: Vec<(ShopId, CandidateId, ConversationId, Seq)> =
        fetch_all!(conn, sqlx::query_as(OLD).bind(before).bind(CandidateState::Dismissed))?;
    for (shop_id, _, conversation_id, seq) in &old {
        withdraw(conn, *shop_id, *conversation_id, *seq).await?;
    }
    for (shop_id, candidate) in old.into_iter().map(|(shop, candidate, ..)| (shop, candidate)).collect::<BTreeSet<_>>()
    {
        count_anew(conn, shop_id, candidate).await?;
    }
    Ok(())
}

/// A question that tells what its group asks for.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct GuideRow {
    pub candidate_id: CandidateId,
    pub conversation_id: ConversationId,
    pub message_seq: Seq,
    pub text: String,
}

/// The guides of all groups that new questions may join: not of those accepted before a time.
pub async fn guides(conn: &mut Conn<'_>, shop_id: ShopId, accepted_since: Time) -> Result<Vec<GuideRow>> {
    const SQL: &str = "SELECT q.candidate_id, q.conversation_id, q.message_seq, m.text FROM learning_questions q
        JOIN learning_candidates c ON c.id = q.candidate_id
        JOIN messages m ON m.conversation_id = q.conversation_id AND m.seq = q.message_seq AND m.shop_id = q.shop_id
        WHERE q.shop_id = $1 AND q.is_guide AND m.text IS NOT NULL AND (c.state <> $2 OR c.decided_at > $3)
        ORDER BY q.asked_at, q.message_seq";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(CandidateState::Accepted).bind(accepted_since))?)
}

/// What the guides of some groups say.
pub async fn guides_of(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[CandidateId],
) -> Result<Vec<(CandidateId, String)>> {
    const HEAD: &str = "SELECT q.candidate_id, m.text FROM learning_questions q
        JOIN messages m ON m.conversation_id = q.conversation_id AND m.seq = q.message_seq AND m.shop_id = q.shop_id
        WHERE q.is_guide AND m.text IS NOT NULL AND q.shop_id = ";
    let mut script = Script::of(conn);
    let tail = "ORDER BY q.candidate_id, q.asked_at, q.message_seq";
    select_in!(&mut script, [HEAD => shop_id], " AND q.candidate_id IN", ids.iter().copied(), tail);
    Ok(script.fetch(conn).await?)
}

/// A question with its words.
#[derive(Debug, Clone, sqlx::FromRow)]
pub struct ExampleRow {
    pub candidate_id: CandidateId,
    pub conversation_id: ConversationId,
    pub message_seq: Seq,
    pub reason: QuestionReason,
    pub asked_at: Time,
    pub text: String,
}

/// The newest questions of each of some groups, at most so many.
pub async fn examples(conn: &mut Conn<'_>, shop_id: ShopId, ids: &[CandidateId], most: i64) -> Result<Vec<ExampleRow>> {
    const HEAD: &str = "SELECT candidate_id, conversation_id, message_seq, reason, asked_at, text FROM
        (SELECT q.candidate_id, q.conversation_id, q.message_seq, q.reason, q.asked_at, m.text,
            ROW_NUMBER() OVER (PARTITION BY q.candidate_id ORDER BY q.asked_at DESC, q.message_seq DESC) AS place
         FROM learning_questions q
         JOIN messages m ON m.conversation_id = q.conversation_id AND m.seq = q.message_seq AND m.shop_id = q.shop_id
         WHERE m.text IS NOT NULL AND q.shop_id = ";
    let mut script = Script::of(conn);
    let tail = format!(") newest WHERE place <= {most} ORDER BY candidate_id, place");
    select_in!(&mut script, [HEAD => shop_id], " AND q.candidate_id IN", ids.iter().copied(), tail);
    Ok(script.fetch(conn).await?)
}

/// How many questions of some groups are there for each reason, the most frequent first.
pub async fn reasons(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[CandidateId],
) -> Result<Vec<(CandidateId, QuestionReason, i64)>> {
    const HEAD: &str = "SELECT candidate_id, reason, COUNT(*) AS questions FROM learning_questions WHERE shop_id = ";
    let mut script = Script::of(conn);
    let tail = "GROUP BY candidate_id, reason ORDER BY candidate_id, questions DESC, reason";
    select_in!(&mut script, [HEAD => shop_id], " AND candidate_id IN", ids.iter().copied(), tail);
    Ok(script.fetch(conn).await?)
}

/// When the questions of some groups were asked, since a time.
pub async fn weeks(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    ids: &[CandidateId],
    since: Time,
    week_millis: i64,
) -> Result<Vec<(CandidateId, i64, i64)>> {
    const WEEK: &str = "SELECT candidate_id, (asked_at - ";
    let mut script = Script::of(conn);
    select_in!(
        &mut script,
        [WEEK => since, ") / " => week_millis, " AS week, COUNT(*) AS questions FROM learning_questions
            WHERE asked_at >= " => since, " AND shop_id = " => shop_id],
        " AND candidate_id IN",
        ids.iter().copied(),
        "GROUP BY candidate_id, week"
    );
    Ok(script.fetch(conn).await?)
}

/// What some questions of a group say, with where they were asked.
pub async fn texts(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    id: CandidateId,
) -> Result<Vec<(ConversationId, Seq, String)>> {
    const SQL: &str = "SELECT q.conversation_id, q.message_seq, m.text FROM learning_questions q
        JOIN messages m ON m.conversation_id = q.conversation_id AND m.seq = q.message_seq AND m.shop_id = q.shop_id
        WHERE q.shop_id = $1 AND q.candidate_id = $2 AND m.text IS NOT NULL
        ORDER BY q.asked_at DESC, q.message_seq DESC LIMIT 200";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}
