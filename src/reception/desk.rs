//! What is true of a shop's queue at one moment, and the moves that follow from it.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::absence::Absences;
use super::model::{Assignment, Capacity, Settings};
use super::plan::{self, Agent, Class, Given, Waiting, Wanted};
use super::skills::{self, Serving};
use super::store;
use crate::app::App;
use crate::auth;
use crate::bot;
use crate::clock::Time;
use crate::conversations::queue::{self, Queued};
use crate::conversations::{Cursor, Move, MoveReason, idle_rank};
use crate::db::Conn;
use crate::error::{Error, Result};
use crate::ids::{GroupId, InboxId, ShopId, StaffId};
use crate::inboxes::Channel;
use crate::live::Presence;
use crate::shops::{self, Shop};

/// As much of the line as is read at a time.
const LINE: i64 = 200;
/// Nobody is told a place behind so many others.
const LONGEST_SHOWN: usize = 2000;

/// What a shop has decided about its queue; it seldom changes, and is read once a look.
pub struct Policy {
    shop: Shop,
    settings: Settings,
    members: Vec<(GroupId, StaffId)>,
    groups: Vec<Serving>,
    bots: HashMap<InboxId, bot::Settings>,
}

impl Policy {
    pub async fn load(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Self> {
        let settings = store::settings(conn, shop_id).await?.settings;
        let shop = shops::find(conn, shop_id).await?.ok_or(Error::NotFound)?;
        let members = store::members(conn, shop_id).await?;
        let mut groups = Vec::new();
        for row in store::groups(conn, shop_id).await? {
            // One with nobody in it would keep its buyers waiting for ever.
            if members.iter().any(|(group, _)| *group == row.id) {
                groups.push(Serving { id: row.id, skills: row.skills()? });
            }
        }
        let bots = bot::settings_of_shop(conn, shop_id).await?;
        Ok(Self { shop, settings, members, groups, bots })
    }
}

pub struct Desk<'p> {
    now: Time,
    policy: &'p Policy,
    agents: Vec<Agent>,
}

impl<'p> Desk<'p> {
    /// Who is there now, and what they have in hand.
    pub async fn look(app: &App, conn: &mut Conn<'_>, policy: &'p Policy, now: Time) -> Result<Self> {
        let agents = agents(app, conn, policy.shop.id, &policy.settings, &policy.members, now).await?;
        Ok(Self { now, policy, agents })
    }

    /// What is to be done now.
    pub async fn moves(mut self, app: &App, conn: &mut Conn<'_>, absences: &Absences) -> Result<Vec<Move>> {
        let mut moves = self.left_alone(app, conn, absences).await?;
        if !plan::has_room(&self.agents) {
            return Ok(moves);
        }
        let served_after = self.served_after();
        let vips = &self.policy.settings.vip_tiers;
        let mut line = match vips.is_empty() {
            true => Vec::new(),
            false => queue::of_tiers(conn, self.policy.shop.id, served_after, vips, LINE).await?,
        };
        let mut after = Cursor::START;
        let mut seen = BTreeSet::new();
        loop {
            let page = queue::page(conn, self.policy.shop.id, served_after, after, LINE).await?;
            let is_last = page.len() < LINE as usize;
            if let Some(last) = page.last() {
                after = Cursor { rank: last.rank, id: last.id };
            }
            line.extend(page);
            let waiting = line.drain(..).filter(|queued| seen.insert(queued.id));
            let waiting: Vec<Waiting> = waiting.filter_map(|queued| self.waiting(&queued)).collect();
            moves.extend(plan::plan(&mut self.agents, waiting, self.now).into_iter().map(given));
            if is_last || !plan::has_room(&self.agents) {
                return Ok(moves);
            }
        }
    }

    pub fn agents(&self) -> &[Agent] {
        &self.agents
    }

    /// Whether buyers are told where they stand: only where the order is kept.
    pub fn shows_position(&self) -> bool {
        self.policy.settings.show_position && self.policy.settings.assignment == Assignment::Automatic
    }

    /// Who stands in line, in the order in which they are served.
    pub async fn line(&self, conn: &mut Conn<'_>) -> Result<Vec<(Queued, Waiting)>> {
        let served_after = self.served_after();
        let mut line = Vec::new();
        let mut after = Cursor::START;
        while line.len() < LONGEST_SHOWN {
            let page = queue::page(conn, self.policy.shop.id, served_after, after, LINE).await?;
            let is_last = page.len() < LINE as usize;
            if let Some(last) = page.last() {
                after = Cursor { rank: last.rank, id: last.id };
            }
            line.extend(page.into_iter().filter_map(|queued| self.waiting(&queued).map(|waiting| (queued, waiting))));
            if is_last {
                break;
            }
        }
        line.sort_by_key(|(_, waiting)| waiting.turn());
        Ok(line)
    }

