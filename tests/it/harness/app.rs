//! A server in this process: its own folder, its own database, a clock that the story turns.

use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;

use sqlx::AssertSqlSafe;
use tempfile::TempDir;
use tokio::net::TcpListener;
use tokio::task::JoinHandle;
use zhanggui::app::App;
use zhanggui::auth::Role;
use zhanggui::clock::{Clock, Time};
use zhanggui::config::Config;
use zhanggui::db::Db;
use zhanggui::http;
use zhanggui::stop::{Stop, StopHandle};

use super::{Client, Shop, Staff, Visitor, postgres, sqlite};

/// When every story begins: noon in Shanghai.
const BEGIN: &str = "2026-11-11T04:00:00Z";

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Engine {
    Sqlite,
    Postgres,
}

/// Where stories have their own receivers of webhooks; the rest of this machine stays closed to them.
const RECEIVERS: &str = "127.0.0.1";

/// A running server with one open shop.
pub struct TestApp {
    pub app: App,
    pub address: SocketAddr,
    pub shop: Shop,
    config: Config,
    clock: Clock,
    folder: Arc<TempDir>,
    stop: StopHandle,
    serving: JoinHandle<()>,
}

pub struct Builder {
    engine: Engine,
    config: Config,
}

impl Builder {
    /// With the limits on that protect a shop from floods.
    pub fn rate_limits(mut self) -> Self {
        self.config.rate_limits = true;
        self
    }

    /// Those limits, behind a proxy of this machine: a story says by `x-forwarded-for` from where it asks.
    pub fn limits_behind_a_proxy(self) -> Self {
        let proxy = "127.0.0.1".parse().expect("a network");
        self.rate_limits().config(|config| config.trusted_proxies = vec![proxy])
    }

    pub fn public_url(mut self, url: &str) -> Self {
        self.config.public_url = url.into();
        self
    }

    /// With processes that tell each other by this server.
    pub fn bus(mut self, url: &str) -> Self {
        self.config.bus = url.into();
        self
    }

    pub fn max_upload_bytes(mut self, bytes: u64) -> Self {
        self.config.max_upload_bytes = bytes;
        self
    }

    /// With settings that stories seldom need.
    pub fn config(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self
    }

    pub async fn start(self) -> TestApp {
        let mut app = self.start_empty().await;
        app.shop = Shop::open(&app, "青禾外套").await;
        app
    }

    /// As on the first day: no shop, no owner.
    pub async fn start_empty(mut self) -> TestApp {
        let folder = tempfile::Builder::new().prefix("zhanggui-story-").tempdir().expect("a folder");
        self.config.data = folder.path().to_owned();
        match self.engine {
            Engine::Sqlite => sqlite::new_database(&self.config.database_url()).await,
            Engine::Postgres => self.config.database = postgres::new_database().await,
        }
        let clock = Clock::set_at(Time::parse(BEGIN).expect("a time"));
        TestApp::run(self.config, clock, Arc::new(folder), Shop::none()).await
    }
}

/// A server that is down.
pub struct Rest {
    pub config: Config,
    clock: Clock,
    folder: Arc<TempDir>,
    shop: Shop,
}

impl Rest {
    pub async fn take_up(self) -> TestApp {
        TestApp::run(self.config, self.clock, self.folder, self.shop).await
    }

    /// What a start that must fail says.
    pub async fn refuses_to_start(&self) -> String {
        let error = App::start(self.config.clone(), self.clock.clone()).await.expect_err("it does not start");
        format!("{error:#}")
    }
}

impl TestApp {
    pub async fn start(engine: Engine) -> Self {
        Self::builder(engine).start().await
    }

    pub fn builder(engine: Engine) -> Builder {
        Builder {
            engine,
            config: Config {
                rate_limits: false,
                egress_allow: vec![RECEIVERS.parse().expect("a network")],
                ..Config::default()
            },
        }
    }

    async fn run(mut config: Config, clock: Clock, folder: Arc<TempDir>, shop: Shop) -> Self {
        let listener = TcpListener::bind(("127.0.0.1", 0)).await.expect("a port");
        let address = listener.local_addr().expect("an address");
        config.listen = address;
        let app = App::start(config.clone(), clock.clone()).await.expect("the server starts");
        let (told, stop) = Stop::by_hand();
        let serving = tokio::spawn({
            let app = app.clone();
            async move {
                http::serve(app.clone(), listener, told.wait()).await.expect("the server runs");
                app.stop().await;
            }
        });
        Self { app, address, shop, config, clock, folder, stop, serving }
    }

