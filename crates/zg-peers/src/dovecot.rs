//! A private Dovecot: mailboxes that a server may look into by IMAP.

use std::fs::Permissions;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, bail};
use tokio::io::{AsyncBufReadExt, BufReader};
use tokio::net::TcpStream;
use tokio::process::{Child, Command};

use crate::account::Account;
use crate::process::{free_address, program};

const READY_WITHIN: Duration = Duration::from_secs(20);

/// Every user is let in with this, and has a mailbox from the first time on.
pub const MAIL_PASSWORD: &str = "open-sesame";

#[derive(Debug)]
pub struct Dovecot {
    folder: PathBuf,
    port: u16,
    account: Account,
    delivered: AtomicU32,
    server: Option<Child>,
}

impl Dovecot {
    /// Starts one that keeps its mail in a folder. It speaks IMAP without encryption.
    pub async fn start(folder: &Path) -> anyhow::Result<Self> {
        Self::start_on(folder, free_address()?.port(), None).await
    }

    /// One that offers STARTTLS at a port, with a certificate and its key.
    pub async fn start_encrypted(folder: &Path, port: u16, certificate: &str, key: &str) -> anyhow::Result<Self> {
        Self::start_on(folder, port, Some((certificate, key))).await
    }

    async fn start_on(folder: &Path, port: u16, tls: Option<(&str, &str)>) -> anyhow::Result<Self> {
        std::fs::create_dir_all(folder)?;
        let account = Account::to_run_as()?;
        if matches!(account, Account::Other { .. }) {
            // The folder above must let that account through.
            let above = folder.parent().context("a folder in a folder")?;
            std::fs::set_permissions(above, Permissions::from_mode(0o711))?;
        }
        account.give(folder)?;
        let mut conf = settings(folder, port, &account)?;
        if let Some((certificate, key)) = tls {
            for (name, pem) in [("certificate.pem", certificate), ("key.pem", key)] {
                std::fs::write(folder.join(name), pem)?;
                account.give(&folder.join(name))?;
            }
            let place = folder.display();
            let offered = format!("ssl = yes\nssl_cert = <{place}/certificate.pem\nssl_key = <{place}/key.pem");
            conf = conf.replace("ssl = no", &offered);
        }
        std::fs::write(folder.join("dovecot.conf"), conf)?;
        let mut dovecot = Self { folder: folder.to_owned(), port, account, delivered: AtomicU32::new(0), server: None };
        dovecot.start_again().await?;
        Ok(dovecot)
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    /// Puts a mail into the inbox of a user, as it is.
    pub fn deliver(&self, user: &str, mail: &[u8]) -> anyhow::Result<()> {
        self.put(&self.mailbox(user)?, mail)
    }

    /// Puts a mail into another folder of a user, which is named as on the wire and made if it is not there.
    pub fn deliver_to(&self, user: &str, folder: &str, mail: &[u8]) -> anyhow::Result<()> {
        let place = self.mailbox(user)?.join(format!(".{folder}"));
        self.make_mailbox(&place)?;
        self.put(&place, mail)
    }

    fn put(&self, mailbox: &Path, mail: &[u8]) -> anyhow::Result<()> {
        let number = self.delivered.fetch_add(1, Ordering::Relaxed);
        let (unfinished, name) = (mailbox.join("tmp"), format!("{number:06}.{}.zhanggui", std::process::id()));
        std::fs::write(unfinished.join(&name), mail)?;
        self.account.give(&unfinished.join(&name))?;
        // What is in `new` is whole.
        std::fs::rename(unfinished.join(&name), mailbox.join("new").join(&name))?;
        Ok(())
    }

    /// Makes a user's mailbox a new one in the same place, as a restored server would: its numbers begin anew.
    pub fn renumber(&self, user: &str) -> anyhow::Result<()> {
        for entry in std::fs::read_dir(self.mailbox(user)?)? {
            let path = entry?.path();
            if path.is_file() {
                std::fs::remove_file(path)?;
            }
        }
        Ok(())
    }

    /// Ends it; who is connected is cut off.
    pub async fn kill(&mut self) -> anyhow::Result<()> {
        if let Some(mut server) = self.server.take() {
            server.kill().await?;
        }
        Ok(())
    }

    pub async fn start_again(&mut self) -> anyhow::Result<()> {
        let mut command = std::process::Command::new(program("dovecot")?);
        command.arg("-F").arg("-c").arg(self.folder.join("dovecot.conf")).current_dir(&self.folder);
        self.account.take(&mut command).stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        self.server = Some(Command::from(command).kill_on_drop(true).spawn().context("start Dovecot")?);
        let begun = Instant::now();
        while !greets(self.port).await {
            if begun.elapsed() > READY_WITHIN {
                let said = std::fs::read_to_string(self.folder.join("log")).unwrap_or_default();
                bail!("Dovecot does not start: {said}");
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        Ok(())
    }

    fn mailbox(&self, user: &str) -> anyhow::Result<PathBuf> {
        let mut place = self.folder.clone();
        for part in ["mail", user, "Maildir"] {
            place.push(part);
            self.make_folder(&place)?;
        }
        self.make_mailbox(&place)?;
        Ok(place)
    }

    fn make_mailbox(&self, place: &Path) -> anyhow::Result<()> {
        self.make_folder(place)?;
        ["tmp", "new", "cur"].iter().try_for_each(|part| self.make_folder(&place.join(part)))
    }

    fn make_folder(&self, path: &Path) -> anyhow::Result<()> {
        if !path.is_dir() {
            std::fs::create_dir(path)?;
            self.account.give(path)?;
        }
        Ok(())
    }
}

async fn greets(port: u16) -> bool {
    let asked = async {
        let mut line = String::new();
        BufReader::new(TcpStream::connect(("127.0.0.1", port)).await?).read_line(&mut line).await?;
        std::io::Result::Ok(line)
    };
    matches!(tokio::time::timeout(Duration::from_secs(1), asked).await, Ok(Ok(line)) if line.starts_with("* OK"))
}

/// All of it runs as one account and in one folder, so that it needs no rights and meets no other.
fn settings(folder: &Path, port: u16, account: &Account) -> anyhow::Result<String> {
    let (uid, gid) = account.ids();
    let (user, group) = (name_of("/etc/passwd", uid)?, name_of("/etc/group", gid)?);
    let folder = folder.display();
    Ok(format!(
        "base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/log
listen = 127.0.0.1
protocols = imap
ssl = no
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
first_valid_uid = {uid}
first_valid_gid = {gid}
mail_location = maildir:{folder}/mail/%u/Maildir
service anvil {{
  chroot =
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = 0
  }}
}}
service stats {{
  chroot =
}}
passdb {{
  driver = static
  args = password={MAIL_PASSWORD}
}}
userdb {{
  driver = static
  args = uid={uid} gid={gid} home={folder}/mail/%u
}}
"
    ))
}

/// The name of a number in a table such as `/etc/passwd`.
fn name_of(table: &str, id: u32) -> anyhow::Result<String> {
    let table = std::fs::read_to_string(table)?;
    let found = table.lines().find_map(|line| {
        let mut fields = line.split(':');
        let name = fields.next()?;
        (fields.nth(1)?.parse() == Ok(id)).then(|| name.to_owned())
    });
    found.context("an account without a name")
}
