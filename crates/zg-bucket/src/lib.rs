//! A private S3 server on a folder: real HTTP, real signatures, troubles on request. For tests, and for trying several
//! servers on one machine; nothing to keep a shop's files in.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::anyhow;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper::{Request, Response, StatusCode};
use hyper_util::rt::TokioIo;
use s3s::auth::SimpleAuth;
use s3s::host::SingleDomain;
use s3s::service::{S3Service, S3ServiceBuilder};
use s3s_fs::FileSystem;
use tokio::net::TcpListener;
use tokio::task::{AbortHandle, JoinSet};

/// Who may ask.
#[derive(Debug, Clone)]
pub struct Keys {
    pub id: String,
    pub secret: String,
}

/// A running server; it ends when this is dropped.
#[derive(Debug)]
pub struct Bucket {
    pub address: SocketAddr,
    serving: AbortHandle,
    troubles: Arc<Troubles>,
}

#[derive(Debug, Default)]
struct Troubles {
    /// So many requests are refused from now on.
    refused: AtomicUsize,
    /// Requests so far.
    asked: AtomicUsize,
}

impl Bucket {
    /// Serves the buckets that are the folders in `root`. With a domain, a bucket's name may stand in front of it.
    pub async fn serve(root: &Path, keys: Keys, domain: Option<&str>, listen: SocketAddr) -> anyhow::Result<Self> {
        let files = FileSystem::new(root).map_err(|error| anyhow!("{error:?}"))?;
        let mut builder = S3ServiceBuilder::new(files);
        builder.set_auth(SimpleAuth::from_single(keys.id, keys.secret));
        if let Some(domain) = domain {
            builder.set_host(SingleDomain::new(domain)?);
        }
        let listener = TcpListener::bind(listen).await?;
        let address = listener.local_addr()?;
        let troubles = Arc::new(Troubles::default());
        let serving = tokio::spawn(accept(listener, builder.build(), troubles.clone())).abort_handle();
        Ok(Self { address, serving, troubles })
    }

    /// Refuses the next requests as an overloaded store does.
    pub fn refuse(&self, requests: usize) {
        self.troubles.refused.store(requests, Ordering::SeqCst);
    }

    /// How many requests came so far.
    pub fn asked(&self) -> usize {
        self.troubles.asked.load(Ordering::SeqCst)
    }
}

impl Drop for Bucket {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

async fn accept(listener: TcpListener, service: S3Service, troubles: Arc<Troubles>) {
    // Connections end with the server.
    let mut connections = JoinSet::new();
    while let Ok((stream, _)) = listener.accept().await {
        let (service, troubles) = (service.clone(), troubles.clone());
        connections.spawn(async move {
            let answer = service_fn(move |request| answer(service.clone(), troubles.clone(), request));
            // A client that hangs up ends only its own connection.
            drop(http1::Builder::new().serve_connection(TokioIo::new(stream), answer).await);
        });
        while connections.try_join_next().is_some() {}
    }
}

async fn answer(
    service: S3Service,
    troubles: Arc<Troubles>,
    request: Request<Incoming>,
) -> Result<Response<s3s::Body>, Infallible> {
    troubles.asked.fetch_add(1, Ordering::SeqCst);
    let one_less = |refused: usize| refused.checked_sub(1);
    if troubles.refused.fetch_update(Ordering::SeqCst, Ordering::SeqCst, one_less).is_ok() {
        return Ok(failed(StatusCode::SERVICE_UNAVAILABLE));
    }
    let answered = service.call(request.map(s3s::Body::from)).await;
    Ok(answered.unwrap_or_else(|_| failed(StatusCode::INTERNAL_SERVER_ERROR)))
}

fn failed(status: StatusCode) -> Response<s3s::Body> {
    let mut response = Response::new(s3s::Body::empty());
    *response.status_mut() = status;
    response
}
