//! Who gets whom: a pure function of who waits and who is there.
//!
//! Invariants: nobody gets more than they take at once; nobody gets a buyer whom their groups do not serve; whoever comes
//! first in line is asked for first; nobody is left idle while somebody waits whom they could serve.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use crate::clock::Time;
use crate::ids::{ConversationId, GroupId, StaffId};
use crate::inboxes::Channel;

use super::model::Capacity;

/// A colleague who is there to be given conversations.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Agent {
    pub id: StaffId,
    pub groups: BTreeSet<GroupId>,
    pub capacity: Capacity,
    /// What they have in hand, by channel.
    pub load: BTreeMap<Channel, i64>,
    pub given_at: Option<Time>,
}

/// Somebody in the queue.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Waiting {
    pub id: ConversationId,
    pub since: Time,
    pub class: Class,
    pub channel: Channel,
    pub wanted: Wanted,
    /// Who served this buyer not long ago.
    pub before: Option<StaffId>,
}

impl Waiting {
    /// Whoever has the smaller one is served before.
    pub fn turn(&self) -> (Class, Time, ConversationId) {
        (self.class, self.since, self.id)
    }
}

/// Who is before others in line, whenever they came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Class {
    WaitedLong,
    Vip,
    Everybody,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Wanted {
    Anyone,
    /// Members of one of these.
    Groups(BTreeSet<GroupId>),
}

impl Wanted {
    /// Whether the same colleague may be wanted by both.
    pub fn overlaps(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Groups(mine), Self::Groups(theirs)) => !mine.is_disjoint(theirs),
            (Self::Anyone, _) | (_, Self::Anyone) => true,
        }
    }
}

/// One conversation given to one colleague.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Given {
    pub id: ConversationId,
    pub to: StaffId,
    /// To whoever served the buyer before.
    pub returning: bool,
}

/// Gives those who wait to those who are there, and leaves in `agents` what they have in hand then.
pub fn plan(agents: &mut [Agent], mut line: Vec<Waiting>, now: Time) -> Vec<Given> {
    line.sort_by_key(Waiting::turn);
    line.iter().filter_map(|waiting| give(agents, waiting, now)).collect()
}

/// Whether anybody has room for one more.
pub fn has_room(agents: &[Agent]) -> bool {
    agents.iter().any(|agent| agent.total() < agent.capacity.total)
}

fn give(agents: &mut [Agent], waiting: &Waiting, now: Time) -> Option<Given> {
    let agent = agents
        .iter_mut()
        .filter(|agent| agent.serves(&waiting.wanted) && agent.has_room(waiting.channel))
        .min_by_key(|agent| {
            // The one they know; then the one with the most room; of equals, whoever was given nothing for longest.
            let is_known = waiting.before == Some(agent.id);
            (Reverse(is_known), agent.share_taken(), agent.given_at, agent.id)
        })?;
    *agent.load.entry(waiting.channel).or_default() += 1;
    agent.given_at = Some(now);
    Some(Given { id: waiting.id, to: agent.id, returning: waiting.before == Some(agent.id) })
}

impl Agent {
    fn serves(&self, wanted: &Wanted) -> bool {
        match wanted {
            Wanted::Anyone => true,
            Wanted::Groups(groups) => !self.groups.is_disjoint(groups),
        }
    }

    /// Whether their turn to be given it can come.
    pub fn may_be_given(&self, wanted: &Wanted) -> bool {
        self.capacity.total > 0 && self.serves(wanted)
    }

    fn has_room(&self, channel: Channel) -> bool {
        let in_hand = self.load.get(&channel).copied().unwrap_or(0);
        self.total() < self.capacity.total && self.capacity.of(channel).is_none_or(|most| in_hand < most)
    }

    fn total(&self) -> i64 {
        self.load.values().sum()
    }

