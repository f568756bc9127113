//! Listens until told to stop, then lets what has begun finish.

use std::net::SocketAddr;
use std::time::Duration;

use anyhow::Context;
use axum::serve::{Listener, ListenerExt as _, TapIo};
use tokio::net::TcpListener;
use tokio_util::task::AbortOnDropHandle;

use super::tls::TlsListener;
use super::{redirect, router};
use crate::app::App;
use crate::config::Config;
use crate::tls;

/// Requests in hand get this long after the server was told to stop.
const FINISH_WITHIN: Duration = Duration::from_secs(8);

/// Serves until `stop` is ready, encrypted where the settings name a certificate.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let Some(encrypted) = tls::start(&app.config, &app.clock).await? else {
        let listener = listener.tap_io(|connection| {
            // Frames are small and wanted at once.
            drop(connection.set_nodelay(true));
        });
        return run(app, listener, stop).await;
    };
    let _sending_on = send_on(&app.config).await?;
    run(app, TlsListener::new(listener, encrypted)?.tap_io(|_| {}), stop).await
}

/// Sends on who comes without encryption, where the settings name an address for that.
async fn send_on(config: &Config) -> anyhow::Result<Option<AbortOnDropHandle<()>>> {
    if config.tls_redirect.is_empty() {
        return Ok(None);
    }
    let listener = TcpListener::bind(&config.tls_redirect).await;
    let listener = listener.with_context(|| format!("cannot listen on {} (tls_redirect)", config.tls_redirect))?;
    let pages = redirect::to(config.origin());
    Ok(Some(AbortOnDropHandle::new(tokio::spawn(async move { drop(axum::serve(listener, pages).await) }))))
}

async fn run<L, F>(
    app: App,
    listener: TapIo<L, F>,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()>
where
    L: Listener<Addr = SocketAddr>,
    F: FnMut(&mut L::Io) + Send + 'static,
{
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let service = router(app.clone()).into_make_service_with_connect_info::<SocketAddr>();
    let server = axum::serve(listener, service).with_graceful_shutdown(async move {
        stop.await;
        // Streams end only when told.
        app.live.close_all().await;
        // Nobody waits when the server has ended by itself.
        let _ = stopping.send(());
    });
    let too_late = async {
        if stopped.await.is_ok() {
            tokio::time::sleep(FINISH_WITHIN).await;
        } else {
            std::future::pending::<()>().await;
        }
    };
    tokio::select! {
        ended = server => Ok(ended?),
        () = too_late => Ok(()),
    }
}
