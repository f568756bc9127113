//! A connection to an address that somebody typed, for a protocol of its own such as those of mail.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::TcpStream;
use tokio_rustls::TlsConnector;
use tokio_rustls::client::TlsStream;
use tokio_rustls::rustls::pki_types::ServerName;
use url::Url;

use super::{Egress, Failure, connect, resolve};

/// Whether what is said on a line is for the two ends alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Protection {
    /// From the first byte on.
    Tls,
    /// Asked for on the line, and insisted on, before anything else is said: by [`Egress::encrypt`].
    StartTls,
    /// Only to networks that are allowed.
    Nothing,
}

/// An open connection; dropped, it closes.
#[derive(Debug)]
pub enum Line {
    Plain(TcpStream),
    Encrypted(Box<TlsStream<TcpStream>>),
}

impl Egress {
    /// Opens a line to a host, whose addresses are all checked; it leads to one of those.
    pub async fn line(&self, host: &str, port: u16, protection: Protection) -> Result<Line, Failure> {
        let place = place(host, port, protection)?;
        let addresses = resolve::checked(&place, &self.0.names, &self.0.allowed).await?;
        let stream = connect::connect(&addresses).await?;
        match protection {
            Protection::Tls => self.encrypt(host, Line::Plain(stream)).await,
            Protection::StartTls | Protection::Nothing => Ok(Line::Plain(stream)),
        }
    }

    /// Goes on encrypted on a line to a host.
    pub async fn encrypt(&self, host: &str, line: Line) -> Result<Line, Failure> {
        let Line::Plain(stream) = line else { return Ok(line) };
        let name = ServerName::try_from(host.trim_matches(['[', ']']).to_owned()).map_err(|_| Failure::InvalidUrl)?;
        let connector = TlsConnector::from(self.0.tls.config()?);
        let stream = connector.connect(name, stream).await.map_err(|_| Failure::Certificate)?;
        Ok(Line::Encrypted(Box::new(stream)))
    }

    /// Whether a host can be asked at all: for a form, before anything is sent.
    pub fn check_host(host: &str, port: u16) -> Result<(), Failure> {
        place(host, port, Protection::Tls).map(drop)
    }
}

/// The place as a URL has it: what may be written there in many ways is then an address or a name.
fn place(host: &str, port: u16, protection: Protection) -> Result<Url, Failure> {
    let scheme = if protection == Protection::Nothing { "http" } else { "https" };
    let bare = !host.is_empty() && !host.contains(['/', '\\', '?', '#', '@', '%']) && port > 0;
    let url = Url::parse(&format!("{scheme}://{host}:{port}/")).ok().filter(|_| bare).ok_or(Failure::InvalidUrl)?;
    if url.port_or_known_default() == Some(port) { Ok(url) } else { Err(Failure::InvalidUrl) }
}

impl Line {
    pub fn peer_addr(&self) -> io::Result<SocketAddr> {
        match self {
            Self::Plain(stream) => stream.peer_addr(),
            Self::Encrypted(stream) => stream.get_ref().0.peer_addr(),
        }
    }
}

impl AsyncRead for Line {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_read(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_read(cx, buf),
        }
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_write(cx, buf),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_write(cx, buf),
        }
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_flush(cx),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_flush(cx),
        }
    }

    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        match self.get_mut() {
            Self::Plain(stream) => Pin::new(stream).poll_shutdown(cx),
            Self::Encrypted(stream) => Pin::new(stream.as_mut()).poll_shutdown(cx),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_a_host_and_a_port() {
        for host in ["mail.example", "127.0.0.1", "[::1]", "邮箱.example"] {
            assert!(Egress::check_host(host, 993).is_ok(), "{host}");
        }
        for host in ["", "a b", "user@mail.example", "mail.example/x", "mail.example:25", "a%2f", "mail.example#x"] {
            assert_eq!(Egress::check_host(host, 993), Err(Failure::InvalidUrl), "{host}");
        }
        assert!(Egress::check_host("mail.example", 0).is_err());
        assert!(Egress::check_host("mail.example", 443).is_ok(), "the port of the web is one like any other");
    }
}
