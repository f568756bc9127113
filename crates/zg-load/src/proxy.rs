//! A line between people and server that can be cut.

use std::net::SocketAddr;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use anyhow::Context;
use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{Rng, SeedableRng};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

/// While lines are cut, each holds at most this long: often just long enough to send and not to hear the answer.
const LONGEST_LINE: Duration = Duration::from_millis(60);

#[derive(Debug)]
pub struct Proxy {
    pub address: SocketAddr,
    is_cutting: watch::Sender<bool>,
    cuts: Arc<AtomicU64>,
    task: JoinHandle<()>,
}

impl Proxy {
    /// Each new line leads to one of the servers, or to the other when that one is not there.
    pub async fn start(servers: Vec<SocketAddr>, seed: u64) -> anyhow::Result<Self> {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.context("a port for the proxy")?;
        let address = listener.local_addr()?;
        let (is_cutting, told) = watch::channel(false);
        let cuts = Arc::new(AtomicU64::new(0));
        let counted = Arc::clone(&cuts);
        let mut random = StdRng::seed_from_u64(seed);
        let task = tokio::spawn(async move {
            while let Ok((near, _)) = listener.accept().await {
                let patience = LONGEST_LINE.mul_f64(random.random());
                let mut servers = servers.clone();
                servers.shuffle(&mut random);
                tokio::spawn(carry(near, servers, told.clone(), patience, Arc::clone(&counted)));
            }
        });
        Ok(Self { address, is_cutting, cuts, task })
    }

    /// Cuts all lines, and new ones soon after they begin, until [`Self::mend`].
    pub fn cut(&self) {
        self.is_cutting.send_replace(true);
    }

    pub fn mend(&self) {
        self.is_cutting.send_replace(false);
    }

    pub fn cuts(&self) -> u64 {
        self.cuts.load(Ordering::Relaxed)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        self.task.abort();
    }
}

async fn carry(
    mut near: TcpStream,
    servers: Vec<SocketAddr>,
    mut is_cutting: watch::Receiver<bool>,
    patience: Duration,
    cuts: Arc<AtomicU64>,
) {
    let Some(mut far) = connect(&servers).await else { return };
    // Frames are small and wanted at once; a line without that is only slower.
    drop(near.set_nodelay(true).and_then(|()| far.set_nodelay(true)));
    let cut = async {
        if is_cutting.wait_for(|cutting| *cutting).await.is_err() {
            std::future::pending::<()>().await;
        }
        tokio::time::sleep(patience).await;
    };
    tokio::select! {
        _ = tokio::io::copy_bidirectional(&mut near, &mut far) => {}
        () = cut => { cuts.fetch_add(1, Ordering::Relaxed); }
    }
}

async fn connect(servers: &[SocketAddr]) -> Option<TcpStream> {
    for server in servers {
        if let Ok(stream) = TcpStream::connect(server).await {
            return Some(stream);
        }
    }
    None
}
