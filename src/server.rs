//! Listening, and stopping without losing anything.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::serve::ListenerExt;
use tokio::net::TcpListener;
use tokio::sync::watch;

use crate::app::App;
use crate::http;

/// Requests in hand at a stop get this long; with the store's own draining the whole stays below 15 s.
const DRAIN: Duration = Duration::from_secs(8);
const CLOSE: Duration = Duration::from_secs(5);

/// Binds an address, saying which one when it is taken.
pub async fn bind(address: SocketAddr) -> anyhow::Result<TcpListener> {
    TcpListener::bind(address).await.with_context(|| format!("cannot listen on {address}"))
}

/// Serves until told to stop, then drains: what was acknowledged is stored.
pub async fn run(app: App, listener: TcpListener, stop: Stop) -> anyhow::Result<()> {
    let listener = listener.tap_io(|stream| {
        // A frame must not wait for the acknowledgement of the one before.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "could not send at once");
        }
    });
    let service = http::router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let told = stop.clone();
    let live = app.live.clone();
    let serving = axum::serve(listener, service).with_graceful_shutdown(async move {
        told.wait().await;
        // Sockets never end by themselves.
        live.close_all().await;
    });
    let drained = async {
        stop.wait().await;
        tokio::time::sleep(DRAIN).await;
    };
    tokio::select! {
        served = serving => served?,
        () = drained => tracing::warn!("stopped before all requests had ended"),
    }
    if tokio::time::timeout(CLOSE, app.stop()).await.is_err() {
        tracing::warn!("the store took too long to close");
    }
    Ok(())
}

/// The word to stop; clones hear the same word.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

impl Stop {
    /// Stops on Ctrl-C or SIGTERM.
    pub fn on_signal() -> anyhow::Result<Self> {
        let (stop, handle) = Self::by_hand();
        let signal = signal()?;
        tokio::spawn(async move {
            signal.await;
            tracing::info!("stopping");
            handle.stop();
        });
        Ok(stop)
    }

    /// Stops when its handle says so.
    pub fn by_hand() -> (Self, StopHandle) {
        let (tell, told) = watch::channel(false);
        (Self(told), StopHandle(tell))
    }

    pub async fn wait(&self) {
        // A handle that is gone can never say stop; then only the process ends.
        if self.0.clone().wait_for(|stopped| *stopped).await.is_err() {
            std::future::pending::<()>().await;
        }
    }
}

#[derive(Debug)]
pub struct StopHandle(watch::Sender<bool>);

impl StopHandle {
    pub fn stop(&self) {
        self.0.send_replace(true);
    }
}

#[cfg(unix)]
fn signal() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}

#[cfg(not(unix))]
fn signal() -> anyhow::Result<impl Future<Output = ()>> {
    Ok(async {
        drop(tokio::signal::ctrl_c().await);
    })
}
