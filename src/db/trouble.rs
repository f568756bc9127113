//! What an error of the database says about it.

use sqlx::postgres::PgDatabaseError;
use sqlx::sqlite::SqliteError;

/// SQLite's primary result codes for a store that cannot now: busy, locked, read-only, failing, full, not to be opened.
const SQLITE_TROUBLE: [i32; 6] = [5, 6, 8, 10, 13, 14];
/// PostgreSQL's classes of the same: lost connections, no resources, an operator's hand, the system's failures.
const POSTGRES_TROUBLE: [&str; 4] = ["08", "53", "57", "58"];

/// Whether a statement failed because a row with this key exists.
pub fn is_unique_violation(error: &sqlx::Error) -> bool {
    error.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
}

/// Whether the store cannot now what it could before and may again later: nothing is wrong with what was asked.
pub fn is_unavailable(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(refused) => {
            if let Some(refused) = refused.try_downcast_ref::<PgDatabaseError>() {
                return POSTGRES_TROUBLE.iter().any(|class| refused.code().starts_with(class));
            }
            let code = refused.try_downcast_ref::<SqliteError>().and_then(|refused| {
                let code = sqlx::error::DatabaseError::code(refused)?;
                // The lowest byte is the primary code, the rest says more exactly what failed.
                Some(code.parse::<i32>().ok()? & 0xff)
            });
            code.is_some_and(|code| SQLITE_TROUBLE.contains(&code))
        }
        _ => false,
    }
}
