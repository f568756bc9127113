//! Tables as PostgreSQL knows them; SQLite's have the same columns.

use anyhow::bail;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{PgPool, Postgres, QueryBuilder, Row};

use super::value::{Kind, Value};

/// Made anew from what they stand for, or of no concern to a shop.
const NOT_COPIED: [&str; 4] = ["_sqlx_migrations", "message_search", "customer_search", "unfinished_move"];

pub(super) struct Table {
    pub name: String,
    columns: Vec<(String, Kind)>,
    /// The column that counts by itself.
    identity: Option<String>,
}

/// All tables that are copied; what others refer to comes first, as in the migrations.
pub(super) async fn all(target: &PgPool) -> anyhow::Result<Vec<Table>> {
    let names: Vec<String> = sqlx::query_scalar(
        "SELECT relname::text FROM pg_class WHERE relkind = 'r' AND relnamespace = current_schema()::regnamespace
         ORDER BY oid",
    )
    .fetch_all(target)
    .await?;
    let mut tables = Vec::new();
    for name in names.into_iter().filter(|name| !NOT_COPIED.contains(&name.as_str())) {
        tables.push(describe(target, name).await?);
    }
    Ok(tables)
}

async fn describe(target: &PgPool, name: String) -> anyhow::Result<Table> {
    let found: Vec<(String, String, bool)> = sqlx::query_as(
        "SELECT column_name::text, data_type::text, is_identity = 'YES' FROM information_schema.columns
         WHERE table_schema = current_schema() AND table_name = $1 ORDER BY ordinal_position",
    )
    .bind(&name)
    .fetch_all(target)
    .await?;
    let identity = found.iter().find(|(_, _, identity)| *identity).map(|(column, _, _)| column.clone());
    let mut columns = Vec::with_capacity(found.len());
    for (column, data_type, _) in found {
        let kind = match data_type.as_str() {
            "uuid" => Kind::Uuid,
            "bigint" => Kind::Big,
            "smallint" => Kind::Small,
            "boolean" => Kind::Boolean,
            "text" => Kind::Text,
            "bytea" => Kind::Bytes,
            other => bail!("{name}.{column} is of a type that is not portable: {other}"),
        };
        columns.push((column, kind));
    }
    Ok(Table { name, columns, identity })
}

impl Table {
    /// The same text for both engines.
    pub fn select(&self) -> String {
        format!("SELECT {} FROM {}", self.column_list(), self.name)
    }

    fn column_list(&self) -> String {
        self.columns.iter().map(|(name, _)| format!("\"{name}\"")).collect::<Vec<_>>().join(", ")
    }

    pub fn read_sqlite(&self, row: &SqliteRow) -> anyhow::Result<Vec<Value>> {
        let read = |(at, (name, kind)): (usize, &(String, Kind))| {
            Ok(match kind {
                Kind::Uuid => Value::Uuid(row.try_get(at)?),
                Kind::Big => Value::Big(row.try_get(at)?),
                Kind::Small => Value::Small(row.try_get(at)?),
                Kind::Boolean => Value::Boolean(row.try_get(at)?),
                Kind::Text => Value::Text(row.try_get(at)?),
                Kind::Bytes => Value::Bytes(row.try_get(at)?),
            })
            .map_err(|error: sqlx::Error| anyhow::anyhow!(error).context(name.clone()))
        };
        self.columns.iter().enumerate().map(read).collect()
    }

    pub fn read_postgres(&self, row: &PgRow) -> anyhow::Result<Vec<Value>> {
        let read = |(at, (name, kind)): (usize, &(String, Kind))| {
            Ok(match kind {
                Kind::Uuid => Value::Uuid(row.try_get(at)?),
                Kind::Big => Value::Big(row.try_get(at)?),
                Kind::Small => Value::Small(row.try_get(at)?),
                Kind::Boolean => Value::Boolean(row.try_get(at)?),
                Kind::Text => Value::Text(row.try_get(at)?),
                Kind::Bytes => Value::Bytes(row.try_get(at)?),
            })
            .map_err(|error: sqlx::Error| anyhow::anyhow!(error).context(name.clone()))
        };
        self.columns.iter().enumerate().map(read).collect()
    }

    /// Inserts rows; those that an earlier try brought already stay as they are.
    pub fn insert(&self, rows: Vec<Vec<Value>>) -> QueryBuilder<Postgres> {
        let head = format!("INSERT INTO {} ({}) ", self.name, self.column_list());
        let mut query = QueryBuilder::new(head);
        query.push_values(rows, |mut row, values| {
            for value in values {
                match value {
                    Value::Uuid(value) => row.push_bind(value),
                    Value::Big(value) => row.push_bind(value),
                    Value::Small(value) => row.push_bind(value),
                    Value::Boolean(value) => row.push_bind(value),
                    Value::Text(value) => row.push_bind(value),
                    Value::Bytes(value) => row.push_bind(value),
                };
            }
        });
        query.push(" ON CONFLICT DO NOTHING");
        query
    }

    /// Lets the database count on after the highest number that was copied.
    pub fn continue_numbers(&self) -> Option<String> {
        let column = self.identity.as_ref()?;
        let name = &self.name;
        Some(format!(
            "SELECT setval(pg_get_serial_sequence('{name}', '{column}'), GREATEST(MAX({column}), 1), MAX({column}) IS NOT NULL)
             FROM {name}"
        ))
    }
}
