//! What is said by itself at one moment: a pure function of what stands in the thread and what is true of the shop.

use std::collections::BTreeSet;

use super::model::{AutomaticKind, Ready, Settings};
use crate::clock::Time;

/// More than a person wants to hear from a machine; two machines that talk to each other stop here.
pub const MOST_IN_AN_HOUR: usize = 4;
/// Two messages of ours stand in a row only with so much time between them.
pub const LONG_BETWEEN_MS: i64 = 60_000;
/// A buyer whom a person wrote to so recently is being served, whatever the hours say.
pub const SERVED_MS: i64 = 10 * 60_000;

/// What is known of a buyer who waits.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wait {
    pub since: Time,
    /// What was said by itself in this wait.
    pub said: BTreeSet<AutomaticKind>,
    /// When the bot or an automatic message last spoke, if the buyer has said nothing since.
    pub spoke_at: Option<Time>,
    /// The buyer's first words after they read that nobody is there.
    pub wrote_after_away_at: Option<Time>,
    /// When a person last wrote to the buyer.
    pub served_at: Option<Time>,
    /// Nobody of the shop, and nothing, has said a word to the buyer yet.
    pub is_first: bool,
    /// Automatic messages of the last hour.
    pub in_hour: usize,
    /// What is heard sounds like a machine.
    pub from_machine: bool,
}

/// What is true of the shop.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scene {
    pub now: Time,
    pub open: bool,
    pub anyone_there: bool,
    /// Nobody has room for one more, or the queue is long.
    pub busy: bool,
    /// The conversation has an owner.
    pub owned: bool,
    /// The inbox greeted the buyer before the first words.
    pub greeted: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Next {
    Say(AutomaticKind),
    /// Nothing yet.
    LookAt(Time),
    Nothing,
}

impl Scene {
    /// Why nobody answers now, however patient the buyer is.
    pub fn away(&self) -> Option<AutomaticKind> {
        if !self.open {
            Some(AutomaticKind::Closed)
        } else if !self.anyone_there {
            Some(AutomaticKind::NobodyThere)
        } else {
            None
        }
    }
}

impl Wait {
    /// Of somebody who writes for the first time.
    pub fn just_begun(now: Time) -> Self {
        Self {
            since: now,
            said: BTreeSet::new(),
            spoke_at: None,
            wrote_after_away_at: None,
            served_at: None,
            is_first: true,
            in_hour: 0,
            from_machine: false,
        }
    }

    fn knows_of_absence(&self) -> bool {
        self.said.contains(&AutomaticKind::Closed) || self.said.contains(&AutomaticKind::NobodyThere)
    }

    /// Until when a person is taken to be at it, if one is.
    pub fn served_until(&self, now: Time) -> Option<Time> {
        self.served_at.map(|at| at.plus_millis(SERVED_MS)).filter(|until| *until > now)
    }
}

/// What to say to a buyer who waits; only kinds that have words for this buyer are said.
pub fn next(wait: &Wait, scene: &Scene, ready: &Ready, settings: &Settings) -> Next {
    if wait.from_machine || wait.in_hour >= MOST_IN_AN_HOUR {
        return Next::Nothing;
    }
    let is_free = |kind: &AutomaticKind| ready.contains(kind) && !wait.said.contains(kind);
    let has_the_word = wait.spoke_at.is_none();
    let served_until = wait.served_until(scene.now);
    match (scene.away(), served_until) {
        (Some(AutomaticKind::NobodyThere), Some(until)) => return Next::LookAt(until),
        (Some(kind), None) => {
            let may = has_the_word && !wait.knows_of_absence() && is_free(&kind);
            return if may { Next::Say(kind) } else { Next::Nothing };
        }
        _ => {}
    }
    let at_once =
        [(AutomaticKind::Busy, scene.busy && !scene.owned), (AutomaticKind::Greeting, wait.is_first && !scene.greeted)];
    let fits = |(kind, holds): &(AutomaticKind, bool)| *holds && is_free(kind);
    if let Some((kind, _)) = at_once.iter().find(|one| has_the_word && fits(one)) {
        return Next::Say(*kind);
    }
    let next = patience(wait, scene.now, is_free, settings);
    // Whoever was served when the shop closed is looked at again when that may be over.
    match (next, served_until.filter(|_| !scene.open)) {
        (Next::LookAt(at), Some(until)) => Next::LookAt(at.min(until)),
        (Next::Nothing, Some(until)) => Next::LookAt(until),
        (next, _) => next,
    }
}

/// When to ask for patience: nobody who was told that nobody is there is asked for it before they write again.
fn patience(wait: &Wait, now: Time, is_free: impl Fn(&AutomaticKind) -> bool, settings: &Settings) -> Next {
    let since = if wait.knows_of_absence() { wait.wrote_after_away_at } else { Some(wait.since) };
    let steps = [
        (AutomaticKind::Waiting, settings.waiting_seconds),
        (AutomaticKind::WaitingAgain, settings.waiting_again_seconds),
    ];
    let step = steps.into_iter().find(|(kind, _)| is_free(kind));
    let (Some(since), Some((kind, seconds))) = (since, step) else { return Next::Nothing };
    let due = since.plus_seconds(seconds).max(wait.spoke_at.map_or(Time(0), |at| at.plus_millis(LONG_BETWEEN_MS)));
    if due <= now { Next::Say(kind) } else { Next::LookAt(due) }
}
