//! Generous limits per visitor, per address and per account, so that one flood does not slow the others. Counted by
//! each process.

use std::hash::Hash;
use std::net::IpAddr;
use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::{DefaultKeyedRateLimiter, NotUntil, Quota, RateLimiter};

use crate::error::{Error, Result};
use crate::ids::{CustomerId, StaffId};
use crate::network::counted_by;

const MEGABYTE: u64 = 1024 * 1024;
/// What a buyer may upload in ten minutes: so many files, and so many bytes or three files of the largest size.
const UPLOAD_WINDOW: Duration = Duration::from_secs(600);
const UPLOADS: u32 = 60;
const UPLOAD_BYTES: u64 = 60 * MEGABYTE;

/// The limiters; without any when the settings switch them off.
#[derive(Debug, Clone)]
pub struct Limits(Option<Arc<Limiters>>);

#[derive(Debug)]
struct Limiters {
    new_visitors: DefaultKeyedRateLimiter<IpAddr>,
    visitor_messages: DefaultKeyedRateLimiter<CustomerId>,
    widget_requests: DefaultKeyedRateLimiter<IpAddr>,
    widget_reads: DefaultKeyedRateLimiter<IpAddr>,
    staff_writes: DefaultKeyedRateLimiter<StaffId>,
    staff_reads: DefaultKeyedRateLimiter<StaffId>,
    uploads: DefaultKeyedRateLimiter<CustomerId>,
    upload_bytes: DefaultKeyedRateLimiter<CustomerId>,
}

impl Limits {
    /// With the largest upload, in bytes.
    pub fn new(enabled: bool, max_upload_bytes: u64) -> Self {
        let bytes = UPLOAD_BYTES.max(max_upload_bytes.saturating_mul(3));
        Self(enabled.then(|| {
            Arc::new(Limiters {
                new_visitors: RateLimiter::keyed(per_minute(30, 30)),
                visitor_messages: RateLimiter::keyed(per_minute(60, 30)),
                widget_requests: RateLimiter::keyed(per_minute(1200, 300)),
                widget_reads: RateLimiter::keyed(per_minute(12_000, 3000)),
                staff_writes: RateLimiter::keyed(per_minute(1200, 300)),
                staff_reads: RateLimiter::keyed(per_minute(6000, 1500)),
                uploads: RateLimiter::keyed(per_window(UPLOADS)),
                upload_bytes: RateLimiter::keyed(per_window(u32::try_from(bytes).unwrap_or(u32::MAX))),
            })
        }))
    }

    /// A buyer never seen before, from an address.
    pub fn new_visitor(&self, address: IpAddr) -> Result<()> {
        self.check(|limiters| take(&limiters.new_visitors, &counted_by(address)))
    }

    /// A message of a buyer.
    pub fn visitor_message(&self, customer: CustomerId) -> Result<()> {
        self.check(|limiters| take(&limiters.visitor_messages, &customer))
    }

    /// Any request of the widget that changes something, from an address.
    pub fn widget_request(&self, address: IpAddr) -> Result<()> {
        self.check(|limiters| take(&limiters.widget_requests, &counted_by(address)))
    }

    /// Any request of the widget that only reads, from an address.
    pub fn widget_read(&self, address: IpAddr) -> Result<()> {
        self.check(|limiters| take(&limiters.widget_reads, &counted_by(address)))
    }

    /// A file of a buyer, before its bytes are taken in.
    pub fn visitor_upload(&self, customer: CustomerId, bytes: u64) -> Result<()> {
        self.check(|limiters| {
            take(&limiters.uploads, &customer)?;
            let bytes = NonZeroU32::new(u32::try_from(bytes).unwrap_or(u32::MAX)).unwrap_or(NonZeroU32::MIN);
            match limiters.upload_bytes.check_key_n(&customer, bytes) {
                Ok(taken) => taken.map_err(too_many),
                // More than could ever be allowed: the size itself is refused where it is known.
                Err(_) => Err(Error::TooLarge("file_too_large")),
            }
        })
    }

