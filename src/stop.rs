//! The word to stop: a signal for a server, a handle for a test.

use tokio::sync::watch;

/// Clones hear the same word.
#[derive(Debug, Clone)]
pub struct Stop(watch::Receiver<bool>);

#[derive(Debug)]
pub struct StopHandle(watch::Sender<bool>);

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

    pub async fn wait(mut self) {
        // A handle that is gone without a word can never say it.
        let said = self.0.wait_for(|stopped| *stopped).await.is_ok();
        if !said {
            std::future::pending::<()>().await;
        }
    }
}

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
    Ok(async { drop(tokio::signal::ctrl_c().await) })
}
