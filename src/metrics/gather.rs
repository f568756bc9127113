//! What is looked up when Prometheus asks.

use std::path::Path;
use std::time::Duration;

use prometheus_client::encoding::EncodeLabelSet;
use prometheus_client::metrics::counter::Counter;
use prometheus_client::metrics::family::Family;
use prometheus_client::metrics::gauge::Gauge;
use prometheus_client::metrics::info::Info;
use prometheus_client::registry::Registry;

use crate::app::App;
use crate::channels::email;
use crate::error::Result;
use crate::tls::{Certificate, Paths};
use crate::{backup, conversations, jobs};

const DATABASE_ANSWERS_WITHIN: Duration = Duration::from_secs(2);

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Kind {
    kind: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct State {
    state: &'static str,
}

#[derive(Debug, Clone, PartialEq, Eq, Hash, EncodeLabelSet)]
struct Folder {
    folder: &'static str,
}

pub(super) async fn gather(app: &App) -> Registry {
    let mut registry = Registry::with_prefix("zhanggui");
    let build = vec![("version", env!("CARGO_PKG_VERSION")), ("engine", app.db.engine())];
    registry.register("build", "Which program this is", Info::new(build));
    let ready = app.health.check(app).await.is_ok();
    gauge(&mut registry, "ready", "1 while the database takes reads and writes", i64::from(ready));
    gauge(&mut registry, "leader", "1 in the process that does what the clock asks for", i64::from(app.jobs.leads()));
    let files = app.files.is_well().await;
    gauge(&mut registry, "file_store_ready", "1 while files can be stored and read", i64::from(files));
    if let Some(certificate) = Paths::of(&app.config).and_then(|paths| Certificate::read(&paths).ok()) {
        let help = "When the certificate runs out";
        gauge(&mut registry, "certificate_expires_timestamp_seconds", help, certificate.not_after.0 / 1000);
    }
    sockets(app, &mut registry);
    disk(app, &mut registry);
    backups(app, &mut registry);
    // Without the database the rest still tells that it is gone.
    match tokio::time::timeout(DATABASE_ANSWERS_WITHIN, database(app)).await {
        Ok(Ok(figures)) => figures.register(&mut registry),
        Ok(Err(error)) => tracing::warn!(%error, "metrics without the database's"),
        Err(_) => tracing::warn!("metrics without the database's: it does not answer"),
    }
    registry
}

fn sockets(app: &App, registry: &mut Registry) {
    let (desks, widgets) = app.live.connected();
    let sockets = Family::<Kind, Gauge>::default();
    for (kind, open) in [("desk", desks), ("widget", widgets)] {
        sockets.get_or_create(&Kind { kind }).set(i64::try_from(open).unwrap_or(i64::MAX));
    }
    registry.register("sockets", "Open sockets and event streams", sockets);
}

fn disk(app: &App, registry: &mut Registry) {
    let free = Family::<Folder, Gauge>::default();
    let folders = [("data", app.config.data.as_path()), ("backups", app.config.backup_folder.as_path())];
    for (folder, path) in folders {
        if let Some(bytes) = free_bytes(path) {
            free.get_or_create(&Folder { folder }).set(i64::try_from(bytes).unwrap_or(i64::MAX));
        }
    }
    registry.register("disk_free_bytes", "Free space where a folder lies", free);
}

/// Space that is left to this user where a folder lies.
fn free_bytes(path: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(path).ok()?;
    Some(disk.f_bavail * disk.f_frsize)
}

fn backups(app: &App, registry: &mut Registry) {
    if app.config.backup_folder.as_os_str().is_empty() {
        return;
    }
    let failures = Counter::<u64>::default();
    failures.inc_by(app.backups.failures());
    registry.register("backup_failures", "Scheduled backups that failed since the start", failures);
    // A series that is not there alarms nobody: 0 says that there is none.
    let newest = backup::kept_in(&app.config.backup_folder).ok().and_then(|kept| kept.into_iter().next());
    let help = "When the newest backup was made; 0 while there is none";
    let at = newest.map_or(0, |newest| newest.created_at.0 / 1000);
    gauge(registry, "backup_last_success_timestamp_seconds", help, at);
}

struct Figures {
    conversations: Vec<(&'static str, i64)>,
    waiting: i64,
    jobs: jobs::Figures,
    /// All that are looked into, and those of them that fail.
    mailboxes: (i64, i64),
    sizes: crate::db::Sizes,
}

async fn database(app: &App) -> Result<Figures> {
    let sizes = app.db.sizes().await?;
    let mut reader = app.db.reader().await?;
    let mut conn = reader.conn();
    let (conversations, waiting) = conversations::totals(&mut conn).await?;
    let jobs = jobs::figures(&mut conn, app.clock.now()).await?;
    let mailboxes = email::mailbox_totals(&mut conn).await?;
    Ok(Figures { conversations, waiting, jobs, mailboxes, sizes })
}

impl Figures {
    fn register(self, registry: &mut Registry) {
        let conversations = Family::<State, Gauge>::default();
        for (state, total) in self.conversations {
            conversations.get_or_create(&State { state }).set(total);
        }
        registry.register("conversations", "Conversations by where they stand", conversations);
        gauge(registry, "conversations_waiting", "Conversations with an unanswered buyer", self.waiting);
        let jobs = Family::<State, Gauge>::default();
        for (state, count) in [("waiting", self.jobs.waiting), ("late", self.jobs.late), ("dead", self.jobs.dead)] {
            jobs.get_or_create(&State { state }).set(count);
        }
        registry.register("jobs", "Work for later: waiting, late (part of it), given up", jobs);
        let (all, failing) = self.mailboxes;
        let mailboxes = Family::<State, Gauge>::default();
        for (state, count) in [("working", all - failing), ("failing", failing)] {
            mailboxes.get_or_create(&State { state }).set(count);
        }
        registry.register(
            "mailboxes",
            "Mailboxes of inboxes that are not paused, by how the last look went",
            mailboxes,
        );
        let bytes = |bytes: u64| i64::try_from(bytes).unwrap_or(i64::MAX);
        gauge(registry, "database_bytes", "Size of the database", bytes(self.sizes.database_bytes));
        if let Some(wal) = self.sizes.wal_bytes {
            gauge(registry, "database_wal_bytes", "Size of SQLite's write-ahead log", bytes(wal));
        }
    }
}

fn gauge(registry: &mut Registry, name: &str, help: &str, value: i64) {
    let gauge = Gauge::<i64>::default();
    gauge.set(value);
    registry.register(name, help, gauge);
}