    /// Whoever served a buyer after this is theirs again.
    fn served_after(&self) -> Time {
        self.now.plus_seconds(-self.policy.settings.returning_hours * 3600)
    }

    /// Buyers who wait for somebody who is gone; they are first in the line of the next look.
    async fn left_alone(&self, app: &App, conn: &mut Conn<'_>, absences: &Absences) -> Result<Vec<Move>> {
        let owners = queue::owners(conn, self.policy.shop.id).await?;
        let gone = absences.of(&app.live, self.policy.shop.id, &owners, self.policy.settings.absence_seconds, self.now);
        let left = queue::left_by(conn, self.policy.shop.id, gone).await?;
        Ok(left.into_iter().map(|id| Move { id, to: None, why: MoveReason::OwnerGone }).collect())
    }

    /// Somebody's place in the line; none while the bot has the word.
    fn waiting(&self, queued: &Queued) -> Option<Waiting> {
        let since = queued.waiting_since.unwrap_or(queued.updated_at);
        if self.is_with_bot(queued, since) {
            return None;
        }
        let waited = |seconds: i64| seconds > 0 && since.plus_seconds(seconds) <= self.now;
        let is_vip = queued.tier.as_ref().is_some_and(|tier| self.policy.settings.vip_tiers.contains(tier));
        let class = match is_vip {
            _ if waited(self.policy.settings.long_wait_seconds) => Class::WaitedLong,
            true => Class::Vip,
            false => Class::Everybody,
        };
        let wanted = match waited(self.policy.settings.overflow_seconds) {
            true => Wanted::Anyone,
            false => skills::wanted(queued, &self.policy.groups, &self.policy.shop.locale),
        };
        Some(Waiting { id: queued.id, since, class, channel: queued.channel, wanted, before: queued.before })
    }

    /// A bot that answers first is given its time, unless it has called a person.
    fn is_with_bot(&self, queued: &Queued, since: Time) -> bool {
        let Some(bot) = self.policy.bots.get(&queued.inbox_id) else { return false };
        bot.mode_at(self.now, &self.policy.shop.timezone) == bot::Mode::BotFirst
            && queued.called_at.is_none()
            && since.plus_seconds(bot.patience_seconds) > self.now
    }
}

fn given(given: Given) -> Move {
    let why = if given.returning { MoveReason::Returning } else { MoveReason::Turn };
    Move { id: given.id, to: Some(given.to), why }
}

/// Who is there, with what each has in hand.
pub async fn agents(
    app: &App,
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    settings: &Settings,
    members: &[(GroupId, StaffId)],
    now: Time,
) -> Result<Vec<Agent>> {
    let serving = auth::who_serve(conn, shop_id).await?;
    let there: Vec<StaffId> = serving
        .into_iter()
        .filter(|(id, chosen)| *chosen == Presence::Online && app.live.is_connected(shop_id, *id))
        .map(|(id, _)| id)
        .collect();
    let mut loads = loads(conn, shop_id, settings, &there, now).await?;
    let said: HashMap<StaffId, store::CapacityRow> =
        store::capacities(conn, shop_id).await?.into_iter().map(|row| (row.staff_id, row)).collect();
    let mut agents = Vec::with_capacity(there.len());
    for id in there {
        let row = said.get(&id);
        let capacity = row.map(store::CapacityRow::capacity).transpose()?.flatten();
        agents.push(Agent {
            id,
            groups: members.iter().filter(|(_, member)| *member == id).map(|(group, _)| *group).collect(),
            capacity: capacity.unwrap_or_else(|| Capacity::of_shop(settings)),
            load: loads.remove(&id).unwrap_or_default(),
            given_at: row.and_then(|row| row.given_at),
        });
    }
    Ok(agents)
}

/// What colleagues have in hand, by channel.
pub async fn loads(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    settings: &Settings,
    staff: &[StaffId],
    now: Time,
) -> Result<HashMap<StaffId, BTreeMap<Channel, i64>>> {
    let idle = idle_rank(now.plus_seconds(-settings.idle_minutes * 60));
    let mut loads: HashMap<StaffId, BTreeMap<_, i64>> = HashMap::new();
    for row in queue::in_hand(conn, shop_id, idle, staff.iter().copied()).await? {
        loads.entry(row.assignee_id).or_default().insert(row.channel, row.count);
    }
    Ok(loads)
}
