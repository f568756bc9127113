use super::model::{ChartContent, ScopeKind, SizeChart};
use crate::clock::Time;
use crate::db::{Conn, Script, execute, fetch_all, fetch_one, fetch_optional, insert_rows, select_in};
use crate::error::Result;
use crate::ids::{ShopId, SizeChartId, StaffId};

/// A chart as it is stored.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ChartRow {
    pub id: SizeChartId,
    pub shop_id: ShopId,
    pub name: String,
    /// JSON.
    pub content: String,
    pub is_default: bool,
    pub revision: i64,
    pub changed_by: Option<StaffId>,
    pub created_at: Time,
    pub updated_at: Time,
}

impl ChartRow {
    pub fn said(&self) -> Result<ChartContent> {
        Ok(serde_json::from_str(&self.content).map_err(anyhow::Error::from)?)
    }

    pub fn shown(&self) -> Result<SizeChart> {
        let ChartContent { name, products, title_words, is_default, tables, confirm } = self.said()?;
        let (changed_by, created_at, updated_at) = (self.changed_by, self.created_at, self.updated_at);
        let id = self.id;
        Ok(SizeChart {
            id,
            name,
            products,
            title_words,
            is_default,
            tables,
            confirm,
            changed_by,
            created_at,
            updated_at,
        })
    }
}

macro_rules! chart_sql {
    ($tail:literal) => {
        concat!(
            "SELECT id, shop_id, name, content, is_default, revision, changed_by, created_at, updated_at
             FROM size_charts WHERE shop_id = $1 ",
            $tail
        )
    };
}

pub async fn list(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Vec<ChartRow>> {
    const SQL: &str = chart_sql!("ORDER BY is_default DESC, name, id");
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn find(conn: &mut Conn<'_>, shop_id: ShopId, id: SizeChartId) -> Result<Option<ChartRow>> {
    const SQL: &str = chart_sql!("AND id = $2");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id).bind(id))?)
}

/// The one for every product without a chart of its own.
pub async fn default_chart(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<Option<ChartRow>> {
    const SQL: &str = chart_sql!("AND is_default");
    Ok(fetch_optional!(conn, sqlx::query_as(SQL).bind(shop_id))?)
}

pub async fn count(conn: &mut Conn<'_>, shop_id: ShopId) -> Result<i64> {
    const SQL: &str = "SELECT COUNT(*) FROM size_charts WHERE shop_id = $1";
    Ok(fetch_one!(conn, sqlx::query_scalar(SQL).bind(shop_id))?)
}

pub async fn insert(conn: &mut Conn<'_>, row: &ChartRow) -> Result<()> {
    const SQL: &str = "INSERT INTO size_charts
        (id, shop_id, name, content, is_default, revision, changed_by, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.id)
            .bind(row.shop_id)
            .bind(&row.name)
            .bind(&row.content)
            .bind(row.is_default)
            .bind(row.revision)
            .bind(row.changed_by)
            .bind(row.created_at)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn update(conn: &mut Conn<'_>, row: &ChartRow) -> Result<()> {
    const SQL: &str = "UPDATE size_charts SET name = $3, content = $4, is_default = $5, revision = $6,
        changed_by = $7, updated_at = $8 WHERE shop_id = $1 AND id = $2";
    execute!(
        conn,
        sqlx::query(SQL)
            .bind(row.shop_id)
            .bind(row.id)
            .bind(&row.name)
            .bind(&row.content)
            .bind(row.is_default)
            .bind(row.revision)
            .bind(row.changed_by)
            .bind(row.updated_at)
    )?;
    Ok(())
}

pub async fn delete(conn: &mut Conn<'_>, shop_id: ShopId, id: SizeChartId) -> Result<()> {
    const SQL: &str = "DELETE FROM size_charts WHERE shop_id = $1 AND id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// What a chart is found by.
#[derive(Debug, Clone, PartialEq, Eq, sqlx::FromRow)]
pub struct ScopeRow {
    pub kind: ScopeKind,
    /// Folded.
    pub word: String,
    pub chart_id: SizeChartId,
}

pub async fn insert_scopes(conn: &mut Conn<'_>, shop_id: ShopId, rows: &[ScopeRow]) -> Result<()> {
    const HEAD: &str = "INSERT INTO size_chart_scopes (shop_id, kind, word, chart_id) ";
    let mut statements = Script::of(conn);
    let script = &mut statements;
    for chunk in rows.chunks(100) {
        insert_rows!(
            script,
            HEAD,
            chunk,
            |b, row| {
                b.push_bind(shop_id);
                b.push_bind(row.kind);
                b.push_bind(row.word.clone());
                b.push_bind(row.chart_id);
            },
            ""
        );
    }
    statements.run(conn).await?;
    Ok(())
}

pub async fn delete_scopes(conn: &mut Conn<'_>, shop_id: ShopId, id: SizeChartId) -> Result<()> {
    const SQL: &str = "DELETE FROM size_chart_scopes WHERE shop_id = $1 AND chart_id = $2";
    execute!(conn, sqlx::query(SQL).bind(shop_id).bind(id))?;
    Ok(())
}

/// The scopes that these words of a kind are.
pub async fn scopes_among(
    conn: &mut Conn<'_>,
    shop_id: ShopId,
    kind: ScopeKind,
    words: &[String],
) -> Result<Vec<ScopeRow>> {
    let mut query = Script::of(conn);
    let script = &mut query;
    select_in!(
        script,
        ["SELECT kind, word, chart_id FROM size_chart_scopes WHERE shop_id = " => shop_id, " AND kind = " => kind],
        " AND word IN",
        words.iter().cloned(),
        ""
    );
    Ok(query.fetch(conn).await?)
}

pub async fn scopes(conn: &mut Conn<'_>, shop_id: ShopId, kind: ScopeKind) -> Result<Vec<ScopeRow>> {
    const SQL: &str =
        "SELECT kind, word, chart_id FROM size_chart_scopes WHERE shop_id = $1 AND kind = $2 ORDER BY word";
    Ok(fetch_all!(conn, sqlx::query_as(SQL).bind(shop_id).bind(kind))?)
}
