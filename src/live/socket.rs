//! The WebSocket of desk and widget, and the event stream for those who cannot have one.

use std::time::Duration;

use axum::Router;
use axum::extract::ws::{CloseFrame, Message, WebSocket, WebSocketUpgrade};
use axum::extract::{Query, State};
use axum::http::{HeaderMap, header};
use axum::response::Response;
use axum::routing::get;
use futures::SinkExt;
use serde::Deserialize;
use tokio::time::{Instant, timeout};

use super::frames::{ByeCode, ClientFrame, Frame, ServerFrame};
use super::hub::Notice;
use super::session::{HEARTBEAT_SECONDS, Session, Who};
use super::stream;
use crate::app::App;
use crate::auth::Actor;
use crate::auth::crowd::Place;
use crate::error::{Error, Result};
use crate::http::{ClientAddress, own_origin};

/// The library's default of 128 KiB a connection would make ten thousand idle buyers cost a gigabyte.
/// It grows for whoever sends more at once; most buyers never do.
const READ_BUFFER: usize = 1024;
const MAX_FRAME: usize = 64 * 1024;
/// The first frame says who is there; who says nothing is not kept.
const HELLO_WITHIN: Duration = Duration::from_secs(10);
/// A peer from which nothing came for so long is gone.
const DEAD_AFTER: Duration = Duration::from_secs(2 * HEARTBEAT_SECONDS + 20);
const SEND_WITHIN: Duration = Duration::from_secs(10);

pub fn router() -> Router<App> {
    Router::new()
        .route("/live", get(staff_socket))
        .route("/widget/live", get(visitor_socket))
        .route("/events", get(stream::staff_events))
        .route("/widget/events", get(stream::visitor_events))
}

fn small(upgrade: WebSocketUpgrade) -> WebSocketUpgrade {
    upgrade.read_buffer_size(READ_BUFFER).write_buffer_size(0).max_message_size(MAX_FRAME).max_frame_size(MAX_FRAME)
}

async fn staff_socket(
    State(app): State<App>,
    actor: Actor,
    address: ClientAddress,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    check_origin(&app, &headers)?;
    let place = app.auth.crowd.at_address(address.0)?;
    Ok(small(upgrade).on_upgrade(move |socket| serve(app, socket, Some(actor), place)))
}

/// A browser sends cookies with a socket from any page: only our own may use them.
fn check_origin(app: &App, headers: &HeaderMap) -> Result<()> {
    let ours = own_origin(&app.config, headers);
    match headers.get(header::ORIGIN) {
        Some(origin) if origin.as_bytes() != ours.as_bytes() => Err(Error::Forbidden("foreign_origin")),
        _ => Ok(()),
    }
}

#[derive(Debug, Deserialize)]
struct WidgetQuery {
    /// The inbox's public key; the token in the first frame says the rest.
    #[expect(dead_code, reason = "part of the address that logs and proxies see")]
    key: Option<String>,
}

async fn visitor_socket(
    State(app): State<App>,
    Query(_): Query<WidgetQuery>,
    address: ClientAddress,
    upgrade: WebSocketUpgrade,
) -> Result<Response> {
    let place = app.auth.crowd.at_address(address.0)?;
    Ok(small(upgrade).on_upgrade(move |socket| serve(app, socket, None, place)))
}

/// One connection from its first frame to its end.
///
/// Most connections only listen, ten thousand at a time, and hold the whole of this future while they do: what is
/// needed for a moment only lives in a box of its own.
async fn serve(app: App, mut socket: WebSocket, actor: Option<Actor>, _place: Place) {
    let Some(mut session) = Box::pin(welcome(app, &mut socket, actor)).await else { return };
    let code = talk(&mut session, &mut socket).await;
    drop(session);
    if let Some(code) = code {
        Box::pin(bye(&mut socket, code)).await;
    }
}

