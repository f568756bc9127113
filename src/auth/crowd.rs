//! How many sockets and event streams are open at once, by network and by buyer.
//!
//! Generous: an office of two hundred agents with three tabs each sits behind one address, and so do many buyers of one
//! telephone company. Counted by each process.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use crate::error::{Error, Result};
use crate::ids::CustomerId;
use crate::network;

pub const MOST_OF_A_NETWORK: u32 = 3000;
pub const MOST_OF_A_VISITOR: u32 = 20;

/// Who is full has to close something first; this is only when to look again.
const RETRY_AFTER_SECONDS: u64 = 30;

/// What is open now. Clones share it; without anything in it when the settings switch limits off.
#[derive(Debug, Clone)]
pub struct Crowd(Option<Arc<Mutex<HashMap<Of, u32>>>>);

#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Of {
    Network(IpAddr),
    Visitor(CustomerId),
}

/// One open connection; given back when dropped.
#[derive(Debug)]
pub struct Place(Option<(Crowd, Of)>);

impl Crowd {
    pub fn new(enabled: bool) -> Self {
        Self(enabled.then(Arc::default))
    }

    /// One more connection from an address.
    pub fn at_address(&self, address: IpAddr) -> Result<Place> {
        self.enter(Of::Network(network::counted_by(address)), MOST_OF_A_NETWORK)
    }

    /// One more connection of a buyer.
    pub fn of_visitor(&self, customer: CustomerId) -> Result<Place> {
        self.enter(Of::Visitor(customer), MOST_OF_A_VISITOR)
    }

    fn enter(&self, of: Of, most: u32) -> Result<Place> {
        let Some(open) = &self.0 else { return Ok(Place(None)) };
        let mut open = lock(open);
        let count = open.entry(of).or_default();
        if *count >= most {
            return Err(Error::TooMany { retry_after_seconds: RETRY_AFTER_SECONDS });
        }
        *count += 1;
        Ok(Place(Some((self.clone(), of))))
    }

    fn leave(&self, of: Of) {
        let Some(open) = &self.0 else { return };
        let mut open = lock(open);
        if let Some(count) = open.get_mut(&of) {
            *count -= 1;
            if *count == 0 {
                open.remove(&of);
            }
        }
    }
}

fn lock(open: &Mutex<HashMap<Of, u32>>) -> MutexGuard<'_, HashMap<Of, u32>> {
    // Nothing here is half-done when a holder panics.
    open.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Drop for Place {
    fn drop(&mut self) {
        if let Some((crowd, of)) = &self.0 {
            crowd.leave(*of);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn who_is_full_closes_one_first_and_others_come_in() {
        let crowd = Crowd::new(true);
        let (mei, lin) = (CustomerId::new(), CustomerId::new());
        let mut open: Vec<Place> =
            (0..MOST_OF_A_VISITOR).map(|_| crowd.of_visitor(mei).expect("room for one more")).collect();
        assert!(matches!(crowd.of_visitor(mei), Err(Error::TooMany { .. })));
        crowd.of_visitor(lin).expect("another buyer");
        open.pop();
        open.push(crowd.of_visitor(mei).expect("one was closed"));
        assert!(crowd.of_visitor(mei).is_err());
        drop(open);
        assert!(crowd.0.as_ref().is_some_and(|open| lock(open).is_empty()), "nothing is remembered of who is gone");
    }

    #[test]
    fn a_v6_network_is_full_as_a_whole() {
        let crowd = Crowd::new(true);
        let at = |last: u16| IpAddr::from([0x2001, 0xdb8, 1, 2, 0, 0, 0, last]);
        let open: Vec<Place> = (0..MOST_OF_A_NETWORK)
            .map(|n| crowd.at_address(at(u16::try_from(n).unwrap_or(0))).expect("room"))
            .collect();
        assert!(crowd.at_address(at(u16::MAX)).is_err());
        crowd.at_address("2001:db8:1:3::1".parse().expect("an address")).expect("another network");
        drop(open);
    }

    #[test]
    fn switched_off_it_lets_everybody_in() {
        let crowd = Crowd::new(false);
        let mei = CustomerId::new();
        let open: Vec<Result<Place>> = (0..1000).map(|_| crowd.of_visitor(mei)).collect();
        assert!(open.iter().all(Result::is_ok));
    }
}
