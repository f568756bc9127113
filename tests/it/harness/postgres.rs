//! One private PostgreSQL for the whole run: made when the first story asks for it, gone with the process.
//!
//! Stories that need a database get a copy of one that is migrated once.

use std::os::unix::process::CommandExt;
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::{Mutex, OnceCell};
use zg_peers::{Account, postgres_url as url};
use zhanggui::db::Db;

/// It starts while everything else does.
const READY_WITHIN: Duration = Duration::from_secs(30);

/// The shell waits for its input to end, which it does with this process however that ends, and cleans up.
const WATCH: &str = r#"
    "$1" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
        -c full_page_writes=off -c autovacuum=off -c max_connections=300 -c shared_buffers=64MB >"$2/log" 2>&1 &
    server=$!
    cat >/dev/null
    kill -INT $server
    wait $server
    rm -rf "$2"
"#;

struct Server {
    port: u16,
    /// Holds the pipe whose end tells the shell to stop.
    _watch: Child,
}

static SERVER: OnceCell<Server> = OnceCell::const_new();
static TEMPLATE: OnceCell<()> = OnceCell::const_new();
static COPYING: Mutex<()> = Mutex::const_new(());
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, migrated database.
pub async fn new_database() -> String {
    let port = port().await;
    TEMPLATE.get_or_init(|| make_template(port)).await;
    let name = format!("story_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    // PostgreSQL refuses to copy a database that another copy is reading.
    let _turn = COPYING.lock().await;
    run(port, &format!("CREATE DATABASE {name} TEMPLATE migrated")).await;
    url(port, &name)
}

/// The address of a database with nothing in it.
pub async fn empty_database() -> String {
    let port = port().await;
    let name = format!("empty_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    run(port, &format!("CREATE DATABASE {name}")).await;
    url(port, &name)
}

/// All that a database holds, as text.
pub fn dump(database: &str) -> Vec<u8> {
    let dumped = Command::new(zg_peers::program("pg_dump").expect("pg_dump")).arg(database).output().expect("pg_dump");
    assert!(dumped.status.success(), "pg_dump: {}", String::from_utf8_lossy(&dumped.stderr));
    dumped.stdout
}

async fn make_template(port: u16) {
    run(port, "CREATE DATABASE migrated").await;
    Db::open(&url(port, "migrated")).await.expect("migrate").close().await;
}

async fn run(port: u16, sql: &str) {
    let mut connection = PgConnection::connect(&url(port, "postgres")).await.expect("connect to PostgreSQL");
    sqlx::raw_sql(AssertSqlSafe(sql.to_owned())).execute(&mut connection).await.expect(sql);
    connection.close().await.expect("close");
}

async fn port() -> u16 {
    SERVER.get_or_try_init(start).await.expect("PostgreSQL").port
}

async fn start() -> anyhow::Result<Server> {
    let folder = tempfile::Builder::new().prefix("zhanggui-postgres-").tempdir()?.keep();
    let account = Account::to_run_as()?;
    zg_peers::make_cluster(&folder, &account)?;

    let port = zg_peers::free_address()?.port();
    let mut watch = Command::new("sh");
    watch.args(["-c", WATCH, "watch"]).arg(zg_peers::program("postgres")?).arg(&folder).arg(port.to_string());
    watch.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let watch = account.take(&mut watch).spawn()?;
    let begun = Instant::now();
    while !zg_peers::is_ready(port).await {
        let said = || std::fs::read_to_string(folder.join("log")).unwrap_or_default();
        anyhow::ensure!(begun.elapsed() < READY_WITHIN, "PostgreSQL does not start: {}", said());
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
    Ok(Server { port, _watch: watch })
}
