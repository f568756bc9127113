//! The rules of automatic messages on told and on random histories: what is said is fed back, as the server does.

use proptest::prelude::*;
use uuid::Uuid;

use super::decide::{LONG_BETWEEN_MS, MOST_IN_AN_HOUR, Next, SERVED_MS, Scene, next};
use super::model::{AutomaticKind, Ready, Settings};
use super::thread::{id_of, read};
use crate::clock::Time;
use crate::conversations::{Author, Kind, MessageRow};
use crate::ids::{ConversationId, ShopId};

const HOUR_MS: i64 = 3_600_000;

/// A conversation as it grows, in a shop whose doors the story opens and closes.
struct Talk {
    place: (ShopId, ConversationId),
    rows: Vec<MessageRow>,
    waiting_since: Option<Time>,
    scene: Scene,
    ready: Ready,
    /// When it is looked at again.
    due: Option<Time>,
}

impl Talk {
    fn begin() -> Self {
        let scene = Scene { now: Time(0), open: true, anyone_there: true, busy: false, owned: false, greeted: false };
        let at_other_times = [AutomaticKind::Apology, AutomaticKind::Closing, AutomaticKind::IdleClosing];
        let ready = AutomaticKind::ALL.into_iter().filter(|kind| !at_other_times.contains(kind)).collect();
        let place = (ShopId(Uuid::from_u128(1)), ConversationId(Uuid::from_u128(2)));
        Self { place, rows: Vec::new(), waiting_since: None, scene, ready, due: None }
    }

    fn add(&mut self, author: Author, text: &str, client_id: Option<Uuid>) {
        let seq = i64::try_from(self.rows.len()).expect("a number") + 1;
        let row = MessageRow::new(self.place, seq, Kind::Text, author, self.scene.now);
        self.rows.push(MessageRow { text: Some(text.to_owned()), client_id, ..row });
    }

    fn buyer(&mut self, text: &str) {
        self.add(Author::Customer, text, None);
        self.waiting_since.get_or_insert(self.scene.now);
        self.look();
    }

    /// Speaks for the buyer; nothing looks for it.
    fn machine(&mut self) {
        self.add(Author::Machine, "我在休假", None);
    }

    fn agent(&mut self) {
        self.add(Author::Agent, "在的", None);
        self.waiting_since = None;
    }

    fn bot(&mut self, settles: bool) {
        self.add(Author::Bot, "答案", None);
        if settles {
            self.waiting_since = None;
        }
    }

    /// Time goes by, with every look that falls due in it.
    fn pass(&mut self, seconds: i64) {
        let until = self.scene.now.plus_seconds(seconds);
        while let Some(due) = self.due.filter(|due| *due <= until) {
            self.scene.now = due.max(self.scene.now);
            self.look();
        }
        self.scene.now = until;
    }

    fn look(&mut self) {
        self.due = None;
        loop {
            let Some(since) = self.waiting_since else { return };
            let from = self.rows.len().saturating_sub(usize::try_from(super::thread::MOST_READ).expect("a number"));
            let Some(heard) = read(&self.rows[from..], since, self.scene.now) else { return };
            match next(&heard.wait, &self.scene, &self.ready, &Settings::default()) {
                Next::Say(kind) => {
                    let id = id_of(self.place.0, heard.first, kind);
                    self.add(Author::Automatic, kind.name(), Some(id));
                }
                Next::LookAt(at) => {
                    assert!(at > self.scene.now, "a look that is due is made now");
                    self.due = Some(at);
                    return;
                }
                Next::Nothing => return,
            }
        }
    }

    fn said(&self) -> Vec<&str> {
        let own = self.rows.iter().filter(|row| row.author == Author::Automatic);
        own.filter_map(|row| row.text.as_deref()).collect()
    }
}

#[test]
fn who_waits_is_greeted_and_asked_for_patience_twice() {
    let mut talk = Talk::begin();
    talk.buyer("在吗");
    assert_eq!(talk.said(), ["greeting"]);
    // The greeting is not a minute old.
    talk.pass(59);
    assert_eq!(talk.said(), ["greeting"]);
    talk.pass(1);
    assert_eq!(talk.said(), ["greeting", "waiting"]);
    talk.pass(86_400);
    assert_eq!(talk.said(), ["greeting", "waiting", "waiting_again"]);
}

