//! What the server tells Prometheus. docs/operations.md lists it.
//!
//! Invariants: what happens often is counted where it happens, without a lock that a message waits for; what can be
//! looked up is looked up when Prometheus asks; no label holds anything of a customer, or a value without bounds.

mod gather;
mod process;

use std::time::Duration;

use prometheus_client::encoding::{EncodeLabelSet, EncodeLabelValue, LabelValueEncoder, text};
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::histogram::Histogram;
use prometheus_client::registry::{Registry, Unit};

use crate::app::App;

pub const CONTENT_TYPE: &str = "application/openmetrics-text; version=1.0.0; charset=utf-8";

const ANSWER_SECONDS: [f64; 12] = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];
const COMMIT_SECONDS: [f64; 10] = [0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2.0];

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Answered {
    method: String,
    /// The pattern of the route, never the path itself.
    route: String,
    status: u16,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Route {
    route: String,
}

/// What becomes of mail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Mail {
    /// It came into a mailbox.
    Received,
    /// It waits for somebody to decide about it.
    SetAside,
    /// A reply went out.
    Sent,
    /// A reply was given up.
    Failed,
}

impl EncodeLabelValue for Mail {
    fn encode(&self, encoder: &mut LabelValueEncoder<'_>) -> std::fmt::Result {
        let state = match self {
            Self::Received => "received",
            Self::SetAside => "set_aside",
            Self::Sent => "sent",
            Self::Failed => "failed",
        };
        state.encode(encoder)
    }
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Became {
    state: Mail,
}

/// What is counted as it happens.
#[derive(Debug)]
pub struct Metrics {
    registry: Registry,
    answered: Family<Answered, Counter>,
    answer_seconds: Family<Route, Histogram, fn() -> Histogram>,
    stored: Counter,
    refused_commits: Counter,
    commit_seconds: Histogram,
    queue_looks: Counter,
    given_out: Counter,
    target_looks: Counter,
    automatic_looks: Counter,
    mails: Family<Became, Counter>,
}

impl Default for Metrics {
    fn default() -> Self {
        let metrics = Self {
            registry: Registry::with_prefix("zhanggui"),
            answered: Family::default(),
            answer_seconds: Family::new_with_constructor(|| Histogram::new(ANSWER_SECONDS)),
            stored: Counter::default(),
            refused_commits: Counter::default(),
            commit_seconds: Histogram::new(COMMIT_SECONDS),
            queue_looks: Counter::default(),
            given_out: Counter::default(),
            target_looks: Counter::default(),
            automatic_looks: Counter::default(),
            mails: Family::default(),
        };
        metrics.registered()
    }
}

impl Metrics {
    fn registered(mut self) -> Self {
        let registry = &mut self.registry;
        registry.register("http_requests", "Requests answered", self.answered.clone());
        registry.register_with_unit(
            "http_request_duration",
            "From a request's head to its answer's",
            Unit::Seconds,
            self.answer_seconds.clone(),
        );
        registry.register("messages_stored", "Messages stored durably", self.stored.clone());
        registry.register("message_commit_failures", "Shared commits that failed", self.refused_commits.clone());
        registry.register_with_unit(
            "message_commit_duration",
            "From the first message of a shared commit until it is durable",
            Unit::Seconds,
            self.commit_seconds.clone(),
        );
        registry.register("queue_looks", "Times the queues were looked after", self.queue_looks.clone());
        registry.register("conversations_given", "Conversations given out from queues", self.given_out.clone());
        registry.register("target_looks", "Times late answers were looked for", self.target_looks.clone());
        registry.register(
            "automatic_message_looks",
            "Times all that buyers said was heard for automatic messages",
            self.automatic_looks.clone(),
        );
        for state in [Mail::Received, Mail::SetAside, Mail::Sent, Mail::Failed] {
            // A series that is not there yet tells nobody that nothing happened.
            drop(self.mails.get_or_create(&Became { state }));
        }
        registry.register("mails", "Mail of the shops' mailboxes by what became of it", self.mails.clone());
        self
    }

    pub fn answered(&self, method: &str, route: &str, status: u16, took: Duration) {
        let (method, route) = (method.to_owned(), route.to_owned());
        self.answer_seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.answered.get_or_create(&Answered { method, route, status }).inc();
    }

    /// A shared commit went well.
    pub fn committed(&self, messages: u64, took: Duration) {
        self.stored.inc_by(messages);
        self.commit_seconds.observe(took.as_secs_f64());
    }

    pub fn commit_failed(&self) {
        self.refused_commits.inc();
    }

    /// The queues of all shops were looked after once.
    pub fn looked_after_queues(&self) {
        self.queue_looks.inc();
    }

    pub fn queue_looks(&self) -> u64 {
        self.queue_looks.get()
    }

    /// Answers that are late were looked for once, in all shops.
    pub fn looked_at_targets(&self) {
        self.target_looks.inc();
    }

    pub fn target_looks(&self) -> u64 {
        self.target_looks.get()
    }

    /// Whatever buyers had said was heard, in all shops that say something by themselves.
    pub fn heard_for_automatic_messages(&self) {
        self.automatic_looks.inc();
    }

    pub fn automatic_message_looks(&self) -> u64 {
        self.automatic_looks.get()
    }

    pub fn mail(&self, state: Mail) {
        self.mails.get_or_create(&Became { state }).inc();
    }

    pub fn gave_out(&self, conversations: u64) {
        self.given_out.inc_by(conversations);
    }
}

/// Everything, as OpenMetrics text.
pub async fn render(app: &App) -> Result<String, std::fmt::Error> {
    let gathered = gather::gather(app).await;
    let mut page = String::new();
    text::encode_registry(&mut page, &app.metrics.registry)?;
    text::encode_registry(&mut page, &gathered)?;
    text::encode_registry(&mut page, &process::registry())?;
    text::encode_eof(&mut page)?;
    Ok(page)
}
