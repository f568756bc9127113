//! Several statements in one go.
//!
//! SQLite runs on a thread of its own, and handing a statement over costs more than most statements: a script goes
//! there once. PostgreSQL gets its statements one after the other.

use std::collections::VecDeque;

use futures::TryStreamExt;
use sqlx::postgres::PgRow;
use sqlx::sqlite::SqliteRow;
use sqlx::{Either, Executor, FromRow, Postgres, QueryBuilder, Sqlite};

use super::Conn;

/// Statements to be run together; written by [`insert_rows`](super::insert_rows), [`select_in`](super::select_in) and
/// [`statement`](super::statement).
pub enum Script {
    Sqlite {
        text: QueryBuilder<Sqlite>,
        statements: usize,
    },
    /// None for a query over nothing: it has an answer and needs no asking.
    Postgres(Vec<Option<QueryBuilder<Postgres>>>),
}

impl Script {
    /// An empty script for the engine of a connection.
    pub fn of(conn: &Conn<'_>) -> Self {
        match conn {
            Conn::Sqlite(_) => Self::Sqlite { text: QueryBuilder::new(""), statements: 0 },
            Conn::Postgres(_) => Self::Postgres(Vec::new()),
        }
    }

    /// Adds a query that no row answers.
    pub fn add_nothing(&mut self) {
        match self {
            Self::Sqlite { text, statements } => {
                text.push(if *statements > 0 { ";SELECT 0 WHERE 0" } else { "SELECT 0 WHERE 0" });
                *statements += 1;
            }
            Self::Postgres(texts) => texts.push(None),
        }
    }

    /// Runs the statements in order; the first that fails ends the script.
    pub async fn run(self, conn: &mut Conn<'_>) -> Result<Answers, sqlx::Error> {
        let mut answers = VecDeque::new();
        match (self, conn) {
            (Self::Sqlite { mut text, statements }, Conn::Sqlite(c)) => {
                if statements == 0 {
                    return Ok(Answers(answers));
                }
                let mut rows = Vec::new();
                let mut steps = (&mut **c).fetch_many(text.build());
                while let Some(step) = steps.try_next().await? {
                    match step {
                        Either::Left(_) => answers.push_back(Rows::Sqlite(std::mem::take(&mut rows))),
                        Either::Right(row) => rows.push(row),
                    }
                }
            }
            (Self::Postgres(texts), Conn::Postgres(c)) => {
                for text in texts {
                    let rows = match text {
                        Some(mut text) => text.build().fetch_all(&mut **c).await?,
                        None => Vec::new(),
                    };
                    answers.push_back(Rows::Postgres(rows));
                }
            }
            _ => return Err(sqlx::Error::Configuration("a script of the other engine".into())),
        }
        Ok(Answers(answers))
    }

    /// Runs a script of one query.
    pub async fn fetch<T>(self, conn: &mut Conn<'_>) -> Result<Vec<T>, sqlx::Error>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        self.run(conn).await?.next()
    }
}

/// What the statements of a script gave back, in their order.
#[derive(Debug)]
pub struct Answers(VecDeque<Rows>);

#[derive(Debug)]
enum Rows {
    Sqlite(Vec<SqliteRow>),
    Postgres(Vec<PgRow>),
}

impl Answers {
    /// The rows of the next statement.
    pub fn next<T>(&mut self) -> Result<Vec<T>, sqlx::Error>
    where
        T: for<'r> FromRow<'r, SqliteRow> + for<'r> FromRow<'r, PgRow>,
    {
        match self.0.pop_front() {
            Some(Rows::Sqlite(rows)) => rows.iter().map(T::from_row).collect(),
            Some(Rows::Postgres(rows)) => rows.iter().map(T::from_row).collect(),
            None => Ok(Vec::new()),
        }
    }
}
