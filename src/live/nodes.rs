//! The other processes: what they tell is done here, and they are told who sits at desks and who visits here.

use std::collections::BTreeSet;

use tokio::sync::mpsc;

use super::feed::Ring;
use super::frames::Frame;
use super::neighbours::{ALIVE_EVERY, Gone};
use super::{Live, close_code};
use crate::auth::Auth;
use crate::bus::{Heard, MOST_CUSTOMERS, NodeId, Note, Seat, Whom};
use crate::ids::{CustomerId, ShopId};

/// Listens to the others until the process ends.
pub(super) fn start(live: Live, auth: Auth, heard: mpsc::UnboundedReceiver<Heard>) {
    if live.bus.has_neighbours() {
        tokio::spawn(run(live, auth, heard));
    }
}

async fn run(live: Live, auth: Auth, mut heard: mpsc::UnboundedReceiver<Heard>) {
    let mut ticks = tokio::time::interval(ALIVE_EVERY);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    live.bus.tell(Note::WhoIsThere);
    loop {
        tokio::select! {
            heard = heard.recv() => match heard {
                Some(Heard::Note(from, note)) => live.hear(&auth, from, note),
                Some(Heard::Lost) => {
                    live.bus.tell(Note::WhoIsThere);
                    live.tell_who_is_here();
                    live.ring(Ring::LookAgain);
                }
                None => return,
            },
            _ = ticks.tick() => {
                if live.is_closing() {
                    return;
                }
                live.bus.tell(Note::Alive);
                live.gone(live.neighbours.forget_silent());
                // Bells may be lost without anybody noticing.
                live.ring(Ring::LookAgain);
            }
        }
    }
}

impl Live {
    fn hear(&self, auth: &Auth, from: NodeId, note: Note) {
        if self.neighbours.alive(from) && note != Note::Farewell {
            self.bus.tell(Note::WhoIsThere);
        }
        match note {
            Note::Committed { shop_id, seq, counts_moved } => self.ring(Ring::Heard { shop_id, seq, counts_moved }),
            Note::Tell { shop_id, whom, frame } => {
                self.hub.tell(shop_id, whom, &Frame::unstored(frame));
                // All desks are told what a colleague chose.
                if whom == Whom::Desks {
                    self.seats_changed();
                }
            }
            Note::Close { whom, come_back } => {
                // Whoever is shut out shall not come back on what is remembered here.
                auth.forget_everybody();
                self.hub.close(whom, close_code(come_back));
            }
            Note::Seated { seat, at } => {
                let before = self.neighbours.seated(from, seat, at).and_then(|seat| seat.watching);
                if before != at.watching {
                    self.tell_viewers(at.shop_id, [before, at.watching]);
                }
                self.seats_changed();
            }
            Note::Left { seat } => self.seats_gone(self.neighbours.left(from, seat).as_slice()),
            Note::Visiting { shop_id, customers, here } => self.visiting(from, shop_id, &customers, here),
            Note::Alive => {}
            Note::WhoIsThere => self.tell_who_is_here(),
            Note::Farewell => self.gone(self.neighbours.farewell(from)),
        }
    }

    fn tell_who_is_here(&self) {
        for (seat, at) in self.hub.seats() {
            self.bus.tell(Note::Seated { seat, at });
        }
        for (shop_id, customers) in self.hub.customers() {
            for some in customers.chunks(MOST_CUSTOMERS) {
                self.bus.tell(Note::Visiting { shop_id, customers: some.to_vec(), here: true });
            }
        }
    }

    /// Customers came to another process, or left it; the desks here see those for whom that changes anything.
    fn visiting(&self, node: NodeId, shop_id: ShopId, customers: &[CustomerId], here: bool) {
        let is_online = |customer: &CustomerId| self.is_customer_online(shop_id, *customer);
        let before: Vec<bool> = customers.iter().map(is_online).collect();
        self.neighbours.visiting(node, shop_id, customers, here);
        for (customer, before) in customers.iter().zip(before) {
            if is_online(customer) != before {
                self.tell_customer_online(shop_id, *customer, !before);
            }
        }
    }

    fn gone(&self, gone: Gone) {
        self.seats_gone(&gone.seats);
        for (shop_id, customer) in gone.customers {
            if !self.is_customer_online(shop_id, customer) {
                self.tell_customer_online(shop_id, customer, false);
            }
        }
    }

    /// Desks elsewhere were closed: their colleagues are offline, unless they sit at another.
    fn seats_gone(&self, seats: &[Seat]) {
        let people: BTreeSet<_> = seats.iter().map(|seat| (seat.shop_id, seat.staff_id)).collect();
        for (shop_id, staff) in people {
            self.tell_if_offline(shop_id, staff);
        }
        for seat in seats {
            self.tell_viewers(seat.shop_id, [seat.watching, None]);
        }
        self.seats_changed();
    }
}
