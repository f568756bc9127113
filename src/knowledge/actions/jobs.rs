//! Many questions at once: taken in, asked one batch after the other, kept for a week.

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::ids::{AskJobId, JobId};
use crate::inboxes;
use crate::jobs::{self, Job, NewJob, Outcome};
use crate::knowledge::clean;
use crate::knowledge::model::{AskJob, AskJobState, AskResult, How, Question, ResultRow};
use crate::knowledge::store::{self, jobs as rows};

/// The kind of its jobs.
pub const ASK: &str = "ask_knowledge";

pub const MOST_QUESTIONS: usize = 10_000;
const MOST_RANKED: usize = 50;
/// Older ones make room.
const MOST_OF_A_SHOP: usize = 10;
const MOST_UNDER_WAY: usize = 3;
const KEPT_SECONDS: i64 = 7 * 24 * 3600;
const AT_ONCE: i64 = 200;

/// Takes questions in; ask for the job until it is done.
pub async fn ask(app: &App, actor: &Actor, questions: Vec<String>, mut how: How) -> Result<AskJob> {
    actor.require(Permission::ReadKnowledge)?;
    let questions = clean_questions(&questions)?;
    how.limit = how.limit.clamp(1, MOST_RANKED);
    let shop_id = actor.shop_id;
    if let Some(id) = how.situation.inbox_id
        && !inboxes::of_shop(app, shop_id).await?.iter().any(|inbox| inbox.id == id)
    {
        return Err(Error::invalid("inbox_id", "unknown"));
    }
    let now = app.clock.now();
    let row = AskJob {
        id: AskJobId::new(),
        shop_id,
        asked_by: actor.staff_id,
        state: AskJobState::Waiting,
        how: store::json(&how)?,
        done: 0,
        total: i64::try_from(questions.len()).unwrap_or(i64::MAX),
        answer: 0,
        suggest: 0,
        hand_over: 0,
        created_at: now,
        finished_at: None,
        expires_at: now.plus_seconds(KEPT_SECONDS),
    };
    let mut tx = app.db.begin_in(&[shop_id]).await?;
    let mut conn = tx.conn();
    let known = rows::list(&mut conn, shop_id).await?;
    let (under_way, over): (Vec<&AskJob>, Vec<&AskJob>) = known.iter().partition(|job| job.finished_at.is_none());
    if under_way.len() >= MOST_UNDER_WAY {
        return Err(Error::Conflict("too_many_jobs"));
    }
    for old in over.into_iter().skip(MOST_OF_A_SHOP - 1 - under_way.len()) {
        rows::delete(&mut conn, shop_id, old.id).await?;
    }
    rows::insert(&mut conn, &row, &questions).await?;
    jobs::enqueue(&mut conn, &[job_of(&row)], now).await?;
    tx.commit().await?;
    app.jobs.ring();
    Ok(row)
}

fn clean_questions(questions: &[String]) -> Result<Vec<String>> {
    match questions.len() {
        0 => return Err(Error::invalid("questions", "required")),
        count if count > MOST_QUESTIONS => return Err(Error::invalid("questions", "too_many")),
        _ => {}
    }
    let clean = |(place, text): (usize, &String)| {
        clean::one_line(&format!("questions[{place}]"), text, clean::MAX_VARIANT_CHARS)
    };
    questions.iter().enumerate().map(clean).collect()
}

fn job_of(row: &AskJob) -> NewJob {
    NewJob {
        id: JobId(row.id.0),
        shop_id: row.shop_id,
        kind: ASK,
        payload: row.id.to_string(),
        target: String::new(),
        // A shop's jobs take turns: they take a whole processor.
        lane: Some(format!("ask:{}", row.shop_id)),
        place: row.created_at.0,
        about: None,
    }
}

/// Asks what was not asked yet; a job that was cut off goes on where it was.
pub async fn run(app: &App, job: &Job) -> Result<Outcome> {
    let id: AskJobId = job.payload.parse().map_err(|_| Error::invalid("payload", "not_an_id"))?;
    let Some(row) = rows::find(&mut app.db.reader().await?.conn(), job.shop_id, id).await? else {
        return Ok(Outcome::Done);
    };
    match ask_all(app, &row).await {
        Ok(()) => Ok(Outcome::Done),
        Err(error) => {
            if job.is_last_attempt() {
                end(app, &row, AskJobState::Failed).await?;
            }
            Err(error)
        }
    }
}

async fn ask_all(app: &App, row: &AskJob) -> Result<()> {
    let how: How = store::from_json(&row.how)?;
    // One state of the knowledge for all of them, so that they can be compared.
    let ready = app.knowledge.learned(app, row.shop_id).await?;
    loop {
        let batch = rows::unasked(&mut app.db.reader().await?.conn(), row.shop_id, row.id, AT_ONCE).await?;
        if batch.is_empty() {
            return end(app, row, AskJobState::Done).await;
        }
        let (ready, how, now) = (ready.clone(), how.clone(), app.clock.now());
        let asking = tokio::task::spawn_blocking(move || {
            let ask = |ResultRow { number, question, .. }: ResultRow| {
                let situation = how.situation.clone();
                let asked =
                    ready.ask(&Question { limit: how.limit, situation, ..Question::new(question.clone()) }, now);
                AskResult::of(number, question, asked)
            };
            batch.into_iter().map(ask).collect::<Vec<_>>()
        });
        let results = asking.await.map_err(anyhow::Error::from)?;
        let mut tx = app.db.begin().await?;
        if !rows::answered(&mut tx.conn(), row.shop_id, row.id, &results).await? {
            return Ok(());
        }
        tx.commit().await?;
    }
}

async fn end(app: &App, row: &AskJob, state: AskJobState) -> Result<()> {
    let mut tx = app.db.begin().await?;
    rows::finish(&mut tx.conn(), row.shop_id, row.id, state, app.clock.now()).await?;
    Ok(tx.commit().await?)
}

/// The shop's jobs, the newest first.
pub async fn list(app: &App, actor: &Actor) -> Result<Vec<AskJob>> {
    actor.require(Permission::ReadKnowledge)?;
    rows::list(&mut app.db.reader().await?.conn(), actor.shop_id).await
}

pub async fn show(app: &App, actor: &Actor, id: AskJobId) -> Result<AskJob> {
    actor.require(Permission::ReadKnowledge)?;
    rows::find(&mut app.db.reader().await?.conn(), actor.shop_id, id).await?.ok_or(Error::NotFound)
}

/// What came of the questions behind a number, and the number to go on from.
pub async fn results(
    app: &App,
    actor: &Actor,
    id: AskJobId,
    after: i64,
    limit: usize,
) -> Result<(Vec<AskResult>, Option<i64>)> {
    let job = show(app, actor, id).await?;
    let most = i64::try_from(limit).unwrap_or(i64::MAX);
    let items = rows::results(&mut app.db.reader().await?.conn(), actor.shop_id, id, after, most).await?;
    let next = items.last().map(|last| last.number).filter(|last| *last < job.total);
    Ok((items, next))
}

/// Stops a job, or forgets it with its results.
pub async fn forget(app: &App, actor: &Actor, id: AskJobId) -> Result<()> {
    actor.require(Permission::ProposeKnowledge)?;
    let mut tx = app.db.begin_in(&[actor.shop_id]).await?;
    let mut conn = tx.conn();
    rows::find(&mut conn, actor.shop_id, id).await?.ok_or(Error::NotFound)?;
    jobs::discard_many(&mut conn, actor.shop_id, &[JobId(id.0)]).await?;
    rows::delete(&mut conn, actor.shop_id, id).await?;
    Ok(tx.commit().await?)
}
