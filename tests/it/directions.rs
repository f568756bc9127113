//! Which part of the server may know what: read from the sources, so that ARCHITECTURE.md stays true.

use std::collections::BTreeSet;
use std::path::Path;

/// Besides `routes.rs`, `http/` and `live/`: who speaks HTTP, and why.
const HTTP_TOO: [&str; 3] = [
    "error.rs", // an error knows its answer
    "bench/",   // a bare server to compare with
    "demo/",    // the pages of the demo shop
];

/// Besides `store.rs`, `db/`, `jobs/` and `events/`: who asks the database.
const SQL_TOO: [&str; 1] = ["bench/"];

/// Besides `egress/`: who opens connections to elsewhere.
const OUT_TOO: [&str; 3] = [
    "bench/",          // measures a server from outside
    "demo/simulator/", // buyers of the demo, who visit this server
    "doctor/",         // asks the server that runs on this machine
];

/// Whatever could open a connection, or find out where a name leads: of the standard library, of what the server is
/// built on, and of what somebody might add.
const CLIENTS: [&str; 23] = [
    "hyper::client",
    "hyper_util::client",
    "hyper_rustls",
    "TcpStream::connect",
    "std::net::TcpStream",
    "net::TcpSocket",
    "UdpSocket",
    "UnixStream",
    "UnixDatagram",
    "socket2",
    "connect_timeout",
    "lookup_host",
    "to_socket_addrs",
    "ToSocketAddrs",
    "hickory",
    "tokio_tungstenite",
    "reqwest",
    "ureq",
    "isahc",
    "attohttpc",
    "curl::",
    "native_tls",
    "tonic::",
];

/// Clients of one protocol, each in the one place that hands it what the settings name.
const OUT_BY_NAME: [(&str, &str); 6] = [
    ("async_nats", "bus/nats.rs"),     // the bus of this installation's processes
    ("object_store", "files/vault/"),  // the bucket; its requests go through `egress::named`
    ("instant_acme", "tls/acme/"),     // the authority; its requests go through `egress::named`
    ("PgListener", "db/doorbell.rs"),  // the database
    ("lettre", "mail/"),               // the server that sends mail
    ("async_imap", "channels/email/"), // a mailbox; its lines are opened by `egress`
];

/// Names of the library in these only say how a value is stored.
const COLUMNS: [&str; 6] = ["clock.rs", "ids.rs", "error.rs", "search/mod.rs", "/model.rs", "/model/"];

struct Source {
    path: String,
    code: String,
}

/// All of the server's sources, without their comments and their own tests.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut sources) = (vec![root.clone()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                let text = std::fs::read_to_string(&path).expect("a source");
                // A single item for tests may stand anywhere; the module of tests stands last.
                let shipped = text.split("#[cfg(test)]\nmod ").next().unwrap_or_default();
                let code =
                    shipped.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n");
                let path = path.strip_prefix(&root).expect("below src").to_string_lossy().replace('\\', "/");
                sources.push(Source { path, code });
            }
        }
    }
    sources
}

/// A place is a file, a folder, or with a slash before it: any such file or folder.
fn is_one_of(path: &str, places: &[&str]) -> bool {
    places.iter().any(|place| path.starts_with(place) || (place.starts_with('/') && path.contains(place)))
}

fn is_routes(path: &str) -> bool {
    path.ends_with("routes.rs") || path.contains("/routes/")
}

fn is_store(path: &str) -> bool {
    path.ends_with("store.rs") || path.contains("/store/") || is_one_of(path, &["db/", "jobs/", "events/"])
}

#[test]
fn only_the_edge_speaks_http() {
    let edge = |path: &str| is_routes(path) || is_one_of(path, &["http/", "live/"]) || is_one_of(path, &HTTP_TOO);
    let strangers: BTreeSet<_> =
        sources().into_iter().filter(|s| s.code.contains("axum") && !edge(&s.path)).map(|s| s.path).collect();
    assert!(strangers.is_empty(), "these name axum: {strangers:?}");
}

#[test]
fn only_stores_speak_sql() {
    let may = |path: &str| is_store(path) || is_one_of(path, &SQL_TOO);
    let strangers: BTreeSet<_> = sources()
        .into_iter()
        .filter(|s| s.code.contains("sqlx::query") || s.code.contains("QueryBuilder"))
        .map(|s| s.path)
        .filter(|path| !may(path))
        .collect();
    assert!(strangers.is_empty(), "these ask the database themselves: {strangers:?}");
    let strangers: BTreeSet<_> = sources()
        .into_iter()
        .filter(|s| s.code.contains("sqlx::") && !may(&s.path) && !is_one_of(&s.path, &COLUMNS))
        .map(|s| s.path)
        .collect();
    assert!(strangers.is_empty(), "these name sqlx: {strangers:?}");
}

/// S7: whoever opens a connection to elsewhere does it by the one function that checks where it leads.
#[test]
fn only_egress_goes_out() {
    let strangers: BTreeSet<_> = sources()
        .into_iter()
        .filter(|s| CLIENTS.iter().any(|client| s.code.contains(client)))
        .map(|s| s.path)
        .filter(|path| !is_one_of(path, &OUT_TOO) && !path.starts_with("egress/"))
        .collect();
    assert!(strangers.is_empty(), "these open connections themselves: {strangers:?}");
    let strangers: BTreeSet<_> = sources()
        .into_iter()
        .flat_map(|s| OUT_BY_NAME.map(|(client, place)| (s.code.contains(client), s.path.clone(), client, place)))
        .filter(|(names, path, _, place)| *names && !path.starts_with(place))
        .map(|(_, path, client, _)| (path, client))
        .collect();
    assert!(strangers.is_empty(), "these name a client that is another's: {strangers:?}");
}

#[test]
fn actions_know_no_http() {
    for source in
        sources().iter().filter(|source| source.path.ends_with("actions.rs") || source.path.contains("/actions/"))
    {
        for edge in ["crate::http", "StatusCode", "HeaderMap"] {
            assert!(!source.code.contains(edge), "{} names {edge}", source.path);
        }
    }
}

#[test]
fn exceptions_are_no_longer_than_needed() {
    let all = sources();
    let used = |place: &&str, word: &str| all.iter().any(|s| s.path.starts_with(*place) && s.code.contains(word));
    for place in HTTP_TOO {
        assert!(used(&place, "axum"), "{place} does not name axum any more");
    }
    for place in SQL_TOO {
        assert!(used(&place, "sqlx"), "{place} does not name sqlx any more");
    }
    for place in OUT_TOO {
        assert!(CLIENTS.iter().any(|client| used(&place, client)), "{place} opens no connections any more");
    }
    for (client, place) in OUT_BY_NAME {
        assert!(used(&place, client), "{place} does not name {client} any more");
    }
}

#[test]
fn files_hold_one_idea() {
    const LINES: usize = 500;
    for source in sources() {
        let lines = source.code.lines().count();
        assert!(lines <= LINES, "{} has {lines} lines: which two ideas does it hold?", source.path);
    }
}