    /// In thousandths, so that equals are equal.
    fn share_taken(&self) -> i64 {
        self.total() * 1000 / self.capacity.total.max(1)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const CHANNELS: [Channel; 2] = [Channel::Widget, Channel::Generic];

    fn staff(number: u8) -> StaffId {
        StaffId(uuid::Uuid::from_u128(u128::from(number)))
    }

    fn group(number: u8) -> GroupId {
        GroupId(uuid::Uuid::from_u128(u128::from(number)))
    }

    fn groups() -> impl Strategy<Value = BTreeSet<GroupId>> {
        prop::collection::btree_set((0..3_u8).prop_map(group), 0..3)
    }

    fn channel() -> impl Strategy<Value = Channel> {
        prop::sample::select(&CHANNELS[..])
    }

    fn agents() -> impl Strategy<Value = Vec<Agent>> {
        let agent = (groups(), 0..4_i64, prop::option::of(0..3_i64), 0..5_i64, prop::option::of(0..9_i64));
        prop::collection::vec(agent, 0..6).prop_map(|agents| {
            let made =
                |(number, (groups, total, most, load, given_at)): (_, (_, _, Option<i64>, _, Option<i64>))| Agent {
                    id: staff(number),
                    groups,
                    capacity: Capacity {
                        total,
                        channels: most.map(|most| (Channel::Widget, most)).into_iter().collect(),
                    },
                    load: BTreeMap::from([(Channel::Widget, load)]),
                    given_at: given_at.map(Time),
                };
            (0..).zip(agents).map(made).collect()
        })
    }

    fn line() -> impl Strategy<Value = Vec<Waiting>> {
        let classes = prop::sample::select(&[Class::WaitedLong, Class::Vip, Class::Everybody][..]);
        let waiting = (0..9_i64, classes, channel(), prop::option::of(groups()), prop::option::of(0..6_u8));
        prop::collection::vec(waiting, 0..12).prop_map(|line| {
            let made =
                |(number, (since, class, channel, wanted, before)): (_, (_, _, _, Option<_>, Option<u8>))| Waiting {
                    id: ConversationId(uuid::Uuid::from_u128(number)),
                    since: Time(since),
                    class,
                    channel,
                    wanted: wanted.map_or(Wanted::Anyone, Wanted::Groups),
                    before: before.map(staff),
                };
            (0..).zip(line).map(made).collect()
        })
    }

    fn find(agents: &[Agent], id: StaffId) -> &Agent {
        agents.iter().find(|agent| agent.id == id).expect("an agent who is there")
    }

    proptest! {
        #[test]
        fn nobody_gets_more_than_they_take(mut agents in agents(), line in line()) {
            let before = agents.clone();
            let given = plan(&mut agents, line.clone(), Time(10));
            for agent in &agents {
                let got = given.iter().filter(|given| given.to == agent.id).count() as i64;
                let had = find(&before, agent.id);
                prop_assert_eq!(agent.total(), had.total() + got);
                prop_assert!(got == 0 || agent.total() <= agent.capacity.total);
                for channel in CHANNELS {
                    let (now, then) = (agent.load.get(&channel).unwrap_or(&0), had.load.get(&channel).unwrap_or(&0));
                    prop_assert!(now == then || agent.capacity.of(channel).is_none_or(|most| *now <= most));
                }
            }
        }

        #[test]
        fn nobody_is_given_twice_or_to_a_stranger(mut agents in agents(), line in line()) {
            let given = plan(&mut agents, line.clone(), Time(10));
            let ids: BTreeSet<_> = given.iter().map(|given| given.id).collect();
            prop_assert_eq!(ids.len(), given.len());
            for one in &given {
                let waiting = line.iter().find(|waiting| waiting.id == one.id).expect("somebody who waited");
                prop_assert!(find(&agents, one.to).serves(&waiting.wanted));
                prop_assert_eq!(one.returning, waiting.before == Some(one.to));
            }
        }

        #[test]
        fn nobody_is_idle_while_somebody_waits_whom_they_serve(mut agents in agents(), line in line()) {
            let given = plan(&mut agents, line.clone(), Time(10));
            for left in line.iter().filter(|waiting| given.iter().all(|given| given.id != waiting.id)) {
                let idle = agents.iter().find(|agent| agent.serves(&left.wanted) && agent.has_room(left.channel));
                prop_assert!(idle.is_none(), "{idle:?} could serve {left:?}");
            }
        }

        #[test]
        fn who_is_first_in_line_is_served_first(mut agents in agents(), line in line()) {
            let given = plan(&mut agents, line.clone(), Time(10));
            for left in line.iter().filter(|waiting| given.iter().all(|given| given.id != waiting.id)) {
                // Whoever wants the same and came later was not served either.
                for later in line.iter().filter(|later| later.turn() > left.turn()) {
                    let alike = later.wanted == left.wanted && later.channel == left.channel;
                    prop_assert!(!alike || given.iter().all(|given| given.id != later.id));
                }
            }
        }

        #[test]
        fn who_was_served_before_comes_back_to_the_same(mut agents in agents(), mut line in line()) {
            line.truncate(1);
            let before = agents.clone();
            let given = plan(&mut agents, line.clone(), Time(10));
            let Some(waiting) = line.first() else { return Ok(()) };
            let known = before.iter().find(|agent| waiting.before == Some(agent.id));
            if known.is_some_and(|agent| agent.serves(&waiting.wanted) && agent.has_room(waiting.channel)) {
                prop_assert_eq!(given.first().map(|given| given.to), waiting.before);
            }
        }

        #[test]
        fn equals_take_turns(count in 1..6_u8, calls in 1..20_usize) {
            let agent = |number| Agent {
                id: staff(number),
                groups: BTreeSet::new(),
                capacity: Capacity { total: 100, channels: BTreeMap::new() },
                load: BTreeMap::new(),
                given_at: None,
            };
            let mut agents: Vec<Agent> = (0..count).map(agent).collect();
            for call in 0..calls {
                let waiting = Waiting {
                    id: ConversationId(uuid::Uuid::from_u128(call as u128)),
                    since: Time(0),
                    class: Class::Everybody,
                    channel: Channel::Widget,
                    wanted: Wanted::Anyone,
                    before: None,
                };
                plan(&mut agents, vec![waiting], Time(call as i64));
            }
            let loads: Vec<i64> = agents.iter().map(Agent::total).collect();
            let (most, least) = (loads.iter().max(), loads.iter().min());
            prop_assert!(most.zip(least).is_some_and(|(most, least)| most - least <= 1), "{loads:?}");
        }
    }
}
