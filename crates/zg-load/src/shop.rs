//! The shop of a run, opened as its owner would open it.

use std::net::SocketAddr;

use anyhow::Context;
use hyper::header::SET_COOKIE;
use serde_json::json;

use crate::http::{Client, text};

#[derive(Debug, Clone)]
pub struct Shop {
    /// The owner's browser, signed in.
    pub owner: Client,
    key: String,
}

#[derive(Debug, Clone)]
pub struct Buyer {
    pub client: Client,
    pub token: String,
    pub customer_id: String,
}

impl Shop {
    /// Opens it, with a webhook that tells this address of every message.
    pub async fn open(server: SocketAddr, told: &str) -> anyhow::Result<Self> {
        let owner = json!({ "shop_name": "青禾外套", "owner_name": "陈掌柜", "email": "owner@shop.example",
            "password": "correct horse 电池", "locale": "zh-CN" });
        let answer = Client::new(server).post("/api/v1/setup", &owner).await?;
        let csrf = text(&answer.good().context("open the shop")?, "/csrf_token")?;
        let cookie = answer.headers.get(SET_COOKIE).context("no cookie")?.to_str()?;
        let cookie = cookie.split(';').next().unwrap_or_default();
        let owner = Client::new(server).with("cookie", cookie).with("x-csrf-token", csrf);
        let inbox = owner.post("/api/v1/inboxes", &json!({ "name": "网店" })).await?.good()?;
        // Every word that stands there is held against what was sent.
        owner.put("/api/v1/automatic_messages", &json!({})).await?.good()?;
        let webhook = json!({ "name": "订单系统", "url": told, "events": ["message.created"] });
        owner.post("/api/v1/webhooks", &webhook).await?.good()?;
        Ok(Self { key: text(&inbox, "/public_key")?, owner })
    }

    pub async fn buyer(&self, server: SocketAddr) -> anyhow::Result<Buyer> {
        let opening = json!({ "key": self.key, "locale": "zh-CN" });
        let session = Client::new(server).post("/api/v1/widget/session", &opening).await?.good()?;
        let token = text(&session, "/token")?;
        let client = Client::new(server).with("authorization", format!("Visitor {token}"));
        Ok(Buyer { customer_id: text(&session, "/visitor/customer_id")?, client, token })
    }
}
