//! Simulated buyers: they come to the shop page, ask, wait, follow up, thank and leave, through the widget's own
//! public interface.
//!
//! Invariants: the same seed brings the same buyers; buyers stop coming while the desk has enough to do; stopping
//! sends everybody away at once.

mod buyer;
mod line;

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use rand::rngs::StdRng;
use rand::{Rng, SeedableRng};
use tokio::sync::watch;
use tokio::task::JoinSet;

use super::content::{Content, Customer, Opening};
use crate::clock::Clock;
use crate::sealed::Secret;
use buyer::Buyer;

/// Pauses between two arrivals, in seconds.
const ARRIVALS: std::ops::Range<f64> = 18.0..48.0;
/// The first one comes soon: somebody has just opened the desk.
const FIRST_ARRIVAL: Duration = Duration::from_secs(5);
/// Most buyers come with the shop's word for who they are.
const SIGNED_IN: f64 = 0.75;

/// Where the buyers go and how they behave.
#[derive(Debug, Clone)]
pub struct Settings {
    pub server: SocketAddr,
    pub clock: Clock,
    /// The inbox they write to.
    pub inbox_key: String,
    /// Signs in those the shop knows.
    pub identity_secret: Secret,
    /// The address of the shop's pages, without a slash at the end.
    pub shop_url: String,
    pub seed: u64,
    /// How much faster than life they are.
    pub pace: f64,
    /// No more buyers than this without an answer.
    pub most_unanswered: usize,
}

/// Starts and stops the buyers.
#[derive(Debug)]
pub struct Simulator {
    running: watch::Sender<bool>,
    present: Arc<Counts>,
}

/// Who is there now.
#[derive(Debug, Default)]
pub(super) struct Counts {
    buyers: AtomicUsize,
    unanswered: AtomicUsize,
}

impl Simulator {
    pub fn start(settings: Settings, content: Arc<Content>, running: bool) -> Self {
        let (tell, told) = watch::channel(running);
        let present = Arc::new(Counts::default());
        let street = Street { settings: Arc::new(settings), content, present: present.clone() };
        tokio::spawn(street.run(told));
        Self { running: tell, present }
    }

    pub fn set_running(&self, running: bool) {
        self.running.send_replace(running);
    }

    pub fn is_running(&self) -> bool {
        *self.running.borrow()
    }

    /// Buyers who have the widget open.
    pub fn buyers(&self) -> usize {
        self.present.buyers.load(Ordering::Relaxed)
    }
}

/// Brings buyers one after the other.
struct Street {
    settings: Arc<Settings>,
    content: Arc<Content>,
    present: Arc<Counts>,
}

impl Street {
    async fn run(self, mut told: watch::Receiver<bool>) {
        let mut random = StdRng::seed_from_u64(self.settings.seed);
        let mut openings = Deck::new(self.content.openings.len());
        let mut customers = Deck::new(self.content.customers.len());
        loop {
            if told.wait_for(|running| *running).await.is_err() {
                return;
            }
            let mut buyers = JoinSet::new();
            let mut pause = self.scaled(FIRST_ARRIVAL.as_secs_f64());
            loop {
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    stopped = told.wait_for(|running| !*running) => {
                        if stopped.is_err() {
                            return;
                        }
                        break;
                    }
                }
                while buyers.try_join_next().is_some() {}
                pause = self.scaled(random.random_range(ARRIVALS));
                if self.present.unanswered.load(Ordering::Relaxed) < self.settings.most_unanswered {
                    let opening = self.content.openings[openings.draw(&mut random)].clone();
                    let customer = self.somebody(&opening, &mut customers, &mut random);
                    let seed = random.random();
                    buyers.spawn(self.buyer(opening, customer, seed).live());
                }
            }
            buyers.shutdown().await;
        }
    }

    /// Somebody who speaks the language of the words; none for a stranger.
    fn somebody(&self, opening: &Opening, customers: &mut Deck, random: &mut StdRng) -> Option<Customer> {
        if !random.random_bool(SIGNED_IN) {
            return None;
        }
        (0..self.content.customers.len())
            .map(|_| &self.content.customers[customers.draw(random)])
            .find(|customer| customer.locale == opening.locale)
            .cloned()
    }

    fn buyer(&self, opening: Opening, customer: Option<Customer>, seed: u64) -> Buyer {
        Buyer {
            settings: self.settings.clone(),
            content: self.content.clone(),
            present: self.present.clone(),
            opening,
            customer,
            random: StdRng::seed_from_u64(seed),
        }
    }

    fn scaled(&self, seconds: f64) -> Duration {
        Duration::from_secs_f64(seconds / self.settings.pace)
    }
}

/// Draws every card once before any comes again.
struct Deck {
    left: Vec<usize>,
    size: usize,
}

impl Deck {
    fn new(size: usize) -> Self {
        Self { left: Vec::new(), size }
    }

    fn draw(&mut self, random: &mut StdRng) -> usize {
        if self.left.is_empty() {
            self.left = (0..self.size).collect();
        }
        let place = random.random_range(0..self.left.len());
        self.left.swap_remove(place)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deck_repeats_nothing_before_all_were_drawn() {
        let mut random = StdRng::seed_from_u64(3);
        let mut deck = Deck::new(20);
        let mut drawn: Vec<usize> = (0..20).map(|_| deck.draw(&mut random)).collect();
        drawn.sort_unstable();
        assert_eq!(drawn, (0..20).collect::<Vec<_>>());
    }
}
