//! One private PostgreSQL for the whole run: made when the first story asks for it, gone with the process.
//!
//! Stories that need a database get a copy of one that is migrated once.

use std::io::{Read, Write};
use std::net::{TcpListener, TcpStream};
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use sqlx::{AssertSqlSafe, Connection, PgConnection};
use tokio::sync::{Mutex, OnceCell};
use zhanggui::db::Db;

/// The shell waits for its input to end, which it does with this process however that ends, and cleans up.
const WATCH: &str = r#"
    "$1" -D "$2/data" -p "$3" -c listen_addresses=127.0.0.1 -c unix_socket_directories= -c fsync=off \
        -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB >"$2/log" 2>&1 &
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

static SERVER: OnceLock<Server> = OnceLock::new();
static TEMPLATE: OnceCell<()> = OnceCell::const_new();
static COPYING: Mutex<()> = Mutex::const_new(());
static DATABASES: AtomicU32 = AtomicU32::new(0);

/// The address of a new, migrated database.
pub async fn new_database() -> String {
    let port = tokio::task::spawn_blocking(|| SERVER.get_or_init(start).port).await.expect("PostgreSQL");
    TEMPLATE.get_or_init(|| make_template(port)).await;
    let name = format!("story_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    // PostgreSQL refuses to copy a database that another copy is reading.
    let _turn = COPYING.lock().await;
    run(port, &format!("CREATE DATABASE {name} TEMPLATE migrated")).await;
    url(port, &name)
}

/// The address of a database with nothing in it.
pub async fn empty_database() -> String {
    let port = tokio::task::spawn_blocking(|| SERVER.get_or_init(start).port).await.expect("PostgreSQL");
    let name = format!("empty_{}", DATABASES.fetch_add(1, Ordering::Relaxed));
    run(port, &format!("CREATE DATABASE {name}")).await;
    url(port, &name)
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

fn url(port: u16, database: &str) -> String {
    format!("postgres://zhanggui@127.0.0.1:{port}/{database}?sslmode=disable")
}

fn start() -> Server {
    let folder = tempfile::Builder::new().prefix("zhanggui-postgres-").tempdir().expect("a folder").keep();
    let account = Account::to_run_as();
    account.give(&folder);
    let mut initdb = Command::new(binary("initdb"));
    initdb.arg("-D").arg(folder.join("data"));
    initdb.args(["--no-sync", "--auth=trust", "--username=zhanggui", "--encoding=UTF8", "--locale=C"]);
    let made = account.take(&mut initdb).current_dir(&folder).output().expect("initdb");
    assert!(made.status.success(), "initdb: {}", String::from_utf8_lossy(&made.stderr));

    let port = free_port();
    let mut watch = Command::new("sh");
    watch.args(["-c", WATCH, "watch"]).arg(binary("postgres")).arg(&folder).arg(port.to_string());
    watch.current_dir(&folder).stdin(Stdio::piped()).stdout(Stdio::null()).stderr(Stdio::null()).process_group(0);
    let watch = account.take(&mut watch).spawn().expect("PostgreSQL");
    wait_for(port, &folder.join("log"));
    Server { port, _watch: watch }
}

/// Waits until PostgreSQL lets somebody in: it listens a little earlier.
fn wait_for(port: u16, log: &Path) {
    let started = Instant::now();
    while !is_ready(port) {
        if started.elapsed() > Duration::from_secs(30) {
            let mut said = String::new();
            std::fs::File::open(log).and_then(|mut log| log.read_to_string(&mut said)).expect("a log");
            panic!("PostgreSQL does not start: {said}");
        }
        std::thread::sleep(Duration::from_millis(20));
    }
}

fn is_ready(port: u16) -> bool {
    // A start-up message for protocol 3.0; an authentication request (`R`) is the answer of a server that is ready.
    const PARAMETERS: &[u8] = b"user\0zhanggui\0database\0postgres\0\0";
    let length = u32::try_from(8 + PARAMETERS.len()).expect("short");
    let hello = [&length.to_be_bytes()[..], &196_608_u32.to_be_bytes(), PARAMETERS].concat();
    let mut answer = [0];
    let asked = TcpStream::connect(("127.0.0.1", port)).and_then(|mut stream| {
        stream.write_all(&hello)?;
        stream.read_exact(&mut answer)
    });
    asked.is_ok() && answer == [b'R']
}

pub(super) fn free_port() -> u16 {
    TcpListener::bind(("127.0.0.1", 0)).and_then(|listener| listener.local_addr()).expect("a free port").port()
}

/// One of PostgreSQL's programs: on the path, or where Debian keeps them off it.
fn binary(name: &str) -> PathBuf {
    let on_path = std::env::var_os("PATH").map(|path| std::env::split_paths(&path).collect()).unwrap_or_default();
    let kept = std::fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut versions: Vec<PathBuf> = kept.map(|version| version.path().join("bin")).collect();
    versions.sort();
    let folders: Vec<PathBuf> = [on_path, versions].concat();
    let found = folders.iter().rev().map(|folder| folder.join(name)).find(|path| path.is_file());
    found.unwrap_or_else(|| panic!("PostgreSQL is missing; install it with: sudo apt-get install -y postgresql"))
}

/// PostgreSQL refuses to run as root: then it runs as somebody with fewer rights.
enum Account {
    Mine,
    Other { uid: u32, gid: u32 },
}

impl Account {
    fn to_run_as() -> Self {
        let mine = std::fs::metadata("/proc/self").map_or(1000, |me| me.uid());
        if mine != 0 {
            return Self::Mine;
        }
        let passwd = std::fs::read_to_string("/etc/passwd").unwrap_or_default();
        let ids = |name: &str| {
            let line = passwd.lines().find(|line| line.split(':').next() == Some(name))?;
            let mut fields = line.split(':').skip(2);
            Some(Self::Other { uid: fields.next()?.parse().ok()?, gid: fields.next()?.parse().ok()? })
        };
        ids("postgres").or_else(|| ids("nobody")).expect("an account that is not root's")
    }

    fn give(&self, folder: &Path) {
        if let Self::Other { uid, gid } = self {
            std::os::unix::fs::chown(folder, Some(*uid), Some(*gid)).expect("give the folder away");
        }
    }

    fn take<'a>(&self, command: &'a mut Command) -> &'a mut Command {
        match self {
            Self::Mine => command,
            Self::Other { uid, gid } => command.uid(*uid).gid(*gid),
        }
    }
}
