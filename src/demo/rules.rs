//! What the demo shop does by itself.

use anyhow::Context;
use serde_json::{Value, json};

use crate::app::App;
use crate::auth::Actor;
use crate::reception;
use crate::rules::{self, RuleDraft};
use crate::tags;

const COMPLAINT: &str = "情绪 / 不满";
const REFUND: &str = "售后 / 退换 / 退款";

pub async fn make(app: &App, owner: &Actor) -> anyhow::Result<()> {
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let tree = tags::tree(&mut conn, owner.shop_id).await?;
    let group = reception::group_ids(&mut conn, owner.shop_id).await?.into_iter().last().context("no group")?;
    drop(reader);
    let tag = |path: &str| {
        let found = tree.tags.iter().find(|tag| tree.path(tag.id) == path);
        found.map(|tag| json!(tag.id)).with_context(|| format!("no tag {path}"))
    };
    let drafts = [
        json!({
            "name": "说到退款，打标签并跟进",
            "enabled": true,
            "when": { "event": "customer_message" },
            "conditions": { "all": [
                { "field": "message", "op": "any_of", "values": ["退款", "退货", "退钱"] },
                { "field": "tags", "op": "none_of", "values": [tag(REFUND)?] },
            ] },
            "steps": [
                { "do": "tag", "tag_ids": [tag(REFUND)?] },
                { "do": "follow_up", "in_minutes": 240, "text": "看看退款办好了没有", "staff_id": owner.staff_id },
            ],
            "pause_minutes": 720,
        }),
        json!({
            "name": "会员等了五分钟，提醒大家先回",
            "enabled": true,
            "when": { "event": "waiting", "seconds": 300 },
            "conditions": { "all": [
                { "field": "customer_tier", "op": "set" },
                { "field": "open", "op": "yes" },
            ] },
            "steps": [{ "do": "note", "text": "会员已经等了五分钟，请优先回复。" }],
        }),
        json!({
            "name": "机器人没帮上忙，转给组里",
            "enabled": true,
            "when": { "event": "rated_badly" },
            "steps": [
                { "do": "tag", "tag_ids": [tag(COMPLAINT)?] },
                { "do": "assign", "to": "group", "group_id": group },
            ],
        }),
    ];
    for draft in drafts {
        rules::create(app, owner, read(draft)?).await?;
    }
    Ok(())
}

fn read(draft: Value) -> anyhow::Result<RuleDraft> {
    serde_json::from_value(draft).context("a rule of the demo")
}
