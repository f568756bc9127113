//! What the demo shop knows: the starter pack, answers of its own in place of the general ones, and facts of its goods.

use anyhow::Context;
use bytes::Bytes;

use super::content::Content;
use crate::app::App;
use crate::auth::Actor;
use crate::clock::Time;
use crate::csv;
use crate::knowledge::{self, EntryState, ImportHow};

const DAY_SECONDS: i64 = 86_400;
/// How the table writes a time on the shop's clock.
const IN_THE_TABLE: &str = "%Y-%m-%d %H:%M:%S";

const APPROVED: ImportHow = ImportHow { state: EntryState::Approved, is_starter: false, dry_run: false };

/// On the first day: what every shop can begin with.
pub async fn begin(app: &App, owner: &Actor) -> anyhow::Result<()> {
    knowledge::add_starter_pack(app, owner, None, APPROVED).await.context("the starter pack")?;
    Ok(())
}

/// Later: what this shop answers, some of it for these days only.
pub async fn tell(app: &App, owner: &Actor, content: &Content, now: Time) -> anyhow::Result<()> {
    let table = include_str!("content/knowledge.csv")
        .replace("{week_ago}", &written(content, now.plus_seconds(-7 * DAY_SECONDS))?)
        .replace("{soon}", &written(content, now.plus_seconds(5 * DAY_SECONDS))?);
    knowledge::import(app, owner, APPROVED, Bytes::from(table)).await.context("knowledge.csv")?;
    knowledge::import(app, owner, APPROVED, Bytes::from(facts(content))).await.context("facts of products")?;
    Ok(())
}

fn written(content: &Content, at: Time) -> anyhow::Result<String> {
    let stamp = jiff::Timestamp::from_millisecond(at.0)?;
    Ok(stamp.in_tz(&content.shop.timezone)?.strftime(IN_THE_TABLE).to_string())
}

/// A table with an entry for each product.
fn facts(content: &Content) -> String {
    let mut table = csv::line(["编号", "分类", "类型", "问题", "相似问法", "答案"]);
    for product in &content.products {
        let name = &product.name;
        table.push_str(&csv::line([
            format!("fact/{}", product.id),
            "product".to_owned(),
            "fact".to_owned(),
            format!("{name}怎么样"),
            format!("介绍一下{name}|{name}什么材质|{name}怎么洗护"),
            product.facts.join("；"),
        ]));
    }
    table
}
