//! SQL of the installation's own pair of keys.

use uuid::Uuid;

use crate::clock::Time;
use crate::db::{Conn, execute, fetch_optional};
use crate::error::Result;
use crate::push::model::OwnKeyRow;
use crate::sealed::Sealed;

pub async fn read(conn: &mut Conn<'_>) -> Result<Option<OwnKeyRow>> {
    const SQL: &str = "SELECT id, private_key FROM push_keys WHERE place = 1";
    Ok(fetch_optional!(conn, sqlx::query_as(SQL))?)
}

/// Stores the first pair; false if there is one.
pub async fn insert(conn: &mut Conn<'_>, id: Uuid, public: &str, private: &Sealed, now: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO push_keys (place, id, public_key, private_key, made_at) VALUES (1, $1, $2, $3, $4)
        ON CONFLICT DO NOTHING";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(public).bind(private).bind(now))? > 0)
}

/// Puts a pair in the place of one without its private half; false if there is none such.
pub async fn replace_lost(conn: &mut Conn<'_>, id: Uuid, public: &str, private: &Sealed, now: Time) -> Result<bool> {
    const SQL: &str = "UPDATE push_keys SET id = $1, public_key = $2, private_key = $3, made_at = $4
        WHERE place = 1 AND private_key IS NULL";
    Ok(execute!(conn, sqlx::query(SQL).bind(id).bind(public).bind(private).bind(now))? > 0)
}
