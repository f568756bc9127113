//! Notes by NATS core subjects.

use anyhow::Context;
use async_nats::{Client, ConnectOptions, Event};
use futures::StreamExt;
use tokio::sync::mpsc;

use super::note::Envelope;
use super::{CHANNEL, Heard, NodeId, Note, drain, pass_on};
use crate::config::without_password;

/// Starts listening and telling. `url` may name a subject of its own after the server: `nats://host:4222/shop-a`.
pub(super) async fn start(
    url: &str,
    me: NodeId,
    told: mpsc::UnboundedReceiver<Note>,
    hear: mpsc::UnboundedSender<Heard>,
) -> anyhow::Result<()> {
    let (server, subject) = address(url);
    let lost = hear.clone();
    let client = ConnectOptions::new()
        .name("zhanggui")
        // A server that is away at the start is no reason not to serve buyers.
        .retry_on_initial_connect()
        .event_callback(move |event| {
            let lost = lost.clone();
            async move {
                match event {
                    Event::Connected => drop(lost.send(Heard::Lost)),
                    Event::Disconnected => tracing::warn!("NATS is away; the feeds look into the database instead"),
                    other => tracing::debug!(event = %other, "NATS"),
                }
            }
        })
        .connect(server.as_str())
        .await
        .with_context(|| format!("connect to NATS at {}", without_password(&server)))?;
    let mut notes = client.subscribe(subject.clone()).await?;
    tokio::spawn(async move {
        while let Some(note) = notes.next().await {
            pass_on(me, &note.payload, &hear);
        }
    });
    tokio::spawn(publish(client, subject, me, told));
    Ok(())
}

/// The server and the subject that a setting names.
fn address(url: &str) -> (String, String) {
    let (scheme, rest) = url.split_once("://").unwrap_or(("nats", url));
    match rest.split_once('/') {
        Some((server, subject)) if !subject.is_empty() => (format!("{scheme}://{server}"), subject.to_owned()),
        Some((server, _)) => (format!("{scheme}://{server}"), CHANNEL.to_owned()),
        None => (format!("{scheme}://{rest}"), CHANNEL.to_owned()),
    }
}

async fn publish(client: Client, subject: String, me: NodeId, mut told: mpsc::UnboundedReceiver<Note>) {
    while let Some(note) = told.recv().await {
        for note in drain(note, &mut told) {
            let Ok(payload) = serde_json::to_vec(&Envelope { from: me, note }) else { continue };
            if let Err(error) = client.publish(subject.clone(), payload.into()).await {
                tracing::debug!(%error, "a note was lost");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn a_setting_may_name_a_subject() {
        let parts = |url| {
            let (server, subject) = address(url);
            format!("{server} {subject}")
        };
        assert_eq!(parts("nats://10.0.0.2:4222"), "nats://10.0.0.2:4222 zhanggui");
        assert_eq!(parts("nats://10.0.0.2:4222/"), "nats://10.0.0.2:4222 zhanggui");
        assert_eq!(parts("tls://n.example/shop-a"), "tls://n.example shop-a");
        assert_eq!(parts("localhost"), "nats://localhost zhanggui");
    }
}
