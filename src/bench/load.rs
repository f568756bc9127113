//! Two kinds of load. Closed: so many buyers, each writing again as soon as the last message is stored.
//! Open: a fixed rate, whatever the server does; the clock of a message starts when it was due, so a
//! stall counts against every message that had to wait for it.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use anyhow::bail;
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::endpoints::{Call, SocketPoint};
use super::http::Http;
use super::ids::ClientIds;
use super::socket::Socket;
use super::text::Texts;

/// One buyer's way in.
#[derive(Debug)]
pub(super) enum Line {
    Http { http: Http, call: Call },
    Socket { socket: Box<Socket>, point: Box<SocketPoint> },
}

impl Line {
    /// Sends one message and waits until the server says that it is stored.
    async fn post(&mut self, id: &str, text: &str) -> anyhow::Result<()> {
        let text = serde_json::to_string(text)?;
        let values = [("id", id), ("text", text.as_str())];
        match self {
            Self::Http { http, call } => {
                let answer = http.call(call, &values).await?;
                if !call.status.contains(&answer.status) {
                    bail!("{} {}", answer.status, answer.text());
                }
            }
            Self::Socket { socket, point } => {
                let Some(send) = &point.send else { bail!("the end points name no frame to send") };
                socket.send(send.render(&values)).await?;
                loop {
                    let frame = socket.next().await?;
                    if frame.contains(id) && frame.contains(&point.ack) {
                        break;
                    }
                    if !point.refusal.is_empty() && frame.contains(&point.refusal) {
                        bail!("{frame}");
                    }
                }
            }
        }
        Ok(())
    }
}

/// What all lines of one run share.
#[derive(Debug, Clone)]
pub(super) struct Run {
    pub ids: ClientIds,
    pub texts: Texts,
    next: Arc<AtomicU64>,
}

impl Run {
    pub(super) fn new(texts: Texts) -> Self {
        Self { ids: ClientIds::new(), texts, next: Arc::default() }
    }

    /// A number no message of this run has.
    pub(super) fn number(&self) -> u64 {
        self.next.fetch_add(1, Ordering::Relaxed)
    }
}

/// A message that was acknowledged.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    pub number: u64,
    pub due: Instant,
    pub acknowledged: Instant,
}

/// What became of a run: for every line what it sent, and what went wrong.
#[derive(Debug, Default)]
pub(super) struct Outcome {
    pub lines: Vec<Vec<Sent>>,
    pub errors: Vec<String>,
}

/// How long to load before measuring, and how long to measure.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub warm_up: Duration,
    pub measured: Duration,
}

impl Span {
    fn whole(self) -> Duration {
        self.warm_up + self.measured
    }
}

pub(super) async fn closed(lines: Vec<Line>, run: &Run, begin: Instant, span: Span) -> Outcome {
    let end = begin + span.whole();
    let mut tasks = JoinSet::new();
    for (place, mut line) in lines.into_iter().enumerate() {
        let run = run.clone();
        tasks.spawn(async move {
            let mut sent = Vec::new();
            while Instant::now() < end {
                let number = run.number();
                let (id, text) = (run.ids.id(number), run.texts.message(number));
                let due = Instant::now();
                if let Err(error) = line.post(&id, &text).await {
                    return (place, sent, Some(error));
                }
                sent.push(Sent { number, due, acknowledged: Instant::now() });
            }
            (place, sent, None)
        });
    }
    gather(tasks).await
}

pub(super) async fn open(lines: Vec<Line>, run: &Run, begin: Instant, span: Span, rate: u32) -> Outcome {
    let interval = Duration::from_secs(1) / rate;
    let count = (span.whole().as_secs_f64() * f64::from(rate)) as u32;
    let mut senders = Vec::new();
    let mut tasks = JoinSet::new();
    for (place, mut line) in lines.into_iter().enumerate() {
        let (sender, mut due) = mpsc::unbounded_channel::<u32>();
        senders.push(sender);
        let run = run.clone();
        tasks.spawn(async move {
            let mut sent = Vec::new();
            while let Some(turn) = due.recv().await {
                let number = u64::from(turn);
                let (id, text) = (run.ids.id(number), run.texts.message(number));
                if let Err(error) = line.post(&id, &text).await {
                    return (place, sent, Some(error));
                }
                sent.push(Sent { number, due: begin + interval * turn, acknowledged: Instant::now() });
            }
            (place, sent, None)
        });
    }
    // A thread of its own: timers of the runtime are only good to a millisecond.
    let pacer = std::thread::spawn(move || {
        for turn in 0..count {
            std::thread::sleep((begin + interval * turn).saturating_duration_since(Instant::now()));
            // A line that failed has hung up and is counted there.
            _ = senders[turn as usize % senders.len()].send(turn);
        }
    });
    let outcome = gather(tasks).await;
    _ = pacer.join();
    outcome
}

pub(super) async fn gather(mut tasks: JoinSet<(usize, Vec<Sent>, Option<anyhow::Error>)>) -> Outcome {
    let mut outcome = Outcome::default();
    outcome.lines.resize_with(tasks.len(), Vec::new);
    while let Some(done) = tasks.join_next().await {
        match done {
            Ok((place, sent, error)) => {
                outcome.lines[place] = sent;
                outcome.errors.extend(error.map(|error| format!("{error:#}")));
            }
            Err(error) => outcome.errors.push(error.to_string()),
        }
    }
    outcome
}