#[test]
fn an_answer_ends_it_and_the_next_wait_begins_anew() {
    let mut talk = Talk::begin();
    talk.buyer("在吗");
    talk.agent();
    talk.pass(600);
    assert_eq!(talk.said(), ["greeting"]);
    talk.buyer("发货了吗");
    talk.pass(45);
    assert_eq!(talk.said(), ["greeting", "waiting"]);
}

#[test]
fn who_writes_to_a_closed_shop_is_told_once_and_asked_for_no_patience() {
    let mut talk = Talk::begin();
    talk.scene.open = false;
    talk.buyer("在吗");
    talk.pass(3600);
    talk.buyer("有人吗");
    talk.scene.anyone_there = false;
    talk.scene.open = true;
    talk.buyer("睡了吗");
    assert_eq!(talk.said(), ["closed"]);
    // Somebody is there in the morning: it counts from the first words after that.
    talk.scene.anyone_there = true;
    talk.pass(8 * 3600);
    assert_eq!(talk.said(), ["closed"], "nothing was asked since");
    talk.buyer("早上好");
    assert_eq!(talk.said(), ["closed", "waiting"]);
}

#[test]
fn an_empty_desk_and_a_full_one_are_told_apart() {
    let mut talk = Talk::begin();
    talk.scene.anyone_there = false;
    talk.buyer("在吗");
    assert_eq!(talk.said(), ["nobody_there"]);
    let mut talk = Talk::begin();
    talk.scene.busy = true;
    talk.buyer("在吗");
    assert_eq!(talk.said(), ["busy"], "a greeting would be the second in a row");
    talk.buyer("问一下尺码");
    assert_eq!(talk.said(), ["busy"], "it was greeted by that");
    let mut talk = Talk::begin();
    (talk.scene.busy, talk.scene.owned) = (true, true);
    talk.buyer("在吗");
    assert_eq!(talk.said(), ["greeting"], "somebody serves this buyer already");
}

#[test]
fn whoever_is_being_served_is_not_told_that_the_shop_closed() {
    let mut talk = Talk::begin();
    talk.buyer("在吗");
    talk.agent();
    talk.scene.open = false;
    talk.buyer("再问一句");
    assert_eq!(talk.said(), ["greeting"]);
    talk.agent();
    talk.pass(SERVED_MS / 1000);
    talk.buyer("还在吗");
    assert_eq!(talk.said(), ["greeting", "closed"]);
}

#[test]
fn whoever_was_served_until_all_left_is_told_when_that_is_over() {
    let mut talk = Talk::begin();
    talk.buyer("在吗");
    talk.agent();
    talk.scene.anyone_there = false;
    // A page that loads again is no absence.
    talk.buyer("再问一句");
    talk.pass(SERVED_MS / 1000 - 1);
    assert_eq!(talk.said(), ["greeting"]);
    talk.pass(1);
    assert_eq!(talk.said(), ["greeting", "nobody_there"]);
}

#[test]
fn nothing_is_said_behind_the_bots_words() {
    let mut talk = Talk::begin();
    talk.scene.anyone_there = false;
    // The bot hands over in its own words before it is looked at.
    talk.add(Author::Customer, "退款", None);
    talk.waiting_since = Some(talk.scene.now);
    talk.bot(false);
    talk.look();
    talk.pass(3600);
    assert_eq!(talk.said(), Vec::<&str>::new());
}

#[test]
fn a_machine_is_left_alone() {
    let mut talk = Talk::begin();
    talk.buyer("您的来信已收到");
    talk.agent();
    talk.buyer("您的来信已收到");
    talk.agent();
    let before = talk.said().len();
    talk.buyer("您的来信已收到");
    talk.pass(86_400);
    assert_eq!(talk.said().len(), before);
    // Our own words come back.
    let mut talk = Talk::begin();
    talk.buyer("在吗");
    talk.buyer("greeting");
    talk.pass(86_400);
    assert_eq!(talk.said(), ["greeting"]);
}

