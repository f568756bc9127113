use std::collections::HashMap;
use std::net::{IpAddr, SocketAddr};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A server that gives everybody the same answer and counts who came.
async fn server(answer: String) -> (SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    server_at(("127.0.0.1", 0), answer).await
}

async fn server_at(place: (&str, u16), answer: String) -> (SocketAddr, Arc<std::sync::atomic::AtomicUsize>) {
    let listener = TcpListener::bind(place).await.expect("a port");
    let address = listener.local_addr().expect("an address");
    let visits = Arc::new(std::sync::atomic::AtomicUsize::new(0));
    let counted = visits.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counted.fetch_add(1, std::sync::atomic::Ordering::SeqCst);
            let answer = answer.clone();
            tokio::spawn(async move {
                let mut asked = [0; 4096];
                drop(stream.read(&mut asked).await);
                drop(stream.write_all(answer.as_bytes()).await);
            });
        }
    });
    (address, visits)
}

fn says(status: &str, headers: &str, body: &str) -> String {
    format!("HTTP/1.1 {status}\r\ncontent-length: {}\r\n{headers}connection: close\r\n\r\n{body}", body.len())
}

fn allowing(networks: &[&str]) -> Egress {
    let allowed = networks.iter().map(|network| network.parse().expect("a network")).collect();
    Egress::with_names(allowed, Names::System)
}

fn knowing(name: &str, addresses: &[&str]) -> Egress {
    knowing_and_allowing(name, addresses, &[])
}

fn knowing_and_allowing(name: &str, addresses: &[&str], networks: &[&str]) -> Egress {
    let allowed = networks.iter().map(|network| network.parse().expect("a network")).collect();
    let addresses: Vec<IpAddr> = addresses.iter().map(|address| address.parse().expect("an address")).collect();
    Egress::with_names(allowed, Names::Known(HashMap::from([(name.to_owned(), addresses)])))
}

fn get(url: impl Into<String>) -> Outgoing {
    let limits = Limits { within: Duration::from_secs(2), response_bytes: 1000, redirects: 2 };
    Outgoing { method: Method::GET, url: url.into(), headers: Vec::new(), body: Bytes::new(), limits }
}

fn post(url: impl Into<String>) -> Outgoing {
    Outgoing { method: Method::POST, body: Bytes::from_static(b"{}"), ..get(url) }
}

async fn refused(egress: &Egress, url: &str) -> Failure {
    egress.send(get(url)).await.expect_err(url)
}

#[tokio::test]
async fn only_bare_web_addresses_are_asked() {
    let egress = allowing(&["127.0.0.0/8"]);
    for url in
        ["", "shop.example", "ftp://shop.example/", "file:///etc/passwd", "https://", "https://me:secret@shop.example/"]
    {
        assert_eq!(refused(&egress, url).await, Failure::InvalidUrl, "{url}");
    }
}

#[tokio::test]
async fn addresses_in_every_spelling_are_refused() {
    let (address, visits) = server(says("200 OK", "", "inside")).await;
    let port = address.port();
    for host in ["127.0.0.1", "2130706433", "0x7f.1", "0177.0.0.1", "127.1", "[::1]", "[::ffff:127.0.0.1]", "localhost"]
    {
        let url = format!("http://{host}:{port}/");
        assert_eq!(refused(&allowing(&[]), &url).await, Failure::NotPublic, "{url}");
    }
    assert_eq!(visits.load(std::sync::atomic::Ordering::SeqCst), 0, "nobody was asked");
}

#[tokio::test]
async fn a_name_that_leads_inside_is_refused() {
    assert_eq!(refused(&knowing("inside.example", &["10.0.0.1"]), "https://inside.example/").await, Failure::NotPublic);
    // One address outside does not make up for one inside: the next look-up may give the other.
    let both = knowing("both.example", &["8.8.8.8", "169.254.169.254"]);
    assert_eq!(refused(&both, "https://both.example/").await, Failure::NotPublic);
    assert_eq!(refused(&both, "https://elsewhere.example/").await, Failure::UnknownName);
}

#[tokio::test]
async fn nothing_travels_unencrypted_to_the_public() {
    let public = knowing("shop.example", &["8.8.8.8"]);
    assert_eq!(refused(&public, "http://shop.example/").await, Failure::Unencrypted);
}

#[tokio::test]
async fn an_allowed_network_is_reached() {
    let (address, _) = server(says("200 OK", "", "inside")).await;
    let answer = allowing(&["127.0.0.1"]).send(get(format!("http://{address}/"))).await.expect("an answer");
    assert_eq!((answer.status, answer.body), (StatusCode::OK, Bytes::from_static(b"inside")));
}

