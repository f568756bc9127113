use crate::clock::Time;
use crate::sealed::Sealed;

/// A mail that waits, as stored.
#[derive(Debug, sqlx::FromRow)]
pub struct MailRow {
    /// None once the key of the installation was lost.
    pub letter: Option<Sealed>,
    pub created_at: Time,
    pub expires_at: Time,
}
