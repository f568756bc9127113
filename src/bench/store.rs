//! Where the server under test keeps its data: a fresh folder, or a fresh database that goes afterwards.

use std::path::Path;

use anyhow::Context;
use sqlx::{Connection, PgConnection};
use zg_peers::{Nats, Postgres};

use super::process::Folder;
use crate::db::{Db, fetch_all, fetch_one};
use crate::ids::{InboxId, ShopId, StaffId};

/// What `--store` says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Store {
    Sqlite,
    /// A private server, made for the run.
    PrivatePostgres,
    /// The address of a PostgreSQL server; the user may create databases there.
    Postgres(String),
}

impl std::str::FromStr for Store {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text.split_once(':') {
            None if text == "sqlite" => Ok(Self::Sqlite),
            None if text == "postgres" => Ok(Self::PrivatePostgres),
            Some(("postgres" | "postgresql", rest)) if rest.starts_with("//") => Ok(Self::Postgres(text.to_owned())),
            Some(("postgres", url)) if url.starts_with("postgres") => Ok(Self::Postgres(url.to_owned())),
            _ => Err("sqlite, postgres or postgres:URL".to_owned()),
        }
    }
}

impl Store {
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Sqlite => "sqlite",
            Self::PrivatePostgres | Self::Postgres(_) => "postgres",
        }
    }
}

/// Fresh data of one server, or of several that share them.
#[derive(Debug)]
pub(super) struct Data {
    database: String,
    /// Rings for those who share the data.
    nats: Option<Nats>,
    postgres: Option<Postgres>,
    /// The server and the name of a database that was made for this run.
    made: Option<(String, String)>,
    /// Goes last.
    folder: Folder,
}

impl Data {
    pub(super) async fn fresh(store: &Store, parent: &Path) -> anyhow::Result<Self> {
        let folder = Folder::new(parent)?;
        let (mut postgres, mut made) = (None, None);
        let database = match store {
            Store::Sqlite => format!("sqlite:{}", folder.path().join("zhanggui.sqlite").display()),
            Store::PrivatePostgres => postgres.insert(Postgres::start(&folder.path().join("postgres")).await?).url(),
            Store::Postgres(server) => {
                let name = format!("zhanggui_bench_{:08x}", rand::random::<u32>());
                execute(server, &format!("CREATE DATABASE {name}")).await?;
                let database = with_database(server, &name);
                made = Some((server.clone(), name));
                database
            }
        };
        Ok(Self { database, nats: None, postgres, made, folder })
    }

    /// As [`Self::fresh`], for several servers: on PostgreSQL, with a private NATS.
    pub(super) async fn to_share(store: &Store, parent: &Path) -> anyhow::Result<Self> {
        let store = if *store == Store::Sqlite { &Store::PrivatePostgres } else { store };
        Ok(Self { nats: Some(Nats::start().await?), ..Self::fresh(store, parent).await? })
    }

    pub(super) fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub(super) fn database(&self) -> &str {
        &self.database
    }

    /// How servers that share the data tell each other; empty: by the database.
    pub(super) fn bus(&self) -> String {
        self.nats.as_ref().map(Nats::url).unwrap_or_default()
    }

    /// How durable a commit is, asked through the options the server itself opens its database with.
    pub(super) async fn durability(&self) -> anyhow::Result<String> {
        let db = Db::open(&self.database).await?;
        let told = match &db {
            Db::Sqlite { write, .. } => {
                let (journal,): (String,) = sqlx::query_as("PRAGMA journal_mode").fetch_one(write).await?;
                let (synchronous,): (i64,) = sqlx::query_as("PRAGMA synchronous").fetch_one(write).await?;
                let synchronous = ["OFF", "NORMAL", "FULL", "EXTRA"].get(synchronous as usize).unwrap_or(&"?");
                format!("SQLite journal_mode={journal} synchronous={synchronous}")
            }
            Db::Postgres { write: pool, .. } => {
                let (commit,): (String,) = sqlx::query_as("SHOW synchronous_commit").fetch_one(pool).await?;
                let (fsync,): (String,) = sqlx::query_as("SHOW fsync").fetch_one(pool).await?;
                format!("PostgreSQL synchronous_commit={commit} fsync={fsync}")
            }
        };
        db.close().await;
        Ok(told)
    }

    pub(super) async fn remove(mut self) -> anyhow::Result<()> {
        if let Some((server, name)) = &self.made {
            execute(server, &format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)")).await?;
        }
        if let Some(postgres) = &mut self.postgres {
            postgres.kill().await?;
        }
        Ok(())
    }
}

/// The shop that the first calls of a run have set up.
#[derive(Debug)]
pub(super) struct Shop {
    pub id: ShopId,
    pub inbox: InboxId,
    pub staff: Vec<StaffId>,
}

impl Shop {
    pub(super) async fn only(db: &Db) -> anyhow::Result<Self> {
        const SHOP: &str = "SELECT shop_id, id FROM inboxes";
        const STAFF: &str = "SELECT id FROM staff ORDER BY created_at";
        let mut reader = db.reader().await?;
        let mut conn = reader.conn();
        let (id, inbox) = fetch_one!(&mut conn, sqlx::query_as::<_, (ShopId, InboxId)>(SHOP))?;
        let staff = fetch_all!(&mut conn, sqlx::query_as::<_, (StaffId,)>(STAFF))?;
        Ok(Self { id, inbox, staff: staff.into_iter().map(|(id,)| id).collect() })
    }
}

async fn execute(server: &str, sql: &str) -> anyhow::Result<()> {
    let mut connection = PgConnection::connect(server).await.context("connect to PostgreSQL")?;
    sqlx::raw_sql(sqlx::AssertSqlSafe(sql.to_owned())).execute(&mut connection).await?;
    Ok(connection.close().await?)
}

/// The same server's address with another database.
fn with_database(server: &str, name: &str) -> String {
    let (address, options) =
        server.split_once('?').map_or((server, None), |(address, options)| (address, Some(options)));
    let authority = address.find("://").map_or(0, |at| at + 3);
    let path = address[authority..].find('/').map_or(address.len(), |at| authority + at);
    let options = options.map(|options| format!("?{options}")).unwrap_or_default();
    format!("{}/{name}{options}", &address[..path])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stores_are_named_as_the_contract_does() {
        assert_eq!("sqlite".parse(), Ok(Store::Sqlite));
        assert_eq!("postgres".parse(), Ok(Store::PrivatePostgres));
        assert_eq!("postgres://a@h/d".parse(), Ok(Store::Postgres("postgres://a@h/d".into())));
        assert_eq!("postgres:postgres://a@h/d".parse(), Ok(Store::Postgres("postgres://a@h/d".into())));
        assert!("mysql:x".parse::<Store>().is_err());
    }

    #[test]
    fn the_database_of_an_address_is_replaced() {
        assert_eq!(with_database("postgres://u:p@h:5432/postgres?a=b", "x"), "postgres://u:p@h:5432/x?a=b");
        assert_eq!(with_database("postgres://h", "x"), "postgres://h/x");
    }
}