/// Finds out who is there and sends what was missed; none if nobody stays.
async fn welcome(app: App, socket: &mut WebSocket, actor: Option<Actor>) -> Option<Session> {
    let (who, since) = match hello(&app, socket, actor).await {
        Ok(known) => known,
        Err(code) => {
            bye(socket, code).await;
            return None;
        }
    };
    match Session::open(app, who, since).await {
        Ok((session, greeting)) => write(socket, greeting).await.ok().map(|()| session),
        Err(Error::TooMany { .. }) => {
            bye(socket, ByeCode::TooMany).await;
            None
        }
        Err(error) => {
            tracing::warn!(%error, "could not open a live session");
            bye(socket, ByeCode::Shutdown).await;
            None
        }
    }
}

/// Who says hello, and the last number they know; why nobody is let in.
async fn hello(app: &App, socket: &mut WebSocket, actor: Option<Actor>) -> Result<(Who, Option<i64>), ByeCode> {
    let Ok(Some(Ok(Message::Text(text)))) = timeout(HELLO_WITHIN, socket.recv()).await else {
        return Err(ByeCode::Revoked);
    };
    let Ok(ClientFrame::Hello { since, token, .. }) = serde_json::from_str(&text) else {
        return Err(ByeCode::Revoked);
    };
    let who = match (actor, token) {
        (Some(actor), _) => Who::Staff(actor),
        (None, Some(token)) => match app.auth.visitor_from_token(app, &token).await {
            Ok(visitor) => Who::Visitor(visitor),
            // A database that is away for a moment tells nobody to forget who they are.
            Err(error) if error.is_ours() => return Err(ByeCode::Shutdown),
            Err(_) => return Err(ByeCode::Revoked),
        },
        (None, None) => return Err(ByeCode::Revoked),
    };
    Ok((who, since))
}

/// Reads and writes until one side ends; why the server ends it, if it does.
async fn talk(session: &mut Session, socket: &mut WebSocket) -> Option<ByeCode> {
    let mut heard_at = Instant::now();
    loop {
        tokio::select! {
            notice = session.notices.recv() => {
                let mut frames = Vec::new();
                let mut notice = Some(notice);
                // Whatever else is ready goes out in the same write.
                while let Some(next) = notice {
                    match next {
                        None => return Some(ByeCode::Slow),
                        Some(Notice::Close(code)) => return Some(code),
                        Some(Notice::Frame(frame)) if frame.seq == 0 || frame.seq > session.caught_up_to => frames.push(frame),
                        Some(Notice::Frame(_)) => {}
                    }
                    notice = session.notices.try_recv().ok().map(Some);
                }
                Box::pin(write(socket, frames)).await.ok()?;
            }
            received = socket.recv() => {
                heard_at = Instant::now();
                match received?.ok()? {
                    Message::Text(text) => match serde_json::from_str::<ClientFrame>(&text) {
                        Ok(frame) => {
                            if let Some(answer) = Box::pin(session.hear(frame)).await {
                                Box::pin(write(socket, vec![answer])).await.ok()?;
                            }
                        }
                        Err(_) => return Some(ByeCode::Malformed),
                    },
                    Message::Binary(_) => return Some(ByeCode::Malformed),
                    Message::Close(_) => return None,
                    Message::Ping(_) | Message::Pong(_) => {}
                }
            }
            () = tokio::time::sleep_until(heard_at + DEAD_AFTER) => return None,
        }
    }
}

async fn write(socket: &mut WebSocket, frames: Vec<Frame>) -> Result<(), axum::Error> {
    let all = async {
        for frame in frames {
            socket.feed(Message::Text(frame.text)).await?;
        }
        socket.flush().await
    };
    timeout(SEND_WITHIN, all).await.unwrap_or_else(|late| Err(axum::Error::new(late)))
}

async fn bye(socket: &mut WebSocket, code: ByeCode) {
    let text = ServerFrame::Bye { code }.written().text;
    let close = CloseFrame { code: axum::extract::ws::close_code::NORMAL, reason: "bye".into() };
    // The peer may be gone already.
    drop(timeout(SEND_WITHIN, socket.send(Message::Text(text))).await);
    drop(timeout(SEND_WITHIN, socket.send(Message::Close(Some(close)))).await);
}
