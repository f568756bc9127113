//! Where a system is asked for what is measured: a small TOML file, so that one client measures any of them.
//!
//! Templates may name `{{id}}` (a client id), `{{text}}` (a JSON string), `{{term}}` (ready for a query),
//! `{{agent}}`, `{{visitor}}` (numbers), and whatever earlier calls captured.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, bail};
use serde::Deserialize;
use serde_json::Value;

use super::http::{Answer, Http, text_of};
use super::template::{Template, Variables};

/// The end points of a Zhanggui server that was started with empty data.
pub(super) const ZHANGGUI: &str = include_str!("../../bench/endpoints/zhanggui.toml");
/// Those of the bare path.
pub(super) const BARE: &str = include_str!("../../bench/endpoints/bare.toml");

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct EndPoints {
    #[serde(default)]
    pub variables: Variables,
    /// Calls made once, before anything is measured.
    #[serde(default)]
    pub prepare: Vec<Call>,
    /// Calls that make one agent.
    #[serde(default)]
    pub agent: Vec<Call>,
    /// Calls that make one visitor.
    #[serde(default)]
    pub visitor: Vec<Call>,
    pub message: Option<MessagePoints>,
    pub desk: Option<DeskPoints>,
    pub search: Option<SearchPoints>,
    pub answer: Option<AnswerPoints>,
    pub routing: Option<RoutingPoints>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct MessagePoints {
    pub http: Call,
    pub socket: SocketPoint,
    pub agent: SocketPoint,
    pub read_back: Pages,
}

/// A list that is read page by page: `{{after}}` in its path is the last position seen.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pages {
    pub call: Call,
    /// JSON pointers: to the items, and within an item.
    pub items: String,
    pub id: String,
    pub text: String,
    pub position: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct DeskPoints {
    pub items: String,
    pub id: String,
    pub views: BTreeMap<String, Call>,
    /// What a click on a conversation asks for, one after the other; `{{conversation}}` is its id.
    pub open: Vec<Call>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SearchPoints {
    pub call: Call,
    pub items: String,
    pub text: String,
    pub total: Option<String>,
}

/// How a shop is taught and asked; a job of many questions waits until everything was learned.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AnswerPoints {
    /// `{{file}}` is a line of JSON for each entry.
    pub import: Call,
    /// `{{question}}` is a JSON string.
    pub ask: Call,
    /// `{{questions}}` is a JSON list; captures what the next two name.
    pub bulk: Call,
    pub progress: Call,
    pub results: Call,
    /// JSON pointers: to the ranking, and within one of its entries to what the file calls it.
    ranked: String,
    entry: String,
}

impl AnswerPoints {
    pub(super) fn asking(&self, known: &Variables, question: &str) -> anyhow::Result<Call> {
        Ok(self.ask.with("question", &serde_json::to_string(question)?).bind(known))
    }

    /// What the file calls the entries of an answer, the likeliest first.
    pub(super) fn entries(&self, answer: &Value) -> Option<Vec<String>> {
        let ranked = answer.pointer(&self.ranked)?.as_array()?;
        Some(ranked.iter().filter_map(|one| text_of(one.pointer(&self.entry)?)).collect())
    }
}

/// How a shop gives its queue out, and how an agent's socket tells of it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct RoutingPoints {
    /// Lets every agent be given up to `{{capacity}}` conversations.
    pub enable: Call,
    /// Ends `{{conversation}}`.
    pub solve: Call,
    pub agents: Call,
    /// JSON pointers: to the agents, and within one to what they have in hand and the most they take.
    pub items: String,
    pub load: String,
    pub most: String,
    /// Words of the frame that tells whose a conversation became; JSON pointers within such a frame.
    pub given: String,
    pub conversation: String,
    pub assignee: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SocketPoint {
    pub path: Template,
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    /// The first frame to send, and words of the frame that answers it.
    pub hello: Option<Template>,
    pub welcome: Option<String>,
    pub send: Option<Template>,
    /// Words of the frames that say stored, refused, and a message came.
    #[serde(default)]
    pub ack: String,
    #[serde(default)]
    pub refusal: String,
    #[serde(default)]
    pub event: String,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Call {
    #[serde(default = "get")]
    pub method: String,
    pub path: Template,
    #[serde(default)]
    pub headers: BTreeMap<String, Template>,
    pub body: Option<Template>,
    #[serde(default = "ok")]
    pub status: Vec<u16>,
    /// Variable → where it stands in the answer.
    #[serde(default)]
    pub capture: BTreeMap<String, Place>,
}

/// Where a value stands in an answer.
#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Place {
    /// At a JSON pointer.
    Json(String),
    /// At a JSON pointer, from the last slash on: the secret of a link.
    EndOf(String),
    /// The first cookie that was set, as a request sends it back.
    Cookie,
}

impl Place {
    fn find(&self, answer: &Answer) -> anyhow::Result<Option<String>> {
        Ok(match self {
            Self::Json(pointer) => answer.pointer(pointer)?,
            Self::EndOf(pointer) => {
                answer.pointer(pointer)?.and_then(|link| link.rsplit('/').next().map(str::to_owned))
            }
            Self::Cookie => answer.cookie.clone(),
        })
    }
}

fn get() -> String {
    "GET".to_owned()
}

fn ok() -> Vec<u16> {
    vec![200]
}

impl EndPoints {
    pub(super) fn parse(text: &str) -> anyhow::Result<Self> {
        toml::from_str(text).context("read the end points")
    }

    pub(super) fn read(path: &Path) -> anyhow::Result<Self> {
        Self::parse(&std::fs::read_to_string(path).with_context(|| format!("read {}", path.display()))?)
    }
}

impl Call {
    pub(super) fn bind(&self, known: &Variables) -> Self {
        Self {
            path: self.path.bind(known),
            headers: bind_all(&self.headers, known),
            body: self.body.as_ref().map(|body| body.bind(known)),
            ..self.clone()
        }
    }

    /// With one more value filled in.
    pub(super) fn with(&self, name: &str, value: &str) -> Self {
        self.bind(&Variables::from([(name.to_owned(), value.to_owned())]))
    }

    /// Makes the call and keeps what it captures.
    pub(super) async fn run(&self, http: &mut Http, variables: &mut Variables) -> anyhow::Result<()> {
        let call = self.bind(variables);
        let answer = http.call(&call, &[]).await?;
        if !call.status.contains(&answer.status) {
            bail!("{} {}: {} {}", call.method, call.path.render(&[]), answer.status, answer.text());
        }
        for (name, place) in &call.capture {
            let value = place.find(&answer)?;
            let value = value.with_context(|| format!("the answer to {} lacks {place:?}", call.path.render(&[])))?;
            variables.insert(name.clone(), value);
        }
        Ok(())
    }
}

impl SocketPoint {
    pub(super) fn bind(&self, known: &Variables) -> Self {
        Self {
            path: self.path.bind(known),
            headers: bind_all(&self.headers, known),
            hello: self.hello.as_ref().map(|hello| hello.bind(known)),
            send: self.send.as_ref().map(|send| send.bind(known)),
            ..self.clone()
        }
    }
}

fn bind_all(templates: &BTreeMap<String, Template>, known: &Variables) -> BTreeMap<String, Template> {
    templates.iter().map(|(name, template)| (name.clone(), template.bind(known))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_the_repository_are_valid() {
        for text in [ZHANGGUI, BARE] {
            let points = EndPoints::parse(text).expect("valid");
            assert!(points.message.is_some() && points.desk.is_some() && points.search.is_some());
        }
        EndPoints::parse(include_str!("../../bench/endpoints/running.toml")).expect("valid");
    }
}