    /// Stops in good order and starts again on the same data.
    pub async fn restart(self) -> Self {
        self.put_down().await.take_up().await
    }

    /// Stops, and starts with other settings on the same data.
    pub async fn restart_with(mut self, change: impl FnOnce(&mut Config)) -> Self {
        change(&mut self.config);
        self.restart().await
    }

    /// Stops, and starts with the same files on another database.
    pub async fn restart_on(mut self, database: &str) -> Self {
        self.config.database = database.to_owned();
        self.restart().await
    }

    /// Another process of the same installation.
    pub async fn neighbour(&self) -> Self {
        Self::run(self.config.clone(), self.clock.clone(), self.folder.clone(), self.shop.clone()).await
    }

    /// Another process of the same installation on another machine: it has the keys, and a data folder of its own.
    pub async fn neighbour_elsewhere(&self) -> Self {
        let folder = tempfile::Builder::new().prefix("zhanggui-story-").tempdir().expect("a folder");
        for entry in std::fs::read_dir(self.folder.path()).expect("a folder").flatten() {
            if entry.path().extension().is_some_and(|ending| ending == "key") {
                std::fs::copy(entry.path(), folder.path().join(entry.file_name())).expect("a key");
            }
        }
        let config = Config { data: folder.path().to_owned(), ..self.config.clone() };
        Self::run(config, self.clock.clone(), Arc::new(folder), self.shop.clone()).await
    }

    /// Stops in good order, for good.
    pub async fn stop(self) {
        self.stop.stop();
        self.serving.await.expect("the server stops");
    }

    pub fn now(&self) -> Time {
        self.clock.now()
    }

    pub fn turn_clock(&self, seconds: i64) {
        self.clock.advance_seconds(seconds);
    }

    /// Somebody without any credentials.
    pub fn anybody(&self) -> Client {
        Client::new(self.address)
    }

    pub fn origin(&self) -> String {
        format!("http://{}", self.address)
    }

    /// The shop's owner, signed in.
    pub async fn owner(&self) -> Staff {
        self.shop.owner(self).await
    }

    pub async fn agent(&self, name: &str) -> Staff {
        self.shop.staff(self, name, Role::Agent).await
    }

    pub async fn staff(&self, name: &str, role: Role) -> Staff {
        self.shop.staff(self, name, role).await
    }

    /// A buyer who opens the widget for the first time.
    pub async fn visitor(&self) -> Visitor {
        self.shop.visitor(self).await
    }

    /// Changes the database behind the server's back; how many rows.
    pub async fn meddle(&self, sql: &str) -> u64 {
        self.try_meddle(sql).await.expect("a statement")
    }

    /// As [`Self::meddle`], with something that the database may refuse.
    pub async fn try_meddle(&self, sql: &str) -> Result<u64, sqlx::Error> {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.app.db {
            Db::Sqlite { write, .. } => sqlx::query(sql).execute(write).await.map(|done| done.rows_affected()),
            Db::Postgres { write: pool, .. } => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
        }
    }

    /// Stops in good order; what is left is the data and how it was served.
    pub async fn put_down(self) -> Rest {
        self.stop.stop();
        self.serving.await.expect("the server stops");
        Rest { config: self.config, clock: self.clock, folder: self.folder, shop: self.shop }
    }

    /// How many files lie in the shop's folder.
    pub fn stored_files(&self) -> usize {
        let folder = self.folder.path().join("files").join(self.shop.id.to_string());
        std::fs::read_dir(folder).map_or(0, Iterator::count)
    }

    /// Every byte that this server keeps: its data folder, and a dump where the database is elsewhere.
    pub fn everything_stored(&self) -> Vec<u8> {
        everything_in(self.folder.path(), &self.config.database)
    }

    /// The answer to `SELECT COUNT(*) …`.
    pub async fn count(&self, sql: &str) -> i64 {
        let sql = AssertSqlSafe(sql.to_owned());
        match &self.app.db {
            Db::Sqlite { read, .. } => sqlx::query_scalar(sql).fetch_one(read).await,
            Db::Postgres { write: pool, .. } => sqlx::query_scalar(sql).fetch_one(pool).await,
        }
        .expect("a number")
    }
}

/// Every byte below a folder, names too, and a dump of the database if one is named.
pub fn everything_in(folder: &Path, database: &str) -> Vec<u8> {
    let (mut folders, mut bytes) = (vec![folder.to_owned()], Vec::new());
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            bytes.extend(path.as_os_str().as_encoded_bytes());
            bytes.extend(std::fs::read(path).unwrap_or_default());
        }
    }
    if !database.is_empty() {
        bytes.extend(postgres::dump(database));
    }
    bytes
}