    /// Any request of a member of staff that changes something.
    pub fn staff_write(&self, staff: StaffId) -> Result<()> {
        self.check(|limiters| take(&limiters.staff_writes, &staff))
    }

    /// Any request of a member of staff that only reads, by whatever session or token.
    pub fn staff_read(&self, staff: StaffId) -> Result<()> {
        self.check(|limiters| take(&limiters.staff_reads, &staff))
    }

    /// Forgets those who have their whole allowance again; called now and then.
    pub fn forget_idle(&self) {
        if let Some(limiters) = &self.0 {
            limiters.new_visitors.retain_recent();
            limiters.visitor_messages.retain_recent();
            limiters.widget_requests.retain_recent();
            limiters.widget_reads.retain_recent();
            limiters.staff_writes.retain_recent();
            limiters.staff_reads.retain_recent();
            limiters.uploads.retain_recent();
            limiters.upload_bytes.retain_recent();
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

/// All of it at once, and then evenly over the window.
fn per_window(most: u32) -> Quota {
    let most = NonZeroU32::new(most).unwrap_or(NonZeroU32::MIN);
    Quota::with_period(UPLOAD_WINDOW / most.get()).unwrap_or(Quota::per_second(most)).allow_burst(most)
}

fn take<K: Hash + Eq + Clone>(limiter: &DefaultKeyedRateLimiter<K>, key: &K) -> Result<()> {
    limiter.check_key(key).map_err(too_many)
}

fn too_many(busy: NotUntil<<DefaultClock as Clock>::Instant>) -> Error {
    let wait: Duration = busy.wait_time_from(DefaultClock::default().now());
    Error::TooMany { retry_after_seconds: wait.as_secs() + 1 }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_visitor_may_write_a_burst_and_then_waits() {
        let limits = Limits::new(true, 0);
        let (mei, lin) = (CustomerId::new(), CustomerId::new());
        for _ in 0..30 {
            limits.visitor_message(mei).expect("within the burst");
        }
        assert!(matches!(limits.visitor_message(mei), Err(Error::TooMany { .. })));
        limits.visitor_message(lin).expect("another visitor");
    }

    #[test]
    fn switched_off_they_let_everything_pass() {
        let limits = Limits::new(false, 0);
        let mei = CustomerId::new();
        for _ in 0..1000 {
            limits.visitor_message(mei).expect("no limit");
        }
    }

    #[test]
    fn neighbours_in_a_v6_network_share_an_allowance() {
        let limits = Limits::new(true, 0);
        let at = |last: u16| IpAddr::from([0x2001, 0xdb8, 1, 2, 0, 0, 0, last]);
        for last in 0..30 {
            limits.new_visitor(at(last)).expect("within the burst");
        }
        assert!(limits.new_visitor(at(99)).is_err());
    }

    #[test]
    fn a_visitor_uploads_so_much_and_then_waits() {
        const LARGEST: u64 = 20 * MEGABYTE;
        let limits = Limits::new(true, LARGEST);
        let (mei, lin) = (CustomerId::new(), CustomerId::new());
        for _ in 0..3 {
            limits.visitor_upload(mei, LARGEST).expect("three of the largest");
        }
        let refused = limits.visitor_upload(mei, LARGEST);
        assert!(matches!(refused, Err(Error::TooMany { retry_after_seconds: 150..=210 })), "{refused:?}");
        limits.visitor_upload(lin, LARGEST).expect("another visitor");
        for _ in 1..UPLOADS {
            limits.visitor_upload(lin, 1).expect("small ones");
        }
        assert!(limits.visitor_upload(lin, 1).is_err());
        // Where larger files are allowed, so are three of them.
        let limits = Limits::new(true, 10 * LARGEST);
        limits.visitor_upload(mei, 10 * LARGEST).expect("one of the largest");
    }
}
