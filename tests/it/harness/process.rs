//! The program itself, as a process: for stories about starting, stopping and the command line.

use std::net::SocketAddr;
use std::path::Path;
use std::process::{ExitStatus, Output, Stdio};
use std::time::{Duration, Instant};

use rustix::process::{Pid, Signal, kill_process};
use tempfile::NamedTempFile;
use tokio::process::{Child, Command};

use super::Client;

const READY_WITHIN: Duration = Duration::from_secs(30);

/// `zhanggui` with these arguments, on this data folder and database (empty: SQLite in the folder).
pub fn zhanggui(arguments: &[&str], data: &Path, database: &str) -> Command {
    program(Path::new(env!("CARGO_BIN_EXE_zhanggui")), arguments, data, database)
}

fn program(path: &Path, arguments: &[&str], data: &Path, database: &str) -> Command {
    let mut command = Command::new(path);
    command.args(arguments).env("ZHANGGUI_DATA", data).env("ZHANGGUI_DATABASE", database);
    command.env("ZHANGGUI_RATE_LIMITS", "false").stdin(Stdio::null()).kill_on_drop(true);
    command
}

/// A server of its own on a free port of loopback.
pub struct Process {
    child: Child,
    pub address: SocketAddr,
    log: NamedTempFile,
}

impl Process {
    pub async fn serve(data: &Path, database: &str, settings: &[(&str, &str)]) -> Self {
        Self::start(zhanggui(&["serve"], data, database), settings).await
    }

    /// Starts a command that serves, and waits until it is ready.
    pub async fn start(mut command: Command, settings: &[(&str, &str)]) -> Self {
        let address = free_address();
        command.env("ZHANGGUI_LISTEN", address.to_string()).envs(settings.iter().copied());
        let log = NamedTempFile::new().expect("a log");
        command.stdout(Stdio::null()).stderr(log.reopen().expect("a log"));
        let mut child = command.spawn().expect("the program starts");
        let begun = Instant::now();
        while !is_ready(address).await {
            let ended = child.try_wait().expect("a process");
            assert!(ended.is_none(), "the server ended: {ended:?}: {}", read(&log));
            assert!(begun.elapsed() < READY_WITHIN, "the server is not ready");
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Self { child, address, log }
    }

    /// What it said so far on its standard error.
    pub fn log(&self) -> String {
        read(&self.log)
    }

    pub fn client(&self) -> Client {
        Client::new(self.address)
    }

    /// Ends it without a word.
    pub async fn kill(mut self) {
        self.child.kill().await.expect("a running process");
    }

    /// What a service manager sends, then how it ended and how long that took.
    pub async fn terminate(mut self) -> (ExitStatus, Duration) {
        let begun = Instant::now();
        let pid = self.child.id().and_then(|id| Pid::from_raw(id.cast_signed())).expect("a running process");
        kill_process(pid, Signal::TERM).expect("a signal");
        let status = self.child.wait().await.expect("a process");
        (status, begun.elapsed())
    }
}

fn read(log: &NamedTempFile) -> String {
    std::fs::read_to_string(log.path()).expect("a log")
}

/// What a finished command said on both of its outputs.
pub fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

pub fn free_address() -> SocketAddr {
    zg_peers::free_address().expect("a free port")
}

async fn is_ready(address: SocketAddr) -> bool {
    let answer = Client::new(address).try_raw("GET", "/health/ready", None, Default::default()).await;
    answer.is_some_and(|answer| answer.status == 204)
}
