//! The same query on either engine: each macro writes the call once for SQLite and once for PostgreSQL.

macro_rules! fetch_all {
    ($conn:expr, $query:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => $query.fetch_all(&mut **c).await,
            $crate::db::Conn::Postgres(c) => $query.fetch_all(&mut **c).await,
        }
    };
}

macro_rules! fetch_one {
    ($conn:expr, $query:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => $query.fetch_one(&mut **c).await,
            $crate::db::Conn::Postgres(c) => $query.fetch_one(&mut **c).await,
        }
    };
}

macro_rules! fetch_optional {
    ($conn:expr, $query:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => $query.fetch_optional(&mut **c).await,
            $crate::db::Conn::Postgres(c) => $query.fetch_optional(&mut **c).await,
        }
    };
}

/// Runs a statement; the number of rows it touched.
macro_rules! execute {
    ($conn:expr, $query:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => $query.execute(&mut **c).await.map(|done| done.rows_affected()),
            $crate::db::Conn::Postgres(c) => $query.execute(&mut **c).await.map(|done| done.rows_affected()),
        }
    };
}

/// `INSERT … VALUES (…), (…), …` in one statement: `insert_rows!(conn, HEAD, rows, |b, row| { b.push_bind(row.x); }, TAIL)`.
macro_rules! insert_rows {
    ($conn:expr, $head:expr, $rows:expr, |$b:ident, $row:ident| $bind:block, $tail:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new($head);
                query.push_values($rows, |mut $b, $row| $bind);
                query.push($tail);
                query.build().execute(&mut **c).await.map(|done| done.rows_affected())
            }
            $crate::db::Conn::Postgres(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new($head);
                query.push_values($rows, |mut $b, $row| $bind);
                query.push($tail);
                query.build().execute(&mut **c).await.map(|done| done.rows_affected())
            }
        }
    };
}

/// As [`insert_rows`], with the rows that `RETURNING` in the tail gives back, in no order.
macro_rules! insert_returning {
    ($conn:expr, $row_type:ty, $head:expr, $rows:expr, |$b:ident, $row:ident| $bind:block, $tail:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new($head);
                query.push_values($rows, |mut $b, $row| $bind);
                query.push($tail);
                query.build_query_as::<$row_type>().fetch_all(&mut **c).await
            }
            $crate::db::Conn::Postgres(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new($head);
                query.push_values($rows, |mut $b, $row| $bind);
                query.push($tail);
                query.build_query_as::<$row_type>().fetch_all(&mut **c).await
            }
        }
    };
}

/// `HEAD (a, b, …) TAIL` over a list of values, as rows of `$row`: `select_in!(conn, Row, HEAD, values, TAIL)`.
macro_rules! select_in {
    ($conn:expr, $row:ty, [$($head:expr => $bind:expr),*], $before:expr, $values:expr, $tail:expr) => {
        match &mut *$conn {
            $crate::db::Conn::Sqlite(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Sqlite>::new("");
                $(query.push($head).push_bind($bind);)*
                query.push($before).push(" (");
                let mut list = query.separated(", ");
                for value in $values { list.push_bind(value); }
                query.push(") ").push($tail);
                query.build_query_as::<$row>().fetch_all(&mut **c).await
            }
            $crate::db::Conn::Postgres(c) => {
                let mut query = sqlx::QueryBuilder::<sqlx::Postgres>::new("");
                $(query.push($head).push_bind($bind);)*
                query.push($before).push(" (");
                let mut list = query.separated(", ");
                for value in $values { list.push_bind(value); }
                query.push(") ").push($tail);
                query.build_query_as::<$row>().fetch_all(&mut **c).await
            }
        }
    };
}

/// An enum stored as a small number and shown by its name.
macro_rules! stored_enum {
    ($(#[$doc:meta])* $name:ident { $($(#[$vdoc:meta])* $variant:ident = $number:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize, sqlx::Type, utoipa::ToSchema)]
        #[serde(rename_all = "snake_case")]
        #[repr(i16)]
        pub enum $name { $($(#[$vdoc])* $variant = $number),* }
    };
}

pub(crate) use {execute, fetch_all, fetch_one, fetch_optional, insert_returning, insert_rows, select_in, stored_enum};
