//! The other processes: what they tell is done here, and they are told who sits at desks here.

use std::collections::BTreeSet;

use tokio::sync::mpsc;

use super::feed::Ring;
use super::frames::Frame;
use super::neighbours::ALIVE_EVERY;
use super::{Live, close_code};
use crate::auth::Auth;
use crate::bus::{Heard, NodeId, Note, Seat};

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
                    live.tell_seats();
                    live.ring(Ring::LookAgain);
                }
                None => return,
            },
            _ = ticks.tick() => {
                if live.is_closing() {
                    return;
                }
                live.bus.tell(Note::Alive);
                live.gone(&live.neighbours.forget_silent());
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
            Note::Tell { shop_id, whom, frame } => self.hub.tell(shop_id, whom, &Frame::unstored(frame)),
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
            }
            Note::Left { seat } => self.gone(self.neighbours.left(from, seat).as_slice()),
            Note::Alive => {}
            Note::WhoIsThere => self.tell_seats(),
            Note::Farewell => self.gone(&self.neighbours.farewell(from)),
        }
    }

    fn tell_seats(&self) {
        for (seat, at) in self.hub.seats() {
            self.bus.tell(Note::Seated { seat, at });
        }
    }

    /// Desks elsewhere were closed: their colleagues are offline, unless they sit at another.
    fn gone(&self, seats: &[Seat]) {
        let people: BTreeSet<_> = seats.iter().map(|seat| (seat.shop_id, seat.staff_id)).collect();
        for (shop_id, staff) in people {
            self.tell_if_offline(shop_id, staff);
        }
        for seat in seats {
            self.tell_viewers(seat.shop_id, [seat.watching, None]);
        }
    }
}
