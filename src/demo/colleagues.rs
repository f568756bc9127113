//! The demo's other agents: what they ask each other at the start, and what one who is not signed in asks whoever is, now
//! and then, while the simulated buyers come.

use std::collections::HashMap;
use std::time::Duration;

use anyhow::Context;
use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{Rng, SeedableRng};
use uuid::Uuid;

use super::content::Content;
use crate::app::App;
use crate::auth::{self, Actor, Staff};
use crate::conversations::{self, ConversationFilter, ConversationRow, Cursor, Place, Status};
use crate::help_requests::{self, Whom, Words};
use crate::ids::{ConversationId, ShopId, StaffId};

/// In seconds: soon enough to be met by a newcomer, seldom enough to leave them their buyers.
const FIRST: f64 = 50.0;
const PAUSES: std::ops::Range<f64> = 150.0..300.0;
/// How often they hand on rather than ask.
const HANDS_ON: f64 = 0.3;
/// More than anybody of the demo has in hand.
const LOOKED_AT: i64 = 50;

/// What stands open between colleagues when the demo begins.
pub async fn ask_at_first(
    app: &App,
    content: &Content,
    staff: &HashMap<&str, Actor>,
    conversations: &HashMap<&str, ConversationId>,
) -> anyhow::Result<()> {
    for asked in &content.shop.asked {
        let by = staff.get(asked.by.as_str()).context("nobody asks")?;
        let whom = staff.get(asked.whom.as_str()).context("nobody is asked")?.staff_id;
        let id = *conversations.get(asked.dialogue.as_str()).context("not begun")?;
        let words = Words { client_id: Uuid::now_v7(), text: asked.text.clone() };
        help_requests::ask(app, by, id, Whom::Colleague(whom), words).await?;
    }
    Ok(())
}

/// What a colleague says by the way.
#[derive(Debug, Clone)]
struct Phrases {
    questions: Vec<String>,
    handing: String,
}

/// Lets them go on as long as the server runs.
pub fn start(app: App, shop_id: ShopId, content: &Content, seed: u64) {
    let phrases =
        Phrases { questions: content.shop.colleague_questions.clone(), handing: content.shop.handing_note.clone() };
    app.jobs.clone().spawn(async move {
        let mut random = StdRng::seed_from_u64(seed);
        let mut pause = FIRST;
        // What a newcomer is to see first.
        let mut hands_on = true;
        loop {
            tokio::select! {
                () = app.jobs.stopping().cancelled() => return,
                () = tokio::time::sleep(Duration::from_secs_f64(pause)) => {}
            }
            let runs = app.demo.simulator().is_ok_and(|simulator| simulator.is_running());
            let turned = match runs {
                true => turn_to_somebody(&app, shop_id, &phrases, hands_on, &mut random).await,
                false => Ok(false),
            };
            match turned {
                Ok(true) => {
                    pause = random.random_range(PAUSES);
                    hands_on = random.random_bool(HANDS_ON);
                }
                // Nobody is there yet, or nobody has anything in hand.
                Ok(false) => pause = FIRST,
                Err(error) => tracing::debug!(%error, "a simulated colleague kept to themselves"),
            }
        }
    });
}

/// One who is away leaves one who is there a conversation with a note, or asks them something; whether anybody did.
async fn turn_to_somebody(
    app: &App,
    shop_id: ShopId,
    phrases: &Phrases,
    hands_on: bool,
    random: &mut StdRng,
) -> anyhow::Result<bool> {
    let staff = auth::staff_of(app, shop_id).await?;
    let (there, away): (Vec<&Staff>, Vec<&Staff>) =
        staff.iter().partition(|one| app.live.is_connected(shop_id, one.id));
    let Some(whom) = there.choose(random) else { return Ok(false) };
    let away_ids: Vec<StaffId> = away.iter().map(|one| one.id).collect();
    let theirs = in_hand(app, shop_id, whom.id, away_ids).await?;
    let Some(row) = theirs.choose(random) else { return Ok(false) };
    let Some(by) = away.iter().find(|one| Some(one.id) == row.assignee_id) else { return Ok(false) };
    let by = Actor::at_terminal(shop_id, by.id, by.role);
    if hands_on {
        conversations::assign(app, &by, row.id, Place::of(whom.id), None).await?;
        conversations::leave_note(app, &by, row.id, Uuid::now_v7(), phrases.handing.clone()).await?;
        return Ok(true);
    }
    let Some(question) = phrases.questions.choose(random) else { return Ok(false) };
    let words = Words { client_id: Uuid::now_v7(), text: question.clone() };
    help_requests::ask(app, &by, row.id, Whom::Colleague(whom.id), words).await?;
    Ok(true)
}

/// What those who are away have in work.
async fn in_hand(
    app: &App,
    shop_id: ShopId,
    viewer: StaffId,
    owners: Vec<StaffId>,
) -> anyhow::Result<Vec<ConversationRow>> {
    if owners.is_empty() {
        return Ok(Vec::new());
    }
    let statuses = vec![Status::Open, Status::Waiting];
    let filter = ConversationFilter { statuses, assignee_ids: owners, ..ConversationFilter::default() };
    let mut reader = app.db.reader().await?;
    let now = app.clock.now();
    let viewer = (shop_id, viewer);
    Ok(conversations::filtered(&mut reader.conn(), viewer, &filter, now, Cursor::START, LOOKED_AT).await?)
}
