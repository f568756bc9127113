//! SQL of leases.

use uuid::Uuid;

use crate::clock::Time;
use crate::db::{Conn, execute};
use crate::error::Result;

/// Takes a lease that is free, or holds one's own for longer; false when it is somebody else's.
pub async fn take(conn: &mut Conn<'_>, name: &str, me: Uuid, now: Time, until: Time) -> Result<bool> {
    const SQL: &str = "INSERT INTO leases (name, holder, held_until) VALUES ($1, $2, $4)
        ON CONFLICT (name) DO UPDATE SET holder = excluded.holder, held_until = excluded.held_until
        WHERE leases.holder = excluded.holder OR leases.held_until <= $3";
    Ok(execute!(conn, sqlx::query(SQL).bind(name).bind(me).bind(now).bind(until))? > 0)
}

/// Lets others take it at once.
pub async fn give_back(conn: &mut Conn<'_>, name: &str, me: Uuid) -> Result<()> {
    const SQL: &str = "DELETE FROM leases WHERE name = $1 AND holder = $2";
    execute!(conn, sqlx::query(SQL).bind(name).bind(me))?;
    Ok(())
}
