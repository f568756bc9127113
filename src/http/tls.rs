//! Connections that are encrypted before a request is read.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::serve::Listener;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::rustls::ServerConfig;
use tokio_rustls::server::TlsStream;
use tokio_util::task::AbortOnDropHandle;

use crate::tls::ACME_PROTOCOL;

/// Who says nothing gives up the place.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// Handshakes at once: nobody can make more wait in memory.
const HANDSHAKES: usize = 4096;
const READY: usize = 64;

type Connection = (TlsStream<TcpStream>, SocketAddr);

pub struct TlsListener {
    address: SocketAddr,
    ready: mpsc::Receiver<Connection>,
    _accepting: AbortOnDropHandle<()>,
}

impl TlsListener {
    pub fn new(listener: TcpListener, config: Arc<ServerConfig>) -> std::io::Result<Self> {
        let address = listener.local_addr()?;
        let (done, ready) = mpsc::channel(READY);
        let accepting = AbortOnDropHandle::new(tokio::spawn(accept(listener, config.into(), done)));
        Ok(Self { address, ready, _accepting: accepting })
    }
}

/// A slow handshake holds up nobody else's.
async fn accept(mut listener: TcpListener, acceptor: TlsAcceptor, done: mpsc::Sender<Connection>) {
    let places = Arc::new(Semaphore::new(HANDSHAKES));
    loop {
        let Ok(place) = places.clone().acquire_owned().await else { return };
        let (stream, peer) = Listener::accept(&mut listener).await;
        // Frames are small and wanted at once.
        drop(stream.set_nodelay(true));
        let (acceptor, done) = (acceptor.clone(), done.clone());
        tokio::spawn(async move {
            let handshake = tokio::time::timeout(HANDSHAKE_WITHIN, acceptor.accept(stream)).await;
            drop(place);
            let Ok(Ok(stream)) = handshake else { return };
            // The authority has seen what it wanted to see.
            if stream.get_ref().1.alpn_protocol() != Some(ACME_PROTOCOL) {
                drop(done.send((stream, peer)).await);
            }
        });
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> Connection {
        match self.ready.recv().await {
            Some(connection) => connection,
            // The accepting task ends only with this listener.
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> std::io::Result<SocketAddr> {
        Ok(self.address)
    }
}
