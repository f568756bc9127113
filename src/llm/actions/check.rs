use std::time::Instant;

use crate::app::App;
use crate::auth::{Actor, Permission};
use crate::error::{Error, Result};
use crate::llm::client::{ChatMessage, Endpoint, Prompt, ask};
use crate::llm::model::LlmCheck;
use crate::llm::trouble::Trouble;
use crate::llm::{budget, store};

const MOST_TOKENS: i64 = 200;

/// Asks the model for a word as it is set now, used or not, and says what is wrong. It costs what it costs.
pub async fn check(app: &App, actor: &Actor) -> Result<LlmCheck> {
    actor.require(Permission::ManageIntegrations)?;
    let row = store::settings(&mut app.db.reader().await?.conn(), actor.shop_id).await?;
    let row = row.filter(|row| !row.address.is_empty() && !row.model.is_empty());
    let row = row.ok_or_else(|| Error::invalid("address", "required"))?;
    let endpoint = super::endpoint(app, &row)?;
    let question = ChatMessage { role: "user", content: "Answer with one word: ready".into() };
    let prompt = Prompt { messages: vec![question], most_tokens: MOST_TOKENS };
    let kept = budget::reserve(app, &row, &prompt).await?;
    let began = Instant::now();
    let (answer, tokens, ended) = listen(app, &endpoint, &prompt).await;
    budget::settle(app, kept, &answer, tokens).await?;
    let trouble = ended.err();
    Ok(LlmCheck {
        problem: trouble.as_ref().map(|trouble| trouble.code().to_owned()),
        detail: trouble.as_ref().and_then(Trouble::detail),
        took_ms: u64::try_from(began.elapsed().as_millis()).unwrap_or(u64::MAX),
    })
}

/// What was said, what it took, and whether it ended well.
async fn listen(app: &App, endpoint: &Endpoint, prompt: &Prompt) -> (String, Option<i64>, Result<(), Trouble>) {
    let mut answer = String::new();
    let mut reply = match ask(&app.egress, endpoint, prompt).await {
        Ok(reply) => reply,
        Err(trouble) => return (answer, None, Err(trouble)),
    };
    loop {
        match reply.next().await {
            Ok(Some(words)) => answer.push_str(&words),
            Ok(None) if answer.trim().is_empty() && !reply.cut => return (answer, reply.tokens, Err(Trouble::Silent)),
            Ok(None) => return (answer, reply.tokens, Ok(())),
            Err(trouble) => return (answer, reply.tokens, Err(trouble)),
        }
    }
}
