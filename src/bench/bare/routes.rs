//! HTTP and sockets of the bare server.

use std::net::SocketAddr;

use axum::extract::ws::{Message as Frame, WebSocket, WebSocketUpgrade};
use axum::extract::{Path, Query, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use axum::{Json, Router};
use serde::Deserialize;
use serde_json::json;
use tokio::net::TcpListener;
use tokio::sync::broadcast::error::RecvError;

use super::store::{NewMessage, Store};

const SOCKET_BUFFER_BYTES: usize = 2048;

pub(super) async fn serve(listen: SocketAddr, store: Store) -> anyhow::Result<()> {
    let router = Router::new()
        .route("/health/ready", get(|| async { "ready" }))
        .route("/messages", post(post_message).get(list_messages))
        .route("/send", get(buyer))
        .route("/live", get(agent))
        .route("/conversations", get(list_conversations))
        .route("/conversations/{num}", get(show_conversation))
        .route("/search", get(search))
        .with_state(store);
    Ok(axum::serve(TcpListener::bind(listen).await?, router).await?)
}

async fn post_message(State(store): State<Store>, Json(message): Json<NewMessage>) -> Response {
    match store.post(message).await {
        Some(json) => {
            (StatusCode::CREATED, [(header::CONTENT_TYPE, "application/json")], json.to_string()).into_response()
        }
        None => StatusCode::INTERNAL_SERVER_ERROR.into_response(),
    }
}

#[derive(Deserialize)]
struct Page {
    visitor: i64,
    after: i64,
}

async fn list_messages(State(store): State<Store>, Query(page): Query<Page>) -> Result<Response, StatusCode> {
    let messages = store.messages(page.visitor, page.after).await.map_err(internal)?;
    Ok(Json(json!({ "items": messages })).into_response())
}

#[derive(Deserialize)]
struct View {
    view: i64,
}

async fn list_conversations(State(store): State<Store>, Query(view): Query<View>) -> Result<Response, StatusCode> {
    let conversations = store.conversations(view.view).await.map_err(internal)?;
    Ok(Json(json!({ "items": conversations })).into_response())
}

async fn show_conversation(State(store): State<Store>, Path(num): Path<i64>) -> Result<Response, StatusCode> {
    let conversation = store.conversation(num).await.map_err(internal)?.ok_or(StatusCode::NOT_FOUND)?;
    Ok(Json(conversation).into_response())
}

#[derive(Deserialize)]
struct Words {
    q: String,
}

async fn search(State(store): State<Store>, Query(words): Query<Words>) -> Result<Response, StatusCode> {
    let (first, second) = words.q.split_once(' ').map_or((words.q.as_str(), None), |(a, b)| (a, Some(b)));
    let (messages, total) = store.search(first, second).await.map_err(internal)?;
    Ok(Json(json!({ "items": messages, "total": total })).into_response())
}

async fn buyer(State(store): State<Store>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.read_buffer_size(SOCKET_BUFFER_BYTES).on_upgrade(|socket| acknowledge(store, socket))
}

async fn acknowledge(store: Store, mut socket: WebSocket) {
    while let Some(Ok(frame)) = socket.recv().await {
        let Frame::Text(text) = frame else { continue };
        let Ok(message) = serde_json::from_str(&text) else { break };
        let Some(json) = store.post(message).await else { break };
        if socket.send(Frame::text(json.to_string())).await.is_err() {
            break;
        }
    }
}

async fn agent(State(store): State<Store>, upgrade: WebSocketUpgrade) -> Response {
    upgrade.read_buffer_size(SOCKET_BUFFER_BYTES).on_upgrade(|socket| push(store, socket))
}

async fn push(store: Store, mut socket: WebSocket) {
    let mut stored = store.listen();
    loop {
        match stored.recv().await {
            Ok(json) => {
                if socket.send(Frame::text(json.to_string())).await.is_err() {
                    return;
                }
            }
            Err(RecvError::Lagged(_)) => {}
            Err(RecvError::Closed) => return,
        }
    }
}

fn internal(error: impl std::fmt::Display) -> StatusCode {
    tracing::error!(%error, "a query failed");
    StatusCode::INTERNAL_SERVER_ERROR
}
