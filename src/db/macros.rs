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

/// Adds a statement to a script: pieces of text, each with a value after it, and the rest of the text:
/// `statement!(script, ["UPDATE t SET a = " => a, " WHERE id = " => id], "")`.
macro_rules! statement {
    ($script:expr, [$($text:expr => $bind:expr),*], $tail:expr) => {
        $crate::db::add_statement!($script, |query| {
            $(query.push($text).push_bind($bind);)*
            query.push($tail);
        })
    };
}

/// Adds `HEAD VALUES (…), (…), … TAIL`:
/// `insert_rows!(script, HEAD, rows, |b, row| { b.push_bind(row.x); }, TAIL)`.
macro_rules! insert_rows {
    ($script:expr, $head:expr, $rows:expr, |$b:ident, $row:ident| $bind:block, $tail:expr) => {
        $crate::db::add_statement!($script, |query| {
            query.push($head);
            query.push_values($rows, |mut $b, $row| $bind);
            query.push($tail);
        })
    };
}

/// Adds a query over a list of values, which nothing answers when the list is empty: `select_in!(script, [HEAD => bind], " AND id IN", values, TAIL)`.
macro_rules! select_in {
    ($script:expr, [$($head:expr => $bind:expr),*], $before:expr, $values:expr, $tail:expr) => {
        let mut values = $values.into_iter().peekable();
        if values.peek().is_none() {
            $script.add_nothing();
        } else {
            $crate::db::add_statement!($script, |query| {
                $(query.push($head).push_bind($bind);)*
                query.push($before).push(" (");
                let mut list = query.separated(", ");
                for value in values { list.push_bind(value); }
                query.push(") ").push($tail);
            })
        }
    };
}

/// Writes a statement of a script once for each engine.
macro_rules! add_statement {
    ($script:expr, |$query:ident| $write:block) => {
        match &mut *$script {
            $crate::db::Script::Sqlite { text: $query, statements } => {
                if *statements > 0 {
                    $query.push(";");
                }
                *statements += 1;
                $write
            }
            $crate::db::Script::Postgres(texts) => {
                let mut text = sqlx::QueryBuilder::<sqlx::Postgres>::new("");
                let $query = &mut text;
                $write
                texts.push(Some(text));
            }
        }
    };
}

/// What a colleague, bound as `$2`, may see of what is the shop's or somebody's own: ` AND own_or_shared!("owner_id")`.
macro_rules! own_or_shared {
    ($owner:literal) => {
        concat!("(", $owner, " IS NULL OR ", $owner, " = $2)")
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

pub(crate) use {
    add_statement, execute, fetch_all, fetch_one, fetch_optional, insert_rows, own_or_shared, select_in, statement,
    stored_enum,
};