/// What was checked is what is dialled: nobody looks the name up a second time, when it may lead elsewhere.
#[tokio::test]
async fn the_address_that_was_checked_is_the_one_that_is_dialled() {
    // The system knows this name, and by another address; there somebody listens too.
    let (elsewhere, led_astray) = server(says("200 OK", "", "elsewhere")).await;
    let (_, visits) = server_at(("127.0.0.2", elsewhere.port()), says("200 OK", "", "checked")).await;
    let egress = knowing_and_allowing("localhost", &["127.0.0.2"], &["127.0.0.2"]);
    let url = format!("http://localhost:{}/", elsewhere.port());
    assert_eq!(egress.send(get(url.as_str())).await.expect("an answer").body, "checked");
    assert_eq!(visits.load(std::sync::atomic::Ordering::SeqCst), 1);
    assert_eq!(led_astray.load(std::sync::atomic::Ordering::SeqCst), 0, "nobody asked the system");

    // Of several the first that answers, all of them checked; a name that nobody but the check knows.
    let several = knowing_and_allowing("pinned.example", &["127.0.0.3", "127.0.0.2"], &["127.0.0.2/31"]);
    let url = format!("http://pinned.example:{}/", elsewhere.port());
    assert_eq!(several.send(get(url.as_str())).await.expect("an answer").body, "checked");
    assert_eq!(visits.load(std::sync::atomic::Ordering::SeqCst), 2);
}

#[tokio::test]
async fn a_redirect_is_checked_like_the_first_address() {
    let (secret, visits) = server(says("200 OK", "", "secret")).await;
    let inside = format!("location: http://127.0.0.2:{}/\r\n", secret.port());
    let (outside, _) = server(says("307 Temporary Redirect", &inside, "")).await;
    let egress = allowing(&["127.0.0.1"]);
    assert_eq!(refused(&egress, &format!("http://{outside}/")).await, Failure::NotPublic);
    assert_eq!(visits.load(std::sync::atomic::Ordering::SeqCst), 0);
}

#[tokio::test]
async fn redirects_have_an_end_and_never_lose_a_body() {
    let egress = allowing(&["127.0.0.1"]);
    let (goal, _) = server(says("200 OK", "", "goal")).await;
    let (there, _) = server(says("308 Permanent Redirect", &format!("location: http://{goal}/\r\n"), "")).await;
    assert_eq!(egress.send(post(format!("http://{there}/"))).await.expect("an answer").body, "goal");

    let (found, _) = server(says("302 Found", &format!("location: http://{goal}/\r\n"), "")).await;
    assert_eq!(egress.send(get(format!("http://{found}/"))).await.expect("an answer").body, "goal");
    let kept = egress.send(post(format!("http://{found}/"))).await.expect("an answer");
    assert_eq!(kept.status, StatusCode::FOUND, "a post is not turned into a get");

    let (circle, visits) = server(says("302 Found", "location: /again\r\n", "")).await;
    assert_eq!(refused(&egress, &format!("http://{circle}/")).await, Failure::TooManyRedirects);
    assert_eq!(visits.load(std::sync::atomic::Ordering::SeqCst), 3);
}

#[tokio::test]
async fn answers_have_a_last_byte_and_a_last_moment() {
    let egress = allowing(&["127.0.0.1"]);
    let (long, _) = server(says("200 OK", "", &"x".repeat(5000))).await;
    assert_eq!(egress.send(get(format!("http://{long}/"))).await.expect("an answer").body.len(), 1000);

    let silent = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
    let mut request = get(format!("http://{}/", silent.local_addr().expect("an address")));
    request.limits.within = Duration::from_millis(100);
    assert_eq!(egress.send(request).await.expect_err("silence"), Failure::TooSlow);

    let (rude, _) = server("nonsense\r\n\r\n".into()).await;
    assert_eq!(refused(&egress, &format!("http://{rude}/")).await, Failure::Broken);
}

#[tokio::test]
async fn an_unknown_certificate_is_not_believed() {
    // Whoever listens here does not even speak TLS: the connection ends before a request is sent.
    let (plain, _) = server(says("200 OK", "", "")).await;
    assert_eq!(refused(&allowing(&["127.0.0.1"]), &format!("https://{plain}/")).await, Failure::Certificate);
}

/// As with URLs: a line of another protocol leads to public addresses, or to networks that are allowed.
#[tokio::test]
async fn a_line_leads_nowhere_else() {
    let refused =
        async |egress: &Egress, host: &str, protection| egress.line(host, 993, protection).await.expect_err(host);
    for host in ["127.0.0.1", "[::1]", "10.1.2.3", "169.254.169.254"] {
        assert_eq!(refused(&allowing(&[]), host, Protection::Tls).await, Failure::NotPublic, "{host}");
        assert_eq!(refused(&allowing(&[]), host, Protection::Nothing).await, Failure::NotPublic, "{host}");
    }
    let inside = knowing("mail.example", &["93.184.215.14", "10.0.0.1"]);
    assert_eq!(refused(&inside, "mail.example", Protection::StartTls).await, Failure::NotPublic);
    let outside = knowing("mail.example", &["93.184.215.14"]);
    assert_eq!(refused(&outside, "mail.example", Protection::Nothing).await, Failure::Unencrypted);
    let (address, _) = server(String::new()).await;
    let line = allowing(&["127.0.0.1"]).line("127.0.0.1", address.port(), Protection::Nothing).await;
    assert_eq!(line.expect("a line").peer_addr().expect("an address"), address);
    let spoken = allowing(&["127.0.0.1"]).line("127.0.0.1", address.port(), Protection::Tls).await;
    assert_eq!(spoken.expect_err("no TLS there"), Failure::Certificate);
}
