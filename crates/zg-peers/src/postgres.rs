//! A private PostgreSQL, as durable as it comes, that can be killed, frozen and started again.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use rustix::process::{Signal, kill_process};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::account::Account;
use crate::process::{free_address, pid, program};

const READY_WITHIN: Duration = Duration::from_secs(30);

#[derive(Debug)]
pub struct Postgres {
    folder: PathBuf,
    port: u16,
    account: Account,
    postmaster: Child,
}

impl Postgres {
    /// Makes a cluster in a folder and starts it.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let account = Account::to_run_as()?;
        if matches!(account, Account::Other { .. }) {
            // The folder above must let that account through.
            let above = folder.parent().context("a folder in a folder")?;
            std::fs::set_permissions(above, Permissions::from_mode(0o711))?;
        }
        make_cluster(folder, &account)?;
        let port = free_address()?.port();
        let postmaster = launch(folder, port, &account)?;
        let mut server = Self { folder: folder.to_owned(), port, account, postmaster };
        server.wait_until_ready().await?;
        Ok(server)
    }

    pub fn url(&self) -> String {
        postgres_url(self.port, "postgres")
    }

    /// Ends all its processes as a power cut would.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        self.signal_all(Signal::KILL);
        self.postmaster.wait().await?;
        Ok(())
    }

    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        self.postmaster = launch(&self.folder, self.port, &self.account)?;
        self.wait_until_ready().await
    }

    /// Lets all its processes stand still, or go on, or end.
    pub fn signal_all(&self, signal: Signal) {
        for process in self.processes() {
            // One that has just ended by itself needs no signal.
            drop(pid(process).and_then(|process| Ok(kill_process(process, signal)?)));
        }
    }

    /// The postmaster and its children.
    fn processes(&self) -> Vec<u32> {
        let Some(postmaster) = self.postmaster.id() else { return Vec::new() };
        let children = std::fs::read_dir("/proc")
            .into_iter()
            .flatten()
            .filter_map(|entry| entry.ok()?.file_name().to_str()?.parse::<u32>().ok())
            .filter(|process| parent_of(*process) == Some(postmaster));
        std::iter::once(postmaster).chain(children).collect()
    }

    async fn wait_until_ready(&mut self) -> anyhow::Result<()> {
        let begun = Instant::now();
        while begun.elapsed() < READY_WITHIN {
            if self.postmaster.try_wait()?.is_some() {
                // A killed server's memory is freed only when the last of its children is gone.
                self.postmaster = launch(&self.folder, self.port, &self.account)?;
            }
            if is_ready(self.port).await {
                return Ok(());
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        let said = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
        bail!("PostgreSQL does not start: {said}")
    }
}

/// Makes the cluster `data` in a folder that is given to an account; the superuser is `zhanggui`.
pub fn make_cluster(folder: &Path, account: &Account) -> anyhow::Result<()> {
    account.give(folder)?;
    let mut initdb = std::process::Command::new(program("initdb")?);
    initdb.arg("-D").arg(folder.join("data"));
    initdb.args(["--no-sync", "--auth=trust", "--username=zhanggui", "--encoding=UTF8", "--locale=C"]);
    let made = account.take(&mut initdb).current_dir(folder).output().context("run initdb")?;
    if !made.status.success() {
        bail!("initdb: {}", String::from_utf8_lossy(&made.stderr));
    }
    Ok(())
}

pub fn postgres_url(port: u16, database: &str) -> String {
    format!("postgres://zhanggui@127.0.0.1:{port}/{database}?sslmode=disable")
}

fn launch(folder: &Path, port: u16, account: &Account) -> anyhow::Result<Child> {
    let log = std::fs::File::options().create(true).append(true).open(folder.join("log"))?;
    let mut command = std::process::Command::new(program("postgres")?);
    command.arg("-D").arg(folder.join("data")).args(["-p", &port.to_string()]);
    command.args(["-c", "listen_addresses=127.0.0.1", "-c", "unix_socket_directories="]);
    command.args(["-c", "restart_after_crash=on"]);
    account.take(&mut command).current_dir(folder).stdin(Stdio::null()).stdout(log.try_clone()?).stderr(log);
    Command::from(command).kill_on_drop(true).spawn().context("start PostgreSQL")
}

/// Whether it lets somebody in: it listens a little earlier.
pub async fn is_ready(port: u16) -> bool {
    // A start-up message for protocol 3.0; an authentication request (`R`) is the answer of a server that is ready.
    const PARAMETERS: &[u8] = b"user\0zhanggui\0database\0postgres\0\0";
    const PROTOCOL: u32 = 196_608;
    let length = 8 + PARAMETERS.len() as u32;
    let hello = [&length.to_be_bytes()[..], &PROTOCOL.to_be_bytes(), PARAMETERS].concat();
    let asked = async {
        let mut stream = TcpStream::connect(("127.0.0.1", port)).await?;
        stream.write_all(&hello).await?;
        stream.read_u8().await
    };
    matches!(tokio::time::timeout(Duration::from_secs(1), asked).await, Ok(Ok(b'R')))
}

fn parent_of(process: u32) -> Option<u32> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    // The name before may have blanks and brackets in it.
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}
