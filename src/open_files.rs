//! How many files and sockets this process may hold open.
//!
//! Systems start a process with a low limit that it may raise itself: each person online is an open socket.

use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};

/// Raises the limit as far as the system allows; the limit then, or none if there is none.
pub fn allow_many() -> Option<u64> {
    let limit = getrlimit(Resource::Nofile);
    let raised = Rlimit { current: limit.maximum, maximum: limit.maximum };
    match setrlimit(Resource::Nofile, raised) {
        Ok(()) => limit.maximum,
        Err(error) => {
            tracing::warn!(%error, "could not raise the limit of open files");
            limit.current
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_limit_is_raised_to_what_is_allowed() {
        let allowed = allow_many();
        assert_eq!(allowed, getrlimit(Resource::Nofile).maximum);
        assert_eq!(allowed, getrlimit(Resource::Nofile).current);
    }
}
