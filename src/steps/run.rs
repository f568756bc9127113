//! A run: the steps of one list, taken one after the other in one conversation.

use uuid::Uuid;

use super::model::{AssignTo, Outcome, SnoozeTo, Stand, Step, StepOutcome, StepState};
use super::say::{self, Said};
use crate::app::App;
use crate::auth::Permission;
use crate::clock::Time;
use crate::conversations::{self, By, ConversationRow, Place, Status};
use crate::error::{Error, Result};
use crate::follow_ups::{self, WantedFollowUp};
use crate::hours;
use crate::ids::{ConversationId, FollowUpId, MessageId, Seq, derived};

/// Ids of what a run leaves behind: made of the run and the place of the step.
pub(super) const ID_SPACE: &str = "zhanggui step";
/// So far ahead an opening is looked for, as the desk does.
const OPENINGS_AHEAD_SECONDS: i64 = 8 * 86_400;

/// One run of a list.
#[derive(Debug, Clone, Copy)]
pub struct Run {
    /// The same for the same run tried again: it then does what it had not done.
    pub id: Uuid,
    /// When it began; spans of time are counted from here.
    pub at: Time,
    /// The last message that was known when it was decided: a colleague's reply after it stops a reply, and one of anybody
    /// that of a rule.
    pub seen_seq: Option<Seq>,
    /// Reply although a colleague did meanwhile.
    pub force: bool,
}

/// What a run has left behind so far.
#[derive(Default)]
struct Left {
    replies: Vec<MessageId>,
    notes: Vec<MessageId>,
    follow_ups: Vec<FollowUpId>,
}

/// Takes the steps in order up to the first that fails. What can be known beforehand refuses the whole: nothing was done
/// then. A rule's reply that does not fit any more is withheld, and the steps after it are taken.
pub async fn run(app: &App, by: impl Into<By<'_>>, id: ConversationId, steps: &[Step], run: &Run) -> Result<Outcome> {
    let by = by.into();
    by.require(Permission::ServeConversations)?;
    let before = find(app, by, id).await?;
    if before.customer_erased {
        return Err(Error::Conflict("customer_erased"));
    }
    let mut said = word(app, by, &before, steps, run).await?;
    let (mut left, mut items) = (Left::default(), Vec::with_capacity(steps.len()));
    for (place, step) in steps.iter().enumerate() {
        let is_reply = matches!(step, Step::Reply { .. });
        let taken = match (is_reply, std::mem::replace(&mut said, Ok(None))) {
            (true, Ok(Some(words))) => reply(app, by, id, run, (place, &words), &mut left).await,
            (true, Ok(None)) => Ok(()),
            (true, Err(error)) => Err(error),
            (false, words) => {
                said = words;
                take(app, by, id, run, (place, step), &mut left).await
            }
        };
        let outcome = outcome_of(by, is_reply, id, taken);
        let goes_on = matches!(outcome.state, StepState::Done | StepState::Withheld);
        items.push(outcome);
        if !goes_on {
            break;
        }
    }
    items.resize(steps.len(), StepOutcome { state: StepState::Skipped, code: None });
    let after = find(app, by, id).await?;
    let (before, after) = (Stand::from(&before), Stand::from(&after));
    let Left { replies, notes, follow_ups } = left;
    Ok(Outcome { items, before, after, replies, notes, follow_ups })
}

async fn find(app: &App, by: By<'_>, id: ConversationId) -> Result<ConversationRow> {
    conversations::find_row(&mut app.db.reader().await?.conn(), by.shop_id(), id).await?.ok_or(Error::NotFound)
}

/// The words of the reply, if there is one. Whoever runs the steps is refused here; a rule goes on without.
async fn word(app: &App, by: By<'_>, row: &ConversationRow, steps: &[Step], run: &Run) -> Result<Result<Option<Said>>> {
    if !steps.iter().any(|step| matches!(step, Step::Reply { .. })) {
        return Ok(Ok(None));
    }
    match by {
        By::Staff(actor) => {
            let seen = run.seen_seq.filter(|_| !run.force);
            conversations::may_reply(&mut app.db.reader().await?.conn(), actor, row, seen).await?;
            Ok(Ok(say::word(app, by, row, steps).await?))
        }
        By::Rule { .. } => Ok(match say::rule_may_speak(app, row, steps, run).await {
            Ok(()) => say::word(app, by, row, steps).await,
            Err(error) => Err(error),
        }),
    }
}

