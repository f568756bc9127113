//! Generous limits per visitor, per address and per account, so that one flood does not slow the others.

use std::hash::Hash;
use std::net::{IpAddr, Ipv6Addr};
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock as _, DefaultClock};
use governor::{DefaultKeyedRateLimiter, Quota, RateLimiter};

use crate::error::{Error, Result};
use crate::ids::{CustomerId, StaffId};

/// The limiters; without any when the settings switch them off.
#[derive(Debug, Clone)]
pub struct Limits(Option<Arc<Limiters>>);

#[derive(Debug)]
struct Limiters {
    new_visitors: DefaultKeyedRateLimiter<IpAddr>,
    visitor_messages: DefaultKeyedRateLimiter<CustomerId>,
    widget_requests: DefaultKeyedRateLimiter<IpAddr>,
    staff_writes: DefaultKeyedRateLimiter<StaffId>,
}

impl Limits {
    pub fn new(enabled: bool) -> Self {
        Self(enabled.then(|| {
            Arc::new(Limiters {
                new_visitors: RateLimiter::keyed(per_minute(30, 30)),
                visitor_messages: RateLimiter::keyed(per_minute(60, 30)),
                widget_requests: RateLimiter::keyed(per_minute(1200, 300)),
                staff_writes: RateLimiter::keyed(per_minute(1200, 300)),
            })
        }))
    }

    /// A buyer never seen before, from an address.
    pub fn new_visitor(&self, address: IpAddr) -> Result<()> {
        self.check(|limiters| take(&limiters.new_visitors, &network(address)))
    }

    /// A message of a buyer.
    pub fn visitor_message(&self, customer: CustomerId) -> Result<()> {
        self.check(|limiters| take(&limiters.visitor_messages, &customer))
    }

    /// Any request of the widget that changes something, from an address.
    pub fn widget_request(&self, address: IpAddr) -> Result<()> {
        self.check(|limiters| take(&limiters.widget_requests, &network(address)))
    }

    /// Any request of a member of staff that changes something.
    pub fn staff_write(&self, staff: StaffId) -> Result<()> {
        self.check(|limiters| take(&limiters.staff_writes, &staff))
    }

    /// Forgets those who have their whole allowance again; called now and then.
    pub fn forget_idle(&self) {
        if let Some(limiters) = &self.0 {
            limiters.new_visitors.retain_recent();
            limiters.visitor_messages.retain_recent();
            limiters.widget_requests.retain_recent();
            limiters.staff_writes.retain_recent();
        }
    }

    fn check(&self, take: impl FnOnce(&Limiters) -> Result<()>) -> Result<()> {
        self.0.as_deref().map_or(Ok(()), take)
    }
}

fn per_minute(rate: u32, burst: u32) -> Quota {
    let nonzero = |n| NonZeroU32::new(n).unwrap_or(NonZeroU32::MIN);
    Quota::per_minute(nonzero(rate)).allow_burst(nonzero(burst))
}

fn take<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<()> {
    limiter.check_key(key).map_err(|busy| {
        let wait: Duration = busy.wait_time_from(DefaultClock::default().now());
        Error::TooMany { retry_after_seconds: wait.as_secs() + 1 }
    })
}

/// Whoever has one IPv6 address has its whole /64.
fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(v6) => {
            let [a, b, c, d, ..] = v6.segments();
            IpAddr::V6(Ipv6Addr::new(a, b, c, d, 0, 0, 0, 0))
        }
        v4 => v4,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_may_write_a_burst_and_then_waits() {
        let limits = Limits::new(true);
        let (mei, lin) = (CustomerId::new(), CustomerId::new());
        for _ in 0..30 {
            limits.visitor_message(mei).expect("within the burst");
        }
        assert!(matches!(limits.visitor_message(mei), Err(Error::TooMany { .. })));
        limits.visitor_message(lin).expect("another visitor");
    }

    #[test]
    fn switched_off_they_let_everything_pass() {
        let limits = Limits::new(false);
        let mei = CustomerId::new();
        for _ in 0..1000 {
            limits.visitor_message(mei).expect("no limit");
        }
    }

    #[test]
    fn neighbours_in_a_v6_network_share_an_allowance() {
        let a: IpAddr = "2001:db8:1:2::1".parse().expect("address");
        let b: IpAddr = "2001:db8:1:2:ffff::9".parse().expect("address");
        assert_eq!(network(a), network(b));
        assert_eq!(
            network("::ffff:192.0.2.1".parse().expect("address")),
            "192.0.2.1".parse::<IpAddr>().expect("address")
        );
    }
}