#[test]
fn two_shops_that_talk_to_each_other_fall_silent() {
    let (mut one, mut other) = (Talk::begin(), Talk::begin());
    other.place.0 = ShopId(Uuid::from_u128(3));
    one.buyer("在吗");
    let (mut heard_by_other, mut heard_by_one) = (0, 0);
    for round in 0..2000 {
        let said: Vec<String> = one.said()[heard_by_other..].iter().map(|text| format!("甲 {text} {round}")).collect();
        heard_by_other += said.len();
        said.iter().for_each(|text| other.buyer(text));
        let said: Vec<String> = other.said()[heard_by_one..].iter().map(|text| format!("乙 {text} {round}")).collect();
        heard_by_one += said.len();
        said.iter().for_each(|text| one.buyer(text));
        one.pass(60);
        other.pass(60);
    }
    assert!(one.said().len() <= 4 && other.said().len() <= 4, "{:?} {:?}", one.said(), other.said());
}

#[derive(Debug, Clone)]
enum Step {
    Buyer(u8),
    Machine,
    Agent,
    Bot(bool),
    Pass(i64),
    Doors(bool, bool, bool, bool),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        4 => (0..4_u8).prop_map(Step::Buyer),
        1 => Just(Step::Machine),
        2 => Just(Step::Agent),
        1 => any::<bool>().prop_map(Step::Bot),
        4 => prop_oneof![0..100_i64, 100..4000_i64, 4000..90_000_i64].prop_map(Step::Pass),
        2 => any::<(bool, bool, bool, bool)>().prop_map(|(a, b, c, d)| Step::Doors(a, b, c, d)),
    ]
}

proptest! {
    #[test]
    fn the_rules_hold_whatever_happens(steps in prop::collection::vec(step(), 1..60)) {
        let mut talk = Talk::begin();
        for (place, step) in steps.into_iter().enumerate() {
            match step {
                // Now and then the same words again.
                Step::Buyer(0) => talk.buyer("在吗"),
                Step::Buyer(_) => talk.buyer(&format!("第 {place} 句")),
                Step::Machine => talk.machine(),
                Step::Agent => talk.agent(),
                Step::Bot(settles) => talk.bot(settles),
                Step::Pass(seconds) => talk.pass(seconds),
                Step::Doors(open, anyone_there, busy, owned) => {
                    talk.scene = Scene { open, anyone_there, busy, owned, ..talk.scene };
                }
            }
        }
        let (mut since_buyer, mut owed, mut in_wait): (Option<Time>, bool, Vec<String>) = (None, false, Vec::new());
        for (place, row) in talk.rows.iter().enumerate() {
            match row.author {
                Author::Customer => (since_buyer, owed) = (None, true),
                Author::Agent => {
                    (since_buyer, owed) = (None, false);
                    in_wait.clear();
                }
                Author::Automatic => {
                    prop_assert!(owed, "after a person spoke");
                    if let Some(at) = since_buyer {
                        prop_assert!(row.created_at.0 - at.0 >= LONG_BETWEEN_MS, "two in a row");
                    }
                    let kind = row.text.clone().unwrap_or_default();
                    // The bot may have ended a wait in between; a kind comes back only behind that.
                    let bots_after = talk.rows[..place].iter().rev().take_while(|row| row.author != Author::Agent);
                    let settled = bots_after.filter(|row| row.author == Author::Bot).count();
                    let before = in_wait.iter().filter(|said| **said == kind).count();
                    prop_assert!(before <= settled, "{kind} twice in a wait");
                    in_wait.push(kind);
                    let own = |other: &&MessageRow| {
                        other.author == Author::Automatic && other.created_at.0 > row.created_at.0 - HOUR_MS
                    };
                    prop_assert!(talk.rows[..=place].iter().filter(own).count() <= MOST_IN_AN_HOUR);
                    since_buyer = Some(row.created_at);
                }
                Author::Bot => since_buyer = Some(row.created_at),
                Author::System | Author::Machine => {}
            }
        }
    }
}