/// As the same thing done by hand would be answered.
fn outcome_of(by: By<'_>, is_reply: bool, id: ConversationId, taken: Result<()>) -> StepOutcome {
    let Err(error) = taken else { return StepOutcome { state: StepState::Done, code: None } };
    if error.is_ours() {
        tracing::error!(conversation = %id, %error, "a step could not be taken");
    }
    let code = match &error {
        Error::Invalid { code, .. } => code.clone(),
        other => other.code().to_owned(),
    };
    let is_withheld = is_reply && by.staff_id().is_none() && !error.is_ours();
    StepOutcome { state: if is_withheld { StepState::Withheld } else { StepState::Failed }, code: Some(code) }
}

async fn reply(
    app: &App,
    by: By<'_>,
    id: ConversationId,
    run: &Run,
    (place, words): (usize, &Said),
    left: &mut Left,
) -> Result<()> {
    left.replies.extend(words.say(app, by, id, run, place).await?);
    Ok(())
}

async fn take(
    app: &App,
    by: By<'_>,
    id: ConversationId,
    run: &Run,
    (place, step): (usize, &Step),
    left: &mut Left,
) -> Result<()> {
    let client_id = derived(ID_SPACE, by.shop_id(), &[&run.id.to_string(), &place.to_string()]);
    match step {
        Step::Reply { .. } => {}
        Step::Note { text } => {
            let posted = conversations::leave_note(app, by, id, client_id, text.clone()).await?;
            left.notes.push(posted.message.id);
        }
        Step::Tag { tag_ids } => drop(conversations::retag(app, by, id, tag_ids, &[]).await?),
        Step::Untag { tag_ids } => drop(conversations::retag(app, by, id, &[], tag_ids).await?),
        Step::Assign { to, staff_id, group_id } => {
            let place = match to {
                AssignTo::Me => Place { to: by.staff_id(), group: None },
                AssignTo::Staff => Place { to: *staff_id, group: None },
                AssignTo::Group => Place { to: None, group: *group_id },
                AssignTo::Queue => Place::default(),
            };
            conversations::assign(app, by, id, place, None).await?;
        }
        Step::Stage { stage } => drop(conversations::update(app, by, id, Some(*stage), None).await?),
        Step::FollowUp { in_minutes, text, staff_id } => {
            let due_at = run.at.plus_seconds(in_minutes * 60);
            let wanted = WantedFollowUp { client_id, staff_id: *staff_id, text: text.clone(), due_at };
            left.follow_ups.push(follow_ups::create(app, by, id, wanted).await?.id);
        }
        Step::Snooze { until, minutes } => snooze(app, by, id, run, (*until, *minutes)).await?,
        Step::Solve { tag_ids } => drop(conversations::solve_because(app, by, id, tag_ids).await?),
    }
    Ok(())
}

async fn snooze(
    app: &App,
    by: By<'_>,
    id: ConversationId,
    run: &Run,
    (until, minutes): (SnoozeTo, Option<i64>),
) -> Result<()> {
    let row = find(app, by, id).await?;
    let until = match until {
        SnoozeTo::Reply => None,
        SnoozeTo::Minutes => Some(run.at.plus_seconds(minutes.unwrap_or(1) * 60)),
        SnoozeTo::Opening => {
            let calendars = hours::calendars(&mut app.db.reader().await?.conn(), by.shop_id()).await?;
            let openings = calendars.of(row.inbox_id).openings(run.at, run.at.plus_seconds(OPENINGS_AHEAD_SECONDS));
            let next = openings.into_iter().find(|at| *at > run.at);
            Some(next.ok_or(Error::Conflict("never_opens"))?)
        }
    };
    // A second try finds it as the first has left it.
    if row.status != Status::Snoozed || row.snoozed_until != until {
        conversations::snooze(app, by, id, until).await?;
    }
    Ok(())
}
