//! What an error of the store means to whoever asked.

use crate::error::Error;

/// Of reading: what is not there is absent.
pub(super) fn failure(error: object_store::Error) -> Error {
    match error {
        object_store::Error::NotFound { .. } => Error::NotFound,
        other => refusal(other),
    }
}

/// Of writing: a bucket or folder that is not there is the store's trouble, not the sender's.
pub(super) fn refusal(error: object_store::Error) -> Error {
    if is_of_the_store(&error) {
        tracing::error!(%error, "the file store does not take this now");
        return Error::Unavailable("storage");
    }
    Error::Internal(error.into())
}

/// Whether the disk or the server below failed: full, failing, shut to us or gone, and perhaps well again soon.
fn is_of_the_store(error: &object_store::Error) -> bool {
    use object_store::Error::{Generic, NotFound, PermissionDenied, Unauthenticated};
    if matches!(error, NotFound { .. } | PermissionDenied { .. } | Unauthenticated { .. }) {
        return true;
    }
    let mut causes = std::iter::successors(std::error::Error::source(error), |cause| cause.source());
    let of_a_server = matches!(error, Generic { store, .. } if *store == super::bucket::STORE);
    of_a_server || causes.any(|cause| cause.is::<std::io::Error>())
}
