//! The running server, asked as a load balancer asks it.

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http_body_util::{BodyExt, Empty};
use hyper::header::{AUTHORIZATION, HOST};
use hyper_util::rt::TokioIo;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::ServerName;

use super::Finding;
use crate::config::Config;
use crate::tls::{Certificate, Paths, trusting_only};

const ANSWERS_WITHIN: Duration = Duration::from_secs(5);
/// Of the files and sockets a process may open, the share in use that leaves no room for a busy hour.
const CROWDED_SHARE: f64 = 0.8;

pub(super) async fn examine(config: &Config) -> Vec<Finding> {
    let address = config.local_address();
    match tokio::time::timeout(ANSWERS_WITHIN, ask(config, "/health/ready", "")).await {
        Err(_) => vec![Finding::problem(
            "server",
            format!("{address} accepts connections and does not answer"),
            "restart the server; its log says what it did last",
        )],
        Ok(None) => vec![Finding::warning("server", format!("none runs at {address}"), none_runs(config))],
        Ok(Some((204, _))) => {
            let mut findings = vec![Finding::ok("server", format!("{address} is ready"))];
            findings.extend(sockets(config).await);
            findings
        }
        Ok(Some((status, body))) => vec![Finding::problem(
            "server",
            format!("{address} is not ready: {status} {}", body.trim()),
            "its log says why; most often the disk is full or the database is gone",
        )],
    }
}

fn none_runs(config: &Config) -> &'static str {
    if config.has_tls() {
        return "start it: zhanggui serve; if it runs, it shows another certificate than lies on the disk: its log says why";
    }
    "start it: zhanggui serve"
}

async fn sockets(config: &Config) -> Option<Finding> {
    let asked = tokio::time::timeout(ANSWERS_WITHIN, ask(config, "/metrics", &config.metrics_token)).await;
    let (200, page) = asked.ok()?? else { return None };
    let value = |name: &str| -> Option<f64> {
        page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
    };
    let (open, most) = (value("process_open_fds")?, value("process_max_fds")?);
    let found = format!("{open} of {most} files and sockets are open");
    if open > most * CROWDED_SHARE {
        return Some(Finding::warning("sockets", found, "raise LimitNOFILE in the service's unit and restart it"));
    }
    Some(Finding::ok("sockets", found))
}

/// Status and body; none when nobody speaks HTTP there, or not with the certificate that lies on the disk.
async fn ask(config: &Config, path: &str, token: &str) -> Option<(u16, String)> {
    let stream = TcpStream::connect(config.local_address()).await.ok()?;
    let Some(paths) = Paths::of(config) else { return ask_on(stream, config, path, token).await };
    let certificate = Certificate::read(&paths).ok()?;
    let tls = TlsConnector::from(Arc::new(trusting_only(certificate.end().clone()).ok()?));
    let name = ServerName::from(config.local_address().ip());
    ask_on(tls.connect(name, stream).await.ok()?, config, path, token).await
}

async fn ask_on(
    stream: impl AsyncRead + AsyncWrite + Unpin + Send + 'static,
    config: &Config,
    path: &str,
    token: &str,
) -> Option<(u16, String)> {
    let (mut sender, connection) = hyper::client::conn::http1::handshake(TokioIo::new(stream)).await.ok()?;
    tokio::spawn(connection);
    let mut request = hyper::Request::get(path).header(HOST, config.local_address().to_string());
    if !token.is_empty() {
        request = request.header(AUTHORIZATION, format!("Bearer {token}"));
    }
    let answer = sender.send_request(request.body(Empty::<Bytes>::new()).ok()?).await.ok()?;
    let status = answer.status().as_u16();
    let body = answer.into_body().collect().await.ok()?.to_bytes();
    Some((status, String::from_utf8_lossy(&body).into_owned()))
}
