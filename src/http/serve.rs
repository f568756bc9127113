//! Listens until told to stop, then lets what has begun finish.

use std::net::SocketAddr;
use std::time::Duration;

use axum::serve::ListenerExt as _;
use tokio::net::TcpListener;

use super::router;
use crate::app::App;

/// Requests in hand get this long after the server was told to stop.
const FINISH_WITHIN: Duration = Duration::from_secs(8);

/// Serves until `stop` is ready.
pub async fn serve(
    app: App,
    listener: TcpListener,
    stop: impl Future<Output = ()> + Send + 'static,
) -> anyhow::Result<()> {
    let (stopping, stopped) = tokio::sync::oneshot::channel();
    let listener = listener.tap_io(|connection| {
        // Frames are small and wanted at once.
        drop(connection.set_nodelay(true));
    });
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
